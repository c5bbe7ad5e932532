import { confirmed } from "../ask.ts";
import { rollback } from "../operate/rollback.ts";
import { command, ENVIRONMENT_OPTION, ENVIRONMENT_USAGE, GOES_ON, installationOf } from "./command.ts";

/** `npm run rollback`: shows what goes back where, asks, and does it: the panel, the Functions, the Worker. */

const USAGE = `Usage: npm run rollback -- [options]
  --to SHA          the name of a deploy that is recorded, or when it began; when absent the one that was live before the one
                    that is, so that run twice it goes there and forward again; further back only by --to. What was
                    deployed by hand since is taken back; a way back that broke off goes on
  --yes             do it without asking
  --with-secrets    take the Worker's secrets back as well. Without it they stay as they are: where they were changed
                    since, the code of then is built from git and deployed anew
${ENVIRONMENT_USAGE}`;

const OPTIONS = {
  ...ENVIRONMENT_OPTION,
  to: { type: "string" },
  yes: { type: "boolean", default: false },
  "with-secrets": { type: "boolean", default: false },
} as const;

await command({ usage: USAGE, options: OPTIONS, brokenOff: GOES_ON }, async (values) => {
  const { environment, found } = await installationOf(values.env);
  const done = await rollback({
    env: environment.name,
    variables: found.all,
    to: values.to,
    withSecrets: values["with-secrets"],
    confirm: async (plan) => {
      for (const line of plan) console.log(line);
      return values.yes || confirmed("Do it?");
    },
    say: (line) => console.log(line),
  });
  if (!done) console.log("Nothing was changed.");
});
