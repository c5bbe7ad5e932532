import type { LanguagePack } from "../pack.ts";
import { foldWord, oncePer } from "./words.ts";

/** Letters that are not said by their names: "Mike", "M as in Mary", "V wie Victor". */

/** Source: ICAO Annex 10, Volume II, 5.2.1.3; with the spellings of a transcript. */
const RADIO_WORDS =
  "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett juliette kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey whisky xray yankee zulu".split(
    " ",
  );
const RADIO: ReadonlySet<string> = new Set(RADIO_WORDS);

/** A letter for what stood at a place of a text. */
export interface SpelledLetter {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const patternOf = oncePer((packs: readonly LanguagePack[]) => {
  const asIn = [...new Set(packs.flatMap((p) => p.asIn))].join("|");
  return new RegExp(
    `(?<![\\p{L}'])(\\p{L})[ ,]+(?:${asIn}) (?:the )?\\p{L}{2,}|(?<![\\p{L}'])(?:x-ray|\\p{L}{4,})(?![\\p{L}'])`,
    "giu",
  );
});

/** Where letters are explained, or said by words of the radio: one such word alone is the word that it is, unless it stands beside a number or a letter. */
export function spelledLetters(text: string, packs: readonly LanguagePack[]): readonly SpelledLetter[] {
  const found = [...text.matchAll(patternOf(packs))].flatMap(([words, letter], i, all) => {
    const from = all[i]?.index ?? 0;
    const isRadio = letter === undefined && RADIO.has(foldWord(words).replace(/[^a-z]/g, ""));
    if (letter === undefined && !isRadio) return [];
    return [{ from, to: from + words.length, text: letter ?? words.charAt(0), isSure: letter !== undefined }];
  });
  const isSign = (near: string) => /^[ ,.-]{0,3}(?:\p{Nd}|\p{L}(?![\p{L}']))/u.test(near);
  return found.filter(({ from, to, isSure }, i) => {
    const [before, next] = [found[i - 1], found[i + 1]];
    return (
      isSure ||
      (before !== undefined && from - before.to <= 2) ||
      (next !== undefined && next.from - to <= 2) ||
      isSign(text.slice(to)) ||
      /(?:\p{Nd}|(?<![\p{L}'])\p{L})[ ,.-]{0,3}$/u.test(text.slice(0, from))
    );
  });
}
