import { isBackchannel } from "../../language/hearing/backchannel.ts";
import { completionOf } from "../../language/hearing/completion.ts";
import { saidDigits } from "../../language/hearing/digits.ts";
import { asksForPerson, asksInAnother } from "../../language/hearing/person-request.ts";
import { fold as foldWords } from "../../language/hearing/words.ts";
import { subtagOf } from "../../language/parts.ts";
import { saidOf } from "../../protocol/routing/places.ts";
import { unreachable } from "../../protocol/unreachable.ts";
import { amendCaller, concealed, recordCaller } from "../account/caller-lines.ts";
import { isAgreement, noteHeard } from "../answer/consent.ts";
import { takeUpGuess } from "../answer/race.ts";
import { abandonRun, startTurn } from "../answer/turn.ts";
import { markUntold, untoldNote } from "../answer/untold.ts";
import {
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
  setTimer,
} from "../draft/draft.ts";
import { ask, stopAttempts } from "../draft/requests.ts";
import { awaitQuiet, restWithinMs, say } from "../draft/speaking.ts";
import { escalate, holdGoodbye, takeBackGoodbye } from "../person/escalation.ts";
import { isFinal, mayAnswer } from "../person/limits.ts";
import type { RequestEvent } from "../state/event.ts";
import type { Hearing } from "../state/parts.ts";
import { packsOf } from "../state/rules.ts";
import type { Attempt } from "../state/run.ts";
import { requestItems } from "../state/transcript.ts";
import { isListeningNoise } from "./barge-in.ts";
import { ending, expecting } from "./expecting.ts";
import { passOverKeys } from "./keypad.ts";
import { isOurEcho, isParting, passesBy } from "./no-turn.ts";
import { answersConsent, isAskingConsent } from "./recording.ts";
import { soundHeard } from "./silence.ts";

/** What the caller says, from the first partial prompt to the decision that it is a turn. */

/** Recorded partial prompts come every 200 to 300 ms while the caller speaks; a longer pause is one in the speech. */
const USUAL_CADENCE_MS = 250;
const LONGEST_CADENCE_MS = 450;
const CADENCE_MARGIN_MS = 40;
/** Of what one quicker pause is worth: a recogniser keeps its pace, and one slow word is not forgotten at once. */
const QUICKER_SHARE = 0.3;

const hear = (d: Draft, patch: Partial<Hearing>): void => changePart(d, "hearing", patch);

/** Same words, whatever the case, the spacing and the punctuation. */
const sameWords = (a: string, b: string): boolean => fold(a) === fold(b);
const fold = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

/** A partial prompt: cumulative, revisable, and never a turn. */
export function callerWasHeard(d: Draft, text: string): void {
  const { hearing, phase } = d.state;
  if (phase.name === "ended" || phase.name === "connecting") return;
  clearTimers(d, "unfinished");
  if (hearing.speaking) setTimer(d, "wordless", d.rules.settings.turns.wordlessMs);
  soundHeard(d);
  // It may have been a noise: where nothing follows, the waits begin anew.
  awaitQuiet(d);
  // The words that follow an interruption are on their way: it is not a false one yet.
  if (d.state.timers.false_interruption !== undefined) {
    setTimer(d, "false_interruption", d.rules.settings.turns.falseInterruptionMs);
  }
  if (text === hearing.partial) return;
  const cadenceMs = cadence(hearing, d.now);
  hear(d, { partial: text, sinceMs: hearing.sinceMs ?? d.now, changedAtMs: d.now, cadenceMs });
  holdGoodbye(d);
  if (hearing.guess && !sameWords(hearing.guess.text, text)) dropGuess(d);
  const { speculation } = d.rules.settings;
  // Words that only come slower than this are no sign of an end: the guesses would be used up in mid-sentence.
  if (speculation.enabled)
    setTimer(d, "speculate", Math.max(speculation.stableMs, cadenceMs + CADENCE_MARGIN_MS));
}

/** How far apart the words of this call come, of all its turns: the first words of a turn are no sign of an end either. */
function cadence({ cadenceMs: known, changedAtMs }: Hearing, now: number): number {
  const usual = known || USUAL_CADENCE_MS;
  const pauseMs = now - (changedAtMs ?? Number.NEGATIVE_INFINITY);
  if (pauseMs > LONGEST_CADENCE_MS) return usual;
  return Math.max(pauseMs, usual + QUICKER_SHARE * (pauseMs - usual));
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
  if (phase.name !== "listening" || hearing.guess || !hearing.partial.trim()) return;
  if (d.state.operating.muted || isAskingConsent(d)) return;
  if (hearing.attempts >= speculation.maxAttemptsPerTurn || spokenMs > speculation.maxSpeechMs) return;
  const words = openTurn(d, hearing.partial);
  if (isListeningNoise(d, hearing.partial) || isOurEcho(d, hearing.partial)) return;
  if (wantsPerson(d, ending(words))) return;
  if (completionOf(ending(words), packOfPrompt(d), expecting(d)) !== "complete") return;
  const text = concealed(d, words, hearing.entryId);
  if (text === undefined) return;
  const open = d.state.transcript.filter((e) => e.id !== hearing.entryId);
  const items = [...requestItems(open), { role: "caller" as const, text }];
  const attempt = ask(d, "main", items, { trailer: untoldNote(d), guess: true });
  hear(d, {
    guess: { text: hearing.partial, attempt },
    attempts: hearing.attempts + 1,
    guesses: hearing.guesses + 1,
  });
  changePart(d, "tally", { guesses: d.state.tally.guesses + 1 });
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

const wantsPerson = (d: Draft, words: string): boolean =>
  isSaid(d, (pack) => asksForPerson(words, pack)) ||
  asksInAnother(words, packOf(d), () =>
    packsOf(d.rules).filter((pack) => pack !== packOf(d) && pack !== packOfPrompt(d)),
  );

/** Someone at a place of the directory: which one it is, the model says. */
function namesPlace(d: Draft, words: string): boolean {
  const said = ` ${foldWords(words)} `;
  return Object.entries(d.rules.handOff.places).some(([name, place]) =>
    [name.replaceAll("_", " "), saidOf(place, subtagOf(d.state.call.language))].some((known) =>
      said.includes(` ${foldWords(known)} `),
    ),
  );
}

/** A final prompt. */
export function callerSpoke(d: Draft, said: string): void {
  const { phase } = d.state;
  if (phase.name === "ended" || phase.name === "connecting") return;
  const words = said.trim();
  const { partial } = d.state.hearing;
  clearTimers(d, "silence", "unfinished", "speculate", "wordless");
  hear(d, {
    partial: "",
    sinceMs: undefined,
    changedAtMs: undefined,
    attempts: 0,
    speaking: false,
  });
  if (phase.name === "handing_off") {
    if (words) recordCaller(d, words);
    return;
  }
  if (phase.name === "saying_goodbye") {
    if (isParting(d, words) || isFinal(d)) return;
    takeBackGoodbye(d);
  }
  if (passesBy(d, words, partial)) return dropGuess(d);
  changePart(d, "patience", { silenceSteps: 0, askedAgain: false });
  clearTimers(d, "false_interruption", "no_turn");
  forgetKept(d);

  if (isSentTwice(d, words)) return dropGuess(d);
  noteHeard(d);
  takeDown(d, words);
  const turn = ending(openTurn(d, "").trim());
  const { escalation, turns } = d.rules.settings;
  if (escalation.onRequest && wantsPerson(d, turn) && !namesPlace(d, turn)) {
    dropGuess(d);
    return escalate(d, "asked_for_person");
  }
  const completion = isAgreement(d, turn) ? "complete" : completionOf(turn, packOfPrompt(d), expecting(d));
  if (answersConsent(d, turn, completion === "complete")) return dropGuess(d);
  if (completion !== "complete") {
    dropGuess(d);
    const waitingFor = WAITING[completion];
    hear(d, { waitingFor, lastFinalAtMs: d.now });
    setTimer(d, "unfinished", restWithinMs(turns, waitingFor));
    log(d, "turn.unfinished", { completion });
    order(d, { type: "save" });
    return;
  }
  // "Okay" is said before one keys.
  if (!isBackchannel(words, packOfPrompt(d))) passOverKeys(d);
  const { guess } = d.state.hearing;
  hear(d, { waitingFor: undefined, lastFinalAtMs: d.now, guess: undefined });
  const isGood = guess && sameWords(guess.text, words) && guess.attempt.status !== "failed";
  const kept = isGood && mayAnswer(d) ? guess.attempt : undefined;
  if (guess && !kept) stopAttempts(d, [guess.attempt]);
  if (kept) takeUpGuess(d, kept);
  else if (!isGood) startTurn(d);
  order(d, { type: "save", soon: true });
}

/**
 * What was spoken over is not said any more. Of what nobody had heard yet nothing is told: the next answer tells it, and
 * not a guess, which was asked without the reminder.
 */
function forgetKept(d: Draft): void {
  const { kept } = d.state.speech;
  if (!kept) return;
  changePart(d, "speech", { kept: undefined });
  for (const { heard, entryId } of kept.parts)
    if (heard.trim() === "" && markUntold(d, entryId)) dropGuess(d);
}

const WAITING = { unfinished: "rest", hold_on: "return", spelling: "letters" } as const;

/** The words of the turn that is being answered have come in a second time, before anything was said to them. */
function isSentTwice(d: Draft, words: string): boolean {
  const { lastFinalAtMs } = d.state.hearing;
  const run = currentRun(d);
  return (
    run?.said === "" &&
    d.now - (lastFinalAtMs ?? 0) <= d.rules.settings.turns.mergeWindowMs &&
    sameWords(openTurn(d, "").trim(), words) &&
    // "Five." "Five." are two figures.
    saidDigits(words, packOf(d)).count === 0
  );
}

/** Some providers send a sentence that goes on from its beginning: the longer one is the sentence. */
function growsFrom(earlier: string, words: string, d: Draft): boolean {
  const digits = saidDigits(earlier, packOf(d));
  if (digits.count > 0 && digits.otherWords === 0) return false;
  return `${foldWords(words)} `.startsWith(`${foldWords(earlier)} `);
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
  const open = last?.id === hearing.entryId && last?.item.role === "caller" && unspoken ? last : undefined;
  const earlier = open?.item.role === "caller" ? open.item.text : "";
  const grows = open !== undefined && growsFrom(earlier, words, d);
  if (open && (merged || hearing.waitingFor || grows)) {
    amendCaller(d, open.id, grows ? words : `${earlier} ${words}`);
    log(d, "turn.joined", { turn: d.state.turn });
  } else {
    hear(d, { entryId: recordCaller(d, words) });
  }
}

/** The rest of the sentence did not come: one nudge, then the ladder of silence. Letters are whole as they are. */
export function nudgeUnfinished(d: Draft): void {
  const { waitingFor } = d.state.hearing;
  if (!waitingFor || d.state.phase.name !== "listening") return;
  hear(d, { waitingFor: undefined });
  if (waitingFor === "letters" || d.state.operating.muted) {
    startTurn(d);
    return order(d, { type: "save", soon: true });
  }
  say(d, phrase(d, waitingFor === "return" ? "stillThere" : "goOn"), { recorded: true });
}
