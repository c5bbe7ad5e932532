import type { LanguagePack } from "../pack.ts";
import { fold, oncePer, phraseSet } from "./words.ts";

/** Sounds of listening in any language, however they are spelled: "mmm", "mhmm", "uh-huh", "hm", "ahh", "ooh". */
const HUM = "m+|m+h+m+|h+m+|m+ ?h+m+|u+h+ ?h+u+h+|a+h+|o+h+|a+h+a+|e+h+m*|u+h+m*|u+m+";

/** Stands for any hum among words. */
const HUMMED = "hm";

const MAX_WORDS = 6;

const listsOf = oncePer((pack: LanguagePack) => ({
  signals: phraseSet([...pack.backchannels, HUMMED]),
  hum: new RegExp(`^(?:${[HUM, ...pack.hums].join("|")})$`, "u"),
  turns: new Set(pack.turnWords.map(fold)),
}));

/**
 * Does the utterance only say "I am listening"? Then it takes no turn when it is said over the agent. Where in
 * the reply it was said decides as well, and that is the engine's part: close to either edge it is an answer.
 *
 * Anything with a question mark, a turn word ("stop", "no", "wait") or other content is a real turn.
 */
export function isBackchannel(utterance: string, pack: LanguagePack): boolean {
  if (/[?¿]/.test(utterance)) return false;
  const folded = fold(utterance);
  const { signals, hum, turns } = listsOf(pack);
  if (signals.has(folded) || hum.test(folded)) return true;
  const words = folded === "" ? [] : folded.split(" ");
  if (words.length === 0 || words.length > MAX_WORDS) return false;
  if (words.some((w) => turns.has(w))) return false;
  const hummed = words.map((w) => (hum.test(w) ? HUMMED : w));
  return signals.covers(words) || signals.covers(hummed);
}

/** A word that is only a sound, in this language or in any. */
export const isHum = (word: string, pack: LanguagePack): boolean => listsOf(pack).hum.test(word);
