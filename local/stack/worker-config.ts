import { readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { root } from "./agents-build.ts";

/** What the Worker imports as its agents; the one place where another module can stand in for it. */
const AGENTS_IMPORT = "../agents/index.ts";

const pageIn = (dir: string): string => join(dir, "console");
/** For the shell, within a string of the configuration. */
const quoted = (path: string): string => `'${path}'`;

/**
 * The Worker's own configuration with another module in the place of `agents/index.ts`. `wrangler dev` takes an alias
 * from the configuration only: its `--alias` is read by `wrangler deploy` alone (4.155.0).
 *
 * @param agents - path of a module whose default export is `defineAgents(…)`, from the root or absolute.
 * @param dir - an existing folder to write it to.
 * @param entry - another entry point than the shipped one, from the root; it may be made of it.
 * @param knowledge - path of a module with what the agents look up, whose folder is followed; by default it is read from
 * beside the agents. Where there is a build command, wrangler (4.155.0) follows no source but what `watch_dir` names.
 * @param release - folder of the project, or of another release of it.
 * @param variables - names of what the Worker may have beside its `[vars]`: the list in wrangler.toml is closed.
 * @returns the configuration's path.
 */
export async function workerConfigFor(
  agents: string,
  dir: string,
  variables: readonly string[] = ["OPENAI_API_KEY", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"],
  {
    entry,
    knowledge,
    release = root,
  }: {
    readonly entry?: string | undefined;
    readonly knowledge?: string | undefined;
    readonly release?: string;
  } = {},
): Promise<string> {
  const shipped = await readFile(join(release, "wrangler.toml"), "utf8");
  const main = /^main = "(.+)"$/m;
  if (!main.test(shipped)) throw new Error('wrangler.toml has no line main = "…".');
  const module = resolve(release, agents);
  const knowledgeAt = knowledge ?? join(dir, "knowledge.mjs");
  const path = join(dir, "wrangler.toml");
  await writeFile(
    path,
    shipped
      .replace(
        main,
        (_, shippedEntry: string) => `main = ${JSON.stringify(join(release, entry ?? shippedEntry))}`,
      )
      .replace(/^"#knowledge" = .*$/m, `"#knowledge" = ${JSON.stringify(knowledgeAt)}`)
      // Paths of the configuration count from where it stands.
      .replace(/(?<= = )"\.\/worker\//g, `"${join(release, "worker")}/`)
      // The console is built beside it: whoever deploys from the project meanwhile has `dist` to himself.
      .replace(
        /^(command = "node )(assets\/console\/build\.mjs)(?:( && )node (local\/knowledge\/\S+))?"$/m,
        (_, node: string, script: string, and?: string, reader?: string) =>
          `${node}${quoted(join(release, script))} --out ${quoted(pageIn(dir))}${
            reader && !knowledge
              ? `${and}${quoted(process.execPath)} ${quoted(join(release, reader))} --agents ${quoted(dirname(module))} --out ${quoted(knowledgeAt)}`
              : ""
          }"`,
      )
      .replace(
        /^watch_dir = \[?"([^"]+)".*$/m,
        (_, watched: string) =>
          `watch_dir = ${JSON.stringify([relative(dir, join(release, watched)), ...(knowledge ? [relative(dir, dirname(knowledge))] : [])])}`,
      )
      .replace(/^directory = ".+"$/m, `directory = ${JSON.stringify(pageIn(dir))}`)
      // All callers of one's own machine are one.
      .replace(/\[\[ratelimits\]\]\nname = "(?:CALLERS|ACCOUNT)"\n(?:.+\n)+/g, "")
      // What is set goes by the environment; a default beside it would be a second binding of one name.
      .replace(/^([A-Z][A-Z0-9_]*) = .*\n/gm, (line, name: string) => (variables.includes(name) ? "" : line))
      .replace(/^required = .*$/m, `required = ${JSON.stringify(variables)}`)
      .replace(
        /^\[alias\]$/m,
        (table) => `${table}\n${JSON.stringify(AGENTS_IMPORT)} = ${JSON.stringify(module)}`,
      ),
  );
  return path;
}
