import type { Spoken } from "../../language/spoken/speech.ts";
import type { Fact, Handoff } from "../../protocol/handoff.ts";
import { type Playback, silentPlayback } from "./playback.ts";
import type { Promised } from "./promises.ts";
import type { HandOffRequest } from "./rules.ts";
import type { Attempt, Run, ToolRun } from "./run.ts";
import type { IdentityCheck } from "./tool-report.ts";
import type { Transcript } from "./transcript.ts";

/** Version of the snapshot: a stored call of another version is not continued, it goes to a person. */
export const STATE_VERSION = 2;

export type Phase =
  | { readonly name: "connecting" }
  /** The floor is the caller's; what was said last may still be playing. */
  | { readonly name: "listening" }
  /** A turn is being answered: see `run`. */
  | { readonly name: "answering" }
  /** Decided and irrevocable: the goodbye is being heard, then `end` goes out with the payload. */
  | { readonly name: "handing_off"; readonly decision: Decision }
  /** The conversation is over: the goodbye is being heard, then `end` goes out without a payload. */
  | { readonly name: "saying_goodbye" }
  /** `decision`: the hand-off that was sent, for the case that it did not arrive. */
  | { readonly name: "ended"; readonly cause: EndCause; readonly decision?: Decision };

export type EndCause = "handed_off" | "said_goodbye" | "hung_up" | "lost";

/** A hand-off that is under way. */
export interface Decision {
  readonly reasonCode: Handoff["reasonCode"];
  readonly reason: string;
  readonly triggeredBy: Handoff["triggeredBy"];
  /** From the model's tool call; absent where a rule decided, until the model's summary comes in. */
  readonly request: HandOffRequest | undefined;
  /** The model is writing the summary while the goodbye is heard. */
  readonly summaryAttempt: number | undefined;
  /** The caller was told: only after it was looked up whether anybody is there. */
  readonly promised: boolean;
  /** The model has announced the transfer itself, in the same response. */
  readonly announced: boolean;
  readonly goodbyeHeard: boolean;
}

export type TimerName =
  | "speculate"
  | "hedge"
  | "holding"
  | "give_up"
  | "stall"
  | "false_interruption"
  | "unfinished"
  | "silence"
  | "digits"
  | "filler"
  | "availability"
  | "goodbye"
  | "summary"
  | "playback"
  | "call_limit"
  | "reconnect";

/** What the caller is saying, up to the end of the turn. */
export interface Hearing {
  readonly speaking: boolean;
  readonly partial: string;
  readonly sinceMs: number | undefined;
  /** When the partial prompt last changed, and the longest pause between two changes while the caller speaks. */
  readonly changedAtMs: number | undefined;
  readonly cadenceMs: number;
  readonly attempts: number;
  /** The speculative attempt and the words that it was started on. */
  readonly guess: { readonly text: string; readonly attempt: Attempt } | undefined;
  /** A turn that was not finished, and waits for its rest. */
  readonly waitingFor: "rest" | "return" | undefined;
  /** When the last final prompt came in, for merging; epoch ms. */
  readonly lastFinalAtMs: number | undefined;
  /** The transcript entry of the caller's open turn. */
  readonly entryId: number | undefined;
}

/** A reply that was spoken over, and may have to be resumed. */
export interface Held {
  readonly parts: readonly {
    readonly entryId: number;
    /** The whole text as the model wrote it, to put back into history. */
    readonly raw: string;
    readonly heard: string;
    readonly rest: readonly Spoken[];
  }[];
  readonly playedMs: number;
  readonly remainingMs: number;
  /** The model had not finished: another request continues it. */
  readonly incomplete: boolean;
}

export interface Digits {
  readonly buffer: string;
  readonly expected:
    | { readonly purpose: string; readonly length: number | undefined; readonly secure: boolean }
    | undefined;
}

export interface Quality {
  readonly turns: number;
  readonly interruptions: number;
  readonly reprompts: number;
  readonly toolFailures: number;
  readonly latenciesMs: readonly number[];
}

export interface CallState {
  readonly v: typeof STATE_VERSION;
  readonly phase: Phase;
  readonly callSid: string;
  readonly sessionId: string;
  readonly from: string;
  readonly to: string;
  readonly startedAtMs: number;
  readonly connects: number;
  readonly language: string;
  readonly transcript: Transcript;
  readonly turn: number;
  readonly nextAttempt: number;
  readonly hearing: Hearing;
  readonly run: Run | undefined;
  readonly tools: readonly ToolRun[];
  readonly playback: Playback;
  /** A talk cycle is open: text was sent and its `last: true` was not. */
  readonly cycleOpen: boolean;
  readonly replyStartedAtMs: number | undefined;
  readonly held: Held | undefined;
  /** How often this reply was resumed; bounds a noisy line. */
  readonly resumes: number;
  readonly digits: Digits;
  /** Values keyed in secure mode, by purpose. Never in a request, a log or a payload. */
  readonly vault: Readonly<Record<string, string>>;
  readonly lastKeyAtMs: number | undefined;
  /** First line newer than the last key: an interruption right after the key belongs to the older ones only. */
  readonly keyBarrier: number;
  /** The last key meant nothing (a late `#`): the interruption that it causes is undone. */
  readonly keySwallowed: boolean;
  readonly silenceSteps: number;
  readonly misunderstandings: number;
  readonly modelFailuresInRow: number;
  readonly toolFailuresInRow: number;
  /** A hand-off that was wanted and not possible: the callback carries its reason. */
  readonly wanted: Decision | undefined;
  /** Tool calls the caller has to agree to, by key, with the turn in which they were read back. */
  readonly proposals: Readonly<Record<string, number>>;
  readonly facts: readonly Fact[];
  /** What tools have checked about who the caller is, oldest first. */
  readonly identityChecks: readonly IdentityCheck[];
  readonly promised: readonly Promised[];
  /** Twilio's own conversation and profile, where whoever connected the call has named them. */
  readonly conversationId: string | undefined;
  readonly profileId: string | undefined;
  readonly phraseUses: Readonly<Record<string, number>>;
  readonly quality: Quality;
  /** When each timer is due; epoch ms. */
  readonly timers: Readonly<Partial<Record<TimerName, number>>>;
}

const quiet: Hearing = {
  speaking: false,
  partial: "",
  sinceMs: undefined,
  changedAtMs: undefined,
  cadenceMs: 0,
  attempts: 0,
  guess: undefined,
  waitingFor: undefined,
  lastFinalAtMs: undefined,
  entryId: undefined,
};

export const newCall = (callSid: string, language: string): CallState => ({
  v: STATE_VERSION,
  phase: { name: "connecting" },
  callSid,
  sessionId: "",
  from: "",
  to: "",
  startedAtMs: 0,
  connects: 0,
  language,
  transcript: [],
  turn: 0,
  nextAttempt: 1,
  hearing: quiet,
  run: undefined,
  tools: [],
  playback: silentPlayback,
  cycleOpen: false,
  replyStartedAtMs: undefined,
  held: undefined,
  resumes: 0,
  digits: { buffer: "", expected: undefined },
  vault: {},
  lastKeyAtMs: undefined,
  keyBarrier: 0,
  keySwallowed: false,
  silenceSteps: 0,
  misunderstandings: 0,
  modelFailuresInRow: 0,
  toolFailuresInRow: 0,
  wanted: undefined,
  proposals: {},
  facts: [],
  identityChecks: [],
  promised: [],
  conversationId: undefined,
  profileId: undefined,
  phraseUses: {},
  quality: { turns: 0, interruptions: 0, reprompts: 0, toolFailures: 0, latenciesMs: [] },
  timers: {},
});
