import type { Clock } from "../clock.ts";

export type DelayLine = (ms: number, then: () => void) => void;

/** Runs each `then` after its `ms`, in the order asked for even when the delay shrinks in between; at once for 0. */
export function createDelayLine(clock: Clock): DelayLine {
  let lastDue = 0;
  let held = 0;
  return (ms, then) => {
    if (ms <= 0 && held === 0) return then();
    lastDue = Math.max(lastDue, clock.now() + ms);
    held += 1;
    clock.after(lastDue - clock.now(), () => {
      held -= 1;
      then();
    });
  };
}
