/**
 * Builds the Functions: one self-contained CommonJS file each, below `OUT/functions`.
 *
 *   node functions/build.mjs [--agents agents/index.ts] [--out .local] [--quick]
 *
 * The agents are loaded first, so that a definition Twilio would reject in the middle of a call fails here, with
 * its name; the bundles get of them what a webhook goes by, as data. `OUT/assets` gets the music of the queue; what else
 * is in there belongs to the build of the assets. What is deployed is built whole by `npm run build`, into `dist`; half of
 * it there would take the other half out of service.
 */
import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs, promisify } from "node:util";
import { build } from "esbuild";
import { writeHoldMusic, writeSilence } from "../assets/audio/make-hold-music.mjs";
import { leavingOut } from "../worker/language/leaving-out.ts";
import { dataOf } from "./_lib/agents-data.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values: options } = parseArgs({
  options: {
    agents: { type: "string", default: "agents/index.ts" },
    out: { type: "string", default: ".local" },
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
  // What an agent looks up is the Worker's alone.
  alias: { "#knowledge": "./worker/agent/knowledge/no-files.ts" },
  legalComments: "none",
  logLevel: "silent",
  absWorkingDir: root,
};

/** What the Functions say that they were built from: `BATON_RELEASE`, else the commit, else the version. */
async function releaseName() {
  if (process.env.BATON_RELEASE) return process.env.BATON_RELEASE;
  try {
    const git = { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] };
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], git).trim();
  } catch {
    // No git, or no repository: as in an archive.
    return JSON.parse(await readFile(path.join(root, "package.json"), "utf8")).version;
  }
}

/** What the Functions import as `agents/index.ts`: the data of the agents that were loaded. */
const agentsAsData = (agents) => ({
  name: "agents-as-data",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]agents[\\/]index\.ts$/ }, () => ({
      contents: `import { agentsFrom } from "../functions/_lib/agents-data.ts";
        export default agentsFrom(${JSON.stringify(dataOf(agents))});`,
      resolveDir: path.join(root, "agents"),
      loader: "ts",
    }));
  },
});

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
    return agents;
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

/**
 * Milliseconds to load a module in a process of its own, the median of five each: by the clock, and of the processor's
 * time, which says the same on a machine that does other work.
 */
async function measureLoad(file) {
  const script = `const at = performance.now(), before = process.cpuUsage(); require(${JSON.stringify(file)});
    const { user, system } = process.cpuUsage(before);
    console.log(JSON.stringify([performance.now() - at, (user + system) / 1000]))`;
  const times = [];
  for (let i = 0; i < 5; i++) {
    times.push(JSON.parse((await promisify(execFile)(process.execPath, ["-e", script])).stdout));
  }
  return [0, 1].map((which) => times.map((both) => both[which]).sort((a, b) => a - b)[2]);
}

async function printLoad(name, file) {
  const [{ size }, [clockMs, cpuMs]] = [await stat(file), await measureLoad(file)];
  const columns = [`${Math.ceil(size / 1024)} KiB`, `${clockMs.toFixed(1)} ms`, `${cpuMs.toFixed(1)} ms`];
  const [kib, clock, cpu] = columns.map((text) => text.padStart(9));
  console.log(`${name.padEnd(20)}${kib}${clock} to load${cpu} of the processor`);
}

async function main() {
  const agents = await loadAgents();
  for (const warning of warnings(agents.all)) console.warn(`warning: ${warning}`);

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
    define: { BATON_RELEASE: JSON.stringify(await releaseName()) },
    plugins: [agentsAsData(agents), leavingOut("pack", "voice", "panel")],
  });
  // Twilio reads .js as CommonJS; the repository itself is made of modules.
  await writeFile(path.join(out, "package.json"), '{ "type": "commonjs" }\n');
  await writeHoldMusic(path.join(out, "assets/audio/hold.wav"));
  await writeSilence(path.join(out, "assets/audio/answer.wav"));

  console.log(`${agents.all.length} agent(s): ${agents.all.map(({ name }) => name).join(", ")}`);
  if (options.quick) return;
  for (const entry of entryPoints) {
    const file = path.join(outdir, path.relative(source, entry)).replace(/\.ts$/, ".js");
    await printLoad(`/${path.relative(source, entry).replace(/(\.protected|\.private)?\.ts$/, "")}`, file);
  }
  // What of it is the machine's own.
  const empty = path.join(out, "empty.js");
  await writeFile(empty, "");
  await printLoad("an empty module", empty);
  await rm(empty);
}

try {
  await main();
} catch (error) {
  console.error(`The Functions were not built.\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
