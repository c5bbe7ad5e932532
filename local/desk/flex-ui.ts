import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import { FLEX_UI_VERSION } from "../../assets/flex/build.ts";

/**
 * The real Flex UI, as one script for the desk page. It is no dependency of this project: 357 packages and
 * 408 MB more for everybody, where only the desk and its tests want it. So it is fetched when one of them first
 * asks, at the versions and hashes of `flex-ui.lock.json`, bundled once, and its 662 packages are thrown away.
 * What stays is one file of 18 MB. Measured on two cores with a near registry: 26 s to fetch, 4 s to bundle.
 */

const PINNED = {
  "@twilio/flex-ui": FLEX_UI_VERSION,
  react: "17.0.2",
  "react-dom": "17.0.2",
  "react-redux": "7.2.9",
  redux: "4.2.1",
};

/** What Flex puts on `window` for its plugins. Source: externals of flex-plugin-webpack. */
const ENTRY = `
import * as React from "react";
import * as ReactDOM from "react-dom";
import * as Redux from "redux";
import * as ReactRedux from "react-redux";
import * as Flex from "@twilio/flex-ui";
Object.assign(window, { React, ReactDOM, Redux, ReactRedux });
window.Twilio = { ...(window.Twilio || {}), Flex };
`;

/** The two corners of Node that Flex UI expects from its bundler. */
const PATH_SHIM = `module.exports = { extname: (path) => (/\\.[^./]*$/.exec(path) || [""])[0] };`;
const PROCESS_SHIM = `export const process = {
  env: { NODE_ENV: "production" },
  nextTick: (run, ...args) => Promise.resolve().then(() => run(...args)),
};`;

/**
 * The one thing changed in Flex: the supervisor's view takes a Sync client of ours where nobody has signed in to
 * Twilio's. Everything else the desk needs can be had from outside.
 */
const SYNC_HOOK = {
  file: /twilio-flex\.prod\.js$/,
  before:
    'getInstance=function(){if(!e.instance)throw l.ErrorManager.createAndProcessError("Attempting to use SupervisorService',
  after:
    'getInstance=function(){if(!e.instance&&window.deskSync)e.instance=new e(window.deskSync);if(!e.instance)throw l.ErrorManager.createAndProcessError("Attempting to use SupervisorService',
};

const syncHook: Plugin = {
  name: "sync-hook",
  setup({ onLoad }) {
    onLoad({ filter: SYNC_HOOK.file }, async ({ path }) => {
      const parts = (await readFile(path, "utf8")).split(SYNC_HOOK.before);
      if (parts.length !== 2)
        throw new Error(`${path} is not the Flex UI ${FLEX_UI_VERSION} that the desk knows.`);
      return { contents: parts.join(SYNC_HOOK.after), loader: "js" };
    });
  },
};

export type FlexUiStage = "fetching" | "bundling" | "ready";

/**
 * Brings the bundle into the cache, unless it is there.
 *
 * @param cacheDir - survives between runs; `node_modules/.cache/flex-ui` by convention.
 * @param onStage - told as the work goes on; the page shows it.
 * @returns the path of the script.
 * @throws when the registry cannot be reached or a package has another hash than the pinned one. Nothing
 *   half-done stays behind, so that asking again starts over.
 */
export async function prepareFlexUi(
  cacheDir: string,
  onStage: (stage: FlexUiStage) => void = () => {},
): Promise<string> {
  const lock = await readFile(new URL("flex-ui.lock.json", import.meta.url), "utf8");
  const recipe = createHash("sha256")
    .update(lock + ENTRY + PATH_SHIM + PROCESS_SHIM + SYNC_HOOK.after)
    .digest("hex")
    .slice(0, 12);
  const script = join(cacheDir, `flex-ui-${FLEX_UI_VERSION}-${recipe}.js`);
  if (!existsSync(script)) {
    await mkdir(cacheDir, { recursive: true });
    // A directory of its own, and one rename at the end: two processes that prepare at once do no harm.
    const workshop = await mkdtemp(join(resolve(cacheDir), "fetch-"));
    try {
      onStage("fetching");
      await fetchPinned(workshop, lock);
      onStage("bundling");
      await rename(await bundle(workshop), script);
    } finally {
      await rm(workshop, { recursive: true, force: true });
    }
  }
  onStage("ready");
  return script;
}

async function fetchPinned(workshop: string, lock: string): Promise<void> {
  const manifest = { name: "flex-ui-host", private: true, dependencies: PINNED };
  await writeFile(join(workshop, "package.json"), JSON.stringify(manifest));
  await writeFile(join(workshop, "package-lock.json"), lock);
  // Inside an npm script this is the npm that runs it; elsewhere the one on the path.
  const npmScript = process.env.npm_execpath;
  const [command, before] = npmScript?.endsWith(".js") ? [process.execPath, [npmScript]] : ["npm", []];
  const args = [
    ...before,
    "ci",
    "--ignore-scripts",
    "--omit=optional",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  await new Promise<void>((done, reject) => {
    const npm = spawn(command, args, { cwd: workshop, stdio: ["ignore", "ignore", "pipe"] });
    let complaint = "";
    npm.stderr.on("data", (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-2_000);
    });
    npm.once("error", (cause) =>
      reject(new Error("Flex UI needs npm, which could not be started.", { cause })),
    );
    npm.once("close", (code) => {
      if (code === 0) done();
      else
        reject(
          new Error(
            `Flex UI ${FLEX_UI_VERSION} could not be fetched from the package registry:\n${complaint.trim()}`,
          ),
        );
    });
  });
}

async function bundle(workshop: string): Promise<string> {
  const outfile = join(workshop, "flex-ui.js");
  await writeFile(join(workshop, "path-shim.cjs"), PATH_SHIM);
  await writeFile(join(workshop, "process-shim.js"), PROCESS_SHIM);
  await build({
    stdin: { contents: ENTRY, resolveDir: workshop, loader: "js" },
    outfile,
    bundle: true,
    format: "iife",
    platform: "browser",
    target: "es2020",
    minify: true,
    legalComments: "none",
    logLevel: "silent",
    plugins: [syncHook],
    alias: { path: join(workshop, "path-shim.cjs") },
    inject: [join(workshop, "process-shim.js")],
    define: { "process.env.NODE_ENV": '"production"', global: "window" },
  });
  return outfile;
}
