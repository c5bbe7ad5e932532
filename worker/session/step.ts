import { present } from "../protocol/present.ts";
import { unreachable } from "../protocol/unreachable.ts";
import { giveUp, turnTooLong } from "./answer/failures.ts";
import { sayHolding } from "./answer/patience.ts";
import {
  modelCalledTool,
  modelFailed,
  modelFinished,
  modelProgressed,
  modelSpoke,
  stalled,
} from "./answer/race.ts";
import { hedge } from "./answer/rounds.ts";
import { fill, toolFinished } from "./answer/tool-runs.ts";
import { callerInterrupted, resume } from "./caller/barge-in.ts";
import { callerSpoke, callerWasHeard, guessUpdated, nudgeUnfinished, speculate } from "./caller/hearing.ts";
import { keyPressed, keysPaused } from "./caller/keypad.ts";
import { followCaller } from "./caller/language.ts";
import { recorderAnswered, steerRecording } from "./caller/recording.ts";
import {
  agentSpeaking,
  callerSpeaking,
  noWordsCame,
  playedOut,
  silenceFell,
  turnNeverCame,
} from "./caller/silence.ts";
import { changePart, clearTimers, type Draft, log, order } from "./draft/draft.ts";
import { callConnected, processRestarted, rejoined, socketOpened } from "./line/connection.ts";
import { closeSocket, gaveUpWaiting, socketClosed } from "./line/disconnection.ts";
import { callerKnown, tellKnown } from "./line/known-caller.ts";
import { operatorActed } from "./operator/acts.ts";
import { mutedForLong } from "./operator/mute.ts";
import { sayWaiting } from "./operator/say.ts";
import { availabilityKnown, sayArranging } from "./person/availability.ts";
import { escalate, goodbyeHeard, summaryArrived, summaryLate, takeBackGoodbye } from "./person/escalation.ts";
import { calledTooLong, reachedOutside } from "./person/limits.ts";
import type { CallState } from "./state/call-state.ts";
import type { Effect } from "./state/effect.ts";
import type { Event, LineEvent, RequestEvent } from "./state/event.ts";
import type { Rules } from "./state/rules.ts";
import type { ToolCall } from "./state/run.ts";
import { reportPlayed } from "./state/speech/playback.ts";
import { earliest, firstDue, TIMER_NAMES, type TimerName } from "./state/timers.ts";

/** What was decided: the state from now on, and what is to be done. */
export interface Decided {
  readonly state: CallState;
  readonly effects: readonly Effect[];
}

/**
 * Decides. Pure and synchronous: the same state, event, time and rules give the same state and orders.
 *
 * It is synchronous because a Durable Object lets other messages in at every `await`: a prompt whose answer is
 * still streaming when an interruption arrives is the normal case, not a race.
 */
export function step(state: CallState, event: Event, nowMs: number, rules: Rules): Decided {
  const draft: Draft = { state, effects: [], now: nowMs, rules };
  decide(draft, event);
  tellKnown(draft);
  steerRecording(draft, event);
  sayWaiting(draft);
  return { state: draft.state, effects: draft.effects };
}

function decide(d: Draft, event: Event): void {
  switch (event.type) {
    case "caller_was_heard":
    case "caller_spoke":
    case "key_pressed":
    case "caller_interrupted":
    case "agent_speaking":
    case "caller_speaking":
    case "speech_played":
      return fromLine(d, event);
    case "model_spoke":
    case "model_progressed":
    case "model_called_tool":
    case "model_finished":
    case "model_failed":
      return fromRequest(d, event);
    case "call_connected":
      return callConnected(d, event.setup);
    case "tool_finished":
      return toolFinished(d, event);
    case "recording_started":
    case "recording_changed":
    case "recording_failed":
      return recorderAnswered(d, event);
    case "text_sent":
      changePart(d, "tools", { texts: d.state.tools.texts + 1 });
      return order(d, { type: "save" });
    case "caller_known":
      return callerKnown(d, event.known);
    case "availability_known":
      return availabilityKnown(d, event.availability);
    case "time_passed":
      return timePassed(d);
    case "process_restarted":
      return processRestarted(d, event.connected);
    case "socket_opened":
      return socketOpened(d);
    case "socket_closed":
      return socketClosed(d, event.how);
    case "operator_acted":
      return operatorActed(d, event);
    case "person_needed":
      return escalate(d, event.rule);
    case "limit_reached":
      return reachedOutside(d, event.limit);
    default:
      return unreachable(event);
  }
}

/** What only a live socket brings: a line that was lost is there again. */
function fromLine(d: Draft, event: LineEvent): void {
  const isTurn = event.type === "caller_spoke" || event.type === "key_pressed";
  rejoined(d, !isTurn);
  if (event.type === "caller_was_heard" || event.type === "caller_spoke") followCaller(d, event);
  switch (event.type) {
    case "caller_was_heard":
      return callerWasHeard(d, event.text);
    case "caller_spoke":
      return callerSpoke(d, event.text);
    case "key_pressed":
      // A late "#" is no wish to go on.
      if (/^\d$/.test(event.digit)) takeBackGoodbye(d);
      return keyPressed(d, event.digit);
    case "caller_interrupted":
      return callerInterrupted(d, event.fragment);
    case "agent_speaking":
      return agentSpeaking(d, event.on);
    case "caller_speaking":
      return callerSpeaking(d, event.on);
    case "speech_played":
      return changePart(d, "speech", {
        playback: reportPlayed(d.state.speech.playback, event.text, d.now),
      });
    default:
      return unreachable(event);
  }
}

/** A request has one purpose: a guess, the summary of a hand-off, or the answer that is being made. */
function fromRequest(d: Draft, event: RequestEvent): void {
  const { phase, hearing } = d.state;
  if (event.type === "model_finished") countTokens(d, event);
  if (event.type === "model_failed") countFailure(d, event);
  if (hearing.guess?.attempt.id === event.attempt) return guessUpdated(d, event);
  if (phase.name === "handing_off" && phase.summary === event.attempt) return summaryWritten(d, event);
  switch (event.type) {
    case "model_spoke":
      return modelSpoke(d, event.attempt, event.delta);
    case "model_progressed":
      return modelProgressed(d, event.attempt);
    case "model_called_tool":
      return modelCalledTool(d, event.attempt, toolCall(event));
    case "model_finished":
      return modelFinished(d, event.attempt, event.reason);
    case "model_failed":
      return modelFailed(d, event.attempt);
    default:
      return unreachable(event);
  }
}

const toolCall = ({ callId, name, arguments: json }: ToolCall): ToolCall => ({
  callId,
  name,
  arguments: json,
});

/** The model was asked for nothing but its account of the call. */
function summaryWritten(d: Draft, event: RequestEvent): void {
  switch (event.type) {
    case "model_spoke":
    case "model_progressed":
      return;
    case "model_called_tool": {
      const { call, keypad } = d.state;
      const { callSid, from } = call;
      const verdict = d.rules.judge({ callSid, from, vault: keypad.vault, ...toolCall(event) });
      const request = verdict.kind === "hand_off" ? verdict.request : undefined;
      return summaryArrived(d, event.attempt, request);
    }
    case "model_finished":
    case "model_failed":
      return summaryArrived(d, event.attempt, undefined);
    default:
      return unreachable(event);
  }
}

function countTokens(d: Draft, { attempt, usage }: Extract<RequestEvent, { type: "model_finished" }>): void {
  if (!usage) return;
  const { inputTokens, cachedTokens, outputTokens } = usage;
  log(d, "model.finished", { attempt, ...usage });
  const { input, cached, output, microUsd, metered, unpriced } = d.state.usage;
  changePart(d, "usage", {
    input: input + inputTokens,
    cached: cached + cachedTokens,
    output: output + outputTokens,
    microUsd: microUsd + (usage.microUsd ?? 0),
    metered: metered + 1,
    unpriced: unpriced + (usage.microUsd === undefined ? 1 : 0),
  });
}

/** Whatever it was for: a guess that fails today is the answer that fails tomorrow. */
function countFailure(d: Draft, event: Extract<RequestEvent, { type: "model_failed" }>): void {
  const { attempt, code, status, providerCode, advice } = event;
  const { phase, hearing, turn, tally } = d.state;
  const isGuess = hearing.guess?.attempt.id === attempt;
  const isSummary = phase.name === "handing_off" && phase.summary === attempt;
  log(d, "model.failed", {
    turn,
    attempt,
    purpose: isGuess ? "guess" : isSummary ? "summary" : "answer",
    code,
    ...present({ status, providerCode, advice }),
  });
  changePart(d, "tally", { modelFailures: tally.modelFailures + 1 });
}

/** What each timer does when it is due. */
const onTimer: Readonly<Record<TimerName, (d: Draft) => void>> = {
  hedge,
  holding: sayHolding,
  give_up: giveUp,
  stall: stalled,
  turn_limit: turnTooLong,
  filler: fill,
  speculate,
  false_interruption: resume,
  unfinished: nudgeUnfinished,
  silence: silenceFell,
  wordless: noWordsCame,
  no_turn: turnNeverCame,
  digits: keysPaused,
  playback: playedOut,
  availability: (d) => availabilityKnown(d, { state: "unknown", why: "no_answer" }),
  callback: sayArranging,
  goodbye: goodbyeHeard,
  summary: summaryLate,
  reconnect: gaveUpWaiting,
  rejoin: (d) => rejoined(d, true),
  close: closeSocket,
  call_limit: calledTooLong,
  // It is steered after each step.
  recording: () => {},
  mute: mutedForLong,
  // Whether it may be said now is looked at after each step.
  operator_says: () => {},
};

/** Fires what is due, earliest first. A timer that is set again while it fires waits for its new time. */
function timePassed(d: Draft): void {
  for (const _ of TIMER_NAMES) {
    const due = firstDue(d.state.timers, d.now);
    if (!due) return;
    clearTimers(d, due);
    onTimer[due](d);
  }
}

/** When `time_passed` is next wanted; epoch ms. */
export const nextDueMs = (state: CallState): number | undefined => earliest(state.timers);
