import type { SpeechState } from "../../language/spoken/normalise.ts";
import { REQUEST_CALLBACK } from "./engine-tools.ts";

/** What is under way for one answer: requests to the model, and the tools that it calls. */

/** One request to the model, from asking to its end. Its output is buffered until it leads. */
export interface Attempt {
  readonly id: number;
  readonly model: "main" | "fallback";
  /** What is not spoken yet. */
  readonly text: string;
  readonly calls: readonly ToolCall[];
  /** Something of the text can be heard: a letter or a digit left the normaliser, which is kept until then. */
  readonly audible: boolean;
  readonly speech: SpeechState | undefined;
  /** Signs and spaces since the last letter or digit. */
  readonly blanks: number;
  /** The reply that it continues, until it is clear how the two join. */
  readonly after: string | undefined;
  readonly status: "running" | "finished" | "failed";
  readonly reason?: "stop" | "length" | "content_filter" | "tool_calls";
}

/** @param after - the reply that it continues. */
export const newAttempt = (id: number, model: Attempt["model"], after?: string): Attempt => ({
  id,
  model,
  text: "",
  calls: [],
  audible: false,
  speech: undefined,
  blanks: 0,
  after,
  status: "running",
});

/** A whole call, as the model wrote it; not yet parsed or checked. */
export interface ToolCall {
  readonly callId: string;
  readonly name: string;
  readonly arguments: string;
}

/** The answer to one turn, through all its rounds of tools. */
export interface Run {
  readonly turn: number;
  /** Guesses that were sent before it had ended; and whether one of them answers it. */
  readonly guesses: number;
  readonly guessed: boolean;
  /** Rounds of tool calls so far. */
  readonly round: number;
  readonly attempts: readonly Attempt[];
  /** The attempt whose output is spoken; set by the first useful output. */
  readonly leader: number | undefined;
  /** When the final prompt came in; epoch ms. */
  readonly startedAtMs: number;
  readonly firstFrameAtMs: number | undefined;
  /** Entry and normaliser of the reply being spoken. */
  readonly entryId: number | undefined;
  /** Text of the entry so far, as the model wrote it; and of this round's entries before it, where a line came between. */
  readonly said: string;
  readonly earlier: string;
  /** Characters that the rounds before this one have said. */
  readonly saidBefore: number;
  /** Something of this round's reply was heard, so that the next piece need not be looked at. */
  readonly audible: boolean;
  /** What was sent last of what can be heard in this turn, and when; `line`: to bridge the wait. */
  readonly heard: { readonly atMs: number; readonly line: boolean } | undefined;
  /** When the leading attempt last brought something; and whether that was work which cannot be heard. */
  readonly pieceAtMs: number;
  readonly working: boolean;
  readonly speech: SpeechState | undefined;
  /** Requests of this round, and of the whole turn. */
  readonly requests: number;
  /** Calls that were refused, each once a round: a model that does not mend them loses its tools. */
  readonly refused: readonly { readonly round: number; readonly name: string }[];
  readonly asked: number;
  /** The round was asked without tools. */
  readonly capped: boolean;
  /** Lines of this turn that bridged a wait, and those of them for the tools of this round. */
  readonly fillers: number;
  readonly toolFillers: number;
  /** The caller is speaking over a filler: output waits until it is clear what they want. */
  readonly muted: boolean;
  /** Language of this reply only, where it differs. */
  readonly lang: string | undefined;
}

/**
 * A run that has asked for nothing yet.
 *
 * @param guess - a request that was sent before the turn had ended, and answers it. @param guesses - how many were sent so.
 */
export const newRun = (turn: number, nowMs: number, guess?: Attempt, guesses = 0): Run => ({
  turn,
  guesses,
  guessed: guess !== undefined,
  round: 0,
  attempts: guess ? [guess] : [],
  leader: undefined,
  startedAtMs: nowMs,
  firstFrameAtMs: undefined,
  entryId: undefined,
  said: "",
  earlier: "",
  saidBefore: 0,
  audible: false,
  heard: undefined,
  pieceAtMs: nowMs,
  working: false,
  speech: undefined,
  requests: guess ? 1 : 0,
  refused: [],
  asked: guess ? 1 : 0,
  capped: false,
  fillers: 0,
  toolFillers: 0,
  muted: false,
  lang: undefined,
});

/**
 * The same tool refused in two rounds, or any in three: the model was told what is wrong, and goes round in circles
 * while the caller hears nothing. For the rest of the turn it has to answer in words.
 */
export const isStubborn = ({ refused }: Run): boolean =>
  new Set(refused.map((r) => r.round)).size > 2 || new Set(refused.map((r) => r.name)).size < refused.length;
/** All that this round has said, whatever was said in between. */
export const saidOf = ({ earlier, said }: Run): string => earlier + said;

/** A tool that was called, on whichever turn. Kept by call id until it is told. */
export interface ToolRun extends ToolCall {
  readonly turn: number;
  readonly key: string;
  readonly startedAtMs: number;
  readonly deadlineMs: number;
  readonly sideEffect: boolean;
  readonly background: boolean;
  readonly filler: string | undefined;
  /** What it does, or has done, for a person: "Looked up order 1042". */
  readonly title: string;
  readonly status: "running" | "ok" | "failed" | "timeout";
  /** Other calls that wait for the same run, by call id. */
  readonly joined: readonly string[];
  readonly output: string | undefined;
  /** The model has been asked with the result in its items. */
  readonly told: boolean;
  /** What it lets the caller count on; made when the result is told. */
  readonly promises: readonly string[];
}

/**
 * Whether it may run again while nobody knows how it has ended. What changes the world may not, even under the same key:
 * not everything asks for one. Who makes a callback looks first whether there is one.
 */
export const isRepeatable = ({ sideEffect, name }: ToolRun): boolean =>
  !sideEffect || name === REQUEST_CALLBACK;

/** What is decided about a run before it starts. */
export type ToolPlan = Pick<ToolRun, "key" | "deadlineMs" | "sideEffect" | "background" | "filler" | "title">;

/** A run that begins now. */
export const newToolRun = (call: ToolCall, plan: ToolPlan, turn: number, nowMs: number): ToolRun => ({
  callId: call.callId,
  name: call.name,
  arguments: call.arguments,
  turn,
  startedAtMs: nowMs,
  key: plan.key,
  deadlineMs: plan.deadlineMs,
  sideEffect: plan.sideEffect,
  background: plan.background,
  filler: plan.filler,
  title: plan.title,
  status: "running",
  joined: [],
  output: undefined,
  told: false,
  promises: [],
});
