import { change, clearTimers, type Draft, log, order, phrase, record } from "./draft.ts";
import { promise, sayGoodbye } from "./escalation.ts";
import type { Availability } from "./event.ts";
import { say } from "./speaking.ts";
import type { Decision } from "./state.ts";
import { startCallback } from "./tool-runs.ts";

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
  if (policy === "wait") return promise(d, transferLine(d, decision, availability));
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
  const callback = d.state.tools.findLast((t) => t.name === "request_callback");
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
  promise(d, phrase(d, "handOffAfterFailure"));
}

const NOTES = {
  callback:
    "Nobody is free to take this call. A callback was offered: when the caller agrees, call request_callback. Do not promise a transfer.",
  agent:
    "Nobody is free to take this call. Help the caller yourself as far as you can. Do not promise a transfer.",
};

function policyFor(d: Draft, { state }: Availability): "wait" | "callback" | "agent" {
  const { handOff } = d.rules;
  if (state === "closed") return handOff.whenClosed;
  if (state === "busy") return handOff.whenNobodyFree;
  return state === "unknown" ? handOff.whenUnknown : "wait";
}

function transferLine(d: Draft, decision: Decision, { state, estimateS }: Availability): string {
  if (failed(decision)) return phrase(d, "handOffAfterFailure");
  if (state !== "busy") return phrase(d, "handOff");
  if (estimateS === undefined) return phrase(d, "handOffQueue");
  return phrase(d, "handOffWait").replace("{minutes}", String(Math.max(2, Math.ceil(estimateS / 60))));
}
