import type { CallRow } from "../../protocol/console/call-row.ts";

const MINUTE_MS = 60_000;

/** What of a call alerts go by. */
export type AlertRow = Pick<
  CallRow,
  "callSid" | "endedAt" | "outcome" | "reasonCode" | "longestSilenceMs" | "firstFrameP95Ms" | "costUsd"
>;

/** What a rule compares. Of calls: how many of those that ended in its window. */
export const MEASURES = {
  /** Calls in which a caller who waited for an answer heard nothing for more than 4 s. */
  silent: ({ longestSilenceMs = 0 }: AlertRow) => longestSilenceMs > 4_000,
  /** Calls in which the model was given up. */
  unanswered: ({ outcome, reasonCode }: AlertRow) => outcome === "failed" || reasonCode === "model_failed",
  /** Calls in which a person was wanted, and there was none, nor a callback; not those of callers who hung up on the way. */
  unserved: ({ outcome }: AlertRow) => outcome === "unserved",
  lost: ({ outcome }: AlertRow) => outcome === "lost",
} as const satisfies Record<string, (call: AlertRow) => boolean>;
type CallMeasure = keyof typeof MEASURES;

/** Others: handshakes, the calls' first frames (the median of each call's own p95), their cost, calls that began. */
export type Measure = CallMeasure | "refused" | "firstFrameMs" | "spentUsd" | "began";

export interface Rule {
  readonly name: string;
  readonly measure: Measure;
  /** On from this value; for `began`, up to it. */
  readonly threshold: number;
  /** And from this share of the calls that ended in the window. */
  readonly share?: number;
  /** Of fewer calls nothing is said; for `began`, of fewer in a week. */
  readonly minimum: number;
  readonly windowMs: number;
  /** `{value}`, `{calls}` and `{minutes}` stand for what was found. */
  readonly words: string;
  /** What it was about, once it is over. */
  readonly about: string;
}

/**
 * What somebody is told of. The figures are a beginning: set them to what is usual with you. Each is on once, and over
 * when it has not been so for ten minutes; see `Alerts`.
 */
export const RULES: readonly Rule[] = [
  {
    name: "silence",
    measure: "silent",
    threshold: 2,
    share: 0.02,
    minimum: 2,
    windowMs: 30 * MINUTE_MS,
    words: "In {value} of {calls} calls of the last {minutes} min callers heard nothing for more than 4 s.",
    about: "callers heard nothing for more than 4 s",
  },
  {
    name: "model_given_up",
    measure: "unanswered",
    threshold: 2,
    share: 0.02,
    minimum: 2,
    windowMs: 15 * MINUTE_MS,
    words: "In {value} of {calls} calls of the last {minutes} min the model did not answer.",
    about: "the model did not answer",
  },
  {
    name: "handshakes_refused",
    measure: "refused",
    threshold: 20,
    minimum: 0,
    windowMs: 5 * MINUTE_MS,
    words: "{value} handshakes were refused in {minutes} min: the auth token, RELAY_URL, or somebody knocks.",
    about: "handshakes were refused",
  },
  {
    name: "transfers_not_possible",
    measure: "unserved",
    threshold: 3,
    share: 0.1,
    minimum: 3,
    windowMs: 60 * MINUTE_MS,
    words: "In {value} of {calls} calls of the last {minutes} min a person was wanted, and there was none.",
    about: "callers who wanted a person got none",
  },
  {
    name: "calls_lost",
    measure: "lost",
    threshold: 3,
    share: 0.05,
    minimum: 3,
    windowMs: 30 * MINUTE_MS,
    words: "{value} of {calls} calls of the last {minutes} min broke off and did not come back.",
    about: "calls broke off",
  },
  {
    name: "slow_answers",
    measure: "firstFrameMs",
    threshold: 2_500,
    minimum: 5,
    windowMs: 30 * MINUTE_MS,
    words:
      "Callers wait: in half of {calls} calls one turn in twenty took {value} ms or more to be answered.",
    about: "answers were slow",
  },
  {
    name: "spend",
    measure: "spentUsd",
    threshold: 20,
    minimum: 1,
    windowMs: 60 * MINUTE_MS,
    words: "The calls of the last {minutes} min have cost {value} US dollars at the model's provider.",
    about: "calls cost more than usual",
  },
  {
    name: "no_calls",
    measure: "began",
    threshold: 0,
    minimum: 20,
    windowMs: 60 * MINUTE_MS,
    words: "No call has begun for {minutes} min, within business hours.",
    about: "no call began",
  },
];
