import type { LanguagePack } from "../pack.ts";
import { completionOf } from "./completion.ts";
import { anyOf, fold, oncePer, phraseSet } from "./words.ts";

/** What only asks whether somebody is there, and what is only said in parting. Both ask for no answer of the model. */

/** "Hello? Hello? Sorry, are you still there?" Anything longer has something to say. */
const MAX_WORDS = 14;

/** Stands for a check among words; no transcript has it once it is folded. */
const CHECKED = "#";

const listsOf = oncePer((pack: LanguagePack) => ({
  checks: anyOf(
    pack.presenceChecks.map((c) => `(?<![\\p{L}\\p{N}'])(?:${c})(?![\\p{L}\\p{N}'])`),
    "gu",
  ),
  around: phraseSet(
    [
      ...pack.backchannels,
      ...pack.hesitations,
      // Single words only: "I need" is a courtesy around a request for a person, and no part of a check.
      ...pack.courtesies.filter((c) => !c.includes(" ")),
      CHECKED,
    ],
    (text) => (text === CHECKED ? text : fold(text)),
  ),
  farewells: phraseSet([...pack.farewells, ...pack.backchannels, ...pack.hesitations]),
  nothing: phraseSet([...pack.backchannels, ...pack.hesitations]),
  short: phraseSet([
    ...[...pack.farewells, ...pack.backchannels, ...pack.hesitations, ...pack.courtesies],
    ...[...pack.negations, ...pack.agreements],
  ]),
}));

/** "Hello? Are you there?": the caller wants to know that they are heard, and has nothing new to say. */
export function isPresenceCheck(utterance: string, pack: LanguagePack): boolean {
  const folded = fold(utterance);
  if (folded === "" || folded.split(" ").length > MAX_WORDS) return false;
  const { checks, around } = listsOf(pack);
  const words = folded.replace(checks, CHECKED).split(" ");
  return words.includes(CHECKED) && around.covers(words) && completionOf(utterance, pack) !== "unfinished";
}

/** "Thanks, you too, bye": said over a goodbye it is the other half of it. */
export function isFarewell(utterance: string, pack: LanguagePack): boolean {
  if (/[?¿]/.test(utterance)) return false;
  const folded = fold(utterance);
  const words = folded.split(" ");
  return folded !== "" && words.length <= MAX_WORDS && listsOf(pack).farewells.covers(words);
}

/**
 * Nothing but an answer ("No thanks", "Okay"), or a farewell beside whatever else is said: "I'll see to it. Bye." In anger it
 * is none: "You're useless, bye."
 */
export function isDone(utterance: string, pack: LanguagePack, angry: boolean): boolean {
  const { nothing, short } = listsOf(pack);
  if (!/[?¿]/.test(utterance) && short.covers(fold(utterance).split(" "))) return true;
  if (angry) return false;
  return utterance
    .split(/[.,;:!…]+/u)
    .some((clause) => isFarewell(clause, pack) && !nothing.covers(fold(clause).split(" ")));
}
