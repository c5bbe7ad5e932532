// Runs before `npm start` and `npm test`, on whatever Node is there: installs when nothing is installed, or when
// the lock file is newer than what is. Plain JavaScript without packages, because there may be none yet.
import { execFileSync, spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** @returns epoch milliseconds; 0 when there is no such file. */
const changed = (file) => statSync(root + file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

if (changed("node_modules/.package-lock.json") < changed("package-lock.json")) {
  console.log("Installing packages (npm ci); this takes about a minute, once.");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error("npm ci failed; the lines above say why.");
    process.exit(1);
  }
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
