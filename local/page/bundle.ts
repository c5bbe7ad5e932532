import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** A file the page is made of, ready to be sent. */
export interface PageFile {
  readonly type: string;
  readonly body: Uint8Array;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  [".js", "text/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".map", "application/json; charset=utf-8"],
]);

const client = (name: string): string => fileURLToPath(new URL(`client/${name}`, import.meta.url));

/**
 * Bundles the page's client, about 0.2 s.
 *
 * @returns the files by path. Everything is in memory: nothing is written beside the sources.
 */
export async function bundlePage(): Promise<ReadonlyMap<string, PageFile>> {
  const result = await build({
    entryPoints: [
      { in: client("main.tsx"), out: "app" },
      { in: client("style/index.css"), out: "app" },
    ],
    outdir: "/",
    bundle: true,
    write: false,
    minify: true,
    sourcemap: "linked",
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
  });
  const files = new Map<string, PageFile>();
  for (const file of result.outputFiles) {
    const name = file.path.slice(file.path.lastIndexOf("/"));
    const type = TYPES.get(name.slice(name.lastIndexOf("."))) ?? "application/octet-stream";
    files.set(name, { type, body: file.contents });
  }
  files.set("/", { type: "text/html; charset=utf-8", body: await readFile(client("index.html")) });
  files.set("/icon.svg", { type: "image/svg+xml", body: await readFile(client("icon.svg")) });
  return files;
}
