import { isAnswerAlone, putsQuestion } from "../../language/hearing/consent.ts";
import { present } from "../../protocol/present.ts";
import { unreachable } from "../../protocol/unreachable.ts";
import { verdictOf } from "../answer/consent.ts";
import {
  amend,
  changePart,
  clearTimers,
  type Draft,
  log,
  order,
  packOf,
  phrase,
  record,
  setTimer,
} from "../draft/draft.ts";
import { say } from "../draft/speaking.ts";
import { isLost } from "../state/call-state.ts";
import type { Event, RecordingEvent } from "../state/event.ts";
import type { Recording, RecordingOrder } from "../state/parts.ts";
import type { RecordingSettings } from "../state/settings.ts";
import { secretUntilMs } from "./keypad.ts";

/**
 * The recording of a call: what the caller is told or asked, and what Twilio is told to do. Nothing is recorded before the
 * caller knows, and nothing while a key may be one of a secret.
 *
 * After each step it is looked at what the recorder should do and what it does, as far as it has said so; one order at a time
 * is under way. So it does not matter in which order things happen.
 */

/** Twilio says that the greeting has begun to sound. Where it says nothing, the line follows the `setup` by this; ms. */
const GREETING_BEGINS_MS = 2_000;
/** Who speaks over the notice each time is not recorded; who speaks over a question has other things to say. */
const MAX_NOTICES = 3;
const MAX_QUESTIONS = 2;

const change = (d: Draft, patch: Partial<Recording>): void => changePart(d, "recording", patch);

/** What is to be done about the recording, once a step is decided. */
export function steerRecording(d: Draft, event: Event): void {
  const how = d.rules.recording;
  const { at } = d.state.recording;
  if (!how && at === "none") return;
  if (how) tellCaller(d, how);
  if (event.type === "key_pressed") keyWasPressed(d);
  steerRecorder(d, how, event.type === "process_restarted");
}

// What the caller is told.

/** The caller was asked, and has not answered yet. */
export const isAskingConsent = (d: Draft): boolean => d.state.recording.consent === "asked";

function tellCaller(d: Draft, how: RecordingSettings): void {
  const { consent, tries } = d.state.recording;
  if (consent === "given" || consent === "refused") return;
  const { phase } = d.state;
  if (phase.name === "connecting") return;
  if (phase.name !== "listening" && phase.name !== "answering") return settle(d, "refused");
  if (consent === "due") return mayTell(d) ? tell(d, how) : undefined;
  const line = lineIs(d);
  if (line === "heard" && consent === "told") return settle(d, "given");
  if (line !== "cut" || d.state.speech.kept) return;
  if (tries >= (how.consent === "asked" ? MAX_QUESTIONS : MAX_NOTICES)) return settle(d, "refused");
  // It is said anew: that it was begun once is no part of the conversation.
  if (d.state.recording.entryId !== undefined) amend(d, d.state.recording.entryId, undefined);
  change(d, { consent: "due", entryId: undefined });
}

/** Whether it can be said now: behind the greeting, or behind whatever the agent is saying, and not over the caller. */
function mayTell(d: Draft): boolean {
  const { phase, hearing, keypad, speech, recording, turn, call, timers } = d.state;
  const free =
    phase.name === "listening" &&
    !isLost(d.state) &&
    !hearing.speaking &&
    hearing.partial === "" &&
    !hearing.waitingFor &&
    !speech.kept &&
    keypad.buffer === "" &&
    (!keypad.expected || keypad.expected.passedOver) &&
    timers.false_interruption === undefined;
  if (!free) return false;
  const dueMs = call.startedAtMs + GREETING_BEGINS_MS;
  if (speech.playback.speaking || recording.tries > 0 || turn > 0 || d.now >= dueMs) return true;
  setTimer(d, "recording", dueMs - d.now);
  return false;
}

function tell(d: Draft, { consent }: RecordingSettings): void {
  clearTimers(d, "recording");
  const line = phrase(d, consent === "asked" ? "recordingQuestion" : "recordingNotice");
  const entryId = say(d, line, { recorded: true, interruptible: false });
  const { tries } = d.state.recording;
  change(d, { consent: consent === "asked" ? "asked" : "told", entryId, tries: tries + 1 });
  order(d, { type: "save", soon: true });
}

/** How far the line has come. */
function lineIs(d: Draft): "playing" | "heard" | "cut" {
  const { recording, transcript, speech } = d.state;
  const item = transcript.find((e) => e.id === recording.entryId)?.item;
  if (item?.role !== "agent" || item.interrupted) return "cut";
  const line = speech.playback.lines.findLast((l) => l.entryId === recording.entryId);
  return line && line.heard < line.chars ? "playing" : "heard";
}

function settle(d: Draft, consent: "given" | "refused"): void {
  change(d, { consent });
  clearTimers(d, "recording");
  log(d, "recording.consent", { consent });
  order(d, { type: "save", soon: true });
}

/**
 * What the caller says while they are asked. A yes to the question, and nothing else, has the call recorded; whatever else
 * is said is answered, unrecorded, and they are not asked again.
 *
 * @param complete - they have finished what they say.
 * @returns whether it is dealt with, and nobody is to answer it.
 */
export function answersConsent(d: Draft, words: string, complete: boolean): boolean {
  const { recording, transcript, tools } = d.state;
  if (recording.consent !== "asked") return false;
  const item = transcript.find((e) => e.id === recording.entryId)?.item;
  const question = item?.role === "agent" ? item.text : "";
  const matter = { readOut: question, about: "", foreign: false };
  const wasPut = question !== "" && putsQuestion(matter, "", tools.answeredTo, packOf(d));
  const verdict = wasPut ? verdictOf(d, words, question) : "unclear";
  if (verdict === "yes") return reply(d, "given", "recordingAgreed");
  if (verdict === "no" && isAnswerAlone(words, packOf(d), question))
    return reply(d, "refused", "recordingDeclined");
  // Said over the greeting, before the question could be heard, it answers something else.
  if (complete && (wasPut || lineIs(d) === "heard")) {
    settle(d, "refused");
    record(d, { role: "note", text: NOT_AGREED });
  }
  return false;
}

const NOT_AGREED =
  "The caller was asked whether this call may be recorded, and has not agreed: it is not recorded. Do not ask again. Answer what they have said.";

function reply(d: Draft, consent: "given" | "refused", line: "recordingAgreed" | "recordingDeclined"): true {
  settle(d, consent);
  changePart(d, "hearing", { waitingFor: undefined, lastFinalAtMs: d.now });
  say(d, phrase(d, line), { recorded: true });
  return true;
}

/** Silence is no yes. @returns whether that was what the silence was about. */
export const consentNotGiven = (d: Draft): boolean =>
  isAskingConsent(d) && reply(d, "refused", "recordingDeclined");

/** A key while it is asked is no yes, either; and one that may be a secret's must not have been recorded. */
function keyWasPressed(d: Draft): void {
  const { consent, at, order: asked, spoilt } = d.state.recording;
  if (consent === "asked" && lineIs(d) === "heard") settle(d, "refused");
  const silent = asked === undefined ? at === "none" || at === "paused" : asked === "stop" && at === "paused";
  if (silent || spoilt || at === "over" || at === "deleted" || !isSecret(d)) return;
  change(d, { spoilt: true });
  log(d, "recording.spoilt", { at, ...present({ order: asked }) });
  order(d, { type: "save" });
}

// What the recorder is told.

function isSecret(d: Draft): boolean {
  const untilMs = secretUntilMs(d);
  return untilMs !== undefined && d.now <= untilMs;
}

/** @param anew - what was under way went with the process. */
function steerRecorder(d: Draft, how: RecordingSettings | undefined, anew: boolean): void {
  const { recording, phase } = d.state;
  const untilMs = secretUntilMs(d);
  // Nothing need happen for a secret to be over.
  if (untilMs !== undefined && d.now <= untilMs && recording.at !== "none" && phase.name !== "ended")
    setTimer(d, "recording", untilMs + 1 - d.now);
  if (recording.order !== undefined) {
    if (anew) give(d, recording.order, true);
    return;
  }
  const next = nextOrder(d, how);
  // A process that died may have given it and not written so: on a call that came back it is looked first.
  if (next) give(d, next, anew || d.state.call.connects > 1);
}

function give(d: Draft, next: RecordingOrder, again: boolean): void {
  change(d, { order: next });
  // On disk before it leaves: a process that dies with it knows that it was given, and by what consent.
  order(d, { type: "save" });
  order(d, { type: "record", order: next, sid: d.state.recording.sid, again });
}

function nextOrder(d: Draft, how: RecordingSettings | undefined): RecordingOrder | undefined {
  const { recording, phase } = d.state;
  const { at, consent, spoilt } = recording;
  const talks = phase.name === "listening" || phase.name === "answering";
  switch (at) {
    case "none":
      return consent === "given" && talks && !isLost(d.state) && !isSecret(d) ? "start" : undefined;
    case "failing":
      return "stop";
    case "on":
    case "paused": {
      if (!how || spoilt) return "stop";
      // Of a call whose line was lost for good nobody has told us where it went; the others Twilio ends with the call.
      const goesOn = phase.name !== "ended" || phase.cause === "handed_off" || phase.cause === "lost";
      if (!goesOn) return undefined;
      if (phase.name === "ended" && !how.untilEnd) return "stop";
      // Whom a caller is led to whose line was lost, only the Function knows.
      const wanted = isSecret(d) || (isLost(d.state) && !how.untilEnd) ? "paused" : "on";
      if (at === wanted) return undefined;
      return wanted === "paused" ? "pause" : "resume";
    }
    case "over":
      return spoilt ? "delete" : undefined;
    case "deleted":
      return undefined;
    default:
      return unreachable(at);
  }
}

/** What came of an order. One that nobody waits for comes from a process that has gone, and is known otherwise. */
export function recorderAnswered(d: Draft, event: RecordingEvent): void {
  const { order: asked } = d.state.recording;
  switch (event.type) {
    case "recording_started":
      if (asked !== "start") return;
      log(d, "recording.started");
      change(d, { at: "on", order: undefined, sid: event.sid, startedAtMs: event.atMs });
      break;
    case "recording_changed":
      if (asked === undefined || asked === "start") return;
      change(d, { at: event.to, order: undefined });
      break;
    case "recording_failed":
      if (asked !== event.during) return;
      recorderFailed(d, event);
      break;
    default:
      return unreachable(event);
  }
  order(d, { type: "save" });
}

function recorderFailed(d: Draft, event: Extract<RecordingEvent, { type: "recording_failed" }>): void {
  const { during, code, status, providerCode } = event;
  log(d, "recording.failed", { during, code, ...present({ status, providerCode }) });
  switch (during) {
    case "start":
      // Refused, there is none; else nobody knows, so whatever there is is stopped and deleted.
      if (code === "refused" || code === "call_over") return change(d, { at: "over", order: undefined });
      return change(d, { at: "failing", order: undefined, spoilt: true });
    case "pause":
    case "resume":
      return change(d, { at: "failing", order: undefined });
    case "stop": {
      // It may go on: nobody knows what is in it.
      const { spoilt, at } = d.state.recording;
      const mayHold = spoilt || at === "failing" || isSecret(d);
      return change(d, { at: "over", order: undefined, spoilt: mayHold });
    }
    case "delete":
      // The order stands: it is given again when the object is next made, and when the call's time is over.
      return;
    default:
      return unreachable(during);
  }
}
