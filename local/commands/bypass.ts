import { bypassOff, bypassOn } from "../operate/bypass.ts";
import { command, ENVIRONMENT_OPTION, ENVIRONMENT_USAGE, installationOf, UsageError } from "./command.ts";

/** `npm run bypass`: leads callers straight to a person, with nothing of ours in between, and back. */

const USAGE = `Usage: npm run bypass -- on|off [options]
  on                every number that leads to this environment's Functions leads straight to a person: by a Studio
                    flow that each deploy keeps ready, or where nobody uses Flex by /voice/fallback
  off               exactly what the numbers had before
${ENVIRONMENT_USAGE}
Calls that are going on stay where they are.`;

await command({ usage: USAGE, options: ENVIRONMENT_OPTION, takes: "words" }, async ({ env }, words) => {
  const [which, ...others] = words;
  if ((which !== "on" && which !== "off") || others.length > 0) throw new UsageError("Say on or off.");
  const { environment, found } = await installationOf(env);
  const options = { env: environment.name, variables: found.all, say: (line: string) => console.log(line) };
  await (which === "on" ? bypassOn(options) : bypassOff(options));
});
