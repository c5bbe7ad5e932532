import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Bundles the Worker as a deploy would, and prints what it weighs and how long it takes to start. */

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The bundle's bound, so that growth is noticed. Of it, what is known of five languages takes about 80 KiB, zod 27, and
 * what is done about other people's models, tools, words and secrets about 60; Cloudflare's own bound is 3 MB.
 */
const MAX_GZIP_KIB = 212;

const wrangler = (...args: readonly string[]): string =>
  execFileSync(process.execPath, ["node_modules/wrangler/bin/wrangler.js", ...args], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      DO_NOT_TRACK: "1",
      WRANGLER_SEND_METRICS: "false",
      WRANGLER_HIDE_BANNER: "true",
      NO_COLOR: "1",
    },
  });

const figure = (output: string, pattern: RegExp): number => {
  const found = pattern.exec(output)?.[1];
  if (found === undefined) throw new Error(`wrangler no longer prints ${pattern.source}:\n${output}`);
  return Number(found);
};

const gzipKib = figure(wrangler("deploy", "--dry-run", "--outdir", "dist/worker"), /gzip: ([\d.]+) KiB/);
const startup = wrangler("check", "startup", "--outfile", "dist/worker/startup.cpuprofile");
const activeMs = figure(startup, /Active: ([\d.]+) ms/);

console.log(
  `Worker bundle ${gzipKib} KiB gzip (at most ${MAX_GZIP_KIB}), start-up ${activeMs} ms active on this machine`,
);
if (gzipKib > MAX_GZIP_KIB) {
  console.error(
    `The bundle is over its bound. See what is in it: wrangler deploy --dry-run --metafile dist/worker/meta.json`,
  );
  process.exit(1);
}
