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
  log(d, "handoff.availability", { state: availability.state, policy });
  if (policy === "wait") return promise(d, transferLine(d, decision, availability));
  if (failed(decision)) {
    // Nobody is there, and the agent cannot go on: the callback is the promise.
    startCallback(d, decision);
    return sayGoodbye(d, false, phrase(d, "callbackArranged"));
  }
  const { summaryAttempt } = decision;
  if (summaryAttempt !== undefined) order(d, { type: "stop_model", attempt: summaryAttempt });
  clearTimers(d, "summary");
  change(d, { phase: { name: "listening" }, wanted: { ...decision, summaryAttempt: undefined } });
  record(d, { role: "note", text: NOTES[policy] });
  log(d, "handoff.not_possible", { policy, connects });
  say(d, phrase(d, policy === "callback" ? "offerCallback" : "nobodyFree"), { recorded: true });
  order(d, { type: "save" });
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
  if (state !== "busy" || estimateS === undefined) return phrase(d, "handOff");
  return phrase(d, "handOffWait").replace("{minutes}", String(Math.max(2, Math.ceil(estimateS / 60))));
}
