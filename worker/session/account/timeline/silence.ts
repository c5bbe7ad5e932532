import type { Bar, Timeline } from "../../../protocol/console/timeline.ts";
import type { Mark } from "./marks.ts";

/** While an answer is due and nothing is heard: from the caller's last word, or our own, to the next of ours. */

interface Span {
  readonly from: number;
  /** Absent while it goes on. */
  readonly to: number | undefined;
}

/** @param speech - bars of the lane `agent`, in order; all times since the call began. */
export function silenceBars(
  marks: readonly Mark[],
  speech: readonly Bar[],
  endedMs: number | undefined,
): readonly Bar[] {
  const heard = speech.filter((bar) => bar.what === "heard");
  const spans = dueIn(marks, endedMs);
  return spans.flatMap(({ from, to }, i) => {
    const gaps: Bar[] = [];
    const untilMs = to ?? Number.POSITIVE_INFINITY;
    const latestMs = spans[i + 1]?.from ?? Number.POSITIVE_INFINITY;
    let at = from;
    for (const bar of heard) {
      const over = bar.to ?? Number.POSITIVE_INFINITY;
      if (over <= at) continue;
      // What was sent in time and sounds later was waited for until then, although no more was to be made.
      if (bar.from >= untilMs && (bar.firstAt ?? bar.from) > untilMs) break;
      if (bar.from > at) gaps.push(gap(at, Math.min(bar.from, latestMs)));
      at = over;
      if (at >= untilMs) break;
    }
    if (at < untilMs) gaps.push(gap(at, to));
    return gaps;
  });
}

const gap = (from: number, to: number | undefined): Bar => ({
  lane: "silence",
  what: "silence",
  from,
  ...(to === undefined ? {} : { to }),
});

/** When an answer was due. Further words of the caller's begin it anew: while they spoke, they did not wait. */
function dueIn(marks: readonly Mark[], endedMs: number | undefined): readonly Span[] {
  const spans: Span[] = [];
  let since: number | undefined;
  const over = (at: number) => {
    if (since !== undefined && at > since) spans.push({ from: since, to: at });
    since = undefined;
  };
  for (const mark of marks) {
    const [kind, at] = mark;
    if (kind === "said" && mark[3] > 0 && since !== undefined) {
      over(at);
      since = at;
    } else if (kind === "over" || (kind === "due" && mark[2] === 0)) over(at);
    else if (kind === "due") since ??= at;
  }
  if (since !== undefined) spans.push({ from: since, to: endedMs });
  return spans;
}

/**
 * For the call's row. @param nowMs - epoch milliseconds, for a silence that goes on.
 *
 * @returns undefined where an answer was never due.
 */
export function longestSilenceMs({ bars }: Timeline, nowMs: number): number | undefined {
  const silences = bars.flatMap((bar) => (bar.lane === "silence" ? [(bar.to ?? nowMs) - bar.from] : []));
  return silences.length === 0 ? undefined : Math.max(...silences);
}
