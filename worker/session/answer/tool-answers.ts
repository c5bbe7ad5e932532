import { type Draft, record } from "../draft/draft.ts";
import type { ToolRun } from "../state/run.ts";

/** Each tool call gets exactly one output: providers refuse a request that lacks one. */

/** What a tool call is answered with by the engine itself. */
export const output = (value: unknown): string => JSON.stringify(value);

/** What the model is told of a call that it made. */
export function answer(d: Draft, callId: string, result: string): void {
  record(d, { role: "tool_result", callId, output: result });
}

/** The model's calls that a run answers. What the engine has run by itself is no call of the model's. */
export function callsOf(d: Draft, run: ToolRun): readonly string[] {
  const made = new Set(
    d.state.transcript.flatMap((e) => (e.item.role === "tool_call" ? [e.item.callId] : [])),
  );
  return [run.callId, ...run.joined].filter((callId) => made.has(callId));
}

/** Ids of the calls that have their output. */
export const answeredCalls = (d: Draft): ReadonlySet<string> =>
  new Set(d.state.transcript.flatMap((e) => (e.item.role === "tool_result" ? [e.item.callId] : [])));

/**
 * The turn is left while tools run: each gets its output now, and what comes of it follows as a note. So no call
 * is ever without an output, and what was sent to the model once is not changed afterwards.
 */
export function answerRunning(d: Draft): void {
  const answered = answeredCalls(d);
  for (const t of d.state.tools.runs) {
    for (const callId of t.status === "running" ? callsOf(d, t) : []) {
      if (!answered.has(callId))
        answer(d, callId, output({ status: "running", next: "The result follows later by itself." }));
    }
  }
}
