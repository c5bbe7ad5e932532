import { change, clearTimers, type Draft, log, order, phrase, record } from "../draft/draft.ts";
import { say } from "../draft/speaking.ts";
import type { Decision } from "../state/call-state.ts";
import { REQUEST_CALLBACK } from "../state/engine-tools.ts";
import type { Availability } from "../state/event.ts";
import { startCallback } from "./callback.ts";
import { promise, sayGoodbye } from "./escalation.ts";

/** What is promised to a caller who is to reach a person: never more than there is. */

/** The agent itself is what failed: it cannot be the alternative. */
const failed = (decision: Decision): boolean =>
  decision.reasonCode === "model_failed" ||
  decision.reasonCode === "tool_failed" ||
  decision.reasonCode === "agent_unreachable";

export function availabilityKnown(d: Draft, availability: Availability): void {
  const { phase, connects } = d.state;
  if (phase.name !== "handing_off" || phase.decision.promised) return;
  clearTimers(d, "availability");
  const { decision } = phase;
  const policy = policyFor(d, availability);
  const { state, why } = availability;
  log(d, "handoff.availability", { state, policy, ...(why === undefined ? {} : { why }) });
  if (policy === "wait") {
    const { line, what } = transfer(d, decision, availability);
    return promise(d, line, what);
  }
  if (failed(decision)) return arrangeCallback(d, decision);
  const { summaryAttempt } = decision;
  if (summaryAttempt !== undefined) order(d, { type: "stop_model", attempt: summaryAttempt });
  clearTimers(d, "summary");
  change(d, { phase: { name: "listening" }, wanted: { ...decision, summaryAttempt: undefined } });
  record(d, { role: "note", text: NOTES[policy] });
  log(d, "handoff.not_possible", { policy, connects });
  say(d, phrase(d, policy === "callback" ? "offerCallback" : "nobodyFree"), { recorded: true });
  order(d, { type: "save" });
}

/** Nobody is there, and the agent cannot go on: a callback is the promise, once there is one. */
function arrangeCallback(d: Draft, decision: Decision): void {
  startCallback(d, decision);
  const callback = d.state.tools.findLast((t) => t.name === REQUEST_CALLBACK);
  if (callback?.status === "running") say(d, phrase(d, "holding"), { recorded: false });
  else callbackSettled(d, callback?.status === "ok");
}

/** What is promised is what there is: without a callback the call is put through all the same. */
export function callbackSettled(d: Draft, arranged: boolean): void {
  const { phase, timers } = d.state;
  if (phase.name !== "handing_off" || phase.decision.promised || !failed(phase.decision)) return;
  // Not known yet who is there: a callback that the caller has asked for settles nothing.
  if (timers.availability !== undefined) return;
  if (arranged) return sayGoodbye(d, false, phrase(d, "callbackArranged"));
  promise(d, phrase(d, "handOffAfterFailure"), PUT_THROUGH);
}

const NOTES = {
  callback: `Nobody is free to take this call. A callback was offered: when the caller agrees, call ${REQUEST_CALLBACK}. Do not promise a transfer.`,
  agent:
    "Nobody is free to take this call. Help the caller yourself as far as you can. Do not promise a transfer.",
};

function policyFor(d: Draft, { state }: Availability): "wait" | "callback" | "agent" {
  const { handOff } = d.rules;
  if (state === "closed") return handOff.whenClosed;
  if (state === "busy") return handOff.whenNobodyFree;
  return state === "unknown" ? handOff.whenUnknown : "wait";
}

const PUT_THROUGH = "To be put through to a person";

/** The line that tells the caller of the transfer, and for the person what it promises. */
function transfer(
  d: Draft,
  decision: Decision,
  { state, estimateS }: Availability,
): { readonly line: string; readonly what: string } {
  if (failed(decision)) return { line: phrase(d, "handOffAfterFailure"), what: PUT_THROUGH };
  if (state !== "busy") return { line: phrase(d, "handOff"), what: PUT_THROUGH };
  if (estimateS === undefined) return { line: phrase(d, "handOffQueue"), what: "A person once one is free" };
  const minutes = String(Math.max(2, Math.ceil(estimateS / 60)));
  const line = phrase(d, "handOffWait").replace("{minutes}", minutes);
  return { line, what: `A person in about ${minutes} minutes` };
}
