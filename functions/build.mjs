/**
 * Builds the Functions: one self-contained CommonJS file each, below `dist/functions`.
 *
 *   node functions/build.mjs [--agents agents/index.ts] [--out dist] [--quick]
 *
 * The agents are loaded first, so that a definition Twilio would reject in the middle of a call fails here, with
 * its name. `dist/assets` gets the music of the queue; what else is in there belongs to the build of the assets.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs, promisify } from "node:util";
import { build } from "esbuild";
import { writeHoldMusic, writeSilence } from "../assets/audio/make-hold-music.mjs";
import { leavingOut } from "../worker/language/leaving-out.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values: options } = parseArgs({
  options: {
    agents: { type: "string", default: "agents/index.ts" },
    out: { type: "string", default: "dist" },
    // Without the time that each takes to load, which takes longer to measure than all of the rest.
    quick: { type: "boolean", default: false },
  },
});
const agentsFile = path.resolve(root, options.agents);
const out = path.resolve(root, options.out);

/** The same for every bundle. Node 22 is what Twilio runs them on. */
const bundling = {
  bundle: true,
  platform: "node",
  target: "node22",
  loader: { ".md": "text" },
  legalComments: "none",
  logLevel: "silent",
  absWorkingDir: root,
};

/** `--agents` replaces what the Functions import as `agents/index.ts`. */
const chosenAgents = {
  name: "chosen-agents",
  setup({ onResolve }) {
    // A file that stands in for the shipped agents may be made of them.
    onResolve({ filter: /\/agents\/index\.ts$/ }, ({ importer }) =>
      importer === agentsFile ? undefined : { path: agentsFile },
    );
  },
};

/** Every .ts below functions/ is a Function, except in folders that start with "_", which hold shared code. */
async function findFunctions(folder) {
  const found = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith("_")) found.push(...(await findFunctions(file)));
    if (entry.isFile() && entry.name.endsWith(".ts")) found.push(file);
  }
  return found.sort();
}

/** Bundles the agents and loads them: `defineAgent` throws, naming the agent and each faulty setting. */
async function loadAgents() {
  const folder = await mkdtemp(path.join(tmpdir(), "agents-"));
  try {
    const outfile = path.join(folder, "agents.mjs");
    await build({ ...bundling, entryPoints: [agentsFile], outfile, format: "esm" });
    const { default: agents } = await import(pathToFileURL(outfile).href);
    if (typeof agents?.forNumber !== "function" || !agents.all?.length) {
      throw new TypeError(`${options.agents} must export defineAgents({ default: … }) as its default.`);
    }
    return agents.all;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Deepgram's `flux` is a model for English; a language that inherits it is likely to end the session. */
function warnings(agents) {
  return agents.flatMap(({ name, relay, languages }) =>
    languages
      .filter(
        (language) =>
          relay.speechModel === "flux" && !language.speechModel && !/^(en|multi)\b/.test(language.code),
      )
      .map(
        ({ code }) =>
          `agent "${name}": language ${code} has no speechModel and inherits "flux", made for English`,
      ),
  );
}

/** Milliseconds to load a Function in a process of its own: the median of five. */
async function measureLoad(file) {
  const script = `const t = performance.now(); require(${JSON.stringify(file)}); console.log(performance.now() - t)`;
  const times = [];
  for (let i = 0; i < 5; i++) {
    times.push(Number((await promisify(execFile)(process.execPath, ["-e", script])).stdout));
  }
  return times.sort((a, b) => a - b)[2];
}

async function main() {
  const agents = await loadAgents();
  for (const warning of warnings(agents)) console.warn(`warning: ${warning}`);

  const source = path.join(root, "functions");
  const entryPoints = await findFunctions(source);
  if (entryPoints.length === 0)
    throw new Error("No Functions below functions/: refusing to write an empty build.");

  const outdir = path.join(out, "functions");
  await rm(outdir, { recursive: true, force: true });
  await build({
    ...bundling,
    entryPoints,
    outbase: source,
    outdir,
    format: "cjs",
    minifySyntax: true,
    plugins: [chosenAgents, leavingOut("pack", "voice", "panel")],
  });
  // Twilio reads .js as CommonJS; the repository itself is made of modules.
  await writeFile(path.join(out, "package.json"), '{ "type": "commonjs" }\n');
  await writeHoldMusic(path.join(out, "assets/audio/hold.wav"));
  await writeSilence(path.join(out, "assets/audio/answer.wav"));

  console.log(`${agents.length} agent(s): ${agents.map(({ name }) => name).join(", ")}`);
  if (options.quick) return;
  for (const entry of entryPoints) {
    const file = path.join(outdir, path.relative(source, entry)).replace(/\.ts$/, ".js");
    const [{ size }, loadMs] = await Promise.all([stat(file), measureLoad(file)]);
    const route = `/${path.relative(source, entry).replace(/(\.protected|\.private)?\.ts$/, "")}`;
    console.log(
      `${route.padEnd(22)}${`${Math.ceil(size / 1024)} KiB`.padStart(8)}${`${loadMs.toFixed(0)} ms`.padStart(8)} to load`,
    );
  }
}

try {
  await main();
} catch (error) {
  console.error(`The Functions were not built.\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
