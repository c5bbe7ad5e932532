import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { leavingOut } from "../../worker/language/leaving-out.ts";
import { flexGlobals } from "./flex-globals.ts";

/**
 * Bundles the plugin into the one classic script that Flex loads, and a note of what it is beside it, by which a
 * release finds out whether the published file is this one.
 */

/** Names the file, the tab, and the plugin at Twilio. Changing it makes another plugin. */
export const PLUGIN_NAME = "baton-handoff";

export interface BuiltPlugin {
  readonly file: string;
  readonly version: string;
  /** First twelve hex digits of the script's SHA-256. */
  readonly sha256: string;
  readonly bytes: number;
  readonly gzipBytes: number;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(import.meta.url);

/** Flex UI is no dependency; this is what the plugin is tried in. */
export const FLEX_UI_VERSION = "2.17.1";

/**
 * @param outDir - gets `baton-handoff.js` and `baton-handoff.json`. No source map: everything in there is published.
 * @throws when the bundle would not work in Flex: a React of its own, or not exactly one `loadPlugin`.
 */
export async function buildPlugin({ outDir }: { outDir: string }): Promise<BuiltPlugin> {
  const { version } = manifest(join(ROOT, "package.json"));
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, "assets/flex/index.tsx")],
    bundle: true,
    write: false,
    // A classic script: Flex finds out which plugin calls it through `document.currentScript`.
    format: "iife",
    platform: "browser",
    target: "es2020",
    minify: true,
    charset: "ascii",
    legalComments: "none",
    jsx: "automatic",
    plugins: [flexGlobals(PLUGIN_NAME), leavingOut("pack", "voice", "callLines")],
    logLevel: "silent",
    define: { "process.env.NODE_ENV": '"production"', ...pluginConstants(version) },
  });
  const code = outputFiles[0]?.text ?? "";
  check(code);

  const built = {
    version,
    sha256: createHash("sha256").update(code).digest("hex").slice(0, 12),
    bytes: Buffer.byteLength(code),
  };
  const file = join(outDir, `${PLUGIN_NAME}.js`);
  await mkdir(outDir, { recursive: true });
  await writeFile(file, code);
  await writeFile(join(outDir, `${PLUGIN_NAME}.json`), `${JSON.stringify(built)}\n`);
  return { ...built, file, gzipBytes: gzipSync(code, { level: 9 }).length };
}

/** What the base class of plugins reads. Source: DefinePlugin of flex-plugin-webpack 7.1. */
function pluginConstants(version: string): Record<string, string> {
  const flexPlugin = manifest(require.resolve("@twilio/flex-plugin/package.json")).version;
  const constants = {
    __FPB_PLUGIN_UNIQUE_NAME: PLUGIN_NAME,
    __FPB_PLUGIN_VERSION: version,
    __FPB_FLEX_PLUGIN_SCRIPTS_VERSION: flexPlugin,
    __FPB_FLEX_PLUGIN_VERSION: flexPlugin,
    __FPB_FLEX_UI_VERSION: FLEX_UI_VERSION,
    __FPB_REACT_VERSION: manifest(require.resolve("react/package.json")).version,
    __FPB_REACT_DOM_VERSION: manifest(require.resolve("react-dom/package.json")).version,
  };
  return Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]));
}

function manifest(path: string): { readonly version: string } {
  const { version } = JSON.parse(readFileSync(path, "utf8"));
  if (typeof version !== "string") throw new Error(`${path} has no version.`);
  return { version };
}

/** The two mistakes that only show in a running Flex. */
export function check(code: string): void {
  const loads = code.match(/\.Plugins\.init\(/g)?.length ?? 0;
  if (loads !== 1)
    throw new Error(`A plugin's script calls loadPlugin once; this one does so ${loads} times.`);
  if (/react\.production\.min|__SECRET_INTERNALS_DO_NOT_USE/.test(code)) {
    throw new Error("React got into the plugin's script; it has to come from Flex: see flex-globals.ts.");
  }
}
