import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const there = new Set<string>();

// A signal ends the process without a `finally`, and what lies there may be every secret of an installation.
process.on("exit", () => {
  for (const folder of there) rmSync(folder, { recursive: true, force: true });
});

/** Runs with a folder for its owner alone, which is gone afterwards, however the process ends. */
export async function inTemporaryFolder<T>(prefix: string, run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  there.add(folder);
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    there.delete(folder);
  }
}
