import type { LanguagePack } from "../pack.ts";
import { fold, oncePer } from "./words.ts";

const wordsOf = oncePer((pack: LanguagePack) => ({
  values: new Map(Object.entries(pack.digitWords).map(([w, v]) => [fold(w), v])),
  repeats: new Map(Object.entries(pack.digitRepeats).map(([w, n]) => [fold(w), n])),
}));

/** How many digits were said, and whether the utterance ends with one. */
export interface SaidDigits {
  readonly count: number;
  readonly atEnd: boolean;
  /** Words that are no part of a number. */
  readonly otherWords: number;
  /** A figure alone, and pairs behind it: "six, twelve, thirty-four". */
  readonly inPairs: boolean;
}

/**
 * Counts the digits of an utterance, as numerals or as words: "555 010", "five five five", "double five",
 * "fifty-five" (two), "quatre-vingt-dix-neuf" (two).
 */
export function saidDigits(utterance: string, pack: LanguagePack): SaidDigits {
  const { values, repeats } = wordsOf(pack);
  let count = 0;
  let otherWords = 0;
  let atEnd = false;
  /** What the number word before leaves open for the next: 9 after "twenty", 19 after "soixante". */
  let room = 0;
  let times = 1;
  /** Where each number begins, counted in digits. */
  const starts: number[] = [];
  const folded = fold(utterance);
  for (const word of folded === "" ? [] : joined(folded, values).split(" ")) {
    const value = values.get(word);
    if (/^\d+$/.test(word)) {
      starts.push(count);
      count += word.length;
      room = 0;
    } else if (repeats.has(word)) {
      times = repeats.get(word) ?? 1;
      atEnd = false;
      continue;
    } else if (value === undefined) {
      // "treinta y cuatro": the joining word is no content, and does not close the number.
      if (room === 0 || word.length > 3) {
        otherWords++;
        room = 0;
      }
      atEnd = false;
      continue;
    } else if (value > 0 && value <= room) {
      room = value >= 10 && value <= 19 ? 0 : value < 10 ? 0 : 9;
    } else {
      starts.push(count);
      count += (value >= 100 ? 3 : value >= 10 ? 2 : 1) * times;
      room = value >= 100 ? 99 : value === 60 || value === 80 ? 19 : value >= 20 ? 9 : 0;
    }
    times = 1;
    atEnd = true;
  }
  const inPairs = starts.length > 1 && [...starts, count].every((at, i) => at === Math.max(0, 2 * i - 1));
  return { count, atEnd, otherWords, inPairs };
}

/** Number words of two words are one: "quatre vingt" → "quatrevingt", where the pack knows that word. */
const joined = (folded: string, values: ReadonlyMap<string, number>): string =>
  folded.replace(/(\S+) (?=(\S+))/gu, (both, first: string, second: string) =>
    values.has(first + second) ? first : both,
  );
