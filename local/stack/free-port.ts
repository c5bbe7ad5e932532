import { randomInt } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A server takes seconds to listen on the port it was given; for at least so long nobody else is given it. Milliseconds. */
const RESERVED_MS = 120_000;
const TRIES = 100;

/**
 * Below the ports that a system gives by itself (from 32768 on Linux, 49152 elsewhere): a server that asks for any port,
 * or a connection, in whatever process, would be given one that is promised here and not yet listened on. Above 10080, the last that no browser and no `fetch` goes to.
 */
const LOWEST = 10_081;
const BELOW = 32_768;

/** @returns `preferred` when nothing listens on it, else any port that is free, and that no other process was given. */
export async function freePort(preferred = 0): Promise<number> {
  if (preferred !== 0 && (await isFree(preferred))) return preferred;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const port = randomInt(LOWEST, BELOW);
    if ((await isFree(port)) && (await reserve(port))) return port;
  }
  throw new Error("No free port was found on this machine.");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    // All interfaces, because a listener on any of them would be in the way of twilio-run.
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/**
 * Stacks start side by side, in processes of their own: a file that only one of them can make tells whose a port is. Its
 * name has the time, so that none is ever taken over: those of killed processes are old, and not asked.
 */
async function reserve(port: number): Promise<boolean> {
  const now = Math.floor(Date.now() / RESERVED_MS);
  const fileOf = (time: number): string => join(tmpdir(), `baton-port-${port}-${time}`);
  try {
    await writeFile(fileOf(now), "", { flag: "wx" });
  } catch {
    return false;
  }
  reserved.add(fileOf(now));
  return !existsSync(fileOf(now - 1));
}

const reserved = new Set<string>();
process.once("exit", () => {
  for (const path of reserved) rmSync(path, { force: true });
});
