import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * Known weaknesses in what is installed, by `npm audit`. Fails at high and critical ones that are not excepted below.
 * A registry that does not serve audits, or no network, is said and is no failure: a mirror often has neither.
 *
 *   node .ci/audit.mjs [--report FILE]   reads an `npm audit --json` from a file instead of asking
 */

/** By advisory: why it does not concern us, and when to look again. One that is not found any more is to go. */
const EXCEPTIONS = {
  // "GHSA-xxxx-xxxx-xxxx": "in the tests only; nothing from outside reaches it. Until wrangler 5.",
};
const SEVERE = new Set(["high", "critical"]);

const file = process.argv[2] === "--report" ? process.argv[3] : undefined;
const report = await read(file);
if (report?.vulnerabilities === undefined) {
  console.log("Audit: not made, the registry does not answer one.");
} else {
  // A weakness is named under each package that leads to it; the advisory itself is an object in `via`.
  const found = new Map();
  for (const { via = [] } of Object.values(report.vulnerabilities))
    for (const cause of via)
      if (typeof cause === "object" && SEVERE.has(cause.severity)) found.set(idOf(cause), cause);
  const open = [...found].filter(([id]) => !Object.hasOwn(EXCEPTIONS, id));
  for (const [id, { name, severity, title, range }] of open)
    console.error(`Audit: ${id}, ${severity}: ${name} ${range}: ${title}`);
  for (const id of Object.keys(EXCEPTIONS))
    if (!found.has(id)) console.error(`Audit: ${id} is excepted and not found any more: take it out.`);
  console.log(`Audit: ${open.length} open, ${found.size - open.length} excepted.`);
  if (open.length > 0) process.exitCode = 1;
}

/** `https://github.com/advisories/GHSA-…` ends with its id. */
function idOf({ url = "", source }) {
  return /GHSA-[\w-]+$/.exec(url)?.[0] ?? String(source);
}

/** @returns undefined where there is no report. */
async function read(path) {
  try {
    if (path) return JSON.parse(await (await import("node:fs/promises")).readFile(path, "utf8"));
    // It exits with 1 where it has found something; the report is on stdout all the same.
    const { stdout } = await promisify(execFile)("npm", ["audit", "--json"], {
      timeout: 60_000,
      maxBuffer: 64 << 20,
    }).catch((error) => error);
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}
