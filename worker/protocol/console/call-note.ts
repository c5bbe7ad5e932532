import type { CallRow } from "./call-row.ts";
import type { LiveCall } from "./live.ts";
import type { PersonTimes } from "./person-news.ts";

/** What a call's object and the ledger tell each other. They may be of different releases: what one does not know it leaves. */

/** A call as it stands. The whole row each time, so that any of its notes may be missing. */
export interface CallNote {
  /** Epoch ms of the making, and grows with each note of a call: an older one changes nothing. */
  readonly seq: number;
  readonly row: CallRow;
  /** What was said, to be searched: with the note of the end. */
  readonly said?: string;
  /** What the agent searched its knowledge for and did not find: with the note of the end. */
  readonly unanswered?: readonly UnansweredQuestion[];
}

/** As the agent searched for it; `at` in epoch ms. */
export interface UnansweredQuestion {
  readonly asked: string;
  readonly at: number;
}

/** What was said is searched up to here, UTF-16 units: two and a half hours of talk without a pause. */
export const MAX_SAID_CHARS = 200_000;

/** The ledger was written by a later release, and this one does not touch it. */
export interface LedgerNewer {
  readonly error: "ledger_newer";
}

/** What the ledger counts over all calls, by the limit that a call which begins is beyond. */
export const BEYOND = ["calls_at_once_of_caller", "calls_at_once_of_account", "spend_of_day"] as const;
export type Beyond = (typeof BEYOND)[number];

/** `beyond`: with the first note of a call alone. `watchedUntil`: somebody sees the live page, epoch ms; 0 for nobody. */
export type NoteAnswer =
  | { readonly ok: true; readonly watchedUntil: number; readonly beyond?: Beyond }
  | LedgerNewer;

/** A text message that is to be sent. */
export interface TextToCount {
  /** To whom: a keyed digest of the number, 64 hexadecimal digits. */
  readonly who: string;
  /** How many they may be sent a day. */
  readonly atMost: number;
}

/** `isBeyond`: they were sent as many today (UTC) as they may be, and this one is not counted. */
export type TextAnswer = { readonly ok: true; readonly isBeyond: boolean } | LedgerNewer;

/** The ledger, as a call has it. */
export interface LedgerPort {
  readonly note: (note: CallNote) => Promise<NoteAnswer>;
  /** The person's part is over; nothing where there is no row that waits for it. */
  readonly personLeft: (callSid: string, times: PersonTimes) => Promise<NoteAnswer>;
  readonly live: (call: LiveCall) => Promise<NoteAnswer>;
}

/** What the ledger is asked for, its filter read and checked. */
export interface CallQuery {
  /** Of their beginning: epoch ms, inclusive and exclusive. */
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly agent?: string;
  /** Of the agent; 0 for the code. */
  readonly agentVersion?: number;
  /** An outcome, or `live`. */
  readonly outcome?: string;
  readonly reason?: string;
  readonly language?: string;
  readonly q?: string;
  /** `q` may be a telephone number. */
  readonly byNumber: boolean;
  readonly limit: number;
  /** Those before this one alone, by the ledger's own id. */
  readonly beforeId?: number;
}
