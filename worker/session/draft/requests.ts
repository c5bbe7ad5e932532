import type { Attempt } from "../state/run.ts";
import type { Item } from "../state/transcript-item.ts";
import { change, type Draft, order } from "./draft.ts";

/** Sends a request to the model, without making it part of a run. */
export function ask(
  d: Draft,
  model: Attempt["model"],
  items: readonly Item[],
  options: {
    readonly toolChoice?: "auto" | "none" | { readonly name: string };
    readonly trailer?: string | undefined;
  } = {},
): Attempt {
  const attempt: Attempt = { id: d.state.nextAttempt, model, text: "", calls: [], status: "running" };
  change(d, { nextAttempt: attempt.id + 1 });
  order(d, {
    type: "ask_model",
    attempt: attempt.id,
    model,
    items,
    trailer: options.trailer,
    toolChoice: options.toolChoice ?? "auto",
  });
  return attempt;
}

export function stopAttempts(d: Draft, attempts: readonly Attempt[]): void {
  for (const a of attempts) if (a.status === "running") order(d, { type: "stop_model", attempt: a.id });
}
