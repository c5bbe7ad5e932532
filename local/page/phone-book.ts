import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Agents } from "../../worker/agent/define.ts";
import type { PhoneNumber } from "./wire.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Who answers which number. */
export interface PhoneBook {
  readonly numbers: readonly PhoneNumber[];
  /** Who answers any other. */
  readonly otherwise: PhoneNumber;
}

/**
 * Reads the agents' definitions as they are now: bundled, since Node keeps a module that it has imported once.
 *
 * @param agents - path of the agents module, from the root or absolute.
 * @param usual - a number that is shown first, whoever answers it; E.164.
 * @throws Error where they do not load.
 */
export async function readPhoneBook(agents: string, usual: string): Promise<PhoneBook> {
  const { outputFiles } = await build({
    entryPoints: [resolve(ROOT, agents)],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    loader: { ".md": "text" },
    // Nothing is looked up by it, and a module without a file has no folder to read them from.
    alias: { "#knowledge": resolve(ROOT, "worker/agent/knowledge/no-files.ts") },
    logLevel: "silent",
  });
  const source = Buffer.from(outputFiles[0]?.contents ?? "").toString("base64");
  // What an agents module exports; the Functions' build, which comes before, refuses any other.
  const { default: read } = (await import(`data:text/javascript;base64,${source}`)) as { default: Agents };
  const entry = (number: string): PhoneNumber => {
    const { name, relay, suggestions } = read.forNumber(number);
    return { number, agent: name, language: relay.language, suggestions };
  };
  return {
    numbers: [...new Set([usual, ...read.numbers])].map(entry),
    otherwise: { ...entry(""), number: "" },
  };
}
