import type { Handoff } from "../handoff.ts";
import type { Outcome } from "../log/outcome.ts";
import type { WithPerson } from "./person-news.ts";

/**
 * A call as the ledger lists it: written by the call's object, read by the console, the commands and exports. Times are
 * epoch milliseconds. What is not known is absent, and never 0.
 */
export interface CallRow {
  readonly callSid: string;
  readonly agent: string;
  /** Which version of it, 0 for the code; absent where an earlier release has written the row. */
  readonly agentVersion?: number;
  /** E.164; a reader sees the last four digits alone. Empty where it was withheld, absent once it is no longer kept. */
  readonly from?: string;
  readonly to?: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly phase: RowPhase;
  /** BCP 47 tag. */
  readonly language: string;
  readonly outcome?: Outcome;
  readonly reasonCode?: Handoff["reasonCode"];
  /** Which of ours it was, as `call.summary` names it: `operator` where one of them handed the call over. */
  readonly rule?: string;
  /** What the person was told, for as long as it is kept. */
  readonly reason?: string;
  readonly summary?: string;
  readonly sentiment?: Handoff["sentiment"];
  readonly intent?: string;
  /** What the caller said that they want, in their words, for as long as it is kept. */
  readonly wanted?: string;
  /** What was done for them, and what they were told will happen, as far as they heard it; for as long as it is kept. */
  readonly done?: readonly string[];
  readonly promises?: readonly string[];
  readonly turns: number;
  readonly interruptions: number;
  /** From the caller's last word to the first frame of the answer, milliseconds. */
  readonly firstFrameP50Ms?: number;
  readonly firstFrameP95Ms?: number;
  /** The longest that the caller heard nothing while an answer was due, milliseconds. */
  readonly longestSilenceMs?: number;
  /** How long the caller has waited for a person, and talked to one, milliseconds; as far as that was told, and is over. */
  readonly waitedMs?: number;
  readonly talkedMs?: number;
  /** While it waits for a person or has one, as far as that was told. */
  readonly person?: WithPerson;
  readonly modelFailures: number;
  readonly toolFailures: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** US dollars to the model's provider; absent where the price of one reply is not known. */
  readonly costUsd?: number;
  /** `recording`: it goes on. `kept`: there is one. */
  readonly recording?: "recording" | "kept";
  readonly model: string;
  readonly version: string;
  readonly release: string;
  /** When what was said, the numbers and the summary are deleted; the figures stay. */
  readonly keptUntil?: number;
}

/** Where a call stands, for people. `lost`: its line is gone, and may come back. */
export const ROW_PHASES = [
  "listening",
  "answering",
  "handing_off",
  "saying_goodbye",
  "lost",
  /** It waits for a person, or has one. */
  "with_person",
  "ended",
] as const;
export type RowPhase = (typeof ROW_PHASES)[number];

/** Of `q`, UTF-16 units. */
export const MAX_Q_CHARS = 500;

/** `GET /api/calls`. Each but `limit` and `cursor` narrows the list; all of them are read from the query. */
export interface CallFilter {
  /** Of their beginning: ISO 8601, inclusive and exclusive. */
  readonly from?: string;
  readonly to?: string;
  readonly agent?: string;
  /** Of the agent, such as 3; 0 for the code. */
  readonly version?: string;
  /** An outcome, or `live`. */
  readonly outcome?: string;
  readonly reason?: string;
  readonly language?: string;
  /**
   * Words that were said, in any order; a phrase in quotes; a CallSid, or its beginning from six digits on; the last four
   * digits of a number, as the list shows them; or, for operators, a whole number.
   */
  readonly q?: string;
  /** 1 to 200; 50 when absent. */
  readonly limit?: number;
  readonly cursor?: string;
}

/** Its answer, the newest first. Of a filter that fits few calls it may have fewer than `limit`, or none, and a `next` all the same. */
export interface CallPage {
  readonly calls: readonly FoundCall[];
  /** For `cursor`, where there are more. */
  readonly next?: string;
}

export interface FoundCall extends CallRow {
  /** What of it fits `q`, with the words found between U+0002 and U+0003. */
  readonly found?: string;
}
