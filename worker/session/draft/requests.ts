import type { AttemptId } from "../state/call-state.ts";
import { type Attempt, newAttempt, type ToolRun } from "../state/run.ts";
import type { Item } from "../state/transcript.ts";
import { change, changePart, type Draft, order } from "./draft.ts";

/** Sends a request to the model, without making it part of a run. */
export function ask(
  d: Draft,
  model: Attempt["model"],
  items: readonly Item[],
  options: {
    readonly toolChoice?: "auto" | "none" | { readonly name: string };
    readonly trailer?: string | undefined;
    /** The reply that it is to continue. */
    readonly after?: string | undefined;
    /** The turn has not ended. */
    readonly guess?: true;
  } = {},
): Attempt {
  const attempt = newAttempt(d.state.nextAttempt, model, options.after);
  change(d, { nextAttempt: attempt.id + 1 });
  order(d, {
    type: "ask_model",
    attempt: attempt.id,
    model,
    items,
    trailer: options.trailer,
    toolChoice: options.toolChoice ?? "auto",
    ...(options.guess && { guess: true }),
  });
  return attempt;
}

/** What comes of a stopped request finds nobody any more. */
export function stopRequests(d: Draft, attempts: readonly AttemptId[]): void {
  for (const attempt of attempts) order(d, { type: "stop_model", attempt });
}

/** Those of the attempts that are under way. */
export function stopAttempts(d: Draft, attempts: readonly Attempt[]): void {
  stopRequests(
    d,
    attempts.filter((a) => a.status === "running").map((a) => a.id),
  );
}

/** A tool that is new on this call begins to run. */
export function startRun(d: Draft, run: ToolRun): void {
  changePart(d, "tools", { runs: [...d.state.tools.runs, run] });
  orderRun(d, run);
}

/** What runs a tool: again under the same key, where the process that ran it is gone. */
export function orderRun(d: Draft, { callId, name, arguments: json, key, deadlineMs }: ToolRun): void {
  order(d, { type: "run_tool", callId, name, arguments: json, key, deadlineMs });
}
