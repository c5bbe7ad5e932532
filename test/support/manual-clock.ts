import type { Clock } from "../../worker/ports.ts";

/** A clock that stands still until it is told to go on. Timers fire in their order, at their own time. */
export class ManualClock implements Clock {
  #now: number;
  #next = 1;
  readonly #timers = new Map<number, { readonly at: number; readonly callback: () => void }>();

  constructor(startMs = 1_700_000_000_000) {
    this.#now = startMs;
  }

  readonly now = (): number => this.#now;

  readonly after = (ms: number, callback: () => void): (() => void) => {
    const id = this.#next++;
    this.#timers.set(id, { at: this.#now + Math.max(0, ms), callback });
    return () => this.#timers.delete(id);
  };

  get pending(): number {
    return this.#timers.size;
  }

  /** The thread is held for so long: time passes, and nothing else happens. */
  blocks(ms: number): void {
    this.#now += ms;
  }

  /** Lets time pass to the next timer, at most so long. */
  async toNext(ms: number): Promise<void> {
    const nextMs = Math.min(...[...this.#timers.values()].map((t) => t.at - this.#now));
    await this.advance(Math.max(0, Math.min(nextMs, ms)));
  }

  /** Lets time pass, and between any two timers everything that is ready to run. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const due = [...this.#timers]
        .filter(([, t]) => t.at <= end)
        .sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0];
      if (!due) break;
      this.#timers.delete(due[0]);
      this.#now = Math.max(this.#now, due[1].at);
      due[1].callback();
      await settle();
    }
    this.#now = Math.max(this.#now, end);
    await settle();
  }
}

/** Everything that waits for a promise, and not for time, has run. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
