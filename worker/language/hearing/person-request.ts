import type { LanguagePack } from "../pack.ts";
import { anyOf, fold, oncePer, phraseSet } from "./words.ts";

const listsOf = oncePer((pack: LanguagePack) => ({
  asks: anyOf(pack.asksForPerson),
  not: anyOf(pack.notAPerson, "gu"),
  bare: phraseSet([...pack.personWords, ...pack.courtesies]),
  refusals: new Set(pack.negations.map(fold)),
  person: pack.personWords.map((w) => ` ${fold(w)} `),
}));

/**
 * Does the caller ask to talk to a person? Acted on without the model, so it must not be wrong: what only looks
 * like it ("a personal order", "are you a person?", "don't transfer me") is taken out before the patterns look.
 */
export function asksForPerson(utterance: string, pack: LanguagePack): boolean {
  const { asks, not, bare, person, refusals } = listsOf(pack);
  // Each sentence by itself: "I'm not a robot. Get me a human." And "No, I want a human" is no refusal.
  return utterance.split(/(?<=[.!?;])\s+/).some((sentence) => {
    const [first = "", ...rest] = sentence.split(",");
    const folded = fold(rest.length > 0 && refusals.has(fold(first)) ? rest.join(",") : sentence);
    // Nearly every sentence is told by this alone, before the costly look at what only seems to ask.
    const apart = ` ${folded} `;
    const named = !sentence.includes("?") && person.some((p) => apart.includes(p));
    if (!named && !asks.test(folded)) return false;
    const left = folded.replace(not, " # ").trim();
    return (named && bare.covers(left.split(" "))) || asks.test(left);
  });
}

/** Little words that are said in every sentence: they tell its language. */
const littleWords = oncePer(
  (p: LanguagePack) =>
    new Set(
      [
        ...[p.unfinishedEndings, p.looseEndings, p.looseOpeners, p.courtesies, p.turnWords, p.negations],
        ...[p.softeners, p.questionOpeners, p.backchannels, Object.keys(p.digitWords)],
      ].flatMap((words) => words.map(fold)),
    ),
);

/** How many words of the utterance are little ones of that language. */
export const littleWordsIn = (utterance: string, pack: LanguagePack): number =>
  fold(utterance)
    .split(" ")
    .filter((w) => littleWords(pack).has(w)).length;

/**
 * The same in a language that the prompt is not said to be in: recognition is often wrong, and callers change. Verbs and
 * "agent" are alike in several, so the words have to be rather of that language; where half of them are the own language's
 * little ones, as in nine sentences of ten, the others are not asked.
 */
export function asksInAnother(
  utterance: string,
  own: LanguagePack,
  others: () => readonly LanguagePack[],
): boolean {
  const shown = littleWordsIn(utterance, own);
  if (shown * 2 >= fold(utterance).split(" ").length) return false;
  // The little words first: they cost least, and rule out most.
  return others().some((pack) => littleWordsIn(utterance, pack) >= shown && asksForPerson(utterance, pack));
}
