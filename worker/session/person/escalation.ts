import { namesTransfer } from "../../language/hearing/transfer.ts";
import { encodeHandoff, type Handoff } from "../../protocol/handoff.ts";
import { composeHandoff } from "../account/handoff-payload.ts";
import {
  amend,
  change,
  changePart,
  clearScope,
  clearTimers,
  currentRun,
  type Draft,
  log,
  order,
  packOf,
  phrase,
  record,
  send,
  setTimer,
} from "../draft/draft.ts";
import { ask, stopRequests } from "../draft/requests.ts";
import { closeCycle, say } from "../draft/speaking.ts";
import { type HandingOff, isLost, type Leaving, openRequests, type Why } from "../state/call-state.ts";
import { HAND_OFF } from "../state/engine-tools.ts";
import { ESCALATIONS, type EscalationName } from "../state/escalations.ts";
import type { HandOffRequest } from "../state/hand-off-request.ts";
import { remainingMs, unheardChars } from "../state/speech/playback.ts";
import { requestItems } from "../state/transcript.ts";

/**
 * The way to a person. Once decided it is irrevocable: neither an interruption nor a dead model nor a lost
 * socket takes it back. The goodbye is heard first, because `end` drops what is still queued.
 */

interface Cause {
  readonly reasonCode: Handoff["reasonCode"];
  readonly reason: string;
  readonly triggeredBy: Handoff["triggeredBy"];
  readonly rule?: EscalationName;
  /** The model's own account, where it made the decision. */
  readonly request?: HandOffRequest;
  /** What the model said in the same response. */
  readonly said?: string;
}

/** Longest wait for the look at hours and statistics, beyond the adapter's own deadline. */
const AVAILABILITY_MS = 1_000;

/** Ends what is under way: requests, timers, the open talk cycle. Tools that change the world run on. */
function windUp(d: Draft): void {
  stopRequests(d, openRequests(d.state));
  stopReadingTools(d);
  clearScope(d, "answer", "talk");
  closeCycle(d);
  const run = currentRun(d);
  if (run?.entryId !== undefined && run.said) amend(d, run.entryId, { role: "agent", text: run.said });
  if (run) change(d, { phase: { name: "listening" } });
  changePart(d, "speech", { kept: undefined });
  changePart(d, "keypad", { buffer: "" });
  changePart(d, "hearing", { guess: undefined, waitingFor: undefined });
}

/** What only looks something up is of no use to anybody any more; what changes the world goes on to its end. */
export function stopReadingTools(d: Draft): void {
  for (const t of d.state.tools.runs)
    if (t.status === "running" && !t.sideEffect) order(d, { type: "stop_tool", callId: t.callId });
}

/**
 * A rule of the engine's own decides for a person.
 *
 * @param words - what the rule's reason leaves open: `{key}`, `{tool}`.
 */
export function escalate(d: Draft, name: EscalationName, words: Readonly<Record<string, string>> = {}): void {
  const { reasonCode, triggeredBy, reason } = ESCALATIONS[name];
  const inFull = reason.replace(/\{(\w+)\}/g, (open, word: string) => words[word] ?? open);
  decideHandOff(d, { reasonCode, triggeredBy, reason: inFull, rule: name });
}

/** The call goes to a person. What the caller is told of it waits until it is known whether anybody is there. */
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
  const { reasonCode, reason, triggeredBy, rule, request } = cause;
  change(d, {
    phase: {
      name: "handing_off",
      why: { reasonCode, reason, triggeredBy, rule, request },
      stage: { at: "looking", announced: namesTransfer(cause.said ?? "", packOf(d)) },
      summary: summary?.id,
    },
  });
  if (summary) setTimer(d, "summary", d.rules.settings.escalation.summaryMs);
  lookWhoIsThere(d);
  order(d, { type: "save" });
}

/** While the line is lost nobody could be told: it is looked up when the caller is back. */
export function lookWhoIsThere(d: Draft): void {
  if (isLost(d.state)) return;
  setTimer(d, "availability", AVAILABILITY_MS);
  order(d, { type: "check_availability" });
}

const advance = (d: Draft, phase: HandingOff, stage: Leaving): void =>
  change(d, { phase: { ...phase, stage } });

/** The caller has been told what happens, and nothing else will. */
const isToldOf = ({ at }: Leaving): boolean => at === "telling" || at === "heard";

/**
 * The transfer is told to the caller, now that it is known whether anybody is there.
 *
 * @param what - the promise in it, for the person.
 * @param news - the line says more than that there is a transfer: the model cannot have said it.
 */
export function announceTransfer(d: Draft, line: string, what: string, news: boolean): void {
  const { phase } = d.state;
  if (phase.name !== "handing_off" || isToldOf(phase.stage)) return;
  const alone = news || phase.stage.at !== "looking" || !phase.stage.announced;
  advance(d, phase, { at: "telling" });
  const entryId = alone ? say(d, line, { recorded: true, interruptible: false }) : undefined;
  if (entryId !== undefined) {
    changePart(d, "tools", { promised: [...d.state.tools.promised, { what, entryId, alone: true }] });
  }
  awaitGoodbye(d);
  order(d, { type: "save" });
}

/** One more turn that was not understood. @returns whether they have become a hand-off. */
export function countMisunderstanding(d: Draft): boolean {
  const misunderstandings = d.state.patience.misunderstandings + 1;
  changePart(d, "patience", { misunderstandings });
  changePart(d, "quality", { reprompts: d.state.quality.reprompts + 1 });
  if (misunderstandings < d.rules.settings.escalation.misunderstandings) return false;
  escalate(d, "not_understood");
  return true;
}

/** A caller who makes noises holds the end of the call up for this long at most, after the goodbye; ms. */
const LONGEST_HOLD_MS = 10_000;

/** The conversation is over and nobody else is needed. Until the goodbye was heard out, the caller may go on. */
export function sayGoodbye(d: Draft, alreadySaid: boolean, line?: string): void {
  windUp(d);
  changePart(d, "hearing", { speaking: false, partial: "" });
  change(d, { phase: { name: "saying_goodbye", untilMs: d.now, line } });
  if (!alreadySaid) say(d, line ?? phrase(d, "goodbye"), { recorded: true });
  const left = remainingMs(d.state.speech.playback, d.rules.settings.turns.charsPerSecond, d.now);
  change(d, { phase: { name: "saying_goodbye", untilMs: d.now + left + LONGEST_HOLD_MS, line } });
  awaitGoodbye(d);
  order(d, { type: "save" });
}

/**
 * The line was lost over the goodbye, and is there again: who has not heard it out hears it, and may still go on.
 *
 * @param silent - the caller has said nothing yet.
 */
export function resumeGoodbye(d: Draft, silent: boolean): void {
  const { phase, transcript } = d.state;
  if (phase.name !== "saying_goodbye") return;
  const last = transcript.findLast((e) => e.item.role === "agent")?.item;
  if (silent && last?.role === "agent" && last.interrupted) return sayGoodbye(d, false, phase.line);
  change(d, { phase: { ...phase, untilMs: d.now + LONGEST_HOLD_MS } });
  holdGoodbye(d);
}

/** The caller is heard over the goodbye: the end waits until it is known what they say. */
export function holdGoodbye(d: Draft): void {
  const { phase, timers } = d.state;
  if (phase.name !== "saying_goodbye") return;
  const wordsBy = Math.max(timers.goodbye ?? 0, d.now + d.rules.settings.turns.falseInterruptionMs);
  setTimer(d, "goodbye", Math.max(0, Math.min(wordsBy, phase.untilMs) - d.now));
}

/** The caller has gone on: so does the call. A transfer that was promised is not taken back. */
export function takeBackGoodbye(d: Draft): void {
  if (d.state.phase.name !== "saying_goodbye" || d.state.operating.ending) return;
  clearScope(d, "leaving");
  change(d, { phase: { name: "listening" } });
  log(d, "goodbye.taken_back");
  record(d, { role: "note", text: WENT_ON });
}

const WENT_ON = "You were saying goodbye, and the caller went on. The call has not ended: answer them.";

/** Twilio reports the end of our speech; where it does not, an estimate with a margin takes its place. */
function awaitGoodbye(d: Draft): void {
  const { playback } = d.state.speech;
  const left = remainingMs(playback, d.rules.settings.turns.charsPerSecond, d.now);
  setTimer(d, "goodbye", playback.reported || playback.speaking ? left * 1.5 + 2_000 : left + 500);
  if (unheardChars(playback) === 0) goodbyeHeard(d);
}

/** All that was said has been heard, or cut by the caller, or had its time. A caller who is speaking is heard first. */
export function goodbyeHeard(d: Draft): void {
  const { phase, hearing } = d.state;
  if (phase.name === "saying_goodbye") {
    const { falseInterruptionMs } = d.rules.settings.turns;
    const heardAtMs = hearing.partial === "" ? undefined : hearing.changedAtMs;
    const talks = hearing.speaking || (heardAtMs !== undefined && d.now - heardAtMs < falseInterruptionMs);
    return talks && d.now < phase.untilMs ? holdGoodbye(d) : leave(d);
  }
  if (phase.name !== "handing_off" || !isToldOf(phase.stage)) return;
  advance(d, phase, { at: "heard" });
  if (d.state.timers.summary === undefined) dropSummary(d);
  leaveIfReady(d);
}

/** The model's summary has come in, or will not. */
export function summaryArrived(d: Draft, attempt: number, request: HandOffRequest | undefined): void {
  const { phase } = d.state;
  if (phase.name !== "handing_off" || phase.summary !== attempt) return;
  clearTimers(d, "summary");
  // Where the call goes is decided, and said: a summary names no other place.
  const summary = request && { ...request, place: undefined };
  const why: Why = { ...phase.why, request: phase.why.request ?? summary };
  change(d, { phase: { ...phase, why, summary: undefined } });
  leaveIfReady(d);
}

/** Its time is over. As long as the goodbye is being said, it costs nobody any more of it. */
export function summaryLate(d: Draft): void {
  const { phase } = d.state;
  if (phase.name === "handing_off" && phase.stage.at === "heard") dropSummary(d);
}

/** The model's summary is waited for no longer. */
export function dropSummary(d: Draft): void {
  const { phase } = d.state;
  if (phase.name !== "handing_off" || phase.summary === undefined) return;
  order(d, { type: "stop_model", attempt: phase.summary });
  log(d, "handoff.summary_late");
  summaryArrived(d, phase.summary, undefined);
}

function leaveIfReady(d: Draft): void {
  const { phase } = d.state;
  if (phase.name === "handing_off" && phase.stage.at === "heard" && phase.summary === undefined) leave(d);
}

/** Twilio closes the socket some 90 ms after an `end` (recorded); one that it leaves open is closed by us. */
const CLOSES_WITHIN_MS = 5_000;

/** Sends the one `end`. Also on a new socket, when the old one was lost with the decision already made. */
export function leave(d: Draft): void {
  const { phase } = d.state;
  closeCycle(d);
  if (phase.name === "handing_off") {
    const { why } = phase;
    const handoffData = encodeHandoff(composeHandoff(d.state, why, d.rules, d.now));
    send(d, { type: "end", handoffData });
    log(d, "call.handed_off", { reasonCode: why.reasonCode, chars: handoffData.length });
    change(d, { phase: { name: "ended", cause: "handed_off", why }, timers: {} });
  } else {
    send(d, { type: "end" });
    change(d, { phase: { name: "ended", cause: "said_goodbye" }, timers: {} });
  }
  setTimer(d, "close", CLOSES_WITHIN_MS);
  order(d, { type: "save" });
}
