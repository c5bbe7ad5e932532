import { readAgentConnect } from "../../protocol/relay/agent-connect.ts";
import { type ConnectReason, readConnectReason } from "../../protocol/relay/connect-reason.ts";
import type { Setup } from "../../protocol/relay/inbound.ts";
import { askForRound } from "../answer/rounds.ts";
import { startTurn } from "../answer/turn.ts";
import { change, clearTimers, type Draft, log, order, phrase, record, setTimer } from "../draft/draft.ts";
import { awaitQuiet, say } from "../draft/speaking.ts";
import { decideHandOff, dropSummary, leave } from "../person/escalation.ts";
import type { Decision } from "../state/call-state.ts";
import { REQUEST_CALLBACK } from "../state/engine-tools.ts";
import { addLine, addPieces } from "../state/playback.ts";
import { socketClosed } from "./disconnection.ts";

/** A call comes, goes, is lost and comes back. The same call keeps its memory through all of it. */

export function callConnected(d: Draft, setup: Setup): void {
  const { phase, sessionId } = d.state;
  if (setup.sessionId !== "" && setup.sessionId === sessionId && phase.name !== "connecting")
    return rejoined(d, true);
  const { connects } = d.state;
  const startedAtMs = d.state.startedAtMs || d.now;
  const { conversationId, profileId } = readAgentConnect(setup.customParameters);
  change(d, {
    sessionId: setup.sessionId,
    from: setup.from,
    to: setup.to,
    startedAtMs,
    connects: connects + 1,
    // A Function that connects the call again does not know them.
    conversationId: conversationId ?? d.state.conversationId,
    profileId: profileId ?? d.state.profileId,
  });
  log(d, "call.connected", { connects: connects + 1 });
  order(d, { type: "warm_up", language: d.state.language });
  if (phase.name === "connecting") {
    setTimer(d, "call_limit", d.rules.settings.limits.maxCallMs);
    greet(d);
  } else {
    comeBack(d, readConnectReason(setup.customParameters));
  }
  order(d, { type: "save" });
}

/** Twilio speaks the greeting itself; it is ours all the same: history, silence and interruption count it. */
function greet(d: Draft): void {
  const { greeting } = d.rules;
  const entryId = record(d, { role: "agent", text: greeting });
  const playback = addPieces(
    addLine(d.state.playback, entryId, d.now),
    [{ raw: greeting, spoken: greeting }],
    d.now,
  );
  change(d, { phase: { name: "listening" }, playback, replyStartedAtMs: d.now });
  awaitQuiet(d);
}

/**
 * The same session on a new socket (`applicationReconnect`), with or without a `setup`. The caller has hardly
 * noticed, so nothing is said about it.
 *
 * @param silent - nothing else has come in that would have to be answered first.
 */
export function rejoined(d: Draft, silent: boolean): void {
  if (d.state.timers.reconnect === undefined) return;
  clearTimers(d, "reconnect");
  log(d, "call.rejoined");
  const { phase } = d.state;
  if (phase.name === "handing_off") return takeUpHandOff(d);
  if (phase.name === "saying_goodbye") return leave(d);
  if (silent) goOn(d);
}

/**
 * The same call in a new session: Twilio has asked the action URL, and was told to connect again.
 *
 * @param why - what the Function put into the TwiML; a Function of another release may say nothing.
 */
function comeBack(d: Draft, why: ConnectReason | undefined): void {
  // The old socket's end may not have been noticed yet.
  if (d.state.timers.reconnect === undefined && d.state.phase.name !== "ended") socketClosed(d, "lost");
  clearTimers(d, "reconnect");
  const { phase, connects } = d.state;
  if (phase.name === "handing_off") return takeUpHandOff(d);
  if (phase.name === "saying_goodbye") return leave(d);
  if (connects > d.rules.settings.limits.maxConnects) {
    change(d, { phase: { name: "listening" } });
    return decideHandOff(d, {
      reasonCode: "agent_unreachable",
      reason: "The connection to the assistant broke off repeatedly.",
      triggeredBy: "rule",
    });
  }
  if (phase.name === "ended" && phase.decision && why === "lost_socket") {
    // `end` was sent, and the socket died before Twilio had read it.
    change(d, { phase: { name: "handing_off", decision: phase.decision } });
    return leave(d);
  }
  if (phase.name === "ended" && phase.cause === "handed_off") return transferFailed(d, phase.decision, why);
  change(d, { phase: { name: "listening" } });
  if (d.state.language !== d.rules.language) {
    // A new session starts in the language of the TwiML.
    order(d, {
      type: "send",
      frame: { type: "language", ttsLanguage: d.state.language, transcriptionLanguage: d.state.language },
    });
  }
  say(d, phrase(d, "backAgain"), { recorded: false });
  goOn(d);
}

/** Nobody took the call, or the caller did not want to wait: the agent goes on, and knows what was said. */
function transferFailed(d: Draft, wanted: Decision | undefined, why: ConnectReason | undefined): void {
  const byCaller = why === "left_queue";
  change(d, { phase: { name: "listening" }, modelFailuresInRow: 0, toolFailuresInRow: 0, wanted });
  record(d, { role: "note", text: byCaller ? LEFT_QUEUE : NOBODY_TOOK });
  setTimer(d, "call_limit", d.rules.settings.limits.maxCallMs);
  say(d, phrase(d, byCaller ? "leftQueue" : why === "queue_full" ? "offerCallback" : "nobodyFree"), {
    recorded: true,
  });
}

const BACK = `The caller is back with you. Do not ask again for what you know. When they want a callback, call ${REQUEST_CALLBACK}.`;
const LEFT_QUEUE = `The caller left the queue before anybody took the call. ${BACK}`;
const NOBODY_TOOK = `The transfer did not succeed: nobody was free. ${BACK}`;

/** The decision outlived the socket. What was not promised yet is looked up again; the rest is only sent. */
function takeUpHandOff(d: Draft): void {
  const { phase } = d.state;
  if (phase.name !== "handing_off") return;
  if (phase.decision.promised) return leave(d);
  setTimer(d, "availability", 1_000);
  order(d, { type: "check_availability" });
}

/** Takes up what the lost socket interrupted: an unanswered turn is answered, an unheard reply is said again. */
function goOn(d: Draft): void {
  const last = d.state.transcript.findLast(
    (e) => e.item.role !== "note" && !(e.item.role === "agent" && e.item.text === ""),
  );
  if (!last) return awaitQuiet(d);
  if (last.item.role === "agent" && last.item.interrupted) {
    record(d, {
      role: "note",
      text: "The connection was lost while you spoke. Say again what the caller did not hear.",
    });
    return startTurn(d);
  }
  if (last.item.role === "agent") return awaitQuiet(d);
  startTurn(d);
}

/**
 * Tools that were running are run again under their old keys; a request that was under way is sent again, or,
 * where the socket has gone as well, when the call comes back.
 */
export function processRestarted(d: Draft, connected: boolean): void {
  const { phase, run, tools } = d.state;
  if (phase.name === "connecting" || phase.name === "ended") return;
  log(d, "call.restored", { connected });
  for (const t of tools) {
    if (t.status !== "running") continue;
    order(d, {
      type: "run_tool",
      callId: t.callId,
      name: t.name,
      arguments: t.arguments,
      key: t.key,
      deadlineMs: t.deadlineMs,
    });
  }
  if (!connected) return socketClosed(d, "lost");
  change(d, { hearing: { ...d.state.hearing, guess: undefined, partial: "", speaking: false } });
  if (phase.name === "handing_off" && phase.decision.summaryAttempt !== undefined) dropSummary(d);
  if (run && run.attempts.length > 0) {
    change(d, { run: { ...run, attempts: [], leader: undefined } });
    askForRound(d, "main", run.said !== "");
  }
}
