import { encodeHandoff, type ReasonCode } from "../../protocol/handoff.ts";
import { composeHandoff } from "../account/handoff-payload.ts";
import { change, clearTimers, type Draft, log, order, phrase, send, setTimer } from "../draft/draft.ts";
import { ask, stopAttempts } from "../draft/requests.ts";
import { closeCycle, say } from "../draft/speaking.ts";
import type { Decision, TimerName } from "../state/call-state.ts";
import { HAND_OFF } from "../state/engine-tools.ts";
import { remainingMs, unheardChars } from "../state/playback.ts";
import type { HandOffRequest } from "../state/rules.ts";
import { requestItems } from "../state/transcript.ts";

/**
 * The way to a person. Once decided it is irrevocable: neither an interruption nor a dead model nor a lost
 * socket takes it back. The goodbye is heard first, because `end` drops what is still queued.
 */

interface Cause {
  readonly reasonCode: ReasonCode;
  readonly reason: string;
  readonly triggeredBy: Decision["triggeredBy"];
  /** The model's own account, where it made the decision. */
  readonly request?: HandOffRequest;
  /** The model has taken its leave already, in the same response. */
  readonly goodbyeSaid?: boolean;
}

/** Longest wait for the look at hours and statistics, beyond the adapter's own deadline. */
const AVAILABILITY_MS = 1_000;

const ALL_BUT_LIMIT: readonly TimerName[] = [
  "speculate",
  "hedge",
  "holding",
  "give_up",
  "stall",
  "false_interruption",
  "unfinished",
  "silence",
  "digits",
  "filler",
  "playback",
];

/** Ends what is under way: requests, timers, the open talk cycle. Tools that change the world run on. */
function windUp(d: Draft): void {
  const { run, hearing, tools } = d.state;
  if (run) stopAttempts(d, run.attempts);
  if (hearing.guess) stopAttempts(d, [hearing.guess.attempt]);
  for (const t of tools)
    if (t.status === "running" && !t.sideEffect) order(d, { type: "stop_tool", callId: t.callId });
  clearTimers(d, ...ALL_BUT_LIMIT);
  closeCycle(d);
  if (run?.entryId !== undefined && run.said) {
    change(d, {
      transcript: d.state.transcript.map((e) =>
        e.id === run.entryId ? { ...e, item: { role: "agent", text: run.said } } : e,
      ),
    });
  }
  change(d, {
    run: undefined,
    held: undefined,
    hearing: { ...hearing, guess: undefined, waitingFor: undefined },
  });
}

export function decideHandOff(d: Draft, cause: Cause): void {
  const { phase } = d.state;
  if (phase.name === "handing_off" || phase.name === "ended") return;
  windUp(d);
  log(d, "handoff.decided", { reasonCode: cause.reasonCode, triggeredBy: cause.triggeredBy });
  // A dead model is not asked for a summary of its own death.
  const summary =
    cause.request || cause.reasonCode === "model_failed" || d.state.transcript.length < 3
      ? undefined
      : ask(d, "main", requestItems(d.state.transcript), { toolChoice: { name: HAND_OFF } });
  change(d, {
    phase: {
      name: "handing_off",
      decision: {
        reasonCode: cause.reasonCode,
        reason: cause.reason,
        triggeredBy: cause.triggeredBy,
        request: cause.request,
        summaryAttempt: summary?.id,
        promised: false,
        announced: cause.goodbyeSaid ?? false,
        goodbyeHeard: false,
      },
    },
  });
  if (summary) setTimer(d, "summary", d.rules.settings.escalation.summaryMs);
  setTimer(d, "availability", AVAILABILITY_MS);
  order(d, { type: "check_availability" });
  order(d, { type: "save" });
}

/**
 * The transfer is told to the caller, now that it is known whether anybody is there.
 *
 * @param what - the promise in it, for the person.
 */
export function promise(d: Draft, line: string, what: string): void {
  const { phase } = d.state;
  if (phase.name !== "handing_off") return;
  const { announced } = phase.decision;
  change(d, { phase: { ...phase, decision: { ...phase.decision, promised: true } } });
  if (!announced) {
    const entryId = say(d, line, { recorded: true, interruptible: false });
    if (entryId !== undefined) change(d, { promised: [...d.state.promised, { what, entryId, alone: true }] });
  }
  awaitGoodbye(d);
  order(d, { type: "save" });
}

/** One more turn that was not understood. @returns whether they have become a hand-off. */
export function countMisunderstanding(d: Draft): boolean {
  const misunderstandings = d.state.misunderstandings + 1;
  const { quality } = d.state;
  change(d, { misunderstandings, quality: { ...quality, reprompts: quality.reprompts + 1 } });
  if (misunderstandings < d.rules.settings.escalation.misunderstandings) return false;
  decideHandOff(d, {
    reasonCode: "repeated_misunderstanding",
    reason: "The assistant could not understand the caller.",
    triggeredBy: "rule",
  });
  return true;
}

/** The conversation is over and nobody else is needed. */
export function sayGoodbye(d: Draft, alreadySaid: boolean, line?: string): void {
  windUp(d);
  if (!alreadySaid) say(d, line ?? phrase(d, "silenceGoodbye"), { recorded: true });
  change(d, { phase: { name: "saying_goodbye" } });
  awaitGoodbye(d);
  order(d, { type: "save" });
}

/** Twilio reports the end of our speech; where it does not, an estimate with a margin takes its place. */
function awaitGoodbye(d: Draft): void {
  const { playback } = d.state;
  const left = remainingMs(playback, d.rules.settings.turns.charsPerSecond, d.now);
  setTimer(d, "goodbye", playback.reported || playback.speaking ? left * 1.5 + 2_000 : left + 500);
  if (unheardChars(playback) === 0) goodbyeHeard(d);
}

/** All that was said has been heard, or cut by the caller, or had its time. */
export function goodbyeHeard(d: Draft): void {
  const { phase } = d.state;
  if (phase.name === "saying_goodbye") return leave(d);
  if (phase.name !== "handing_off" || !phase.decision.promised) return;
  change(d, { phase: { ...phase, decision: { ...phase.decision, goodbyeHeard: true } } });
  if (d.state.timers.summary === undefined) dropSummary(d);
  leaveIfReady(d);
}

/** The model's summary has come in, or will not. */
export function summaryArrived(d: Draft, attempt: number, request: HandOffRequest | undefined): void {
  const { phase } = d.state;
  if (phase.name !== "handing_off" || phase.decision.summaryAttempt !== attempt) return;
  clearTimers(d, "summary");
  const decision = {
    ...phase.decision,
    summaryAttempt: undefined,
    request: phase.decision.request ?? request,
  };
  change(d, { phase: { ...phase, decision } });
  leaveIfReady(d);
}

/** Its time is over. As long as the goodbye is being said, it costs nobody any more of it. */
export function summaryLate(d: Draft): void {
  const { phase } = d.state;
  if (phase.name === "handing_off" && phase.decision.goodbyeHeard) dropSummary(d);
}

/** The model's summary is waited for no longer. */
export function dropSummary(d: Draft): void {
  const { phase } = d.state;
  if (phase.name !== "handing_off" || phase.decision.summaryAttempt === undefined) return;
  order(d, { type: "stop_model", attempt: phase.decision.summaryAttempt });
  log(d, "handoff.summary_late");
  summaryArrived(d, phase.decision.summaryAttempt, undefined);
}

function leaveIfReady(d: Draft): void {
  const { phase } = d.state;
  if (phase.name !== "handing_off") return;
  const { goodbyeHeard: heard, summaryAttempt } = phase.decision;
  if (heard && summaryAttempt === undefined) leave(d);
}

/** Sends the one `end`. Also on a new socket, when the old one was lost with the decision already made. */
export function leave(d: Draft): void {
  const { phase } = d.state;
  closeCycle(d);
  clearTimers(d, ...ALL_BUT_LIMIT, "goodbye", "summary", "availability", "call_limit");
  if (phase.name === "handing_off") {
    const handoffData = encodeHandoff(composeHandoff(d.state, phase.decision, d.rules, d.now));
    send(d, { type: "end", handoffData });
    log(d, "call.handed_off", { reasonCode: phase.decision.reasonCode, chars: handoffData.length });
    change(d, { phase: { name: "ended", cause: "handed_off", decision: phase.decision } });
  } else {
    send(d, { type: "end" });
    change(d, { phase: { name: "ended", cause: "said_goodbye" } });
  }
  order(d, { type: "save" });
}
