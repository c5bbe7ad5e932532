// Builds the operator's page into the folder that the Worker serves it from. wrangler runs it before each deploy and
// under `wrangler dev` ([build] in wrangler.toml), on whatever Node is there: plain JavaScript, and no package but esbuild.
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = path.resolve(here, "../..");

/** Files that the page names and that are served as they are. */
const AS_THEY_ARE = ["index.html", "icon.svg"];

const SETTINGS = {
  bundle: true,
  write: false,
  minify: true,
  format: "esm",
  target: "es2022",
  // Where the packages are: in a checkout of another commit they are linked.
  absWorkingDir: root,
  logLevel: "silent",
};

/** @returns {Promise<Map<string, Uint8Array>>} what is served below `/console`, by name. */
export async function consoleFiles() {
  const { outputFiles } = await build({
    ...SETTINGS,
    entryPoints: [
      { in: path.join(here, "main.tsx"), out: "app" },
      { in: path.join(here, "style/index.css"), out: "app" },
    ],
    outdir: "/",
    // What is imported where it is needed is a file of its own.
    splitting: true,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const files = new Map(outputFiles.map((file) => [path.basename(file.path), file.contents]));
  for (const name of AS_THEY_ARE) {
    files.set(name, await readFile(path.join(here, name)));
  }
  files.set("spoken.json", await spoken());
  return files;
}

/** The lines of the languages as data: they are TypeScript, which the Node that runs this may not take. */
async function spoken() {
  const { outputFiles } = await build({
    ...SETTINGS,
    entryPoints: [path.join(here, "logic/spoken.ts")],
  });
  const code = Buffer.from(outputFiles[0].contents).toString("base64");
  const { SPOKEN } = await import(`data:text/javascript;base64,${code}`);
  return Buffer.from(JSON.stringify(SPOKEN));
}

/**
 * A file is written only where it has changed, and in one step: whoever serves the folder never sees half of one, and
 * has nothing to load anew where nothing is new.
 *
 * @param {string} folder - of what is served; what else lies in it is taken away.
 * @returns {Promise<Map<string, Uint8Array>>} the files, by name.
 */
export async function buildConsole(folder) {
  const files = await consoleFiles();
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder))
    if (!files.has(name)) await rm(path.join(folder, name), { recursive: true, force: true });
  for (const [name, contents] of files) await put(path.join(folder, name), contents);
  return files;
}

async function put(file, contents) {
  const there = await readFile(file).catch(() => undefined);
  if (there?.equals(contents)) return;
  const next = path.join(path.dirname(path.dirname(file)), `.${path.basename(file)}-${process.pid}`);
  await writeFile(next, contents);
  await rename(next, file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { out: { type: "string", default: path.join(root, "dist/console") } },
  });
  try {
    await buildConsole(path.resolve(values.out));
  } catch (error) {
    // What esbuild has to say of the sources, and no trace of its own.
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
