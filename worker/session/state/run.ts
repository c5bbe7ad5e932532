import type { SpeechState } from "../../language/spoken/normalise.ts";

/** What is under way for one answer: requests to the model, and the tools that it calls. */

/** One request to the model, from asking to its end. Its output is buffered until it leads. */
export interface Attempt {
  readonly id: number;
  readonly model: "main" | "fallback";
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly status: "running" | "finished" | "failed";
  readonly reason?: "stop" | "length" | "content_filter" | "tool_calls";
}

/** A whole call, as the model wrote it; not yet parsed or checked. */
export interface ToolCall {
  readonly callId: string;
  readonly name: string;
  readonly arguments: string;
}

/** The answer to one turn, through all its rounds of tools. */
export interface Run {
  readonly turn: number;
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
  /** Reply text of this round so far, as the model wrote it. */
  readonly said: string;
  readonly speech: SpeechState | undefined;
  readonly requests: number;
  /** Calls that were refused, each once a round: a model that does not mend them loses its tools. */
  readonly refused: readonly { readonly round: number; readonly name: string }[];
  readonly fillers: number;
  /** The caller is speaking over a filler: output waits until it is clear what they want. */
  readonly muted: boolean;
  /** Language of this reply only, where it differs. */
  readonly lang: string | undefined;
}

/**
 * A run that has asked for nothing yet.
 *
 * @param guess - a request that was sent before the turn had ended, and answers it.
 */
export const newRun = (turn: number, nowMs: number, guess?: Attempt): Run => ({
  turn,
  round: 0,
  attempts: guess ? [guess] : [],
  leader: undefined,
  startedAtMs: nowMs,
  firstFrameAtMs: undefined,
  entryId: undefined,
  said: "",
  speech: undefined,
  requests: guess ? 1 : 0,
  refused: [],
  fillers: 0,
  muted: false,
  lang: undefined,
});

/**
 * The same tool refused in two rounds, or any in three: the model was told what is wrong, and goes round in circles
 * while the caller hears nothing. For the rest of the turn it has to answer in words.
 */
export const isStubborn = ({ refused }: Run): boolean =>
  new Set(refused.map((r) => r.round)).size > 2 || new Set(refused.map((r) => r.name)).size < refused.length;

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
