import type { LanguagePack } from "../pack.ts";
import { anyOf, fold, oncePer } from "./words.ts";

const admissions = oncePer((pack: LanguagePack) => anyOf(pack.admitsMisunderstanding));

/** Does the agent say that it did not understand? Two such turns in a row are a reason to hand over. */
export const admitsMisunderstanding = (agentText: string, pack: LanguagePack): boolean =>
  admissions(pack).test(fold(agentText));
