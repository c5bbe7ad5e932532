// Runs before each command of `npm run`, on whatever Node is there: installs when nothing is installed, or when the
// lock file is newer than what is. Plain JavaScript without packages, because there may be none yet.
import { execFileSync, spawnSync } from "node:child_process";
import { lstatSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Holds the pid of the install that is going on: a second `npm ci` would delete what the first has written. */
const busy = `${root}.installing`;

/** @returns epoch milliseconds; 0 when there is no such file. */
const changed = (file) => statSync(root + file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Packages of another checkout, as in a work tree of git: `npm ci` would follow the link and empty them under it. */
const isShared = () => lstatSync(`${root}node_modules`, { throwIfNoEntry: false })?.isSymbolicLink() === true;

const isInstalled = () =>
  isShared() || changed("node_modules/.package-lock.json") >= changed("package-lock.json");

/** @returns whether the install is ours to make; false while another process makes it. */
function take() {
  try {
    writeFileSync(busy, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    try {
      process.kill(Number(readFileSync(busy, "utf8")), 0);
    } catch {
      // It was killed, or has just ended.
      rmSync(busy, { force: true });
    }
    return false;
  }
}

let isToldToWait = false;
while (!isInstalled()) {
  if (!take()) {
    if (!isToldToWait) console.log("Packages are being installed by another command: this one waits for it.");
    isToldToWait = true;
    await pause(500);
    continue;
  }
  console.log("Installing packages (npm ci); this takes about a minute, once.");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  rmSync(busy, { force: true });
  if (status !== 0) {
    console.error("npm ci failed; the lines above say why.");
    process.exit(1);
  }
  break;
}

// The `node` of the npm scripts: ours from node_modules/.bin on Linux, the machine's elsewhere.
const version = execFileSync("node", ["-p", "process.versions.node"], { encoding: "utf8" }).trim();
const [major = 0, minor = 0] = version.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Node ${version} is too old: install Node 22.18 or later (on Linux for x64 and arm64 it comes with npm ci).`,
  );
  process.exit(1);
}
