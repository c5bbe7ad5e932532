import { NOTHING_KNOWN } from "../../protocol/caller/known-caller.ts";
import type { Handoff } from "../../protocol/handoff.ts";
import type { EscalationName } from "./escalations.ts";
import type { HandOffRequest } from "./hand-off-request.ts";
import type {
  CallerKnown,
  CallFacts,
  Hearing,
  Keypad,
  Operating,
  Patience,
  Quality,
  Recording,
  Speaking,
  Tally,
  Tools,
  Usage,
} from "./parts.ts";
import type { Attempt, Run } from "./run.ts";
import { silentPlayback } from "./speech/playback.ts";
import type { Timers } from "./timers.ts";
import type { Transcript } from "./transcript.ts";

/**
 * Version of the snapshot. A stored call of another version is not continued, it goes to a person: see `salvage`.
 * `state-version.test.ts` fails when the shape changes and this does not.
 */
export const STATE_VERSION = 8;

/** All that is known of one call: a plain value, which only `step` makes a new one of. Each part has one owner. */
export interface CallState {
  readonly v: typeof STATE_VERSION;
  readonly phase: Phase;
  readonly line: Connection;
  readonly call: CallFacts;
  readonly known: CallerKnown;
  readonly transcript: Transcript;
  /** Number of the turn that is being answered, or was last. */
  readonly turn: number;
  readonly nextAttempt: AttemptId;
  readonly hearing: Hearing;
  readonly keypad: Keypad;
  readonly speech: Speaking;
  readonly recording: Recording;
  readonly tools: Tools;
  readonly patience: Patience;
  readonly operating: Operating;
  /** A hand-off that was wanted and not possible: the callback carries its reason. */
  readonly wanted: Why | undefined;
  /** How often each of the engine's lines was said, so that they take turns. */
  readonly phraseUses: Readonly<Record<string, number>>;
  readonly quality: Quality;
  readonly usage: Usage;
  readonly tally: Tally;
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
  /**
   * It is over unless the caller goes on; their noises hold `end` up until then at most (epoch ms). `line`: a goodbye of the
   * engine's own that says more than that, for the case that it is not heard.
   */
  | { readonly name: "saying_goodbye"; readonly untilMs: number; readonly line: string | undefined }
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
  /** The caller was gone before their last words were answered, or before a person could be there. */
  readonly before?: "answer" | "person";
}

/** How a call has ended, as far as we know. */
export type EndCause = "handed_off" | "said_goodbye" | "hung_up" | "lost";

/** How far a hand-off has come. */
export type Leaving =
  /** Nothing is promised before it is known whether anybody is there. `announced`: the model has done so itself. */
  | { readonly at: "looking"; readonly announced: boolean }
  /** A callback instead of the person: it is promised once there is one. */
  | { readonly at: "arranging" }
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
export type Connection =
  | { readonly at: "open" }
  /** `closed`: in form, as Twilio does when the session is over. */
  | { readonly at: "lost"; readonly sinceMs: number; readonly closed?: true };

/** The answer that is being made. */
export const runOf = ({ phase }: CallState): Run | undefined =>
  phase.name === "answering" ? phase.run : undefined;

/** The line is gone, for good or until the caller is back. */
export const isLost = ({ line }: CallState): boolean => line.at === "lost";

/** The caller has hung up, or Twilio has read the `end` after a goodbye: only a hand-off brings a caller back. */
export const isOver = ({ phase, line }: CallState): boolean =>
  phase.name === "ended" && phase.cause !== "handed_off" && line.at === "lost" && line.closed === true;

/** Requests to the model that are under way, whatever for. */
export function openRequests({ phase, hearing }: CallState): readonly AttemptId[] {
  const guess = hearing.guess ? [hearing.guess.attempt] : [];
  const asked = phase.name === "answering" ? [...phase.run.attempts, ...guess] : guess;
  const open = asked.filter((a) => a.status === "running").map((a) => a.id);
  return phase.name === "handing_off" && phase.summary !== undefined ? [...open, phase.summary] : open;
}

/** As it is written to the disk: of words that are not said to their end nothing is kept, as nobody can tell what they hold. */
export const storable = (state: CallState): CallState =>
  state.hearing.partial === "" && state.hearing.guess === undefined
    ? state
    : { ...state, hearing: { ...state.hearing, partial: "", guess: undefined } };

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
  known: { ...NOTHING_KNOWN, untold: false },
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
    guesses: 0,
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
  recording: {
    consent: "due",
    entryId: undefined,
    tries: 0,
    at: "none",
    order: undefined,
    sid: undefined,
    startedAtMs: undefined,
    spoilt: false,
  },
  tools: {
    runs: [],
    proposals: [],
    answeredTo: "",
    facts: [],
    checks: [],
    promised: [],
    failuresInRow: 0,
    texts: 0,
  },
  patience: {
    silenceSteps: 0,
    askedAgain: false,
    misunderstandings: 0,
    modelFailuresInRow: 0,
    overSinceTurn: undefined,
  },
  operating: { muted: undefined, toSay: [], ending: false, acted: [] },
  wanted: undefined,
  phraseUses: {},
  quality: { turns: 0, interruptions: 0, reprompts: 0, toolFailures: 0, latenciesMs: [] },
  usage: { input: 0, cached: 0, output: 0, microUsd: 0, metered: 0, unpriced: 0 },
  tally: { modelFailures: 0, guesses: 0, guessesKept: 0, ends: 0 },
  timers: {},
});
