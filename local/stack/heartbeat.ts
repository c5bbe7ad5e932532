import { setTimeout as pause } from "node:timers/promises";

/**
 * A tool that computes without a pause keeps the Worker's only thread: nothing answers any more, and nothing can be logged
 * there. From outside it shows, and here it ends as it does at Cloudflare.
 */

const EVERY_MS = 1_000;
/** Nothing that a call does in earnest takes as long. */
export const STUCK_AFTER_MS = 5_000;
/** Cloudflare's limit of CPU time for one event, where no other is set. */
const ENDED_AFTER_MS = 30_000;

interface Watched {
  /** Any address that answers at once. */
  readonly url: string;
  /** Calls are going on: only then it is looked. */
  readonly isNeeded: () => boolean;
  /** It has not answered for `STUCK_AFTER_MS`; said once, until it answers again. */
  readonly stuck: () => void;
  /** It has not answered for as long as it would be given. */
  readonly end: () => Promise<void>;
}

/** @returns how to stop looking. */
export function watchHeartbeat({ url, isNeeded, stuck, end }: Watched): () => void {
  const over = new AbortController();
  const answers = (withinMs: number): Promise<boolean> =>
    fetch(url, { signal: AbortSignal.any([over.signal, AbortSignal.timeout(withinMs)]) })
      // Whatever it answers, and a connection that it refuses, is no thread that is kept.
      .then((response) => response.body?.cancel())
      .then(() => true)
      .catch((cause: unknown) => !(cause instanceof Error && cause.name === "TimeoutError"));

  async function look(): Promise<void> {
    while (!over.signal.aborted) {
      await pause(EVERY_MS, undefined, { ref: false });
      if (!isNeeded() || (await answers(STUCK_AFTER_MS)) || over.signal.aborted) continue;
      stuck();
      if (!(await answers(ENDED_AFTER_MS - STUCK_AFTER_MS)) && !over.signal.aborted) await end();
    }
  }

  void look();
  return () => over.abort();
}
