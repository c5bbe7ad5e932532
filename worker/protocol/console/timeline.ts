import type { RecordItem } from "../call-record.ts";
import type { Known } from "../caller/known-caller.ts";
import type { Action } from "./actions.ts";
import type { CallRow } from "./call-row.ts";

/** What happened in a call and when, to be drawn to scale. Times are epoch milliseconds, as the Worker's clock has them. */

/** The rows of the picture, from the top. */
export const LANES = [
  "caller",
  "agent",
  "model",
  "tools",
  "keys",
  "silence",
  "line",
  "handoff",
  "person",
  "operator",
] as const;
export type Lane = (typeof LANES)[number];

/**
 * What each lane's bars are. A bar without `to` is an instant where its kind is one, and goes on otherwise.
 *
 * caller `speaking` (Twilio hears them), `turn` (the final prompt came: an instant)
 * agent `heard`, `unheard` (sent, and cut off before it was heard), `interrupted` (an instant: the caller's barge-in)
 * model `answer`, `guess` (before the turn had ended), `hedge`, `summary`
 * tools the tool's name; keys `key` (an instant; never which one where it is secret), `entry`
 * silence `silence` (an answer is due, and the caller hears nothing)
 * line `lost`, `restarted` (the process was replaced: an instant)
 * handoff `looking`, `telling`, `summary`, `sent` (an instant), `goodbye` (a callback was arranged instead)
 * person `waiting`, `talking`; operator what they did: an instant, but for `mute`, which lasts
 */
export interface Bar {
  readonly lane: Lane;
  readonly what: string;
  readonly from: number;
  readonly to?: number;
  /** In words, as far as it may be shown. */
  readonly label?: string;
  /** Of a tool: what the model called it with, JSON as it wrote it, masked, and cut where it is long; absent where that is nothing. */
  readonly arguments?: string;
  readonly outcome?: BarOutcome;
  /** Of a model request: when its first output came. Of speech: when its first frame was sent, before it sounds. */
  readonly firstAt?: number;
  /** Of speech: how many characters of it were heard, of those that were sent, as they are spoken. */
  readonly chars?: { readonly heard: number; readonly sent: number };
  /** Which turn it belongs to, counted from 1. */
  readonly turn?: number;
  /** The line of the transcript that it is, by its index. */
  readonly item?: number;
}

export const BAR_OUTCOMES = [
  /** It went well; of a request: its answer was spoken. */
  "ok",
  "failed",
  "timeout",
  /** Of a guess or a hedge: another answer was spoken. */
  "lost",
  /** It was stopped, as the caller spoke or the call was over. */
  "stopped",
  /** A tool that waits for the caller's yes, or was refused. */
  "unconfirmed",
] as const;
export type BarOutcome = (typeof BAR_OUTCOMES)[number];

export interface Timeline {
  readonly startedAt: number;
  /** Absent while the call goes on. */
  readonly endedAt?: number;
  readonly bars: readonly Bar[];
  /** What happened before is not known: the process was replaced before it was written. */
  readonly incomplete?: true;
}

/** `GET /api/calls/:sid`. */
export interface CallDetail {
  readonly call: CallRow;
  readonly timeline: Timeline;
  readonly transcript: readonly RecordItem[];
  /** Who did what to it, oldest first. */
  readonly actions: readonly DoneAction[];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** What was known of the caller before the call, each with its source; absent where nothing was. */
  readonly known?: readonly Known[];
  /** Present where there is a recording: `GET /api/calls/:sid/recording` plays it. */
  readonly recording?: { readonly startedAt: number; readonly seconds?: number };
}

export interface DoneAction {
  readonly at: number;
  /** The id of the operator's token, or their e-mail address by Cloudflare Access; empty where a mute has lapsed. */
  readonly by: string;
  readonly do: Action;
  /** What was to be said or whispered; why a mute has lapsed. */
  readonly text?: string;
  /** It was not said: the call was over, or the caller on the way to a person, before anything could be. */
  readonly unsaid?: true;
}
