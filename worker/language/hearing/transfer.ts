import type { LanguagePack } from "../pack.ts";
import { anyOf, fold, oncePer } from "./words.ts";

const transfers = oncePer((pack: LanguagePack) => anyOf(pack.namesTransfer));
const negated = oncePer((pack: LanguagePack) => new Set(pack.negations));

/**
 * Does the agent say that the caller is being put through? One sentence has to: not a question whether they want it, nor
 * one that says it is not needed. Where it is not sure, it does not: the engine's own line is then said as well.
 */
export function namesTransfer(agentText: string, pack: LanguagePack): boolean {
  const sentences = agentText.match(/[^.!?…]+[.!?…]*/g) ?? [];
  return sentences.some((sentence) => {
    const words = fold(sentence);
    if (sentence.includes("?") || !transfers(pack).test(words)) return false;
    return !words.split(" ").some((word) => negated(pack).has(word));
  });
}
