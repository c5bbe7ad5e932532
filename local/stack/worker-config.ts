import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { root } from "./agents-build.ts";

/** What the Worker imports as its agents; the one place where another module can stand in for it. */
const AGENTS_IMPORT = "../agents/index.ts";

/**
 * The Worker's own configuration with another module in the place of `agents/index.ts`. `wrangler dev` takes an alias
 * from the configuration only: its `--alias` is read by `wrangler deploy` alone (4.155.0).
 *
 * @param agents - path of a module whose default export is `defineAgents(…)`, from the root or absolute.
 * @param dir - an existing folder to write it to.
 * @param variables - names of what the Worker may have beside its `[vars]`: the list in wrangler.toml is closed.
 * @returns the configuration's path.
 */
export async function workerConfigFor(
  agents: string,
  dir: string,
  variables: readonly string[] = ["OPENAI_API_KEY", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"],
): Promise<string> {
  const shipped = await readFile(join(root, "wrangler.toml"), "utf8");
  const main = /^main = "(.+)"$/m;
  if (!main.test(shipped)) throw new Error('wrangler.toml has no line main = "…".');
  const module = resolve(root, agents);
  const path = join(dir, "wrangler.toml");
  await writeFile(
    path,
    shipped
      .replace(main, (_, entry: string) => `main = ${JSON.stringify(join(root, entry))}`)
      // Paths of the configuration count from where it stands.
      .replace(/(?<= = )"\.\/worker\//g, `"${root}worker/`)
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
