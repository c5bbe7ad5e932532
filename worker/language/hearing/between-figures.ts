import type { LanguagePack } from "../pack.ts";
import { anyOf, fold, foldWord, oncePer } from "./words.ts";

/** What people say between the parts of a number, and about it. */

const tablesOf = oncePer((packs: readonly LanguagePack[]) => {
  const words = (of: (pack: LanguagePack) => readonly string[]) =>
    new Set(packs.flatMap((p) => of(p).flatMap((phrase) => fold(phrase).split(" "))));
  return {
    labels: new RegExp(`^(?:${packs.flatMap((p) => p.digitLabels).join("|")})$`, "u"),
    between: words((p) => [...p.betweenDigits, ...p.hesitations]),
    chatter: words((p) => [
      ...[...p.betweenDigits, ...p.hesitations],
      ...[...p.backchannels, ...p.courtesies, ...p.holdOn],
    ]),
    securityCode: anyOf(packs.flatMap((p) => p.securityCode)),
    asked: anyOf(packs.flatMap((p) => [...p.wantsNumber, ...p.wantsPhone])),
    spelled: anyOf([
      "(?<!\\p{L})\\p{L} \\p{L}(?: \\p{L}+)?$",
      `\\b(?:${packs.flatMap((p) => [...p.dotWords, ...p.joinWords].map(fold)).join("|")})(?: [\\p{L}\\p{N}]+)?$`,
    ]),
    cardDetails: anyOf(packs.flatMap((p) => [...p.securityCode, ...p.cardDetails])),
  };
});

const spokenWords = (text: string): readonly string[] =>
  (text.match(/[\p{L}\p{M}'’]+/gu) ?? []).map(foldWord);

/** How far apart two numbers are, by what stands between them. */
export type Gap =
  /** One is said right behind the other, or with a pause. */
  | "close"
  | "paused"
  /** "And then it's", "uh": the second goes on with the first. */
  | "joined"
  /** "Hold on, let me see, sorry, the last four are": it may be another. */
  | "loose"
  | "apart";

/** Words of hesitation, excuse and order between two parts of one number, and how many of them may be others. */
const MOST_JOINING = 4;
const MOST_SIGNS = 4;
const MOST_CHATTER = 12;
const MOST_OTHERS = 2;
/** What else may be said around a number that is told in two turns: "the second half is". */
const WORDS_AROUND = 4;

/** @param between - what stands between two numbers, turns parted by a line break. */
export function gapOf(between: string, packs: readonly LanguagePack[]): Gap {
  if (between === " " || between === "-" || between === "") return "close";
  if (/\p{Nd}/u.test(between)) return "apart";
  if (!/\p{L}/u.test(between))
    return between.length <= MOST_SIGNS || between.includes("\n") ? "paused" : "apart";
  const { between: joining, chatter, labels } = tablesOf(packs);
  const turns = between.split("\n").map(spokenWords);
  const words = turns.flat();
  if (words.length <= MOST_JOINING && words.every((w) => joining.has(w))) return "joined";
  const isChatter = (turn: readonly string[]) =>
    turn.length <= MOST_CHATTER &&
    turn.filter((w) => !chatter.has(w) && !labels.test(w)).length <= MOST_OTHERS;
  return turns.every((turn) => isChatter(turn) || (turns.length > 1 && turn.length <= WORDS_AROUND))
    ? "loose"
    : "apart";
}

/** Whether the word names a part of a number: "first", "group". */
export const labelsDigits = (word: string, packs: readonly LanguagePack[]): boolean =>
  tablesOf(packs).labels.test(foldWord(word));

/** Whether it says nothing: words that may stand between the parts of a number, or any excuse. */
export const isFiller = (
  text: string,
  packs: readonly LanguagePack[],
  which: "between" | "chatter",
): boolean => !/\p{Nd}/u.test(text) && spokenWords(text).every((w) => tablesOf(packs)[which].has(w));

/** Whether it only leads to a number that was named: "number is", "code:". */
export const leadsOn = (text: string, packs: readonly LanguagePack[]): boolean => {
  const { between, labels, cardDetails } = tablesOf(packs);
  return spokenWords(text.replace(/^['’]s\b/u, "")).every(
    (w) => between.has(w) || labels.test(w) || cardDetails.test(w),
  );
};

/** "R o s a", "r o s a at", "rosa dot luna": more of it may follow. */
export const endsSpelled = (text: string, packs: readonly LanguagePack[]): boolean =>
  tablesOf(packs).spelled.test(fold(text));

export const asksForNumber = (text: string, packs: readonly LanguagePack[]): boolean =>
  text.includes("?") && tablesOf(packs).asked.test(fold(text));

/** What a card is called, in the languages shipped. */
const CARD = /\b(?:\w*(?:card|karten?)(?:nummer)?|visa|amex|american express|tarjeta|carte|cartao)\b/u;

export const namesCard = (text: string): boolean => CARD.test(fold(text));

/** "My card number is", and then the number. */
export const leadsToCard = (text: string, packs: readonly LanguagePack[]): boolean => {
  const [, ...rest] = fold(text).split(CARD);
  return rest.length > 0 && leadsOn(rest.at(-1) ?? "", packs);
};

/** Where the text names the code of a card, if it does. */
export const securityCodeIn = (text: string, packs: readonly LanguagePack[]): RegExpExecArray | null =>
  tablesOf(packs).securityCode.exec(fold(text));

export const namesCardDetails = (text: string, packs: readonly LanguagePack[]): boolean =>
  tablesOf(packs).cardDetails.test(fold(text));
