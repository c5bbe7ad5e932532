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
    const named = !sentence.includes("?") && person.some((p) => ` ${folded} `.includes(p));
    if (!named && !asks.test(folded)) return false;
    const left = folded.replace(not, " # ").trim();
    return (named && bare.covers(left.split(" "))) || asks.test(left);
  });
}
