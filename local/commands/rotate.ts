import { confirmed, hidden } from "../ask.ts";
import { rotate } from "../operate/rotate/rotate.ts";
import { ROTATIONS, type Rotation } from "../operate/rotate/rotation.ts";
import {
  command,
  ENVIRONMENT_OPTION,
  ENVIRONMENT_USAGE,
  GOES_ON,
  installationOf,
  UsageError,
} from "./command.ts";

/** `npm run rotate`: exchanges a secret phase by phase, while calls go on. */

const USAGE = `Usage: npm run rotate -- auth-token|api-key|openai-key [options]
  --yes             do it without asking
  --now             do not wait for calls and links that still go by the old value: they fail
  --replace         delete a secondary auth token that the account has already, where nobody uses it; --yes does not
${ENVIRONMENT_USAGE}
It says what each phase does and how long it takes, and asks. Where it has to wait it ends, and goes on when it is run
again; so it does after an error. New values are kept where the old ones stand, else in .dev.vars (of another environment .dev.vars.NAME). The new
OpenAI key is asked for; where nobody is at a terminal it is NEW_OPENAI_API_KEY of the shell.`;

const OPTIONS = {
  ...ENVIRONMENT_OPTION,
  yes: { type: "boolean", default: false },
  now: { type: "boolean", default: false },
  replace: { type: "boolean", default: false },
} as const;

const isRotation = (word: string | undefined): word is Rotation => ROTATIONS.some((known) => known === word);

await command(
  { usage: USAGE, options: OPTIONS, takes: "words", brokenOff: GOES_ON },
  async (values, [what, ...others]) => {
    if (!isRotation(what) || others.length > 0) throw new UsageError(`Say what: ${ROTATIONS.join(", ")}.`);
    const { environment, found } = await installationOf(values.env);
    await rotate({
      env: environment.name,
      what,
      found,
      now: values.now,
      replace: async () => values.replace,
      ask: async (question) =>
        process.env.NEW_OPENAI_API_KEY ?? (process.stdin.isTTY ? hidden(question) : ""),
      confirm: async (plan) => {
        for (const line of plan) console.log(line);
        return values.yes || confirmed("Do it?");
      },
      say: (line) => console.log(line),
    });
  },
);
