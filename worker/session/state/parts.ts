import type { Spoken } from "../../language/spoken/speech.ts";
import type { KnownCaller } from "../../protocol/caller/known-caller.ts";
import type { Action } from "../../protocol/console/actions.ts";
import type { Fact } from "../../protocol/handoff.ts";
import type { Attempt, ToolRun } from "./run.ts";
import type { Playback } from "./speech/playback.ts";
import type { IdentityCheck } from "./tool-report.ts";

/** The parts of the state, each with one owner: see `CallState`. */

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

/** What the agent's sources know of the caller; masked as the caller's words are. */
export interface CallerKnown extends KnownCaller {
  /** The model has not been told of it yet. */
  readonly untold: boolean;
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
  /** Guesses that were sent to the model since the last turn began. */
  readonly guesses: number;
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
  readonly latest:
    | { readonly written: string; readonly spoken: string; readonly untilMs: number }
    | undefined;
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

/** What Twilio is asked to do with the recording of a call. */
export type RecordingOrder = "start" | "pause" | "resume" | "stop" | "delete";

/** Whether the call may be recorded, and how far that has come. */
export interface Recording {
  /** `told`, `asked`: the line is on its way, or was heard; `due`: it is not said yet, or was cut off. */
  readonly consent: "due" | "told" | "asked" | "given" | "refused";
  /** The line's entry of the transcript. */
  readonly entryId: number | undefined;
  /** How often it was begun: a caller who speaks over it hears it again. */
  readonly tries: number;
  /** What Twilio does, as far as it has said so. `failing`: it did not do as it was asked, and is to be stopped. */
  readonly at: "none" | "on" | "paused" | "failing" | "over" | "deleted";
  /** What it was asked for, and has not done yet. */
  readonly order: RecordingOrder | undefined;
  /** `RE…`: a call has one at most. */
  readonly sid: string | undefined;
  /** Epoch ms. */
  readonly startedAtMs: number | undefined;
  /** A secret may be in it: nobody is to hear it, and it is deleted. */
  readonly spoilt: boolean;
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
  /** Text messages that were sent to the caller, or tried to be. */
  readonly texts: number;
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

/** What operators do to the call. */
export interface Operating {
  /** The agent answers no more: an operator types for it. */
  readonly muted: Muted | undefined;
  /** What an operator says and nobody has been told yet, oldest first: somebody else was speaking. */
  readonly toSay: readonly string[];
  /** An operator has ended the call: nothing that the caller says over the goodbye takes it back. */
  readonly ending: boolean;
  /** Who did what, oldest first; the latest of many. */
  readonly acted: readonly Acted[];
}

export interface Muted {
  readonly sinceMs: number;
  /** Since when words of the caller's wait for an answer; epoch ms. */
  readonly askedAtMs: number | undefined;
}

export interface Acted {
  readonly atMs: number;
  /** Empty where nobody did it: a mute that has lapsed. */
  readonly by: string;
  readonly do: Action;
  readonly text: string | undefined;
  /** It was to be said, and there was no time left. */
  readonly unsaid?: true;
}

/** What is counted until it is enough. */
export interface Patience {
  readonly silenceSteps: number;
  /** The caller was asked to say it again, and no words have come since. */
  readonly askedAgain: boolean;
  readonly misunderstandings: number;
  readonly modelFailuresInRow: number;
  /** The turn in which the call reached one of its limits, once it has. */
  readonly overSinceTurn: number | undefined;
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
  /** What they cost, in millionths of a US dollar, where the price is known. */
  readonly microUsd: number;
  /** Replies that said what they took, and those of them of which no price is known. */
  readonly metered: number;
  readonly unpriced: number;
}

/** For the operator alone: what the line that sums the call up counts beside `Quality` and `Usage`. */
export interface Tally {
  /** Requests to the model that failed, whatever they were for. */
  readonly modelFailures: number;
  /** Requests that were sent before a turn had ended, and those of them that answered it. */
  readonly guesses: number;
  readonly guessesKept: number;
  /** How often the call was over: it may come back from a queue. */
  readonly ends: number;
}
