import { calledAddress, readCaller } from "../../protocol/phone-address.ts";
import { readAgentConnect } from "../../protocol/relay/agent-connect.ts";
import {
  AGENT_PARAMETER,
  type ConnectReason,
  readConnectReason,
  readRefused,
} from "../../protocol/relay/connect-reason.ts";
import type { Setup } from "../../protocol/relay/inbound.ts";
import { unreachable } from "../../protocol/unreachable.ts";
import { askForRound } from "../answer/rounds.ts";
import { toolFinished } from "../answer/tool-runs.ts";
import { startTurn, tellIfQuiet } from "../answer/turn.ts";
import { markUntold } from "../answer/untold.ts";
import { awaitKeys } from "../caller/keypad.ts";
import {
  change,
  changePart,
  changeRun,
  clearScope,
  type Draft,
  log,
  order,
  phrase,
  record,
  setLanguage,
  setTimer,
} from "../draft/draft.ts";
import { orderRun } from "../draft/requests.ts";
import { awaitQuiet, say } from "../draft/speaking.ts";
import { arrangeCallback, closedLine } from "../person/availability.ts";
import { dropSummary, escalate, leave, lookWhoIsThere, resumeGoodbye } from "../person/escalation.ts";
import { type CallState, type HandingOff, isLost, isOver, runOf, type Why } from "../state/call-state.ts";
import { hasNumber, NO_NUMBER, REQUEST_CALLBACK } from "../state/engine-tools.ts";
import { isRepeatable } from "../state/run.ts";
import { socketClosed } from "./disconnection.ts";
import { greet } from "./greeting.ts";

/** A call comes, goes, is lost and comes back. The same call keeps its memory through all of it. */

/** What a new call's `setup` tells of it beside its session: by this the agent that answers it is known. */
export function arrived(state: CallState, { from, to, customParameters }: Setup): CallState {
  const agent = Object.hasOwn(customParameters, AGENT_PARAMETER)
    ? customParameters[AGENT_PARAMETER]
    : undefined;
  return { ...state, call: { ...state.call, from, to, agent } };
}

/** Twilio did not take what a call was to be spoken with, and the Functions begin it again before anybody has said a word. */
export const beginsAgain = ({ phase, quality }: CallState, { customParameters }: Setup): boolean =>
  phase.name !== "connecting" && quality.turns === 0 && readRefused(customParameters) !== undefined;

/** A `setup` has come in: a new call, a new session of a call that is known, or a new socket of its session. */
export function callConnected(d: Draft, setup: Setup): void {
  const { phase, call } = d.state;
  if (setup.sessionId !== "" && setup.sessionId === call.sessionId && phase.name !== "connecting")
    return rejoined(d, true);
  const { conversationId, profileId } = readAgentConnect(setup.customParameters);
  changePart(d, "call", {
    sessionId: setup.sessionId,
    // Those of the first stay: a text or an order goes to who called, whatever a later setup says.
    ...(phase.name === "connecting" && {
      from: readCaller(setup.from, setup.to).address,
      to: calledAddress(setup.to),
    }),
    startedAtMs: call.startedAtMs || d.now,
    connects: call.connects + 1,
    // A Function that connects the call again does not know them.
    conversationId: conversationId ?? call.conversationId,
    profileId: profileId ?? call.profileId,
  });
  const { agent, agentVersion, version, release } = d.rules.running;
  log(d, "call.connected", {
    agent,
    agentVersion,
    called: d.state.call.to,
    language: call.language,
    connects: call.connects + 1,
    version,
    release,
  });
  order(d, { type: "warm_up", language: call.language });
  if (phase.name === "connecting") {
    reopenLine(d);
    limitCall(d);
    greet(d, setup);
    if (d.rules.looksUpCaller) order(d, { type: "look_up_caller" });
    if (!hasNumber(d.state)) record(d, { role: "note", text: NO_NUMBER });
  } else {
    comeBack(d, readConnectReason(setup.customParameters));
  }
  order(d, { type: "save" });
}

const limitCall = (d: Draft): void => setTimer(d, "call_limit", d.rules.settings.limits.maxCallMs);

/** A session's new socket need not bring a `setup`, and a caller who waits for us brings nothing at all. */
const SETUP_WITHIN_MS = 700;

/** Twilio sends the `setup` as soon as the socket is open; a packet that is lost, twice, takes less than a second. */
const FIRST_SETUP_WITHIN_MS = 10_000;

/** A new socket of this call. The one before it is gone, also where its end has not been noticed yet. */
export function socketOpened(d: Draft): void {
  const { phase } = d.state;
  if (phase.name !== "connecting" && !isLost(d.state)) socketClosed(d, "lost");
  const { line } = d.state;
  // Twilio closes in form when it has read an `end`: who comes then comes back from the queue, and brings a `setup`.
  const hasReadEnd = line.at === "lost" && line.closed === true;
  // Nobody waits for us there who has not said so, or has not read the `end` of a hand-off: all that Twilio sends again is known.
  if (phase.name === "connecting" || (phase.name === "ended" && (!phase.why || hasReadEnd)))
    return setTimer(d, "close", FIRST_SETUP_WITHIN_MS);
  setTimer(d, "rejoin", SETUP_WITHIN_MS);
}

function reopenLine(d: Draft): void {
  change(d, { line: { at: "open" } });
  clearScope(d, "line");
}

/**
 * The same session on a new socket (`applicationReconnect`), with or without a `setup`. The caller has hardly
 * noticed, so nothing is said about it. What waited while the line was lost goes on.
 *
 * @param silent - nothing else has come in that would have to be answered first.
 */
export function rejoined(d: Draft, silent: boolean): void {
  if (!isLost(d.state) || isOver(d.state)) return;
  reopenLine(d);
  log(d, "call.rejoined");
  order(d, { type: "save" });
  const { phase } = d.state;
  switch (phase.name) {
    case "connecting":
      return;
    case "listening":
    case "answering":
      awaitKeys(d);
      return silent ? goOn(d) : undefined;
    case "handing_off":
      return takeUpHandOff(d, phase);
    case "saying_goodbye":
      return resumeGoodbye(d, silent);
    case "ended":
      // Whoever still sends has not read the `end`, or was given up too early.
      if (phase.why) return sendEndAgain(d, phase.why);
      change(d, {
        phase:
          phase.cause === "said_goodbye"
            ? { name: "saying_goodbye", untilMs: d.now, line: undefined }
            : { name: "listening" },
      });
      if (phase.cause === "said_goodbye") return leave(d);
      limitCall(d);
      return silent ? goOn(d) : undefined;
    default:
      return unreachable(phase);
  }
}

/**
 * The same call in a new session: Twilio has asked the action URL, and was told to connect again.
 *
 * @param why - what the Function put into the TwiML; a Function of another release may say nothing.
 */
function comeBack(d: Draft, why: ConnectReason | undefined): void {
  // The old socket's end may not have been noticed yet.
  if (!isLost(d.state) && d.state.phase.name !== "ended") socketClosed(d, "lost");
  reopenLine(d);
  // What was keyed half is keyed anew: the caller has heard that there was a gap.
  changePart(d, "keypad", { buffer: "" });
  const { phase, call } = d.state;
  if (phase.name === "handing_off") return takeUpHandOff(d, phase);
  if (phase.name === "saying_goodbye") return resumeGoodbye(d, true);
  if (call.connects > d.rules.settings.limits.maxConnects) {
    change(d, { phase: { name: "listening" } });
    return escalate(d, "line_lost_too_often");
  }
  if (phase.name === "ended" && phase.why && why === "lost_socket") return sendEndAgain(d, phase.why);
  if (phase.name === "ended" && phase.cause === "handed_off") return transferFailed(d, phase.why, why);
  change(d, { phase: { name: "listening" } });
  if (d.state.timers.call_limit === undefined) limitCall(d);
  // A new session starts in the language of the TwiML.
  const { language } = call;
  if (language !== d.rules.languages.start) setLanguage(d, language);
  say(d, phrase(d, "backAgain"), { recorded: false });
  goOn(d);
}

/** `end` was sent, and the socket died before Twilio had read it. */
function sendEndAgain(d: Draft, why: Why): void {
  change(d, { phase: { name: "handing_off", why, stage: { at: "heard" }, summary: undefined } });
  leave(d);
}

/** Nobody took the call, or the caller did not want to wait: what they chose, or the agent goes on and knows what was said. */
function transferFailed(d: Draft, wanted: Why | undefined, why: ConnectReason | undefined): void {
  const toBeCalled = why === "wants_callback";
  change(d, { phase: { name: "listening" }, wanted });
  changePart(d, "patience", { modelFailuresInRow: 0 });
  changePart(d, "tools", { failuresInRow: 0 });
  const byKey = toBeCalled || why === "left_queue";
  record(d, { role: "note", text: byKey ? LEFT_QUEUE : NOBODY_TOOK });
  limitCall(d);
  const callable = hasNumber(d.state);
  if (toBeCalled && callable && wanted) return arrangeCallback(d, wanted);
  const line = byKey
    ? phrase(d, "leftQueue")
    : `${closedLine(d, wanted) ?? phrase(d, "nobodyTook")} ${phrase(d, callable ? "offerCallback" : "offerHelp")}`;
  say(d, line, { recorded: true });
}

const BACK = `The caller is back with you. Do not ask again for what you know. When they want a callback, call ${REQUEST_CALLBACK}.`;
const LEFT_QUEUE = `The caller left the queue before anybody took the call. ${BACK}`;
const NOBODY_TOOK = `The transfer did not succeed: nobody was free. ${BACK}`;

/** The decision outlived the socket. What was not announced yet is looked up or arranged again; the rest is only sent. */
function takeUpHandOff(d: Draft, { stage, why }: HandingOff): void {
  switch (stage.at) {
    case "looking":
      return lookWhoIsThere(d);
    case "arranging":
      return arrangeCallback(d, why);
    case "telling":
    case "heard":
      return leave(d);
    default:
      return unreachable(stage);
  }
}

/**
 * Takes up what the lost socket interrupted: an unanswered turn is answered, an unheard reply is said again, and what
 * has come in since is told.
 */
function goOn(d: Draft): void {
  const last = d.state.transcript.findLast(
    (e) => e.item.role !== "note" && !(e.item.role === "agent" && e.item.text === ""),
  );
  if (last?.item.role === "agent" && last.item.interrupted) {
    markUntold(d, last.id);
    record(d, {
      role: "note",
      text: "The connection was lost while you spoke. Say again what the caller did not hear.",
    });
    return startTurn(d);
  }
  if (last && last.item.role !== "agent") return startTurn(d);
  tellIfQuiet(d);
  awaitQuiet(d);
}

/**
 * A request that was under way is sent again, or, where the socket has gone as well, when the call comes back. Tools that
 * were running are run again under their old keys, unless they change the world, or should have ended: one that computes
 * without end takes its process along, and would each one that comes after.
 */
export function processRestarted(d: Draft, connected: boolean): void {
  const { phase } = d.state;
  if (phase.name === "connecting") return;
  if (phase.name !== "ended") log(d, "call.restored", { connected });
  // Before the line is taken up, which may begin runs of its own.
  const running = d.state.tools.runs.filter((t) => t.status === "running");
  if (connected) takeUp(d);
  else if (!isLost(d.state) || phase.name !== "ended") socketClosed(d, "lost");
  for (const t of running) {
    // Whoever ran them after the end of the call is gone, and a call that comes back does not wait for them.
    if (phase.name !== "ended" && isRepeatable(t) && d.now < t.startedAtMs + t.deadlineMs) orderRun(d, t);
    else
      toolFinished(d, {
        type: "tool_finished",
        callId: t.callId,
        outcome: "timeout",
        output: UNKNOWN_OUTCOME,
      });
  }
}

/** The socket that a new process finds is still there. */
function takeUp(d: Draft): void {
  const { phase } = d.state;
  if (phase.name === "ended") return;
  if (d.state.timers.call_limit === undefined) limitCall(d);
  changePart(d, "hearing", { guess: undefined, partial: "", speaking: false });
  // Saved while it was lost; the socket that is there now has not said a word yet.
  if (isLost(d.state)) return rejoined(d, true);
  if (phase.name === "handing_off") dropSummary(d);
  const run = runOf(d.state);
  if (run && run.attempts.length > 0) {
    changeRun(d, { attempts: [], leader: undefined });
    askForRound(d, "main", run.said !== "");
  }
}

const UNKNOWN_OUTCOME = JSON.stringify({
  error: "timeout",
  note: "Nobody knows how it ended: it may have been done all the same. What changes something is not done again. Tell the caller so, and offer them a person.",
});
