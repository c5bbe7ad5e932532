import { type AlertRow, MEASURES, type Rule } from "./rules.ts";

/** What is known at one time. All times are epoch milliseconds. */
export interface Seen {
  readonly now: number;
  /** Calls that ended within the longest window, newest first. */
  readonly ended: readonly AlertRow[];
  /** Handshakes that were refused since then. */
  readonly refusedSince: (ms: number) => number;
  readonly beganSince: (ms: number) => number;
  /** Whether the business is open; undefined where no agent has hours. */
  readonly isOpen: ((ms: number) => boolean) | undefined;
}

/** What a rule has found: in words, with a call to look at where there is one. */
export interface Found {
  readonly words: string;
  readonly callSid?: string | undefined;
}

/** @returns undefined where all is well, or too little is known. */
export function evaluate(rule: Rule, seen: Seen): Found | undefined {
  const since = seen.now - rule.windowMs;
  if (rule.measure === "began") return isSilentDay(rule, seen, since) ? found(rule, 0, 0) : undefined;
  const calls = seen.ended.filter(({ endedAt = 0 }) => endedAt >= since);
  const { value, callSid } = measured(rule, seen, calls, since);
  if (value === undefined || value < rule.threshold || calls.length < rule.minimum) return undefined;
  if (rule.share !== undefined && value < rule.share * calls.length) return undefined;
  return { ...found(rule, value, calls.length), callSid };
}

function measured(
  { measure }: Rule,
  { refusedSince }: Seen,
  calls: readonly AlertRow[],
  since: number,
): { readonly value: number | undefined; readonly callSid?: string | undefined } {
  switch (measure) {
    case "refused":
      return { value: refusedSince(since) };
    case "firstFrameMs":
      return { value: median(calls.flatMap(({ firstFrameP95Ms }) => firstFrameP95Ms ?? [])) };
    case "spentUsd":
      return { value: calls.reduce((sum, { costUsd = 0 }) => sum + costUsd, 0) };
    case "began":
      return { value: undefined };
    default: {
      const those = calls.filter(MEASURES[measure]);
      return { value: those.length, callSid: those[0]?.callSid };
    }
  }
}

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;

/** Open all through the window, calls come at other times, and none has begun. */
function isSilentDay({ threshold, minimum, windowMs }: Rule, seen: Seen, since: number): boolean {
  const { isOpen, beganSince, now } = seen;
  if (!isOpen) return false;
  for (let ms = since; ms <= now; ms += Math.min(QUARTER_MS, windowMs)) if (!isOpen(ms)) return false;
  return beganSince(since) <= threshold && beganSince(now - 7 * DAY_MS) >= minimum;
}

function found({ words, windowMs }: Rule, value: number, calls: number): Found {
  const figures = { value: shown(value), calls, minutes: windowMs / 60_000 };
  return {
    words: words.replace(/\{(value|calls|minutes)\}/g, (_, name: keyof typeof figures) => `${figures[name]}`),
  };
}

const shown = (value: number): string => (Number.isInteger(value) ? `${value}` : value.toFixed(2));

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length / 2) - 1];
}
