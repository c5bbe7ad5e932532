import { unreachable } from "../protocol/unreachable.ts";
import { giveUp, stalled } from "./answer/failures.ts";
import { modelCalledTool, modelFailed, modelFinished, modelProgressed, modelSpoke } from "./answer/race.ts";
import { hedge, hold } from "./answer/rounds.ts";
import { fill, toolFinished } from "./answer/tool-runs.ts";
import { callerInterrupted, resume } from "./caller/barge-in.ts";
import {
  callerSpeaking,
  callerSpoke,
  callerWasHeard,
  guessUpdated,
  nudgeUnfinished,
  speculate,
} from "./caller/hearing.ts";
import { entryComplete, keyPressed } from "./caller/keypad.ts";
import { agentSpeaking, silenceFell, spokenOut } from "./caller/silence.ts";
import { change, type Draft } from "./draft/draft.ts";
import { callConnected, processRestarted, rejoined } from "./line/connection.ts";
import { finishCall, socketClosed } from "./line/disconnection.ts";
import { availabilityKnown } from "./person/availability.ts";
import { decideHandOff, goodbyeHeard, summaryArrived, summaryLate } from "./person/escalation.ts";
import type { CallState, TimerName } from "./state/call-state.ts";
import type { Effect } from "./state/effect.ts";
import type { Event } from "./state/event.ts";
import { allHeard, reportPlayed } from "./state/playback.ts";
import type { Rules } from "./state/rules.ts";

export interface Step {
  readonly state: CallState;
  readonly effects: readonly Effect[];
}

/**
 * Decides. Pure and synchronous: the same state, event, time and rules give the same state and orders.
 *
 * It is synchronous because a Durable Object lets other messages in at every `await`: a prompt whose answer is
 * still streaming when an interruption arrives is the normal case, not a race.
 */
export function step(state: CallState, event: Event, nowMs: number, rules: Rules): Step {
  const draft: Draft = { state, effects: [], now: nowMs, rules };
  decide(draft, event);
  return { state: draft.state, effects: draft.effects };
}

/** Events that only a live socket brings. */
const FROM_TWILIO: ReadonlySet<Event["type"]> = new Set([
  "caller_was_heard",
  "caller_spoke",
  "key_pressed",
  "caller_interrupted",
  "agent_speaking",
  "caller_speaking",
  "speech_played",
]);

function decide(d: Draft, event: Event): void {
  if (FROM_TWILIO.has(event.type)) rejoined(d, event.type !== "caller_spoke" && event.type !== "key_pressed");
  switch (event.type) {
    case "call_connected":
      return callConnected(d, event.setup);
    case "caller_was_heard":
      return callerWasHeard(d, event.text);
    case "caller_spoke":
      return callerSpoke(d, event.text);
    case "key_pressed":
      return keyPressed(d, event.digit);
    case "caller_interrupted":
      return callerInterrupted(d, event.fragment);
    case "agent_speaking":
      return agentSpeaking(d, event.on);
    case "caller_speaking":
      return callerSpeaking(d, event.on);
    case "speech_played":
      return change(d, { playback: reportPlayed(d.state.playback, event.text, d.now) });
    case "model_spoke":
      if (guessUpdated(d, event.attempt, (a) => ({ ...a, text: a.text + event.delta }))) return;
      return modelSpoke(d, event.attempt, event.delta);
    case "model_progressed":
      return modelProgressed(d, event.attempt);
    case "model_called_tool":
      return calledTool(d, event);
    case "model_finished":
      if (guessUpdated(d, event.attempt, (a) => ({ ...a, status: "finished", reason: event.reason }))) return;
      summaryArrived(d, event.attempt, undefined);
      return modelFinished(d, event.attempt, event.reason);
    case "model_failed":
      if (guessUpdated(d, event.attempt, (a) => ({ ...a, status: "failed" }))) return;
      summaryArrived(d, event.attempt, undefined);
      return modelFailed(d, event.attempt, event.code);
    case "tool_finished":
      return toolFinished(d, event);
    case "availability_known":
      return availabilityKnown(d, event.availability);
    case "time_passed":
      return timePassed(d);
    case "process_restarted":
      return processRestarted(d, event.connected);
    case "socket_closed":
      return socketClosed(d, event.how);
    case "person_needed":
      return decideHandOff(d, { reasonCode: event.reasonCode, reason: event.reason, triggeredBy: "rule" });
    default:
      return unreachable(event);
  }
}

function calledTool(d: Draft, event: Extract<Event, { type: "model_called_tool" }>): void {
  const call = { callId: event.callId, name: event.name, arguments: event.arguments };
  if (guessUpdated(d, event.attempt, (a) => ({ ...a, calls: [...a.calls, call] }))) return;
  const { phase } = d.state;
  if (phase.name === "handing_off" && phase.decision.summaryAttempt === event.attempt) {
    const verdict = d.rules.judge({
      callSid: d.state.callSid,
      name: call.name,
      arguments: call.arguments,
      vault: d.state.vault,
    });
    return summaryArrived(d, event.attempt, verdict.kind === "hand_off" ? verdict.request : undefined);
  }
  modelCalledTool(d, event.attempt, call);
}

/** What each timer does when it is due. */
const onTimer: Readonly<Record<TimerName, (d: Draft) => void>> = {
  speculate,
  hedge,
  holding: hold,
  give_up: giveUp,
  stall: stalled,
  false_interruption: resume,
  unfinished: nudgeUnfinished,
  silence: silenceFell,
  digits: entryComplete,
  filler: fill,
  availability: (d) => availabilityKnown(d, { state: "unknown", why: "no_answer" }),
  goodbye: goodbyeHeard,
  summary: summaryLate,
  playback: (d) => {
    change(d, { playback: allHeard(d.state.playback) });
    spokenOut(d);
  },
  call_limit: (d) =>
    decideHandOff(d, {
      reasonCode: "rule",
      reason: "The call reached the longest time an assistant may take.",
      triggeredBy: "rule",
    }),
  reconnect: (d) => finishCall(d, { name: "ended", cause: "lost" }),
};

const TIMER_NAMES = Object.keys(onTimer) as readonly TimerName[]; // exactly the keys of the record above

/** Fires what is due, earliest first. A timer that is set again while it fires waits for its new time. */
function timePassed(d: Draft): void {
  for (let round = 0; round < TIMER_NAMES.length; round += 1) {
    const { timers } = d.state;
    const due = TIMER_NAMES.filter((n) => (timers[n] ?? Number.POSITIVE_INFINITY) <= d.now).sort(
      (a, b) => (timers[a] ?? 0) - (timers[b] ?? 0),
    )[0];
    if (!due) return;
    const { [due]: _fired, ...rest } = timers;
    change(d, { timers: rest });
    onTimer[due](d);
  }
}

/** When `time_passed` is next wanted; epoch ms. */
export function nextDueMs(state: CallState): number | undefined {
  let next: number | undefined;
  for (const name of TIMER_NAMES) {
    const due = state.timers[name];
    if (due !== undefined && (next === undefined || due < next)) next = due;
  }
  return next;
}
