import {
  type Figure,
  figuresIn,
  isWithinNumber,
  namesCardDetails,
  namesSecurityCode,
} from "../../language/hearing/figures.ts";
import { ALL_PACKS } from "../../language/packs.ts";

/**
 * Payment card numbers in what was said: in figures or words, alone, in groups or over several turns, with what is told
 * beside them. A long number is a card's when its first digits, its length and its check digit say so, so that an order
 * or a phone number stays as it is.
 *
 * Source: ISO/IEC 7812 (length, issuer, Luhn's check digit); the issuers' published ranges.
 */

/** A part of one of the texts that nobody may read. */
export interface Part {
  readonly text: number;
  readonly from: number;
  readonly to: number;
  readonly what: "card number" | "security code";
  /** The last four digits of a card number, where this is its last part. */
  readonly ending: string;
}

/** Phone numbers in international form have at most fifteen digits (E.164). */
const LONGEST_PHONE = 15;
/** An expiry (`MMYYYY`) and a security code. */
const MOST_BEHIND = 10;
/** Words around a number that the caller gives in two turns: "the second half is". */
const WORDS_BETWEEN_TURNS = 4;
/** "The security code of my card is 737." */
const WORDS_TO_CODE = 6;

/** Issuers by their first digits, with the lengths they give out. */
const ISSUERS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^4/, [16, 19, 13]],
  [/^5[1-5]|^2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)/, [16]],
  [/^3[47]/, [15]],
  [/^3(?:0[0-5]|[689])/, [14, 16]],
  [/^35(?:2[89]|[3-8])/, [16, 17, 18, 19]],
  [/^6|^5[0678]|^8[12]|^220[0-4]|^9792/, [16, 19, 18, 17, 13]],
];

/** A number, and where it stands among all that were said. */
interface Digits extends Figure {
  readonly text: number;
}

/**
 * @param asked - what the agent asked for before the last of the texts.
 * @returns what is a card's in the texts, which were said one after the other.
 */
export function cardParts(texts: readonly string[], asked = ""): readonly Part[] {
  const read = texts.map((text) => figuresIn(text, ALL_PACKS));
  const readings = Math.max(1, ...read.map((r) => r.length));
  return Array.from({ length: readings }, (_, i) => {
    const all = read.flatMap((r, text) => (r[i] ?? r[0] ?? []).map((figure) => ({ ...figure, text })));
    return [...runsOf(all, texts).flatMap((run) => cardsOf(run, texts)), ...codesOf(all, texts, asked)];
  }).flat();
}

/** Numbers that may be parts of one. */
function runsOf(all: readonly Digits[], texts: readonly string[]): readonly (readonly Digits[])[] {
  const runs: Digits[][] = [];
  all.forEach((figure, i) => {
    const before = all[i - 1];
    if (before && areJoined(before, figure, texts)) runs.at(-1)?.push(figure);
    else runs.push([figure]);
  });
  return runs;
}

function areJoined(a: Digits, b: Digits, texts: readonly string[]): boolean {
  if (a.text === b.text) return isWithinNumber((texts[a.text] ?? "").slice(a.to, b.from), ALL_PACKS);
  // Turns without a number between them are answers to what is read back: "yes", "that's right".
  const between = texts.slice(a.text + 1, b.text);
  const around = [(texts[a.text] ?? "").slice(a.to), ...between, (texts[b.text] ?? "").slice(0, b.from)];
  return around.every((words) => (words.match(/\p{L}+/gu)?.length ?? 0) <= WORDS_BETWEEN_TURNS);
}

function cardsOf(run: readonly Digits[], texts: readonly string[]): readonly Part[] {
  const digits = run.map((f) => f.digits).join("");
  /** Where each number of the run begins, and the last one ends. */
  const edges = [0];
  for (const f of run) edges.push((edges.at(-1) ?? 0) + f.digits.length);
  const inside = run.flatMap((f, i) =>
    f.written && f.digits.length >= 13
      ? Array.from({ length: f.digits.length }, (_, k) => (edges[i] ?? 0) + k)
      : [],
  );
  const starts = new Set(edges);
  const ends = new Set([...edges, ...inside]);
  const phone = isInternational(run[0], texts);
  const parts: Part[] = [];
  let start = 0;
  while (start + 13 <= digits.length) {
    const length = starts.has(start) ? cardAt(digits, start, ends, phone) : undefined;
    if (length === undefined) {
      start++;
      continue;
    }
    const end = start + length;
    const behind = digits.length - end;
    const taken = behind <= MOST_BEHIND ? digits.length : end;
    parts.push(...partsBetween(run, edges, start, taken, digits.slice(end - 4, end)));
    start = taken;
  }
  return withDetails(parts, run, texts);
}

const isInternational = (first: Digits | undefined, texts: readonly string[]): boolean =>
  first !== undefined && /\+\s?$/.test((texts[first.text] ?? "").slice(0, first.from));

function cardAt(
  digits: string,
  start: number,
  ends: ReadonlySet<number>,
  phone: boolean,
): number | undefined {
  const rest = digits.slice(start, start + 20);
  const lengths = ISSUERS.flatMap(([first, of]) => (first.test(rest) ? of : []));
  // A number that stands alone need not be of an issuer that is known here.
  const alone =
    start === 0 && /^[2-6]/.test(rest) && rest.length <= 19 && rest.length !== 15 ? [rest.length] : [];
  return [...lengths, ...alone].find(
    (n) =>
      n >= 13 &&
      n <= rest.length &&
      // In the middle of a group a number ends only where it began the run: a code was said in one breath with it.
      (start === 0 || ends.has(start + n)) &&
      !(phone && start === 0 && n <= LONGEST_PHONE) &&
      checks(rest.slice(0, n)),
  );
}

/** The numbers of a run that hold its digits from `start` to `end`, a part for each text. */
function partsBetween(
  run: readonly Digits[],
  edges: readonly number[],
  start: number,
  end: number,
  ending: string,
): readonly Part[] {
  const held = run.filter((_, i) => (edges[i + 1] ?? 0) > start && (edges[i] ?? 0) < end);
  const lastText = held.at(-1)?.text;
  return [...new Set(held.map((f) => f.text))].map((text) => {
    const own = held.filter((f) => f.text === text);
    const [from, to] = [own[0]?.from ?? 0, own.at(-1)?.to ?? 0];
    return { text, from, to, what: "card number", ending: text === lastText ? ending : "" };
  });
}

/** Behind the number, by name: "expires 12/26", "and the code is 123". */
function withDetails(
  parts: readonly Part[],
  run: readonly Digits[],
  texts: readonly string[],
): readonly Part[] {
  const last = parts.at(-1);
  const end = run.at(-1);
  if (!last || !end || last.to < end.to || last.text !== end.text) return parts;
  const text = texts[last.text] ?? "";
  let to = last.to;
  for (const reading of figuresIn(text.slice(last.to), ALL_PACKS)) {
    let [at, count] = [last.to, 0];
    for (const figure of reading) {
      const [from, until] = [last.to + figure.from, last.to + figure.to];
      const between = text.slice(at, from);
      count += figure.digits.length;
      const belongs =
        isWithinNumber(between, ALL_PACKS) ||
        (between.length <= 40 && !between.includes("•") && namesCardDetails(between, ALL_PACKS));
      if (!belongs || figure.digits.length > 6 || count > MOST_BEHIND) break;
      at = until;
      to = Math.max(to, until);
    }
  }
  return [...parts.slice(0, -1), { ...last, to }];
}

/** The code on a card's back, which is asked for or named: three or four digits by themselves. */
function codesOf(all: readonly Digits[], texts: readonly string[], asked: string): readonly Part[] {
  const wanted = asked !== "" && namesSecurityCode(asked, ALL_PACKS);
  // "Le code au dos, 911": a word in front may be a number in another language.
  const runs = runsOf(all, texts).flatMap((run) => (run.length === 2 ? [run, run.slice(1)] : [run]));
  return runs.flatMap((run): readonly Part[] => {
    const [first, last] = [run[0], run.at(-1)];
    const count = run.reduce((n, f) => n + f.digits.length, 0);
    if (!first || !last || first.text !== last.text || (count !== 3 && count !== 4)) return [];
    const text = texts[first.text] ?? "";
    const before = wordsOf(text.slice(0, first.from), "last").slice(-WORDS_TO_CODE).join("");
    const behind = wordsOf(text.slice(last.to), "first").slice(0, WORDS_TO_CODE).join("");
    const answers = wanted && first.text === texts.length - 1;
    if (!answers && !namesSecurityCode(before, ALL_PACKS) && !namesSecurityCode(behind, ALL_PACKS)) return [];
    return [{ text: first.text, from: first.from, to: last.to, what: "security code", ending: "" }];
  });
}

/** Words as far as the next number, which is another one's name. */
const wordsOf = (text: string, which: "first" | "last"): readonly string[] =>
  (text.split(/\p{Nd}|[.!?]\s/u).at(which === "first" ? 0 : -1) ?? "").split(/(?<=\s)/);

/** Text with its parts replaced; those that overlap are one. */
export function without(text: string, parts: readonly Part[], shown: (part: Part) => string): string {
  const sorted = [...parts].sort((a, b) => a.from - b.from || b.to - a.to);
  let [out, at] = ["", 0];
  for (const part of sorted) {
    if (part.from >= at) out += text.slice(at, part.from) + shown(part);
    at = Math.max(at, part.to);
  }
  return out + text.slice(at);
}

/** Text without payment card numbers: of each, only its last four digits can be seen. */
export const maskCards = (text: string): string =>
  without(text, cardParts([text]), ({ ending }) => (ending ? `•••• ${ending}` : "••••"));

function checks(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
