import { ModelError } from "../../agent/model.ts";

/**
 * How one model's server has done lately, for all calls of the process: a provider that is down is a delay once, and not
 * on every turn.
 */

/** Failures in a row that tell of more than bad luck; of those that cost nobody time, as one that is refused. */
const FAILURES = 2;
/** A failure that a caller has waited for so long is reason enough alone: the next one would wait again. */
const WAITED_MS = 1_000;
/** It is left alone for this long, twice as long each time that it fails again, and at most so long. */
const FIRST_REST_MS = 30_000;
const LONGEST_REST_MS = 300_000;

/** What one request says of its server once it is over. */
export interface Trial {
  /** The server has begun to answer. */
  answered(): void;
  /** The reply was whole. */
  passed(): void;
  failed(error: unknown): void;
  /** Nobody wants the reply any more. */
  stopped(): void;
}

export class Health {
  #failures = 0;
  #restMs = FIRST_REST_MS;
  /** Epoch ms. */
  #restsUntilMs = 0;
  /** How often it was found to be down. */
  #found = 0;

  isDown = (nowMs: number): boolean => nowMs < this.#restsUntilMs;

  /** @param onRest - told why it is left alone, and for how long. */
  begin(now: () => number, onRest: (why: string, forMs: number) => void): Trial {
    const startedMs = now();
    const found = this.#found;
    let silent = true;
    // After its rest one request finds out; until it has, the others do not wait for it.
    const finds = this.#failures >= FAILURES;
    if (finds) this.#restsUntilMs = startedMs + this.#restMs;
    const findsNothing = (): void => {
      if (finds) this.#restsUntilMs = 0;
    };
    const fails = (why: string): void => {
      const endedMs = now();
      // It was found to be down while this one was under way: that is no second time.
      if (found !== this.#found) return;
      this.#failures += silent && endedMs - startedMs >= WAITED_MS ? FAILURES : 1;
      if (this.#failures < FAILURES) return;
      this.#found += 1;
      this.#restsUntilMs = endedMs + this.#restMs;
      onRest(why, this.#restMs);
      this.#restMs = Math.min(this.#restMs * 2, LONGEST_REST_MS);
    };
    return {
      answered: () => {
        silent = false;
      },
      passed: () => {
        this.#failures = 0;
        this.#restMs = FIRST_REST_MS;
        this.#restsUntilMs = 0;
      },
      failed: (error) => {
        if (isItsFault(error)) fails(error.code);
        else findsNothing();
      },
      // It lost a race, having shown nothing at all; whoever is stopped sooner tells nothing.
      stopped: () => {
        if (silent && now() - startedMs >= WAITED_MS) fails("silent");
        else findsNothing();
      },
    };
  }
}

/** Whether another request would fare no better: not where this conversation, or this answer, was what it did not take. */
function isItsFault(error: unknown): error is ModelError {
  if (!(error instanceof ModelError)) return false;
  const { code, status } = error;
  if (code === "refused" || code === "empty") return false;
  return code !== "rejected" || (status !== undefined && ![400, 413, 422].includes(status));
}
