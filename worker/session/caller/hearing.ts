import { completionOf, expectedBy } from "../../language/hearing/completion.ts";
import { asksForPerson } from "../../language/hearing/person-request.ts";
import { isUnintelligible } from "../../language/hearing/understanding.ts";
import { unreachable } from "../../protocol/unreachable.ts";
import { takeUpGuess } from "../answer/race.ts";
import { abandonRun, startTurn } from "../answer/turn.ts";
import { untoldNote } from "../answer/untold.ts";
import {
  amend,
  changePart,
  clearTimers,
  currentRun,
  type Draft,
  isSaid,
  log,
  order,
  packOf,
  packOfPrompt,
  phrase,
  record,
  setTimer,
} from "../draft/draft.ts";
import { ask, stopAttempts } from "../draft/requests.ts";
import { awaitQuiet, say } from "../draft/speaking.ts";
import { countMisunderstanding, escalate } from "../person/escalation.ts";
import type { Hearing } from "../state/call-state.ts";
import type { RequestEvent } from "../state/event.ts";
import type { Attempt } from "../state/run.ts";
import { requestItems } from "../state/transcript.ts";
import { isListeningNoise, resume } from "./barge-in.ts";

/** What the caller says, from the first partial prompt to the decision that it is a turn. */

/** Recorded partial prompts come every 200 to 300 ms while the caller speaks; a longer pause is one in the speech. */
const LONGEST_CADENCE_MS = 450;
const CADENCE_MARGIN_MS = 40;

const hear = (d: Draft, patch: Partial<Hearing>): void => changePart(d, "hearing", patch);

/** Same words, whatever the case, the spacing and the punctuation. */
const sameWords = (a: string, b: string): boolean => fold(a) === fold(b);
const fold = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

/** Twilio hears a voice at the caller's end, or no longer does. */
export function callerSpeaking(d: Draft, on: boolean): void {
  hear(d, { speaking: on });
  if (on) clearTimers(d, "silence", "unfinished");
  else awaitQuiet(d);
}

/** A partial prompt: cumulative, revisable, and never a turn. */
export function callerWasHeard(d: Draft, text: string): void {
  const { hearing, phase } = d.state;
  if (phase.name === "ended" || phase.name === "connecting") return;
  clearTimers(d, "unfinished");
  changePart(d, "patience", { silenceSteps: 0 });
  // It may have been a noise: where nothing follows, the waits begin anew.
  awaitQuiet(d);
  // The words that follow an interruption are on their way: it is not a false one yet.
  if (d.state.timers.false_interruption !== undefined) {
    setTimer(d, "false_interruption", d.rules.settings.turns.falseInterruptionMs);
  }
  if (text === hearing.partial) return;
  const pauseMs = d.now - (hearing.changedAtMs ?? d.now);
  const cadenceMs = Math.max(hearing.cadenceMs, pauseMs <= LONGEST_CADENCE_MS ? pauseMs : 0);
  hear(d, { partial: text, sinceMs: hearing.sinceMs ?? d.now, changedAtMs: d.now, cadenceMs });
  if (hearing.guess && !sameWords(hearing.guess.text, text)) dropGuess(d);
  const { speculation } = d.rules.settings;
  // Words that only come slower than this are no sign of an end: the guesses would be used up in mid-sentence.
  if (speculation.enabled)
    setTimer(d, "speculate", Math.max(speculation.stableMs, cadenceMs + CADENCE_MARGIN_MS));
}

function dropGuess(d: Draft): void {
  const { guess } = d.state.hearing;
  if (guess) stopAttempts(d, [guess.attempt]);
  hear(d, { guess: undefined });
}

/** The partial prompt has been stable: the model starts on it, and nobody hears of it unless it comes true. */
export function speculate(d: Draft): void {
  const { hearing, phase } = d.state;
  const { speculation } = d.rules.settings;
  const spokenMs = d.now - (hearing.sinceMs ?? d.now);
  if (phase.name !== "listening" || hearing.guess || hearing.partial.trim() === "") return;
  if (hearing.attempts >= speculation.maxAttemptsPerTurn || spokenMs > speculation.maxSpeechMs) return;
  const words = openTurn(d, hearing.partial);
  if (isListeningNoise(d, hearing.partial) || isSaid(d, (p) => asksForPerson(ending(words), p))) return;
  if (completionOf(ending(words), packOfPrompt(d), expecting(d)) !== "complete") return;
  const open = d.state.transcript.filter((e) => e.id !== hearing.entryId);
  const items = [...requestItems(open), { role: "caller" as const, text: words }];
  const attempt = ask(d, "main", items, { trailer: untoldNote(d) });
  hear(d, { guess: { text: hearing.partial, attempt }, attempts: hearing.attempts + 1 });
  log(d, "speculation.started", { turn: d.state.turn + 1 });
}

/** Output of the speculative attempt is kept aside. */
export function guessUpdated(d: Draft, event: RequestEvent): void {
  const { guess } = d.state.hearing;
  if (guess) hear(d, { guess: { ...guess, attempt: after(guess.attempt, event) } });
}

function after(attempt: Attempt, event: RequestEvent): Attempt {
  switch (event.type) {
    case "model_progressed":
      return attempt;
    case "model_spoke":
      return { ...attempt, text: attempt.text + event.delta };
    case "model_called_tool": {
      const { callId, name, arguments: json } = event;
      return { ...attempt, calls: [...attempt.calls, { callId, name, arguments: json }] };
    }
    case "model_finished":
      return { ...attempt, status: "finished", reason: event.reason };
    case "model_failed":
      return { ...attempt, status: "failed" };
    default:
      return unreachable(event);
  }
}

/** The words of the turn that is open, with these added. */
function openTurn(d: Draft, words: string): string {
  const { entryId } = d.state.hearing;
  const entry = d.state.transcript.find((e) => e.id === entryId);
  return entry?.item.role === "caller" ? `${entry.item.text} ${words}` : words;
}

/** Whether a turn is finished, and what it asks for, shows in its last words; a monologue is not read through. */
const JUDGED_CHARS = 400;

const ending = (words: string): string =>
  words.length <= JUDGED_CHARS
    ? words
    : words.slice(words.indexOf(" ", words.length - JUDGED_CHARS) + 1).slice(-JUDGED_CHARS);

/** What the agent's last words asked for: half a phone number is no turn when a whole one was asked for. */
function expecting(d: Draft): ReturnType<typeof expectedBy> {
  const last = d.state.transcript.findLast((e) => e.item.role === "agent" && e.item.text !== "");
  return last?.item.role === "agent" ? expectedBy(ending(last.item.text), packOf(d)) : undefined;
}

/** A final prompt. */
export function callerSpoke(d: Draft, said: string): void {
  const { phase } = d.state;
  if (phase.name === "ended" || phase.name === "connecting") return;
  const words = said.trim();
  const { guess } = d.state.hearing;
  clearTimers(d, "silence", "unfinished", "speculate");
  hear(d, {
    partial: "",
    sinceMs: undefined,
    changedAtMs: undefined,
    cadenceMs: 0,
    attempts: 0,
    speaking: false,
  });
  changePart(d, "patience", { silenceSteps: 0 });

  if (phase.name === "handing_off" || phase.name === "saying_goodbye") {
    if (words) record(d, { role: "caller", text: words });
    return;
  }
  if (words === "" && d.state.speech.kept) return awaitQuiet(d);
  if (isListeningNoise(d, words)) {
    dropGuess(d);
    log(d, "turn.backchannel", { turn: d.state.turn });
    return resume(d);
  }
  clearTimers(d, "false_interruption");
  if (isUnintelligible(words)) {
    dropGuess(d);
    return notUnderstood(d);
  }
  changePart(d, "speech", { kept: undefined });

  takeDown(d, words);
  const turn = ending(openTurn(d, "").trim());
  const { escalation, turns } = d.rules.settings;
  if (escalation.onRequest && isSaid(d, (p) => asksForPerson(turn, p))) {
    dropGuess(d);
    return escalate(d, "asked_for_person");
  }
  const completion = completionOf(turn, packOfPrompt(d), expecting(d));
  if (completion !== "complete") {
    dropGuess(d);
    hear(d, { waitingFor: completion === "hold_on" ? "return" : "rest", lastFinalAtMs: d.now });
    setTimer(d, "unfinished", completion === "hold_on" ? turns.holdOnMs : turns.unfinishedMs);
    log(d, "turn.unfinished", { completion });
    order(d, { type: "save" });
    return;
  }
  hear(d, { waitingFor: undefined, lastFinalAtMs: d.now, guess: undefined });
  const kept =
    guess && sameWords(guess.text, words) && guess.attempt.status !== "failed" ? guess.attempt : undefined;
  if (guess && !kept) stopAttempts(d, [guess.attempt]);
  if (guess) log(d, "speculation.ended", { hit: kept !== undefined });
  if (kept) takeUpGuess(d, kept);
  else startTurn(d);
  order(d, { type: "save", soon: true });
}

/**
 * Puts the words into the transcript: with the turn's earlier words where nothing came in between, as an entry
 * of their own otherwise. Whatever was being answered is no longer the question.
 */
function takeDown(d: Draft, words: string): void {
  const { hearing, transcript } = d.state;
  const run = currentRun(d);
  const merged =
    d.now - (hearing.lastFinalAtMs ?? Number.NEGATIVE_INFINITY) <= d.rules.settings.turns.mergeWindowMs;
  const unspoken =
    run === undefined
      ? hearing.waitingFor !== undefined
      : run.firstFrameAtMs === undefined && run.fillers === 0;
  if (run) abandonRun(d, "superseded");
  const last = transcript.at(-1);
  if (
    last &&
    last.id === hearing.entryId &&
    last.item.role === "caller" &&
    unspoken &&
    (merged || hearing.waitingFor)
  ) {
    amend(d, last.id, { role: "caller", text: `${last.item.text} ${words}` });
  } else {
    hear(d, { entryId: record(d, { role: "caller", text: words }) });
  }
}

/** Nothing that could be a word came through. Asked again once; the second time in a row it is a person's turn. */
function notUnderstood(d: Draft): void {
  changePart(d, "speech", { kept: undefined });
  if (!countMisunderstanding(d) && !currentRun(d)) say(d, phrase(d, "notUnderstood"), { recorded: true });
}

/** The rest of the sentence did not come: one nudge, then the ladder of silence. */
export function nudgeUnfinished(d: Draft): void {
  const { waitingFor } = d.state.hearing;
  if (!waitingFor || d.state.phase.name !== "listening") return;
  hear(d, { waitingFor: undefined });
  say(d, phrase(d, waitingFor === "return" ? "stillThere" : "goOn"), { recorded: true });
}
