import { asksForNumber, isFiller, leadsToCard, namesCard } from "../../language/hearing/between-figures.ts";
import type { Said } from "../../language/hearing/figures.ts";
import { ALL_PACKS } from "../../language/packs.ts";
import { type CardPart, codeParts, MOST_BEHIND, MOST_BETWEEN, withDetails } from "./card-details.ts";
import {
  hidden,
  isWithin,
  type Numeral,
  numeralsOf,
  type Part,
  runsOf,
  said,
  sentenceBefore,
} from "./told-numbers.ts";

/**
 * Payment card numbers in what was said: in figures or words, alone, in groups or over several turns, with what is told
 * beside them (`card-details.ts`). A long number is a card's when its first digits, its length and its check digit say so, so that an order
 * or a phone number stays as it is.
 *
 * Source: ISO/IEC 7812 (length, issuer, Luhn's check digit); the issuers' published ranges.
 */

const SHORTEST = 13;
const LONGEST = 19;
/** Phone numbers in international form have at most fifteen digits (E.164). */
const LONGEST_PHONE = 15;
/** What is said or keyed in one breath behind a number: a code, an expiry, both. */
const TAILS: ReadonlySet<number> = new Set([0, 3, 4, 6, 7, 8, 10]);
/** Digits that are told, or written, as one. */
const GROUP = 4;
/** The beginning of a number that is said again from the start. */
const SHORTEST_BEGINNING = 4;

/** Issuers by their first digits, with the length that they give out, and those that hardly anybody has. */
const ISSUERS: readonly (readonly [RegExp, usual: readonly number[], rare: readonly number[]])[] = [
  [/^4/, [16], [19, 13]],
  [/^5[1-5]|^2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)/, [16], []],
  [/^3[47]/, [15], []],
  [/^3(?:0[0-5]|[689])/, [14, 16], []],
  [/^35(?:2[89]|[3-8])/, [16], [17, 18, 19]],
  [/^6|^5[0678]|^8[12]|^220[0-4]|^9792/, [16], [19, 18, 17, 13]],
  // One that is not known here.
  [/^[2-6]/, [], [16, 14]],
];

/**
 * What is a card's in lines that were said one after the other. What is told as a card's number is one, though a digit of
 * it was misheard or is missing.
 *
 * @param asked - what the agent said before the last of the lines.
 */
export function cardParts(told: Said, asked = ""): readonly CardPart[] {
  return numeralsOf(told).flatMap((numerals) =>
    runsOf(numerals, "loose").flatMap((run, i, runs) => {
      const cards = cardsOf(run, told.text);
      if (cards.length > 0) return cards;
      return [
        ...namedCard(run, told.text, asked),
        ...mistold([...run, ...(runs[i + 1] ?? [])], told.text, asked),
      ];
    }),
  );
}

function namedCard(run: readonly Numeral[], text: string, asked: string): readonly CardPart[] {
  const [first, last] = [run[0], run.at(-1)];
  // "204471." "Oh, it's 204417.": a word between two whole groups is no digit of a number.
  const digitsOf = (n: Numeral | undefined): number => n?.digits.length ?? 0;
  const isWord = ({ written, digits }: Numeral, i: number): boolean =>
    !written && digits.length === 1 && digitsOf(run[i - 1]) > 1 && digitsOf(run[i + 1]) >= GROUP;
  const count = run.reduce((n, numeral, i) => n + (isWord(numeral, i) ? 0 : numeral.digits.length), 0);
  if (!first || !last || count < SHORTEST || count > LONGEST + MOST_BEHIND) return [];
  const before = sentenceBefore(text, first.from);
  const isNamed =
    leadsToCard(before, ALL_PACKS) ||
    (isFiller(before, ALL_PACKS, "chatter") && namesCard(sentenceBefore(asked, asked.length)));
  return isNamed ? [{ from: first.from, to: last.to, shown: "[card number withheld]", ending: "" }] : [];
}

/** Issuers that nearly everybody has a card of, and nearly nothing else is numbered like. */
const COMMON = ISSUERS.slice(0, 3);

/**
 * A digit was misheard or mistold, and what comes behind sets it right: "4111 1111 1111 1112, sorry, the last one is 1".
 * Or it will: somebody who says such a number, and nothing of what it is, was not asked for another.
 */
function mistold(run: readonly Numeral[], text: string, asked: string): readonly CardPart[] {
  const digits = run.map((n) => n.digits).join("");
  const length = COMMON.find(([prefix]) => prefix.test(digits))?.[1][0] ?? 0;
  let [count, size] = [0, 0];
  while (size < run.length && count < length) count += run[size++]?.digits.length ?? 0;
  const [first, last, end] = [run[0], run[size - 1], run.at(-1)];
  if (!first || !last || !end || count !== length) return [];
  const rest = digits.slice(length);
  const words = text.slice(last.to, run[size]?.from);
  const isSetRight =
    rest.length > 0 &&
    rest.length <= 4 &&
    words.length <= MOST_BETWEEN &&
    checks(digits.slice(0, length - rest.length) + rest);
  const isAlone =
    isFiller(sentenceBefore(text, first.from), ALL_PACKS, "chatter") &&
    run.slice(1, size).every(({ gap }) => gap !== "loose") &&
    (!asksForNumber(asked, ALL_PACKS) || namesCard(asked));
  if (!isSetRight && !isAlone) return [];
  return [
    { from: first.from, to: (isSetRight ? end : last).to, shown: "[card number withheld]", ending: "" },
  ];
}

function cardsOf(run: readonly Numeral[], text: string): readonly CardPart[] {
  const digits = run.map((n) => n.digits).join("");
  if (digits.length < SHORTEST) return [];
  /** Where each number of the run begins, and the last one ends. */
  const edges = [0];
  for (const n of run) edges.push((edges.at(-1) ?? 0) + n.digits.length);
  const isPhone = /\+\s?$/.test(text.slice(0, run[0]?.from));
  const parts: CardPart[] = [];
  let taken = 0;
  run.forEach((numeral, i) => {
    const start = edges[i] ?? 0;
    const isClose = i > 0 && numeral.gap === "close";
    // In the middle of digits said one by one no number begins.
    if (start < taken || (isClose && numeral.digits.length === 1)) return;
    const length = cardAt(run, edges, start, digits, isClose);
    if (length === undefined || (isPhone && i === 0 && length <= LONGEST_PHONE)) return;
    const end = start + length;
    const ending = digits.slice(end - 4, end);
    const before = digits.slice(taken, start);
    const isAgain = before.length >= SHORTEST_BEGINNING && digits.slice(start, end).startsWith(before);
    const from = isAgain ? taken : start;
    taken = withBehind(run, edges, end);
    const held = run.filter((_, k) => (edges[k + 1] ?? 0) > from && (edges[k] ?? 0) < taken);
    const [first, last] = [held[0], held.at(-1)];
    if (first && last)
      parts.push({
        from: first.from,
        to: withDetails(text, last.to),
        shown: "[card number withheld]",
        ending,
      });
  });
  return parts;
}

/** @returns the length of the card number that begins there. */
function cardAt(
  run: readonly Numeral[],
  edges: readonly number[],
  start: number,
  digits: string,
  isClose: boolean,
): number | undefined {
  const rest = digits.slice(start, start + LONGEST);
  const fits = (n: number, isUsual: boolean): boolean => {
    if (n > rest.length || !checks(rest.slice(0, n))) return false;
    const last = edges.findLastIndex((edge) => edge < start + n);
    const [numeral, next] = [run[last], run[last + 1]];
    if (!numeral) return false;
    const inside = (edges[last + 1] ?? 0) - start - n;
    const isPaused = next === undefined || next.gap !== "close";
    if (!isUsual) return inside === 0 && isPaused && !isClose;
    // Nobody says a group of thirteen digits as one word.
    if (inside > 0) return numeral.written && numeral.digits.length >= SHORTEST && TAILS.has(inside);
    if (isPaused || numeral.digits.length > 1 || next.digits.length > 1) return true;
    const pause = run.findIndex((n, k) => k > last && n.gap !== "close");
    return TAILS.has((edges[pause < 0 ? run.length : pause] ?? 0) - start - n);
  };
  for (const [prefix, usual, rare] of ISSUERS) {
    if (!prefix.test(rest)) continue;
    const length = usual.find((n) => fits(n, true)) ?? rare.find((n) => fits(n, false));
    if (length !== undefined) return length;
  }
  return undefined;
}

/** Where what was said in one breath with a number ends. */
function withBehind(run: readonly Numeral[], edges: readonly number[], end: number): number {
  let taken = end;
  for (const [k, { gap, digits }] of run.entries()) {
    const from = edges[k] ?? 0;
    if (from + digits.length <= end) continue;
    if (from >= end && !isWithin(gap, "joined")) break;
    taken = from + digits.length;
  }
  return taken - end <= MOST_BEHIND ? taken : end;
}

/** Text without payment card numbers: of each, only its last four digits can be seen. */
export const maskCards = (text: string): string => hidden(text, maskedCards(said(text)));

export const maskedCards = (line: Said): readonly Part[] =>
  [...cardParts(line), ...codeParts(line, "")].map((part) => ({
    ...part,
    shown: part.ending ? `•••• ${part.ending}` : "••••",
  }));

function checks(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const value = Number(digits[digits.length - 1 - i]) * (i % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
