import { subtagOf } from "../../language/parts.ts";
import { present } from "../../protocol/present.ts";
import { hoursOf, placeNamed, saidOf } from "../../protocol/routing/places.ts";
import { unreachable } from "../../protocol/unreachable.ts";
import { change, clearTimers, type Draft, log, order, phrase, record, setTimer } from "../draft/draft.ts";
import { say, spokenLine } from "../draft/speaking.ts";
import { isLost, type Why } from "../state/call-state.ts";
import { hasNumber, REQUEST_CALLBACK } from "../state/engine-tools.ts";
import type { Availability } from "../state/event.ts";
import { isTooLong } from "../state/limits.ts";
import { isOpen, nextOpening } from "./business-hours.ts";
import { startCallback } from "./callback.ts";
import { announceTransfer, sayGoodbye } from "./escalation.ts";
import { openingWords } from "./opening-words.ts";

/** What is promised to a caller who is to reach a person: never more than there is. */

/** The agent itself is what failed: it cannot be the alternative. */
const failed = ({ reasonCode }: Why): boolean =>
  reasonCode === "model_failed" || reasonCode === "tool_failed" || reasonCode === "agent_unreachable";

/** It is known who is there: the caller is told of the transfer, or of what there is instead. */
export function availabilityKnown(d: Draft, availability: Availability): void {
  const { phase, call } = d.state;
  if (phase.name !== "handing_off" || phase.stage.at !== "looking" || isLost(d.state)) return;
  clearTimers(d, "availability");
  const { why } = phase;
  const policy = policyFor(d, availability);
  const { state, why: unknown, status, code } = availability;
  log(d, "handoff.availability", { state, policy, ...present({ why: unknown, status, code }) });
  if (policy === "wait") {
    const { line, what, news } = transfer(d, why, availability);
    return announceTransfer(d, line, what, news);
  }
  if (failed(why)) return arrangeCallback(d, why);
  if (phase.summary !== undefined) order(d, { type: "stop_model", attempt: phase.summary });
  clearTimers(d, "summary");
  change(d, { phase: { name: "listening" }, wanted: why });
  const closed = availability.state === "closed" ? (closedLine(d, why) ?? closedNow(d, why)) : undefined;
  record(d, { role: "note", text: `${closed ?? "Nobody is free to take this call."} ${NOTES[policy]}` });
  log(d, "handoff.not_possible", { policy, connects: call.connects });
  say(
    d,
    `${closed ?? phrase(d, "nobodyFree")} ${phrase(d, policy === "callback" ? "offerCallback" : "offerHelp")}`,
    { recorded: true },
  );
  order(d, { type: "save" });
}

/** The place that the caller is to be put through to, as it is said in the call's language. */
function placeSaid(d: Draft, why: Why | undefined): string | undefined {
  const place = placeNamed(d.rules.handOff, why?.request?.place);
  return place && saidOf(place, subtagOf(d.state.call.language));
}

function closedNow(d: Draft, why: Why | undefined): string {
  const place = placeSaid(d, why);
  return place === undefined ? phrase(d, "closed") : phrase(d, "placeClosed").replace("{place}", () => place);
}

/** That we are closed, or the place is, and when it opens; undefined while it is not. */
export function closedLine(d: Draft, why: Why | undefined): string | undefined {
  const hours = hoursOf(d.rules.handOff, why?.request?.place);
  if (!hours || isOpen(hours, d.now)) return undefined;
  const opensAtMs = nextOpening(hours, d.now);
  if (opensAtMs === undefined) return closedNow(d, why);
  const { language } = d.state.call;
  const { soon, day, time } = openingWords(opensAtMs, d.now, hours.timeZone, language);
  const opens = phrase(d, soon ? "opensSoon" : "opensLater")
    .replace("{day}", day)
    .replace("{time}", time);
  return `${closedNow(d, why)} ${spokenLine(opens, language)}`;
}

/** A callback is the promise, once there is one: nobody is there and the agent cannot go on, or the caller wants it. */
export function arrangeCallback(d: Draft, why: Why): void {
  if (!hasNumber(d.state)) return announceTransfer(d, phrase(d, "handOffAfterFailure"), PUT_THROUGH, true);
  const { phase } = d.state;
  const summary = phase.name === "handing_off" ? phase.summary : undefined;
  change(d, { phase: { name: "handing_off", why, stage: { at: "arranging" }, summary } });
  startCallback(d, why);
  const callback = d.state.tools.runs.findLast((t) => t.name === REQUEST_CALLBACK);
  if (callback?.status === "running") sayArranging(d);
  else callbackSettled(d, callback?.status === "ok");
}

/** The callback is being arranged, which takes as long as a tool may: the caller hears that somebody is there. */
export function sayArranging(d: Draft): void {
  say(d, phrase(d, "holding"), { recorded: false });
  setTimer(d, "callback", d.rules.settings.toolUse.fillerAgainMs);
}

/** What is promised is what there is: without a callback the call is put through all the same. */
export function callbackSettled(d: Draft, arranged: boolean): void {
  const { phase } = d.state;
  if (phase.name !== "handing_off" || phase.stage.at !== "arranging" || isLost(d.state)) return;
  clearTimers(d, "callback");
  const closed = closedLine(d, phase.why);
  const arrangedLine = `${closed === undefined ? "" : `${closed} `}${phrase(d, "callbackArranged")}`;
  if (arranged) return sayGoodbye(d, false, arrangedLine);
  announceTransfer(d, phrase(d, "handOffAfterFailure"), PUT_THROUGH, true);
}

const NOTES = {
  callback: `A callback was offered: when the caller agrees, call ${REQUEST_CALLBACK}. Do not promise a transfer.`,
  agent: "Help the caller yourself as far as you can. Do not promise a transfer.",
};

type Policy = "wait" | "callback" | "agent";

/** Who cannot be called waits for a person; where none will come today, the agent goes on. */
function policyFor(d: Draft, availability: Availability): Policy {
  const policy = policyOf(d, availability);
  if (policy !== "callback" || hasNumber(d.state)) return policy;
  return availability.state === "closed" ? "agent" : "wait";
}

function policyOf(d: Draft, { state }: Availability): Policy {
  const { handOff } = d.rules;
  switch (state) {
    case "free":
      return "wait";
    case "closed":
      return handOff.whenClosed;
    case "busy":
      return handOff.whenNobodyFree;
    case "unknown":
      return handOff.whenUnknown;
    default:
      return unreachable(state);
  }
}

const PUT_THROUGH = "To be put through to a person";

/**
 * The line that tells the caller of the transfer, and for the person what it promises. A wait that is longer than the
 * queue lasts is not promised: the queue ends before it.
 */
function transfer(
  d: Draft,
  why: Why,
  { state, estimateS }: Availability,
): { readonly line: string; readonly what: string; readonly news: boolean } {
  if (failed(why)) return { line: phrase(d, "handOffAfterFailure"), what: PUT_THROUGH, news: true };
  const place = placeSaid(d, why);
  if (state !== "busy" && place !== undefined) {
    const line = phrase(d, "handOffPlace").replace("{place}", () => place);
    return { line, what: `To be put through to ${place}`, news: true };
  }
  if (state !== "busy") {
    const line = phrase(d, isTooLong(why.rule) ? "callTooLong" : "handOff");
    return { line, what: PUT_THROUGH, news: false };
  }
  const minutes = Math.max(2, Math.ceil((estimateS ?? Number.NaN) / 60));
  // Also where there is no figure, or none that could be one.
  if (!(minutes * 60 <= d.rules.handOff.longestWaitS))
    return { line: phrase(d, "handOffQueue"), what: "A person once one is free", news: true };
  const line = phrase(d, "handOffWait").replace("{minutes}", String(minutes));
  return { line, what: `A person in about ${minutes} minutes`, news: true };
}
