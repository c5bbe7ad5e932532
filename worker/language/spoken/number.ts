import { narrowed } from "./rule.ts";
import { counted, type Noun, type Voice } from "./voice.ts";

/** Numbers: how they are written, read and said; and lists of words, which stand around them. */

/** Not inside a word or a longer figure; "2x8" has two. */
export const START = "(?:(?<=\\dx)|(?<![\\p{L}\\p{N}]))(?<!\\d[.,])";
export const END = "(?![\\p{L}\\p{N}])";
/** A space as typed in front of a unit, the narrow and the no-break ones included. */
export const GAP = "[ \\u{A0}\\u{202F}]?";

/** A number as it was written. */
export interface Figure {
  readonly whole: number;
  /** Figures behind the decimal sign; empty when there are none. */
  readonly decimals: string;
  readonly grouped: boolean;
}

/** Source of a number the way the region writes it, or with both signs the other way round: "1,299.99". */
export function figureSource({ decimal, spaceGroups, pairGroups }: Voice): string {
  const group = decimal === "." ? "," : "\\.";
  const point = decimal === "." ? "\\." : ",";
  const spaces = `\\u{A0}\\u{202F}'’${spaceGroups ? " " : ""}`;
  return [
    ...(pairGroups ? [`\\d{1,2}(?:${group}\\d{2}){1,3}${group}\\d{3}(?:${point}\\d{1,2})?(?!\\d)`] : []),
    // Swiss: "1'250.50".
    ...(decimal === "," ? [`\\d{1,3}(?:['’]\\d{3}){1,3}[.,]\\d{1,2}(?!\\d)`] : []),
    `\\d{1,3}(?:[${group}${spaces}]\\d{3}){1,3}(?:${point}\\d{1,6})?(?!\\d)`,
    // With plain spaces anywhere, where it can be no telephone number: "120 000", "1 250,00".
    "\\d{1,3}(?: \\d{3}){0,2} 000(?!\\d)",
    ...(decimal === "," ? ["\\d{1,3}(?: \\d{3}){1,2},\\d{2}(?!\\d)"] : []),
    `\\d{1,3}(?:${point}\\d{3}){1,3}${group}\\d{1,2}(?!\\d)`,
    `\\d{1,3}(?:${point}\\d{3}){2,3}(?!\\d)`,
    `\\d{1,12}${group}\\d{1,2}(?!\\d)`,
    `\\d{1,12}(?:${point}\\d{1,6})?(?!\\d)`,
  ].join("|");
}

/** Reads what `figureSource` matched. */
export function readFigure(text: string, decimal: "." | ","): Figure {
  const signs = [...text.matchAll(/[.,]/g)].map((m) => m[0]);
  const last = Math.max(text.lastIndexOf("."), text.lastIndexOf(","));
  const tail = text.slice(last + 1);
  const isDecimal =
    signs.length > 0 &&
    (new Set(signs).size === 2 || (signs.length === 1 && (tail.length !== 3 || signs[0] === decimal)));
  const whole = (isDecimal ? text.slice(0, last) : text).replace(/\D/g, "");
  return {
    whole: Number(whole),
    decimals: isDecimal ? tail : "",
    grouped: whole.length < text.length - (isDecimal ? tail.length + 1 : 0),
  };
}

export const sayFigure = (voice: Voice, { whole, decimals }: Figure, form?: "m" | "f"): string =>
  decimals === ""
    ? voice.cardinal(whole, form)
    : `${voice.cardinal(whole)} ${voice.signs.point} ${voice.decimals(decimals)}`;

/** Figure by figure; more than six in groups, with a comma for the pause. */
export function sayDigits(voice: Voice, digits: string): string {
  const groups: string[] = [];
  for (let at = 0; at < digits.length; ) {
    const size = groupSize(digits.length - at, digits.length);
    groups.push(digits.slice(at, at + size));
    at += size;
  }
  return groups.map((g) => [...g].map((d) => voice.digits[Number(d)] ?? d).join(" ")).join(", ");
}

/** Threes, or fours where they come out even: 10 is 3-3-4, 16 is 4-4-4-4. */
function groupSize(left: number, total: number): number {
  if (total <= 6) return total;
  if (left <= 4) return left;
  return total % 4 === 0 || total % 3 === 2 ? 4 : 3;
}

export const quantity = (voice: Voice, figure: Figure, noun: Noun): string =>
  figure.decimals === "" ? counted(voice, figure.whole, noun) : `${sayFigure(voice, figure)} ${noun.many}`;

/**
 * Source of any of the texts, the longest that fits first. Written as a tree ("J(?:anuary|u(?:ly|ne))"), for the list of
 * a language's units is compiled in a third of the time.
 */
export function alternatives(texts: readonly string[]): string {
  const rests = new Map<string, string[]>();
  for (const text of new Set(texts)) {
    const rest = rests.get(text.charAt(0));
    if (rest) rest.push(text.slice(1));
    else if (text !== "") rests.set(text.charAt(0), [text.slice(1)]);
  }
  return [...rests]
    .map(([first, rest]) => {
      const more = alternatives(rest);
      const group = rest.length === 1 ? more : `(?:${more})`;
      return (
        first.replace(/[.*+?^${}()|[\]\\/]/, "\\$&") +
        (rest.includes("") && more !== "" ? `${group}?` : group)
      );
    })
    .join("|");
}

const compiled = new Map<string, RegExp>();

/** Does the text end with the words of `source`, in small letters or large? */
export const standsBefore = (before: string, source: string): boolean => {
  const known = compiled.get(source) ?? new RegExp(narrowed(`(?<!\\p{L})(?:${source})$`), "iu");
  compiled.set(source, known);
  return known.test(before);
};

/** Ten *to* twelve, but between ten *and* twelve. */
export const rangeWord = ({ signs }: Voice, before: string): string =>
  standsBefore(before, `${signs.between} [^ ]{1,12} ?`) ? signs.and : signs.to;
