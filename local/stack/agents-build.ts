import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildOptions, Plugin } from "esbuild";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Everything that is not the author's stays where it is: the Worker's bundle must not have it twice. */
const onlyTheirOwn: Plugin = {
  name: "only-their-own",
  setup({ onResolve, resolve: find }) {
    onResolve({ filter: /.*/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (kind === "entry-point" || pluginData === onlyTheirOwn) return undefined;
      const found = await find(path, { kind, importer, resolveDir, pluginData: onlyTheirOwn });
      const isTheirs = !found.path.startsWith(`${root}worker/`) && !found.path.includes("/node_modules/");
      return { ...found, external: found.external || !isTheirs };
    });
  },
};

/**
 * One module of all that an agents module imports of its author's.
 *
 * @param agents - path from the root or absolute.
 */
export const agentsBuild = (agents: string): BuildOptions => ({
  entryPoints: [resolve(root, agents)],
  bundle: true,
  format: "esm",
  loader: { ".md": "text" },
  plugins: [onlyTheirOwn],
  absWorkingDir: root,
  logLevel: "silent",
  // A number that is named twice in `byNumber`: JavaScript would take the last without a word.
  logOverride: { "duplicate-object-key": "error" },
});
