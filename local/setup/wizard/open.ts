import { secretsIn } from "../../doctor/variables.ts";
import type { Variables } from "../variables.ts";
import { keptVariables } from "./kept-variables.ts";
import { recordFile } from "./record.ts";
import type { Setup } from "./setup.ts";

/** Of a value that is shorter, every other word would go with it. */
const LEAST_SECRET_CHARS = 6;

/**
 * What the steps work with, for an installation whose files stand in a folder.
 *
 * @param given.say - never gets a secret, whatever a server has repeated.
 */
export async function openSetup(
  given: Omit<Setup, "variables" | "record" | "known"> & {
    readonly folder: string;
    readonly shell: Variables;
  },
): Promise<Setup> {
  const { folder, shell, ...rest } = given;
  const variables = await keptVariables(folder, given.env, shell);
  const secrets = () => [
    ...secretsIn(variables.all()),
    ...given.named.flatMap(({ name }) => variables.all()[name] ?? []),
  ];
  return {
    ...rest,
    variables,
    record: recordFile(folder, given.env),
    known: {},
    say: (line) =>
      given.say(
        secrets()
          .filter(({ length }) => length >= LEAST_SECRET_CHARS)
          .reduce((shown, secret) => shown.replaceAll(secret, "•••"), line),
      ),
  };
}
