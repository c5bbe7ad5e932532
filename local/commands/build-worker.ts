import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Bundles the Worker as a deploy would, into the folder that is named, and prints what it weighs and how long it takes to start. */

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The bundle's bound, so that growth is noticed. It is not minified, so that a place in the log is a line of
 * `dist/worker/index.js` that can be read: 409 KiB instead of some 300, and no slower to start (86 to 109 ms either way on two
 * cores). Of those, what is known of five languages takes about 80, zod 27, what is done about other people's models,
 * tools, words and secrets about 60, and the search in what an agent knows 33: 15 the library with its comments, 7 the words of
 * five languages, 4 what the example shop knows. Cloudflare's own bound is 3 MB.
 */
const MAX_GZIP_KIB = 430;

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

const args = process.argv.slice(2);
const outdir = args.find((arg) => !arg.startsWith("--")) ?? ".local/worker";
const gzipKib = figure(wrangler("deploy", "--dry-run", "--outdir", outdir), /gzip: ([\d.]+) KiB/);
// To run it takes longer than to build it.
const startup = args.includes("--quick")
  ? undefined
  : wrangler("check", "startup", "--outfile", `${outdir}/startup.cpuprofile`);
const activeMs = startup && figure(startup, /Active: ([\d.]+) ms/);

console.log(
  `Worker bundle ${gzipKib} KiB gzip (at most ${MAX_GZIP_KIB})${activeMs === undefined ? "" : `, start-up ${activeMs} ms active on this machine`}`,
);
if (gzipKib > MAX_GZIP_KIB) {
  console.error(
    `The bundle is over its bound. See what is in it: wrangler deploy --dry-run --metafile .local/worker/meta.json`,
  );
  process.exit(1);
}
