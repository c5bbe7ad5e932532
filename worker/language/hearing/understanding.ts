import type { LanguagePack } from "../pack.ts";
import { anyOf, fold, oncePer } from "./words.ts";

/** Transcript with nothing in it to answer: empty, only marks, or a provider's note such as "[inaudible]". */
export function isUnintelligible(utterance: string): boolean {
  const said = utterance.replace(/\[[^\]]*\]|\([^)]*\)|<[^>]*>/g, " ");
  return (
    !/[\p{L}\p{N}]/u.test(said) ||
    /^[\s\p{P}]*(?:inaudible|unintelligible|noise|silence|crosstalk)[\s\p{P}]*$/iu.test(said)
  );
}

const admissions = oncePer((pack: LanguagePack) => anyOf(pack.admitsMisunderstanding));

/** Does the agent say that it did not understand? Two such turns in a row are a reason to hand over. */
export const admitsMisunderstanding = (agentText: string, pack: LanguagePack): boolean =>
  admissions(pack).test(fold(agentText));
