import type { LanguagePack } from "../pack.ts";
import { anyOf, fold, lately, oncePer } from "./words.ts";

const admissions = oncePer((pack: LanguagePack) => {
  const admits = anyOf(pack.admitsMisunderstanding);
  return lately((text) => admits.test(fold(text)));
});

/** Does the agent say that it did not understand? Two such turns in a row are a reason to hand over. */
export const admitsMisunderstanding = (agentText: string, pack: LanguagePack): boolean =>
  admissions(pack)(agentText);
