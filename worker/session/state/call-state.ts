import type { Spoken } from "../../language/spoken/speech.ts";
import type { Fact, Handoff } from "../../protocol/handoff.ts";
import type { EscalationName } from "./escalations.ts";
import type { HandOffRequest } from "./hand-off-request.ts";
import { type Playback, silentPlayback } from "./playback.ts";
import type { Attempt, Run, ToolRun } from "./run.ts";
import type { Timers } from "./timers.ts";
import type { IdentityCheck } from "./tool-report.ts";
import type { Transcript } from "./transcript.ts";

/**
 * Version of the snapshot. A stored call of another version is not continued, it goes to a person: see `salvage`.
 * `state-version.test.ts` fails when the shape changes and this does not.
 */
export const STATE_VERSION = 3;

/** All that is known of one call: a plain value, which only `step` makes a new one of. Each part has one owner. */
export interface CallState {
  readonly v: typeof STATE_VERSION;
  readonly phase: Phase;
  readonly line: Connection;
  readonly call: CallFacts;
  readonly transcript: Transcript;
  /** Number of the turn that is being answered, or was last. */
  readonly turn: number;
  readonly nextAttempt: AttemptId;
  readonly hearing: Hearing;
  readonly keypad: Keypad;
  readonly speech: Speaking;
  readonly tools: Tools;
  readonly patience: Patience;
  /** A hand-off that was wanted and not possible: the callback carries its reason. */
  readonly wanted: Why | undefined;
  /** How often each of the engine's lines was said, so that they take turns. */
  readonly phraseUses: Readonly<Record<string, number>>;
  readonly quality: Quality;
  readonly usage: Usage;
  readonly timers: Timers;
}

export type AttemptId = Attempt["id"];

/** Where the conversation stands. Each phase holds what exists only while it lasts. */
export type Phase =
  | { readonly name: "connecting" }
  /** The floor is the caller's; what was said last may still be playing. */
  | { readonly name: "listening" }
  /** A turn is being answered. */
  | { readonly name: "answering"; readonly run: Run }
  /** Decided and irrevocable once the caller was told: the goodbye is heard, then `end` goes out with the payload. */
  | HandingOff
  /** It is over unless the caller goes on; their noises hold `end` up until then at most (epoch ms). */
  | { readonly name: "saying_goodbye"; readonly untilMs: number }
  /** `why`: of the hand-off that was sent, for the case that it did not arrive. */
  | Ended;

/** On the way to a person. */
export interface HandingOff {
  readonly name: "handing_off";
  readonly why: Why;
  readonly stage: Leaving;
  /** The request in which the model is writing the summary, while it does. */
  readonly summary: AttemptId | undefined;
}

/** Nothing more is to come, unless the call comes back. */
export interface Ended {
  readonly name: "ended";
  readonly cause: EndCause;
  readonly why?: Why;
}

/** How a call has ended, as far as we know. */
export type EndCause = "handed_off" | "said_goodbye" | "hung_up" | "lost";

/** How far a hand-off has come. */
export type Leaving =
  /** Nothing is promised before it is known whether anybody is there. `announced`: the model has done so itself. */
  | { readonly at: "looking"; readonly announced: boolean }
  /** The caller is told of the transfer, and hears it. */
  | { readonly at: "telling" }
  /** It was heard: only the model's summary is waited for. */
  | { readonly at: "heard" };

/** Why a person is needed. */
export interface Why {
  readonly reasonCode: Handoff["reasonCode"];
  readonly reason: string;
  readonly triggeredBy: Handoff["triggeredBy"];
  /** The engine's own rule, where one decided. */
  readonly rule: EscalationName | undefined;
  /** From the model's tool call; absent where a rule decided, until the model's summary comes in. */
  readonly request: HandOffRequest | undefined;
}

/** The websocket to Twilio. While it is lost nothing is said, promised or counted as heard: it waits for the caller. */
export type Connection = { readonly at: "open" } | { readonly at: "lost"; readonly sinceMs: number };

/** Who calls whom, since when, in which language. Addresses have one spelling: see `phone-address.ts`. */
export interface CallFacts {
  readonly callSid: string;
  readonly sessionId: string;
  /** Empty where the number is withheld. */
  readonly from: string;
  readonly to: string;
  /** Epoch ms. */
  readonly startedAtMs: number;
  /** Sessions of this call with the agent, the present one included. */
  readonly connects: number;
  /** Name of the agent that the Function has chosen; undefined where whoever connected the call named none. */
  readonly agent: string | undefined;
  /** BCP 47 tag the conversation is in. */
  readonly language: string;
  /** Twilio's own conversation and profile, where whoever connected the call has named them. */
  readonly conversationId: string | undefined;
  readonly profileId: string | undefined;
}

/** What the caller is saying, up to the end of the turn. */
export interface Hearing {
  readonly speaking: boolean;
  readonly partial: string;
  /** Language of the latest prompt, where recognition has said which. */
  readonly lang: string | undefined;
  /** What speaks for another language than the call's: see `followCaller`. */
  readonly other: { readonly lang: string; readonly points: number } | undefined;
  readonly sinceMs: number | undefined;
  /** When the partial prompt last changed, and the longest pause between two changes while the caller speaks. */
  readonly changedAtMs: number | undefined;
  readonly cadenceMs: number;
  readonly attempts: number;
  /** The speculative attempt and the words that it was started on. */
  readonly guess: { readonly text: string; readonly attempt: Attempt } | undefined;
  /** A turn that was not finished, and waits for its rest. */
  readonly waitingFor: "rest" | "return" | "letters" | undefined;
  /** When the last final prompt came in, for merging; epoch ms. */
  readonly lastFinalAtMs: number | undefined;
  /** The transcript entry of the caller's open turn. */
  readonly entryId: number | undefined;
}

/** What is keyed in, and what was. */
export interface Keypad {
  /** The entry so far. */
  readonly buffer: string;
  /** What the agent has asked for. */
  readonly expected: ExpectedKeys | undefined;
  /** What was keyed in answer to it, for what still comes of the same burst. */
  readonly entered: EnteredKeys | undefined;
  /** Values keyed in secure mode, by purpose. Never in a request, a log or a payload. */
  readonly vault: Readonly<Record<string, string>>;
  readonly lastKeyAtMs: number | undefined;
  /** First line newer than the last key: an interruption right after the key belongs to the older ones only. */
  readonly barrier: number;
  /** The last key meant nothing (a late `#`): the interruption that it causes is undone. */
  readonly swallowed: boolean;
}

export interface ExpectedKeys {
  readonly purpose: string;
  readonly length: number | undefined;
  readonly secure: boolean;
  readonly askedAtMs: number;
  /** The caller has said something instead. */
  readonly passedOver: boolean;
}

export interface EnteredKeys {
  /** Its entry of the transcript. */
  readonly entryId: number;
  readonly keys: number;
  /** Keys of the same burst beyond the length. */
  readonly surplus: number;
  readonly purpose: string;
  readonly length: number | undefined;
  readonly secure: boolean;
}

/** What we say, and what of it was heard. */
export interface Speaking {
  readonly playback: Playback;
  /** A talk cycle is open: text was sent and its `last: true` was not. */
  readonly cycleOpen: boolean;
  readonly replyStartedAtMs: number | undefined;
  readonly kept: Kept | undefined;
  /** How often this reply was resumed; bounds a noisy line. */
  readonly resumes: number;
  /** The end of what was said last, and when it was over or cut (epoch ms): its echo comes after it. */
  readonly latest: { readonly text: string; readonly untilMs: number } | undefined;
}

/** A reply that was spoken over, and may have to be resumed. */
export interface Kept {
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

/** What was called, and what it came to. */
export interface Tools {
  readonly runs: readonly ToolRun[];
  /** Calls the caller has to agree to, oldest first. */
  readonly proposals: readonly Proposal[];
  /** What the agent had said last when the caller last spoke, as far as it was heard by then. */
  readonly answeredTo: string;
  readonly facts: readonly Fact[];
  /** What was checked about who the caller is, oldest first. */
  readonly checks: readonly IdentityCheck[];
  readonly promised: readonly Promised[];
  readonly failuresInRow: number;
}

/** A call that the model would make, and the caller has to agree to. */
export interface Proposal {
  /** The same for the same tool and arguments. */
  readonly key: string;
  readonly name: string;
  /** The caller's newest entry when it was proposed: what came after it is about this. */
  readonly fromId: number;
  /** Of the turn's rounds, the one that it was proposed in. */
  readonly round: number;
  /** How many answers were no clear yes, and the newest of them. */
  readonly unclear: number;
  readonly answerId: number;
}

/** Something the caller is told will happen. It counts once it has been heard. */
export interface Promised {
  readonly what: string;
  /** The entry of the transcript in which it was said. */
  readonly entryId: number;
  /** The entry says this alone, so that any of it that was not heard is the promise; else it says other things too. */
  readonly alone: boolean;
}

/** What is counted until it is enough. */
export interface Patience {
  readonly silenceSteps: number;
  /** The caller was asked to say it again, and no words have come since. */
  readonly askedAgain: boolean;
  readonly misunderstandings: number;
  readonly modelFailuresInRow: number;
}

/** For the person and the operator: how the talk has gone. */
export interface Quality {
  readonly turns: number;
  readonly interruptions: number;
  readonly reprompts: number;
  readonly toolFailures: number;
  readonly latenciesMs: readonly number[];
}

/** Tokens that the model's replies have taken, as far as it said so. */
export interface Usage {
  readonly input: number;
  /** Of the input, what came from the provider's prompt cache. */
  readonly cached: number;
  readonly output: number;
}

/** The answer that is being made. */
export const runOf = ({ phase }: CallState): Run | undefined =>
  phase.name === "answering" ? phase.run : undefined;

/** The line is gone, for good or until the caller is back. */
export const isLost = ({ line }: CallState): boolean => line.at === "lost";

/** Requests to the model that are under way, whatever for. */
export function openRequests({ phase, hearing }: CallState): readonly AttemptId[] {
  const guess = hearing.guess ? [hearing.guess.attempt] : [];
  const asked = phase.name === "answering" ? [...phase.run.attempts, ...guess] : guess;
  const open = asked.filter((a) => a.status === "running").map((a) => a.id);
  return phase.name === "handing_off" && phase.summary !== undefined ? [...open, phase.summary] : open;
}

/** A call of which nothing is known but its name. */
export const newCall = (callSid: string, language: string): CallState => ({
  v: STATE_VERSION,
  phase: { name: "connecting" },
  line: { at: "open" },
  call: {
    callSid,
    sessionId: "",
    from: "",
    to: "",
    startedAtMs: 0,
    connects: 0,
    agent: undefined,
    language,
    conversationId: undefined,
    profileId: undefined,
  },
  transcript: [],
  turn: 0,
  nextAttempt: 1,
  hearing: {
    speaking: false,
    partial: "",
    lang: undefined,
    other: undefined,
    sinceMs: undefined,
    changedAtMs: undefined,
    cadenceMs: 0,
    attempts: 0,
    guess: undefined,
    waitingFor: undefined,
    lastFinalAtMs: undefined,
    entryId: undefined,
  },
  keypad: {
    buffer: "",
    expected: undefined,
    entered: undefined,
    vault: {},
    lastKeyAtMs: undefined,
    barrier: 0,
    swallowed: false,
  },
  speech: {
    playback: silentPlayback,
    cycleOpen: false,
    replyStartedAtMs: undefined,
    kept: undefined,
    resumes: 0,
    latest: undefined,
  },
  tools: { runs: [], proposals: [], answeredTo: "", facts: [], checks: [], promised: [], failuresInRow: 0 },
  patience: { silenceSteps: 0, askedAgain: false, misunderstandings: 0, modelFailuresInRow: 0 },
  wanted: undefined,
  phraseUses: {},
  quality: { turns: 0, interruptions: 0, reprompts: 0, toolFailures: 0, latenciesMs: [] },
  usage: { input: 0, cached: 0, output: 0 },
  timers: {},
});
