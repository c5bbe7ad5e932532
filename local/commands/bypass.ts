import { askAt } from "../ask.ts";
import { bypassOff, bypassOn } from "../operate/bypass.ts";
import { command, ENVIRONMENT_OPTION, ENVIRONMENT_USAGE, installationOf, UsageError } from "./command.ts";

/** `npm run bypass`: leads callers straight to a person, with nothing of ours in between, and back. */

const USAGE = `Usage: npm run bypass -- on|off [options]
  on                every number that leads to this environment's Functions leads straight to a person: by a Studio
                    flow that each deploy keeps ready, or where nobody uses Flex by /voice/fallback. A TwiML App that
                    leads here is taken off its number for the time
  off               exactly what the numbers had before. One that was changed in Twilio's console meanwhile is named
                    and left as it is, where nobody can be asked
  --replace         with off: put back what such a number had before
  --keep            with off: leave such a number what it has, and lead it past no more
${ENVIRONMENT_USAGE}
Calls that are going on stay where they are.`;

const OPTIONS = {
  ...ENVIRONMENT_OPTION,
  replace: { type: "boolean", default: false },
  keep: { type: "boolean", default: false },
} as const;

await command({ usage: USAGE, options: OPTIONS, takes: "words" }, async ({ env, replace, keep }, words) => {
  const [which, ...others] = words;
  if ((which !== "on" && which !== "off") || others.length > 0) throw new UsageError("Say on or off.");
  if ((replace || keep) && which === "on") throw new UsageError("--replace and --keep go with off.");
  if (replace && keep) throw new UsageError("Say --replace or --keep, not both.");
  const { environment, found } = await installationOf(env);
  const options = { env: environment.name, variables: found.all, say: (line: string) => console.log(line) };
  const ask = askAt({ input: process.stdin, output: process.stdout });
  const changed = async (question: string) => {
    if (replace) return "replace";
    if (keep) return "keep";
    return (await ask?.yes(question, false)) ? "replace" : undefined;
  };
  await (which === "on" ? bypassOn(options) : bypassOff({ ...options, changed }));
});
