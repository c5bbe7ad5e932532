/** Time as the simulation sees it, in milliseconds. */
export interface Clock {
  now(): number;
  /** Runs `then` once, `ms` from now, unless the returned function is called first. */
  after(ms: number, then: () => void): Cancel;
}

export type Cancel = () => void;

export const realClock: Clock = {
  now: () => performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * A clock on which everything passes faster.
 *
 * @param rate - how many times faster; a twentieth of a second lasts a second at 20.
 */
export function fasterClock(inner: Clock, rate: number): Clock {
  if (!(rate > 0 && Number.isFinite(rate)))
    throw new RangeError(`speechRate ${rate}: must be a number above 0`);
  if (rate === 1) return inner;
  return { now: () => inner.now() * rate, after: (ms, then) => inner.after(ms / rate, then) };
}

export interface ManualClock extends Clock {
  /** Moves time on, running what falls due, in order; what that starts runs too if it falls due. */
  advance(ms: number): void;
}

/** A clock that stands still until it is told to move. */
export function manualClock(): ManualClock {
  let now = 0;
  let last = 0;
  const timers = new Map<number, { readonly due: number; readonly then: () => void }>();

  const next = (until: number) =>
    [...timers].filter(([, t]) => t.due <= until).sort(([a, x], [b, y]) => x.due - y.due || a - b)[0];

  return {
    now: () => now,
    after(ms, then) {
      const id = ++last;
      timers.set(id, { due: now + Math.max(0, ms), then });
      return () => timers.delete(id);
    },
    advance(ms) {
      const until = now + ms;
      for (let due = next(until); due; due = next(until)) {
        const [id, timer] = due;
        timers.delete(id);
        now = Math.max(now, timer.due);
        timer.then();
      }
      now = until;
    },
  };
}

/** Waits on a clock; ends early, without throwing, when the signal aborts. */
export function pause(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal?.addEventListener("abort", done, { once: true });
  });
}
