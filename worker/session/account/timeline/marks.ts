import type { PersonPart } from "../../../protocol/console/person-news.ts";

/**
 * What happened in a call and when, as it is noted while it happens: small, only ever added to, and without a word or a
 * key of anybody's; but for the fixed lines that bridge a wait, which are in no transcript. Times are milliseconds since the call began (`startedAtMs`). They are stored and read by later
 * releases, which skip what they do not know.
 */
export type Mark =
  /** Twilio hears the caller, or no longer does. */
  | readonly ["voice", at: number, on: 0 | 1]
  /** The first words of an utterance that is not over. */
  | readonly ["begun", at: number]
  /** A final prompt; its entry of the transcript and its turn, 0 where it is none. */
  | readonly ["said", at: number, entry: number, turn: number]
  | readonly ["key", at: number]
  /** An entry of keys begins, or is over. */
  | readonly ["entry", at: number, on: 0 | 1]
  /** Something of a line of speech was sent while nothing of it was left to be heard; its words where it has no entry. */
  | readonly ["line", at: number, line: number, entry: number, words?: string]
  /** How much of it was heard, of what was sent so far; characters as they are spoken. */
  | readonly ["played", at: number, line: number, heard: number, sent: number]
  /** Nothing more of it will be heard: it is over, or was cut. */
  | readonly ["gone", at: number, line: number, heard: number, sent: number]
  /** Twilio says that our voice sounds, or no longer does. */
  | readonly ["sound", at: number, on: 0 | 1]
  /** The caller spoke over us. */
  | readonly ["cut", at: number]
  | readonly ["ask", at: number, attempt: number, purpose: Purpose, turn: number]
  /** The first output of a request. */
  | readonly ["out", at: number, attempt: number]
  /** Its output is what is spoken or acted on. */
  | readonly ["led", at: number, attempt: number]
  | readonly ["end", at: number, attempt: number, how: RequestEnd]
  /** A tool's run is over, by its place among the runs. */
  | readonly ["tool", at: number, run: number]
  | readonly ["lost", at: number, on: 0 | 1]
  /** The process was replaced; `open`: while there was a line, so that something may not have been written. */
  | readonly ["again", at: number, open: 0 | 1]
  | readonly ["stage", at: number, stage: StageName]
  /** The hand-off has left. */
  | readonly ["sent", at: number]
  /** The call came back from the queue. */
  | readonly ["back", at: number]
  /** Of the person's part, once the hand-off has left: who is in the queue, or with somebody, or no longer. */
  | readonly ["person", at: number, part: PersonPart]
  /** An answer is due, or no longer is. */
  | readonly ["due", at: number, on: 0 | 1]
  | readonly ["over", at: number];

export type Purpose = "answer" | "guess" | "hedge" | "summary";
/** `lost`: another led. `stopped`: nobody wants it any more. */
export type RequestEnd = "done" | "failed" | "timeout" | "stopped" | "lost";
export type StageName = "none" | "looking" | "arranging" | "telling" | "heard" | "goodbye";

/** Of a call of five hundred turns; 220 kB as they are stored. What comes after is not noted. */
export const MAX_MARKS = 10_000;

const KINDS: Readonly<Record<Mark[0], number>> = {
  voice: 3,
  begun: 2,
  said: 4,
  key: 2,
  entry: 3,
  line: 4,
  played: 5,
  gone: 5,
  sound: 3,
  cut: 2,
  ask: 5,
  out: 3,
  led: 3,
  end: 4,
  tool: 3,
  lost: 3,
  again: 3,
  stage: 3,
  sent: 2,
  back: 2,
  person: 3,
  due: 3,
  over: 2,
};

/** Those of what was stored that this release knows. */
export const readMarks = (stored: readonly unknown[]): readonly Mark[] =>
  stored.filter((mark): mark is Mark => {
    if (!Array.isArray(mark)) return false;
    const [kind, at] = mark as readonly unknown[];
    return (
      typeof kind === "string" &&
      Object.hasOwn(KINDS, kind) &&
      mark.length >= KINDS[kind as Mark[0]] &&
      typeof at === "number" &&
      at >= 0
    );
  });
