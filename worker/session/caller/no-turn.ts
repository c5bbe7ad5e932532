import { isEcho } from "../../language/hearing/echo.ts";
import { type Sound, soundOf } from "../../language/hearing/noise.ts";
import { isFarewell, isPresenceCheck } from "../../language/hearing/presence.ts";
import {
  changePart,
  changeRun,
  currentRun,
  type Draft,
  log,
  packOf,
  packOfPrompt,
  phrase,
  record,
  setTimer,
} from "../draft/draft.ts";
import { awaitQuiet, say } from "../draft/speaking.ts";
import { goodbyeHeard } from "../person/escalation.ts";
import { type Line, lineRaw, lineSpoken, remainingMs, unheardChars } from "../state/speech/playback.ts";
import { isListeningNoise, resume } from "./barge-in.ts";
import { soundHeard } from "./silence.ts";

/** Final prompts that take no turn: noises, our own echo, "mm-hmm", "hello?" while the answer is on its way. */

/** A "hello?" this soon after our first word was said before it could be heard; ms. */
const CROSSED_MS = 1_500;
/** Nobody asks "hello?" after a shorter wait; ms. */
const LONG_WAIT_MS = 1_000;

/**
 * @param partial - what had been heard of the utterance before it was final.
 * @returns whether the words were dealt with, and nobody is to answer them.
 */
export function passesBy(d: Draft, words: string, partial: string): boolean {
  const pack = packOfPrompt(d);
  const sound = soundOf(words, pack);
  if (sound !== "words") {
    noWords(d, sound === "speech" || soundOf(partial, pack) === "words" ? "speech" : "noise");
    return true;
  }
  if (isOurEcho(d, words)) {
    log(d, "turn.echo", { turn: d.state.turn });
    goOn(d);
    return true;
  }
  if (isListeningNoise(d, words)) {
    changePart(d, "patience", { silenceSteps: 0 });
    log(d, "turn.backchannel", { turn: d.state.turn });
    resume(d);
    return true;
  }
  if (!awaitsUs(d) || !isPresenceCheck(words, pack)) return false;
  assure(d);
  return true;
}

/** What was spoken over goes on; where nothing was, everything does. */
const goOn = (d: Draft): void => (d.state.speech.kept || currentRun(d)?.muted ? resume(d) : awaitQuiet(d));

/**
 * Nothing to answer. What was spoken over goes on when its time is over, an answer that is on its way comes; only
 * where somebody has spoken for certain are they asked again, once until there are words.
 */
function noWords(d: Draft, sound: Exclude<Sound, "words">): void {
  const { speech, patience, quality } = d.state;
  const silent = !speech.playback.speaking && unheardChars(speech.playback) === 0;
  soundHeard(d);
  if (
    sound === "noise" ||
    d.state.operating.muted ||
    speech.kept ||
    currentRun(d) ||
    patience.askedAgain ||
    !silent
  )
    return awaitQuiet(d);
  changePart(d, "patience", { askedAgain: true });
  changePart(d, "quality", { reprompts: quality.reprompts + 1 });
  say(d, phrase(d, "notUnderstood"), { recorded: true });
}

/**
 * Are these the words that we have just said ourselves, or are saying? "$40" was spoken as "forty dollars", and recognition
 * writes it either way.
 */
export function isOurEcho(d: Draft, words: string): boolean {
  const { playback, kept, latest } = d.state.speech;
  const speaks = kept !== undefined || playback.speaking || unheardChars(playback) > 0;
  const recent = latest !== undefined && d.now - latest.untilMs <= d.rules.settings.turns.echoMs;
  if (!speaks && !recent) return false;
  const before = recent || kept ? latest : undefined;
  const echoes = (earlier: string | undefined, form: (line: Line) => string): boolean =>
    isEcho(words, [earlier ?? "", ...playback.lines.map(form)].join(" "), packOf(d));
  return echoes(before?.spoken, lineSpoken) || (/[\p{N}@]/u.test(words) && echoes(before?.written, lineRaw));
}

const isPlaying = (d: Draft): boolean =>
  remainingMs(d.state.speech.playback, d.rules.settings.turns.charsPerSecond, d.now) > 0;

/** An answer is on its way, or has begun too late for a "hello?" that was said before. */
function awaitsUs(d: Draft): boolean {
  if (currentRun(d)?.said === "") return true;
  const { kept, replyStartedAtMs } = d.state.speech;
  const playedMs =
    kept?.playedMs ?? (isPlaying(d) ? d.now - (replyStartedAtMs ?? 0) : Number.POSITIVE_INFINITY);
  return playedMs < CROSSED_MS && wasWaitedFor(d);
}

/**
 * "Hello?" while the answer is on its way: the caller hears that somebody is there, and the answer is not begun anew.
 * Into an answer that has only just begun it was said too late to mean anything.
 */
function assure(d: Draft): void {
  const playing = isPlaying(d);
  changePart(d, "patience", { silenceSteps: 0 });
  log(d, "turn.presence", { turn: d.state.turn });
  goOn(d);
  const run = currentRun(d);
  const mayFill = run !== undefined && run.fillers < d.rules.settings.toolUse.maxFillers;
  if (run?.said !== "" || playing || !mayFill) return;
  say(d, phrase(d, "presence"), { recorded: false });
  changeRun(d, { fillers: run.fillers + 1 });
  // It covers the wait as a holding line would.
  if (d.state.timers.holding !== undefined) setTimer(d, "holding", d.rules.settings.patience.holdingMs);
}

/** An answer that took its time, or the greeting. "Are you still there?" asks for the "hello" itself. */
function wasWaitedFor(d: Draft): boolean {
  const { quality, patience, turn } = d.state;
  return patience.silenceSteps === 0 && (turn === 0 || (quality.latenciesMs.at(-1) ?? 0) >= LONG_WAIT_MS);
}

/**
 * What is said over a goodbye: "bye" ends the call as it is, and so does what is no words at all.
 *
 * @returns whether the goodbye stands.
 */
export function isParting(d: Draft, words: string): boolean {
  const pack = packOfPrompt(d);
  // "I can't hear anything" is not answered in parting: whoever says "okay" to it is there.
  const farewell = d.state.patience.silenceSteps < 2 && isFarewell(words, pack);
  if (!farewell && soundOf(words, pack) === "words" && !isOurEcho(d, words)) return false;
  if (farewell) record(d, { role: "caller", text: words });
  // Cut short it is not said again: they know.
  if (unheardChars(d.state.speech.playback) === 0) goodbyeHeard(d);
  return true;
}
