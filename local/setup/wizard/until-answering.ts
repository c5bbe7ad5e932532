import { setTimeout as pause } from "node:timers/promises";

/** A name in workers.dev that is new takes a while until it is known everywhere, and has its certificate. */
const LONGEST_MS = 120_000;
const PAUSE_MS = 2_000;
const DEADLINE_MS = 10_000;

/**
 * Waits until a Worker answers anything; what it answers, doctor looks at.
 *
 * @param url - any address of its host.
 */
export async function untilAnswering(url: string, say: (line: string) => void): Promise<void> {
  const health = new URL("/health", url);
  const until = Date.now() + LONGEST_MS;
  for (let attempt = 1; Date.now() < until; attempt += 1) {
    try {
      const response = await fetch(health, { signal: AbortSignal.timeout(DEADLINE_MS), redirect: "manual" });
      await response.body?.cancel();
      return;
    } catch {
      // Not there yet.
      if (attempt === 1) say(`  waiting for ${health.host}: a new address takes up to two minutes`);
      await pause(PAUSE_MS);
    }
  }
}
