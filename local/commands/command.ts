import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { didYouMean, nearest } from "../did-you-mean.ts";
import { explained } from "../explained.ts";
import { DEFAULT_ENVIRONMENT, type Environment, environmentNamed, isName } from "../operate/environments.ts";
import { type FoundVariables, findVariables } from "../setup/variables.ts";
import { root } from "../stack/agents-build.ts";

/** What all commands have alike: options, `--help`, and how they end (0 good, 1 failed, 2 used wrongly). */

/** Used wrongly: said in a line, and the command ends with 2. */
export class UsageError extends Error {}

/** Those that a command may take up itself, and what it ends with where it does not. A terminal that is closed hangs up. */
const SIGNALS = [
  ["SIGHUP", 129],
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const;

const HELP = { help: { type: "boolean", short: "h" } } as const;

/** Options of every command that loads agents or reads variables. */
export const SHARED_OPTIONS = {
  agents: { type: "string" },
  env: { type: "string", multiple: true },
} as const;

export const SHARED_USAGE = `  --agents FILE     other agents than agents/index.ts
  --env NAME|FILE   an environment, as in staging, whose variables stand in .env.staging and .dev.vars.staging; or a
                    file of variables, and more by repeating it. The shell's go first. .env and .dev.vars when absent`;

type Parsed<O extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true }>
>;

/**
 * Runs a command of `npm run`.
 *
 * @param usage - what `--help` prints; its first line is the command's form.
 * @param takes - whether words may follow that are no options.
 * @param brokenOff - of what changes accounts: how it goes on, said when a signal ends it.
 * @param run - its error ends the command: a `UsageError` with 2, any other with 1, each in a line.
 */
export async function command<O extends ParseArgsOptionsConfig>(
  {
    usage,
    options,
    takes = "options",
    brokenOff,
  }: { usage: string; options: O; takes?: "options" | "words"; brokenOff?: string },
  run: (values: Parsed<O>["values"], words: readonly string[]) => Promise<void> | void,
): Promise<void> {
  // Servers that it has started are in groups of their own, and go with the process where it ends by itself.
  for (const [signal, code] of SIGNALS)
    process.on(signal, () => {
      if (process.listenerCount(signal) > 1) return;
      if (brokenOff) console.error(`Broken off. ${brokenOff}`);
      process.exit(code);
    });
  try {
    const config = { options: { ...options, ...HELP }, allowPositionals: takes === "words" } as const;
    const { values, positionals } = parsed(config);
    if ("help" in values && values.help) console.log(usage);
    // What was parsed with one option more has the values of the others.
    else await run(values as Parsed<O>["values"], positionals);
  } catch (error) {
    const wrongly = error instanceof UsageError;
    console.error(explained(error));
    if (wrongly) console.error(`\n${usage.split("\n")[0]}\nAdd --help to see more.`);
    // Not only the exit code: of what was begun, some may still be starting, and goes with the process.
    process.exit(wrongly ? 2 : 1);
  }
}

/** @throws UsageError in words, with the option that may have been meant. */
function parsed<T extends { options: ParseArgsOptionsConfig; allowPositionals: boolean }>(config: T) {
  try {
    return parseArgs(config);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!code.startsWith("ERR_PARSE_ARGS")) throw error;
    const [said = ""] = error instanceof Error ? error.message.split("\n") : [];
    const option = /'(-[^' ]*)/.exec(said)?.[1] ?? "";
    const names = Object.keys(config.options).map((name) => `--${name}`);
    if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION")
      throw new UsageError(`There is no option ${option}.${didYouMean(option, names)}`);
    if (code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL")
      throw new UsageError(`${said.split(".")[0]}: this command takes options only.`);
    throw new UsageError(`${said.split(".")[0]}.`);
  }
}

/** @returns the path. @throws UsageError when there is no such file, with the one that may have been meant. */
export function existing(file: string): string {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === false) return file;
  const folder = dirname(file);
  const there = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : [];
  const near = nearest(basename(file), there);
  throw new UsageError(`There is no file ${file}.${near ? ` Did you mean ${join(folder, near)}?` : ""}`);
}

/** The environment that `--env` names; the usual one where it names files, or none. */
export const environmentIn = (env: readonly string[] | undefined): string =>
  env?.findLast((value) => !isFile(value) && isName(value)) ?? DEFAULT_ENVIRONMENT;

/**
 * The files that `--env` means, each value of it a file or an environment's name.
 *
 * @returns undefined for the usual ones.
 * @throws UsageError where neither is there.
 */
export function variableFiles(env: readonly string[] | undefined): readonly string[] | undefined {
  const files = env?.flatMap((value) =>
    isFile(value) || !isName(value) ? [existing(value)] : filesOf(value),
  );
  return files?.length ? files : undefined;
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;

/** Those of an environment that are there. */
function filesOf(name: string): readonly string[] {
  const files = environmentNamed(name).files.map((file) => resolve(root, file));
  const there = files.filter(isFile);
  if (there.length > 0 || name === DEFAULT_ENVIRONMENT) return there;
  const [functions, worker] = environmentNamed(name).files;
  throw new UsageError(
    `There is no file ${name}. Nor is there an environment of that name: it would have its variables in ${functions} and ${worker}.`,
  );
}

/** Of commands that write down each step as it is done. */
export const GOES_ON =
  "What was done stays, and is written down: run the same again, and it goes on where it was.";

/** Of commands that work on an installation. */
export const ENVIRONMENT_OPTION = { env: { type: "string" } } as const;

export const ENVIRONMENT_USAGE = `  --env NAME        the environment, as in staging: Worker baton-staging, Functions' environment staging, variables
                    in .env.staging and .dev.vars.staging. dev when absent: Worker baton, .env and .dev.vars`;

/** @throws UsageError where it is no name. */
export async function installationOf(
  env: string | undefined,
): Promise<{ readonly environment: Environment; readonly found: FoundVariables }> {
  const name = env ?? DEFAULT_ENVIRONMENT;
  if (!isName(name))
    throw new UsageError(
      `--env ${name} is no environment's name: lower-case letters, digits and hyphens, as in staging.`,
    );
  const environment = environmentNamed(name);
  return {
    environment,
    found: await findVariables(name === DEFAULT_ENVIRONMENT ? undefined : filesOf(name)),
  };
}
