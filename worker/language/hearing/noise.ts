import type { LanguagePack } from "../pack.ts";
import { fold, oncePer } from "./words.ts";

/**
 * What a final prompt is made of. `speech`: somebody spoke, and no words came of it ("[inaudible]"). `noise`: nothing
 * was said at all, as far as anybody can tell: empty, marks only, a provider's note such as "[laughter]" or "♪".
 */
export type Sound = "words" | "speech" | "noise";

/**
 * A note in brackets or asterisks. A bracket does not reach over the next one of its kind, so that a thousand open
 * ones are read once each.
 */
const NOTE = /\[[^[\]]*\]|\([^()]*\)|<[^<>]*>|\{[^{}]*\}|[♪♫][^♪♫]*[♪♫]|\*{1,2}[^*]+\*{1,2}/g;
/** Hardly any utterance has one. */
const BEGINS_NOTE = /[[(<{♪♫*]/;

const marksOf = oncePer((pack: LanguagePack) => new Set(pack.unintelligible.map(fold)));

export function soundOf(utterance: string, pack: LanguagePack): Sound {
  const marks = marksOf(pack);
  let speech = false;
  const said = !BEGINS_NOTE.test(utterance)
    ? utterance
    : utterance.replace(NOTE, (note) => {
        // An area code in brackets is no note.
        if (/\p{N}/u.test(note)) return note;
        speech ||= marks.has(fold(note));
        return " ";
      });
  if (!/[\p{L}\p{N}]/u.test(said)) return speech ? "speech" : "noise";
  return said.length <= LONGEST_MARK && marks.has(fold(said)) ? "speech" : "words";
}

/** Characters; no mark is longer, and a monologue need not be folded to know it. */
const LONGEST_MARK = 60;
