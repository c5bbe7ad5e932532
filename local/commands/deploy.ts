import { deployAll } from "../operate/deploy.ts";
import { workerSecrets } from "../operate/worker-settings.ts";
import { command, ENVIRONMENT_OPTION, ENVIRONMENT_USAGE, GOES_ON, installationOf } from "./command.ts";

/** `npm run deploy`: checks both sides, builds all of it, deploys the Worker and then the Functions. */

const USAGE = `Usage: npm run deploy -- [options]
${ENVIRONMENT_USAGE}
  --secrets         also send what is set of the Worker's secrets; without it those that it has stay as they are
  --dry-run         check and build, and change nothing at Cloudflare and Twilio
Cloudflare's credentials are CLOUDFLARE_API_TOKEN or those of npx wrangler login; Twilio's are TWILIO_ACCOUNT_SID with
TWILIO_API_KEY and TWILIO_API_SECRET, or TWILIO_AUTH_TOKEN. What was deployed is written down in .baton/NAME.json.
Nothing is touched where something is missing. A deploy that broke off is taken up by the next one.`;

const OPTIONS = {
  ...ENVIRONMENT_OPTION,
  secrets: { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
} as const;

await command({ usage: USAGE, options: OPTIONS, brokenOff: GOES_ON }, async (values) => {
  const { environment, found } = await installationOf(values.env);
  await deployAll({
    env: environment.name,
    variables: found.all,
    secrets: values.secrets ? await workerSecrets(found.all) : undefined,
    dryRun: values["dry-run"],
    say: (line) => console.log(line),
  });
});
