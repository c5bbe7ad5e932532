import { E164 } from "../../worker/protocol/sids.ts";
import { askAt } from "../ask.ts";
import { diagnose } from "../doctor/diagnose.ts";
import { recordsHere } from "../doctor/installations.ts";
import { deployAll } from "../operate/deploy.ts";
import { DEFAULT_ENVIRONMENT, isName } from "../operate/environments.ts";
import { livePanel, releasePanel } from "../operate/panel.ts";
import { releaseNow } from "../operate/release.ts";
import { loadAgents } from "../setup/command-line.ts";
import { namedSecrets } from "../setup/named-secrets.ts";
import { cloudflare } from "../setup/wizard/access/cloudflare.ts";
import { openSetup } from "../setup/wizard/open.ts";
import { runSetup } from "../setup/wizard/run.ts";
import type { Ports } from "../setup/wizard/setup.ts";
import { USUAL_TEST_CALL } from "../setup/wizard/test-call.ts";
import { untilAnswering } from "../setup/wizard/until-answering.ts";
import { root } from "../stack/agents-build.ts";
import { command, GOES_ON, UsageError } from "./command.ts";

/** `npm run setup`: from accounts to the first call. */

const USAGE = `Usage: npm run setup -- [options]
  --env NAME        which installation: dev when absent; another has a Worker, Functions, files and a workflow of its own
  --number +1…      the number that the agent answers, where the account has several
  --buy CC          buy a number in this country, as in US
  --take            take the number although something else answers it now; that is kept for the way back
  --yes             do what the plan says, without a question; it takes no number and no panel from another installation, and
                    releases no other code in the place of what is live
  --call +1…        call this telephone in the end, so that you talk to the agent
What is missing is asked for; secrets are not shown. They may stand in .dev.vars and .env as well (of another
installation in .dev.vars.NAME and .env.NAME), or in the shell, which goes first: TWILIO_ACCOUNT_SID,
TWILIO_AUTH_TOKEN, OPENAI_API_KEY, and CLOUDFLARE_API_TOKEN where nobody is signed in with npx wrangler login.
What is to be done is shown before it is done. Broken off, it goes on where it was; run again, it changes nothing.`;

const OPTIONS = {
  env: { type: "string", default: DEFAULT_ENVIRONMENT },
  number: { type: "string" },
  buy: { type: "string" },
  take: { type: "boolean", default: false },
  yes: { type: "boolean", default: false },
  call: { type: "string" },
} as const;

await command({ usage: USAGE, options: OPTIONS, brokenOff: GOES_ON }, async (values) => {
  const { env, number, buy, call, take, yes } = values;
  if (!isName(env))
    throw new UsageError(
      `--env ${env}: a name has lower-case letters, digits and hyphens, at most 16, as in staging.`,
    );
  for (const [name, value] of [
    ["number", number],
    ["call", call],
  ] as const)
    if (value !== undefined && !E164.pattern.test(value)) throw new UsageError(`--${name} ${E164.words}.`);
  if (number !== undefined && buy !== undefined) throw new UsageError("Give --number or --buy, not both.");

  const agents = await loadAgents();
  const named = await namedSecrets();
  const ports: Ports = {
    deploy: deployAll,
    releaseNow: () => releaseNow(),
    livePanel,
    releasePanel,
    cloudflare,
    untilAnswering: (url) => untilAnswering(url, (line) => console.log(line)),
    doctor: async (all) => diagnose({ all, fileOf: {} }, agents, named, await recordsHere()),
    testCall: USUAL_TEST_CALL,
  };
  const setup = await openSetup({
    folder: root,
    env,
    shell: process.env,
    options: { number, buy, take, yes, call },
    agents,
    named,
    ask: askAt({ input: process.stdin, output: process.stdout }),
    say: (line) => console.log(line),
    ports,
  });
  if (!(await runSetup(setup))) process.exitCode = 1;
});
