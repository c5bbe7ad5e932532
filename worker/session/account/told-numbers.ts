import { type Gap, gapOf, labelsDigits } from "../../language/hearing/between-figures.ts";
import { choicesFor, type Figure, type Said, saidIn } from "../../language/hearing/figures.ts";
import { oncePer } from "../../language/hearing/words.ts";
import { ALL_PACKS } from "../../language/packs.ts";

/**
 * Numbers that are told in parts, in one line or over several, with what people say between the parts: "the first four
 * are 4111", "hold on", "group two".
 */

const CHOICES = choicesFor(ALL_PACKS);

/** Lines said one after the other as one text, with where each begins. */
export interface Told extends Said {
  readonly starts: readonly number[];
}

/** A number, with what was said since the one before. */
export interface Numeral extends Figure {
  readonly before: string;
  readonly gap: Gap;
}

/** A part of a text that nobody may read, and what is seen in its place. */
export interface Part {
  readonly from: number;
  readonly to: number;
  readonly shown: string;
}

export const said = (text: string): Said => saidIn(text, ALL_PACKS);

export const hasNumber = ({ readings }: Said): boolean => readings.some((figures) => figures.length > 0);

export const alone = (line: Said): Told => ({ ...line, starts: [0] });

export function together(lines: readonly Said[]): Told {
  let end = 0;
  const starts = lines.map(({ text }) => {
    const start = end;
    end += text.length + 1;
    return start;
  });
  return {
    text: lines.map((line) => line.text).join("\n"),
    readings: choicesOf(lines).map((choice) =>
      lines.flatMap((line, i) =>
        readAs(line, choice).map((f) => ({
          ...f,
          from: f.from + (starts[i] ?? 0),
          to: f.to + (starts[i] ?? 0),
        })),
      ),
    ),
    starts,
  };
}

/** The last of the lines, with those before it that its first number may go on from. */
export function linked(lines: readonly Said[]): readonly Said[] {
  const last = lines.length - 1;
  let [first, head] = [last, headOf(lines[last])];
  for (let i = last - 1; i >= 0; i--) {
    const line = lines[i];
    if (!line) break;
    if (!hasNumber(line)) head = `${line.text}\n${head}`;
    else if (gapOf(`${line.text.slice(Math.max(...ends(line)))}\n${head}`, ALL_PACKS) === "apart") break;
    else [first, head] = [i, headOf(line)];
  }
  const before = lines[first - 1];
  return lines.slice(before && ENDS_IN_LETTERS.test(before.text) ? first - 1 : first);
}

/** "It's MB", and then the number. */
const ENDS_IN_LETTERS = /(?<![\p{L}'])(?:\p{L}|\p{Lu}{2,4})[.,\s]*$/u;

const ends = ({ readings }: Said): readonly number[] => readings.map((figures) => figures.at(-1)?.to ?? 0);

const headOf = (line: Said | undefined): string =>
  line?.text.slice(0, Math.min(...line.readings.map((figures) => figures[0]?.from ?? line.text.length))) ??
  "";

/** The choices that make a difference to any of the lines. */
function choicesOf(lines: readonly Said[]): readonly number[] {
  const known = new Set<string>();
  return CHOICES.filter((choice) => {
    const way = lines.map((line) => line.readings.indexOf(readAs(line, choice))).join();
    return known.size < known.add(way).size;
  });
}

/** A line without numbers reads the same in any way. */
const readAs = ({ readings }: Said, choice: number): readonly Figure[] => readings[choice] ?? NONE;
const NONE: readonly Figure[] = [];

/** The readings of a text as numerals, without those that are no part of an identification. */
export const numeralsOf = oncePer(({ text, readings }: Said): readonly (readonly Numeral[])[] => {
  if (readings.every((figures) => figures.length === 0)) return [];
  const amounts = [...text.matchAll(AMOUNT)].map((m) => ({ from: m.index, to: m.index + m[0].length }));
  const isAmount = ({ from, to }: Figure) => amounts.some((a) => a.from <= from && to <= a.to);
  return [...new Set(readings)].map((figures) => {
    const all = figures.map((f, i) => ({ ...f, before: text.slice(figures[i - 1]?.to ?? 0, f.from) }));
    // A digit between two numbers keeps them apart.
    const numbers = without(all, isAmount, () => "0");
    const uncounted = without(numbers, isCounting(numbers), () => "0");
    return without(
      uncounted,
      (_, i) => isLabel(uncounted, i),
      ({ before }) => before,
    ).map((n, i) => ({
      ...n,
      gap: i === 0 ? "apart" : gapOf(n.before, ALL_PACKS),
    }));
  });
});

/** Sums with their cents, times of day and dates: "1,299.95", "10:30", "2026-11-22". */
const AMOUNT =
  /(?<![\p{Nd}.,:/-])(?:\p{Nd}+(?:[.,]\p{Nd}{3})*[.,]\p{Nd}{1,2}|\p{Nd}{1,2}:\p{Nd}{2}|\p{Nd}{1,4}([./-])\p{Nd}{1,2}\1\p{Nd}{2,4})(?![.,:/-]?\p{Nd})/gu;

type Place = Omit<Numeral, "gap">;

function without(
  all: readonly Place[],
  isGone: (place: Place, i: number) => boolean,
  trace: (place: Place) => string,
): readonly Place[] {
  const kept: Place[] = [];
  let before = "";
  all.forEach((place, i) => {
    if (isGone(place, i)) before += `${trace(place)} `;
    else {
      kept.push(before ? { ...place, before: `${before}${place.before}` } : place);
      before = "";
    }
  });
  return kept;
}

/** Who says "nine, ten, eleven, twelve" counts, or lists years. */
const STEPS: ReadonlySet<number> = new Set([1, 2, 5, 10]);
const LEAST_COUNTED = 4;

function isCounting(all: readonly Place[]): (place: Place) => boolean {
  const counted = new Set<Place>();
  const step = (i: number) => Number(all[i + 1]?.digits) - Number(all[i]?.digits);
  for (let start = 0; start < all.length; ) {
    let end = start + 1;
    if (STEPS.has(Math.abs(step(start)))) while (step(end) === step(start)) end++;
    const stretch = all.slice(start, end + 1);
    if (stretch.length >= LEAST_COUNTED && stretch.some(({ digits }) => Number(digits) >= 10))
      for (const place of stretch) counted.add(place);
    start = end;
  }
  return (place) => counted.has(place);
}

/** It says how many digits follow, or which part of the number does: "the next *four*: 1111", "group *two* is 1111". */
function isLabel(all: readonly Place[], i: number): boolean {
  const place = all[i];
  if (place?.digits.length !== 1 || place.digits === "0") return false;
  const behind = all[i + 1]?.before ?? "";
  const isNamed = (word: string | undefined) => word !== undefined && labelsDigits(word, ALL_PACKS);
  const isBehindLabel = isNamed(/(\p{L}+) +$/u.exec(place.before)?.[1]);
  if (!isBehindLabel && !isNamed(/^ +(\p{L}+)/u.exec(behind)?.[1])) return false;
  let count = 0;
  for (let k = i + 1; k < all.length && count < Number(place.digits); k++) {
    count += all[k]?.digits.length ?? 0;
    if (count === Number(place.digits) && gapOf(all[k + 1]?.before ?? "\n", ALL_PACKS) !== "close")
      return true;
  }
  return isBehindLabel && (/^\s*[\p{L}:]/u.test(behind) || (all[i + 1]?.digits.length ?? 0) > 1);
}

/** What of a sentence is said before a place. */
export const sentenceBefore = (text: string, at: number): string =>
  text
    .slice(0, at)
    .split(/[.!?]\s|\n/)
    .at(-1) ?? "";

/** Numerals that may be parts of one number: nothing wider than the gap is between them. */
export function runsOf(
  numerals: readonly Numeral[],
  widest: "joined" | "loose",
): readonly (readonly Numeral[])[] {
  const runs: Numeral[][] = [];
  for (const numeral of numerals) {
    const run = runs.at(-1);
    if (run && isWithin(numeral.gap, widest)) run.push(numeral);
    else runs.push([numeral]);
  }
  return runs;
}

export const isWithin = (gap: Gap, widest: "joined" | "loose"): boolean =>
  gap !== "apart" && (widest === "loose" || gap !== "loose");

/** What of each line is in the parts; of a line between two others, what is a number. */
export function partsOfLines(told: Told, parts: readonly Part[]): readonly (readonly Part[])[] {
  const numbers = told.readings.flat();
  return told.starts.map((start, i) => {
    const end = told.starts[i + 1] === undefined ? told.text.length : (told.starts[i + 1] ?? 0) - 1;
    return parts.flatMap((part) => {
      if (part.from >= end || part.to <= start) return [];
      const own = numbers.filter(
        (n) => n.from >= Math.max(start, part.from) && n.to <= Math.min(end, part.to),
      );
      // Where it begins or ends it is told in letters: "Z", "at example dot com".
      const isEdge = own.length === 0 && (part.from >= start || part.to <= end);
      const from = part.from >= start ? part.from : isEdge ? start : Math.min(...own.map((n) => n.from));
      const to = part.to <= end ? part.to : isEdge ? end : Math.max(...own.map((n) => n.to));
      return from < to ? [{ ...part, from: from - start, to: to - start }] : [];
    });
  });
}

/** Text with its parts replaced; those that overlap are one. */
export function hidden(text: string, parts: readonly Part[]): string {
  if (parts.length === 0) return text;
  const sorted = [...parts].sort((a, b) => a.from - b.from || b.to - a.to);
  let [out, at] = ["", 0];
  for (const { from, to, shown } of sorted) {
    if (from >= at) out += text.slice(at, from) + shown;
    at = Math.max(at, to);
  }
  return out + text.slice(at);
}
