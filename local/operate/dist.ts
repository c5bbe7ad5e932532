import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import * as z from "zod";
import { buildPlugin, PLUGIN_NAME } from "../../assets/flex/build.ts";
import { root } from "../stack/agents-build.ts";
import { startChild } from "../stack/child.ts";
import type { Release } from "./release.ts";

/**
 * `dist/`, which is what is deployed: all of it is built, or what was there stays. Half of it would take the other half
 * out of service, as Twilio keeps no file that a deploy does not bring.
 */

export const BuildStamp = z.object({
  sha: z.string(),
  version: z.string(),
  /** ISO 8601. */
  builtAt: z.string(),
  parts: z.object({
    /** The panel's path, which has its hash in it: another panel is another file. */
    panel: z.string(),
    /** Earlier panels that this build brings along, the newest first. */
    olderPanels: z.array(z.string()),
  }),
});

/** Published as `/build.json`, so that what is deployed can be compared with a repository. */
export type BuildStamp = z.output<typeof BuildStamp>;

/** A panel that agents may have in use. */
export interface Panel {
  readonly path: string;
  readonly script: Uint8Array;
  /** The note beside it, with its hash. */
  readonly note: Uint8Array;
}

export const STAMP = "build.json";
export const dist = resolve(root, "dist");

export const panelPath = (sha256: string): string => `/flex/${sha256}/${PLUGIN_NAME}.js`;
export const noteOf = (path: string): string => path.replace(/\.js$/, ".json");

/** What lies in `dist`; undefined where it is none, or half of one. */
export async function readStamp(folder = dist): Promise<BuildStamp | undefined> {
  try {
    const stamp = BuildStamp.parse(JSON.parse(await readFile(join(folder, "assets", STAMP), "utf8")));
    await stat(join(folder, "functions"));
    return stamp;
  } catch {
    return undefined;
  }
}

/** The panels of the build in `dist`, the newest first, for a build that asks nobody what is live. */
export async function panelsInDist(): Promise<readonly Panel[]> {
  const stamp = await readStamp();
  const paths = stamp ? [stamp.parts.panel, ...stamp.parts.olderPanels] : [];
  const read = (path: string) => readFile(join(dist, "assets", path));
  return Promise.all(
    paths.map(async (path) => ({ path, script: await read(path), note: await read(noteOf(path)) })),
  );
}

/** How many panels a build brings along beside its own. */
export const KEEP_PANELS = 3;

/**
 * Builds the Functions, the panel, the console and the Worker's bundle, and puts them in the place of what was in `dist`.
 *
 * @param older - panels to bring along, the newest first.
 * @param measured - with how long each part takes to load, which takes longer than to build it.
 * @throws Error with the words of what did not build; `dist` is as it was then.
 */
export async function buildDist(
  release: Release,
  older: readonly Panel[],
  say: (line: string) => void,
  { measured = false } = {},
): Promise<BuildStamp> {
  const quick = measured ? [] : ["--quick"];
  await mkdir(resolve(root, ".local"), { recursive: true });
  const next = await mkdtemp(resolve(root, ".local/dist-"));
  const panelMade = panelInto(next);
  const made = [
    panelMade,
    // Both load the machine; side by side they take as long as the longer one.
    run("The Functions", ["functions/build.mjs", "--out", next, ...quick], say),
    run("The Worker", ["local/commands/build-worker.ts", join(next, "worker"), ...quick], say),
    // The same that wrangler builds as it deploys: a stack that serves it from here finds it again.
    run("The console", ["assets/console/build.mjs", "--out", join(next, "console")], say),
  ];
  try {
    await Promise.all(made);
    const panel = await panelMade;
    const kept = older.filter(({ path }) => path !== panel).slice(0, KEEP_PANELS);
    for (const { path, script, note } of kept) {
      await mkdir(dirname(join(next, "assets", path)), { recursive: true });
      await writeFile(join(next, "assets", path), script);
      await writeFile(join(next, "assets", noteOf(path)), note);
    }
    const stamp: BuildStamp = {
      ...release,
      builtAt: new Date().toISOString(),
      parts: { panel, olderPanels: kept.map(({ path }) => path) },
    };
    await writeFile(join(next, "assets", STAMP), `${JSON.stringify(stamp)}\n`);
    const before = `${next}-before`;
    await rename(dist, before).catch(absent);
    await rename(next, dist);
    await rm(before, { recursive: true, force: true });
    return stamp;
  } finally {
    // Where one has failed the others still write: what is removed under their hands fails in its own words.
    await Promise.allSettled(made);
    await rm(next, { recursive: true, force: true });
  }
}

const absent = (error: unknown): void => {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
};

async function panelInto(folder: string): Promise<string> {
  const making = join(folder, "assets/flex/making");
  const { sha256 } = await buildPlugin({ outDir: making });
  const path = panelPath(sha256);
  await rename(making, dirname(join(folder, "assets", path)));
  return path;
}

async function run(name: string, args: readonly string[], say: (line: string) => void): Promise<void> {
  const child = startChild(name, ["--disable-warning=ExperimentalWarning", ...args], { cwd: root });
  if ((await child.exited) !== 0)
    throw new Error(`${name} did not build; dist/ is as it was:\n${child.output().trim()}`);
  for (const line of child.output().trim().split("\n").filter(Boolean)) say(line);
}
