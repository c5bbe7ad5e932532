import type { LanguagePack } from "../pack.ts";
import { fold, foldWord, oncePer } from "./words.ts";

/**
 * Numbers in what was said, as digits with their place in the text, in whichever of the languages: "4111",
 * "forty-one eleven", "cuatro mil ciento once", "viermal die Eins". No two languages mean different numbers by a word.
 */

export interface Figure {
  readonly digits: string;
  readonly from: number;
  readonly to: number;
  /** It was written in figures: nobody says a group of thirteen digits as one word. */
  readonly written: boolean;
}

/** Where the digits of each script begin that a transcript is written in: ASCII, Arabic, Persian, Devanagari, full width. */
const ZEROS = [0x30, 0x660, 0x6f0, 0x966, 0xff10];
/** A word and its number are hardly ever further apart: "double", "dreimal die". */
const SHORT_WORD = 3;
/** "Four, then eleven zeros": a card's number has no more of them in a row. */
const MOST_TIMES = 14;

const tablesOf = oncePer((packs: readonly LanguagePack[]) => {
  const table = (of: (pack: LanguagePack) => Readonly<Record<string, number>>) =>
    new Map(packs.flatMap((p) => Object.entries(of(p)).map(([w, v]) => [fold(w), v] as const)));
  const set = (of: (pack: LanguagePack) => readonly string[]) =>
    new Set(packs.flatMap((p) => of(p).map(fold)));
  const numbers = {
    values: table((p) => p.digitWords),
    repeats: table((p) => p.digitRepeats),
    plurals: table((p) => p.digitPlurals),
    thousands: table((p) => p.thousands),
  };
  return {
    ...numbers,
    /** All of these, for those who only ask whether a word is one. */
    counting: new Set(Object.values(numbers).flatMap((words) => [...words.keys()])),
    times: set((p) => p.digitTimes),
    multipliers: set((p) => p.multipliers),
    homophones: table((p) => p.digitHomophones),
    /** For each language, words of others that are no number in it: "um" is one in Portuguese, "o" nought in English. */
    foreign: packs.map((p) => {
      const idle = new Set([...p.hesitations, ...p.betweenDigits].map(fold));
      for (const own of Object.keys(p.digitWords)) idle.delete(fold(own));
      return idle;
    }),
    pauses: new Set(packs.flatMap((p) => p.holdOn.flatMap((phrase) => fold(phrase).match(/\S+ \S+$/) ?? []))),
  };
});

type Tables = ReturnType<typeof tablesOf>;

const digitOf = (c: string): string => {
  const point = c.codePointAt(0) ?? 0;
  const zero = ZEROS.findLast((z) => z <= point) ?? 0;
  return point - zero < 10 ? String(point - zero) : "";
};

interface Word {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly written: boolean;
}

function wordsIn(text: string, tables: Tables): readonly Word[] {
  const words = [
    ...text.matchAll(/\p{Nd}+|(?:(?<=\p{Nd})[oO]+|[oO]+(?=\p{Nd}))(?!\p{L})|[\p{L}\p{M}]+/gu),
  ].map(([raw], i, all): Word => {
    const from = all[i]?.index ?? 0;
    // "52OO": an O between figures is a nought.
    const written =
      /^\p{Nd}/u.test(raw) ||
      (/^[oO]+$/.test(raw) &&
        /\p{Nd}/u.test(text.slice(Math.max(0, from - 1), from) + text.charAt(from + raw.length)));
    return {
      text: written ? [...raw.replace(/[oO]/g, "0")].map(digitOf).join("") : foldWord(raw),
      from,
      to: from + raw.length,
      written,
    };
  });
  return words.flatMap((word, i) => {
    if (word.written) return word;
    // "One moment" is no number.
    const next = tables.values.has(word.text) ? words[i + 1]?.text : undefined;
    return next !== undefined && tables.pauses.has(`${word.text} ${next}`)
      ? { ...word, text: "" }
      : parts(word, tables);
  });
}

/** "viertausendeinhundertelf" is three numbers and what multiplies them in one word, "doppelnull" a number with it. */
function parts(word: Word, { values, repeats, thousands, multipliers }: Tables): readonly Word[] {
  if (word.text.length < COMPOUND || values.has(word.text)) return [word];
  const scales = [...thousands.keys(), ...multipliers, ...repeats.keys()].filter(
    (s) => s.length > 4 && word.text.includes(s),
  );
  if (scales.length === 0) return [word];
  const pieces = word.text.split(new RegExp(`(${scales.join("|")})`)).map((p) => p.replace(/^und(?=.)/, ""));
  const known = (p: string) => p === "" || values.has(p) || thousands.has(p) || repeats.has(p);
  return pieces.every(known) ? pieces.filter(Boolean).map((text) => ({ ...word, text })) : [word];
}

/** A text with its numbers in order, as each `choice` reads it; where nothing is open, one list for all of them. */
export interface Said {
  readonly text: string;
  readonly readings: readonly (readonly Figure[])[];
}

/** "Quatre vingt cinq" is 85, or 4 25. */
const CLOSELY = 1;
/** "For to won ate" is four words, or 4218. */
const WITH_HOMOPHONES = 2;
/** "Cinquante quatre vingt cinq" is 54 25, or 50 85, whichever way its neighbours are read: each of the first has a bit of its own. */
const OPEN_JOINS = [4, 8, 16] as const;
const WAYS = 32;

/** In any language, or as one of the shipped; in each of these the ways above. */
export const choicesFor = (packs: readonly LanguagePack[]): readonly number[] => [
  ...Array(WAYS * (packs.length + 1)).keys(),
];

export function saidIn(text: string, packs: readonly LanguagePack[]): Said {
  const tables = tablesOf(packs);
  if (countsNothing(text, tables)) return { text, readings: [[]] };
  const { values, plurals, repeats, thousands, homophones, foreign } = tables;
  const words = wordsIn(text, tables);
  const isNumber = ({ written, text: word }: Word) =>
    written || values.has(word) || plurals.has(word) || thousands.has(word) || repeats.has(word);
  const isHomophone = (word: Word | undefined) => word !== undefined && homophones.has(word.text);
  // A homophone by itself is the word that it is.
  if (!words.some((word, i) => isNumber(word) || (isHomophone(word) && isHomophone(words[i + 1]))))
    return { text, readings: [[]] };
  const isForeign = (word: Word, language: number) =>
    values.has(word.text) && foreign[language - 1]?.has(word.text) === true;
  const isJoin = (word: Word, i: number) => values.has(word.text + (words[i + 1]?.text ?? "-"));
  const openJoins = words.filter((word, i) => isJoin(word, i) && leavesRoom(words[i - 1], word, values));
  const open =
    (words.some(isJoin) ? CLOSELY : 0) |
    (words.some(isHomophone) ? WITH_HOMOPHONES : 0) |
    OPEN_JOINS.slice(0, openJoins.length).reduce<number>((all, bit) => all | bit, 0);
  const isRead = packs.map((_, i) => words.some((word) => isForeign(word, i + 1)));
  const read = (language: number, way: number): readonly Figure[] => {
    const heard = language > 0 ? words.filter((w) => !isForeign(w, language)) : words;
    const meant = way & WITH_HOMOPHONES ? meaningNumbers(heard, isNumber, homophones) : heard;
    const turned = openJoins.filter((_, i) => way & (OPEN_JOINS[i] ?? 0));
    const isLoose = ({ from }: Word) => turned.some((word) => word.from === from) === ((way & CLOSELY) !== 0);
    return figuresOf(text, meant, tables, isLoose);
  };
  const readings: (readonly Figure[])[] = [];
  for (const choice of choicesFor(packs)) {
    const language = Math.floor(choice / WAYS);
    const way = (choice % WAYS) & open;
    const isOpen = language === 0 || isRead[language - 1];
    const same = (isOpen ? language * WAYS : 0) + way;
    readings.push(readings[same] ?? read(isOpen ? language : 0, way));
  }
  return { text, readings };
}

/** "viertausend": from this many letters on a word may be several. */
const COMPOUND = 10;

/** Nearly every sentence is told by its words alone, before the costly look at where they stand. */
function countsNothing(text: string, { counting, homophones }: Tables): boolean {
  if (/\p{Nd}/u.test(text)) return false;
  return fold(text)
    .split(/[ '@]/)
    .every(
      (word, i, all) =>
        word.length < COMPOUND &&
        !counting.has(word) &&
        !(homophones.has(word) && homophones.has(all[i + 1] ?? "")),
    );
}

/** Homophones beside a number, or beside each other, as numbers; "from 2019 to 2024" has figures beside a word. */
const meaningNumbers = (
  words: readonly Word[],
  isNumber: (word: Word) => boolean,
  homophones: ReadonlyMap<string, number>,
): readonly Word[] =>
  words.map((word, i) => {
    const value = homophones.get(word.text);
    const counts = (beside: Word | undefined) =>
      beside &&
      ((isNumber(beside) && !(beside.written && beside.text.length > 1)) || homophones.has(beside.text));
    return value !== undefined && (counts(words[i - 1]) || counts(words[i + 1]))
      ? { ...word, text: String(value), written: true }
      : word;
  });

function figuresOf(
  text: string,
  words: readonly Word[],
  tables: Tables,
  /** Whether it and the next word are one number, where nothing says so. */
  isLoose: (word: Word) => boolean,
): readonly Figure[] {
  const { values, repeats, plurals, thousands, times, multipliers } = tables;
  const figures: Figure[] = [];
  /** The number that is being said: "forty" has room for nine more, "four thousand" for 999. */
  let open: { high: number; low: number; room: number; from: number; to: number } | undefined;
  let repeat: { times: number; from: number; skipped: boolean } | undefined;
  const close = () => {
    if (open)
      figures.push({ digits: String(open.high + open.low), from: open.from, to: open.to, written: false });
    open = undefined;
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (!word) continue;
    let { text: said, to } = word;
    const before = words[i - 1];
    if (before && /[^\s\-‐‑]/.test(text.slice(before.to, word.from))) close();
    if (word.written) {
      close();
      const spelled = repeat && said.length === 1 ? said.repeat(repeat.times) : said;
      figures.push({ digits: spelled, from: repeat?.from ?? word.from, to, written: true });
      repeat = undefined;
      continue;
    }
    const next = words[i + 1];
    // "quatre vingt", "dix sept": two words that are one number.
    const gap = next ? text.slice(to, next.from) : "";
    // A hyphen says what belongs together; without one it is open.
    const apart = open && open.room > 0 && before && text.slice(before.to, word.from) === "-";
    const mayJoin = !apart && gap.trim() === "" && next !== undefined && values.has(said + next.text);
    const together = gap === "-" || (mayJoin && isLoose(word));
    // "Soixante dix" as 60 10.
    const isSplit = mayJoin && !together;
    if (next && !next.written && together && values.has(said + next.text)) {
      said += next.text;
      to = next.to;
      i++;
    }
    const value = values.get(said);
    const plural = plurals.get(said);
    const many = open && open.high === 0 && open.low >= 2 && open.low <= MOST_TIMES ? open.low : undefined;
    if (plural !== undefined && (repeat || many)) {
      const from = repeat?.from ?? open?.from ?? word.from;
      open = undefined;
      figures.push({ digits: String(plural).repeat(repeat?.times ?? many ?? 1), from, to, written: false });
      repeat = undefined;
    } else if (times.has(said) && many && open) {
      repeat = { times: many, from: open.from, skipped: false };
      open = undefined;
    } else if (repeats.has(said)) {
      close();
      repeat = { times: repeats.get(said) ?? 1, from: word.from, skipped: false };
    } else if (value !== undefined && repeat) {
      figures.push({ digits: String(value).repeat(repeat.times), from: repeat.from, to, written: false });
      repeat = undefined;
    } else if (thousands.has(said)) {
      if (open && open.high === 0 && open.low > 0 && open.low < 1000)
        open = { ...open, high: open.low * 1000, low: 0, room: 999, to };
      else {
        close();
        open = { high: 1000, low: 0, room: 999, from: word.from, to };
      }
    } else if (multipliers.has(said) && open && open.low > 0 && open.low < 100 && open.room !== 999) {
      open = { ...open, low: open.low * 100, room: 99, to };
    } else if (value !== undefined) {
      if (open && value > 0 && value <= open.room) {
        // "zwanzig fünf" leaves no room, "hundert zwanzig" does.
        open = { ...open, low: open.low + value, room: Math.min(roomAfter(value), open.room), to };
      } else {
        close();
        open = { high: 0, low: value, room: isSplit ? 0 : roomAfter(value), from: word.from, to };
      }
    } else if (open && open.room > 0 && said.length <= SHORT_WORD && joins(next, open.room, tables)) {
      // "treinta y cuatro": the joining word does not close the number.
    } else if (repeat && !repeat.skipped && said.length <= SHORT_WORD) {
      repeat = { ...repeat, skipped: true };
    } else {
      close();
      repeat = undefined;
    }
  }
  close();
  return figures;
}

/** What a number has room for: "forty" for nine more, "soixante" for nineteen. */
const roomAfter = (v: number): number => (v >= 100 ? 99 : v === 60 || v === 80 ? 19 : v >= 20 ? 9 : 0);

/** "Cinquante", or "zéro", before "quatre", which may be its own or that of "quatre vingt". */
function leavesRoom(before: Word | undefined, word: Word, values: ReadonlyMap<string, number>): boolean {
  const number = before && values.get(before.text);
  const value = values.get(word.text) ?? 0;
  return number !== undefined && value > 0 && (number === 0 || value <= roomAfter(number));
}

function joins(next: Word | undefined, room: number, { values }: Tables): boolean {
  const value = next && !next.written ? values.get(next.text) : undefined;
  return value !== undefined && value > 0 && value <= room;
}
