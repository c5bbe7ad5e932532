import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { knowledgeModule } from "./read-knowledge.ts";

/**
 * Writes what is in `agents/NAME/knowledge/` as the module that the Worker's bundle has as `#knowledge`: `[build]` and
 * `[alias]` in wrangler.toml, whose bundler takes no plugin.
 *
 *   node local/knowledge/write-knowledge.ts [--agents agents] [--out .local/knowledge.mjs]
 */
const root = fileURLToPath(new URL("../..", import.meta.url));
const { values } = parseArgs({
  options: {
    /** The folder of the agents. */
    agents: { type: "string", default: "agents" },
    out: { type: "string", default: ".local/knowledge.mjs" },
  },
});
const out = resolve(root, values.out);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, knowledgeModule(resolve(root, values.agents)));
