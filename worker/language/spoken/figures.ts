import { narrowed, type Rule, rule } from "./rule.ts";
import { type Currency, counted, type Noun, type Voice } from "./voice.ts";

/** Amounts: plain numbers, money, percentages, quantities with a unit, fractions. */

/** Not inside a word or a longer figure. */
export const START = "(?<![\\p{L}\\p{N}])(?<!\\d[.,])";
export const END = "(?![\\p{L}\\p{N}])";
/** A space as typed in front of a unit, the narrow and the no-break ones included. */
const GAP = "[ \\u{A0}\\u{202F}]?";

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

const quantity = (voice: Voice, figure: Figure, noun: Noun): string =>
  figure.decimals === "" ? counted(voice, figure.whole, noun) : `${sayFigure(voice, figure)} ${noun.many}`;

/** "$42.50" with its cents; "$2.5 million" as two point five million dollars. */
function money(voice: Voice, figure: Figure, currency: Currency, scale: number): string {
  if (scale > 0) {
    const exact = Number(`${figure.whole}.${figure.decimals || 0}`) * 10 ** scale;
    const round = exact < 1e12 && Number.isInteger(exact) && (figure.decimals === "" || scale < 6);
    return round
      ? counted(voice, exact, currency)
      : `${sayFigure(voice, figure)} ${scaleName(voice, scale)} ${voice.ofMillions(currency.many)}${currency.many}`;
  }
  const { minor } = currency;
  if (figure.decimals === "" || !minor || figure.decimals.length > 2)
    return quantity(voice, figure, currency);
  const cents = Number(figure.decimals.padEnd(2, "0"));
  if (cents === 0) return counted(voice, figure.whole, currency);
  const said = counted(voice, cents, minor);
  return figure.whole === 0 ? said : voice.joinMoney(counted(voice, figure.whole, currency), said, cents);
}

const scaleName = (voice: Voice, scale: number): string =>
  voice.cardinal(2 * 10 ** scale).replace(/^\S+ /u, "");

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

// biome-ignore format: pairs
const FRACTIONS: Readonly<Record<string, readonly [number, number]>> = {
  "1/2": [1, 2], "1/3": [1, 3], "2/3": [2, 3], "1/4": [1, 4], "3/4": [3, 4],
  "½": [1, 2], "⅓": [1, 3], "⅔": [2, 3], "¼": [1, 4], "¾": [3, 4],
};

export function figureRules(voice: Voice): readonly Rule[] {
  const { signs } = voice;
  const figure = `(?<figure>${figureSource(voice)})`;
  const negative = "(?<minus>(?<![\\p{L}\\p{N}])[-−])?";
  const own = Object.entries(voice.units);
  // The table's own last: where two are spelled alike, it decides.
  const units = new Map([...own.flatMap(spellings), ...own]);
  const unit = `(?<unit>${alternatives([...units.keys()])})`;
  const currency = `(?<currency>${alternatives(Object.keys(voice.currencies))})`;
  const { noNouns = [] } = voice;
  const noNoun = noNouns.length === 0 ? "" : `(?!(?:${alternatives(noNouns)})[^\\p{L}])`;
  const scale = `(?:${GAP}(?<scale>${alternatives(Object.keys(voice.scales))})${END})?`;

  const spoken = (
    match: RegExpExecArray,
    say: (f: Figure, groups: Record<string, string | undefined>) => string,
  ): string => {
    const groups: Record<string, string | undefined> = match.groups ?? {};
    const words = say(readFigure(groups.figure ?? "", voice.decimal), groups);
    return groups.minus ? `${signs.minus} ${words}` : words;
  };
  const amount = (match: RegExpExecArray): string | undefined =>
    spoken(match, (f, g) => {
      const named = voice.currencies[g.currency ?? ""];
      return named ? money(voice, f, named, voice.scales[g.scale ?? ""] ?? 0) : match[0];
    });

  return [
    ...listRules(voice),
    rule(`${negative}(?<![\\p{L}])${currency}${GAP}${figure}${scale}(?![\\p{N}])`, amount),
    rule(`${negative}${START}${figure}${scale}${GAP}${currency}(?![\\p{L}])`, amount),
    rule(`${negative}${START}${figure}${GAP}%`, (m) =>
      spoken(m, (f) => `${sayFigure(voice, f)} ${signs.percent}`),
    ),
    rule(`${negative}${START}${figure}${GAP}${unit}${END}`, (m, { after }) =>
      spoken(m, (f, { unit = "" }) => {
        // The full stop of "Min." also ends a sentence that it is the last word of.
        const stop = unit.endsWith(".") && (after === "" || after === "\n") ? "." : "";
        return quantity(voice, f, units.get(unit) ?? { one: "", many: "" }) + stop;
      }),
    ),
    rule(`${START}(?:(?<whole>\\d{1,3}) ?)?[½⅓⅔¼¾]`, (m) => fraction(voice, m)),
    rule(`${START}(?:(?<whole>\\d{1,3}) )?(?:1\\/2|[12]\\/3|[13]\\/4)(?![\\p{L}\\p{N}]|\\/)`, (m) =>
      fraction(voice, m),
    ),
    rule(`${START}24\\/7${END}`, `${voice.cardinal(24)} ${voice.cardinal(7)}`),
    // Before a noun we do not know, in a language in which it decides: the voice reads the figure itself.
    rule(`${START}\\d{1,6}(?= ${noNoun}(?:\\p{L}{4}|\\p{L}{2,3}[^\\p{L}]))`, (m, { before }) =>
      voice.agrees(Number(m[0])) && !isFigureByFigure(voice, before, m[0]) ? m[0] : undefined,
    ),
    rule(`${negative}${START}${figure}(?![\\p{L}\\p{N}])`, (m, { before }) =>
      spoken(m, (f, g) => plainNumber(voice, f, g.figure ?? "", before)),
    ),
    rule(`${START}\\d{7,22}`, (m) => ({ spoken: sayDigits(voice, m[0]), mode: "code" })),
    rule(`${START}\\d{1,5}(?:\\.\\d{1,4}){2,3}${END}(?!\\.\\d)`, (m) =>
      m[0]
        .split(".")
        .map((n) => (n.startsWith("0") ? sayDigits(voice, n) : voice.cardinal(Number(n))))
        .join(` ${signs.dot} `),
    ),
  ];
}

/** "8,9,10" are three numbers. Only the third shows it, so the first two are one token. */
function listRules(voice: Voice): readonly Rule[] {
  const { decimal, signs } = voice;
  const items = (match: RegExpExecArray): string =>
    match[0]
      .split(",")
      .map((n) => (n.length > 1 && n.startsWith("0") ? sayDigits(voice, n) : voice.cardinal(Number(n))))
      .join(", ");
  return [
    rule(`${START}\\d{1,4},\\d{1,4}(?=,\\d)`, items),
    rule("(?<=\\d,\\d{1,4}),(?=\\d)", ", "),
    rule(`(?<=\\d,\\d{1,4},)\\d{1,4}${END}`, items),
    ...(decimal === "."
      ? [
          rule(`(?<=\\d, )\\d{1,2},\\d{1,2}${END}`, items),
          rule(`${START}\\d{1,2},\\d{1,2}(?= (?:${signs.and}|${signs.or}) \\d)`, items),
        ]
      : []),
  ];
}

/** Models write short units in capitals too: "70 MPH", "5 Kg", "100 mb". One letter in capitals may be anything. */
const spellings = ([key, noun]: readonly [string, Noun]): readonly (readonly [string, Noun])[] =>
  /^\p{L}[\p{L}/]{1,3}$/u.test(key)
    ? [key.toUpperCase(), key.toLowerCase(), key.charAt(0).toUpperCase() + key.slice(1)].map((k) => [k, noun])
    : [];

const compiled = new Map<string, RegExp>();

/** Does the text end with the words of `source`, in small letters or large? */
export const standsBefore = (before: string, source: string): boolean => {
  const known = compiled.get(source) ?? new RegExp(narrowed(`(?<!\\p{L})(?:${source})$`), "iu");
  compiled.set(source, known);
  return known.test(before);
};

/**
 * Does what stands before ask for figure by figure: "order number is", "#"?
 *
 * @param written - a plain number, that may be a service's. "Call 300 people": services have no round numbers.
 */
export function isFigureByFigure(voice: Voice, before: string, written = ""): boolean {
  if (standsBefore(before, voice.digitwise)) return true;
  if (voice.dialled === undefined || !/^\d{3,6}$/.test(written) || written.endsWith("00")) return false;
  const { or, and } = voice.signs;
  return standsBefore(before, `(?:${voice.dialled})(?:\\d{2,6} (?:${or}|${and})(?: \\p{L}{1,3})? )?`);
}

function plainNumber(voice: Voice, figure: Figure, written: string, before: string): string {
  const isPlain = /^\d+$/.test(written);
  if (isPlain && (written.length > 6 || (written.length > 1 && written.startsWith("0"))))
    return sayDigits(voice, written);
  if (isPlain && written.length > 2 && isFigureByFigure(voice, before, written))
    return sayDigits(voice, written);
  if (isPlain && written.length > 3 && before.endsWith("#")) return sayDigits(voice, written);
  if (isPlain && written.length === 4 && figure.whole >= 1900 && figure.whole <= 2099)
    return voice.year(figure.whole);
  return sayFigure(voice, figure);
}

/** Said as its parts; `undefined` where it is none that has a name. */
export function fraction(voice: Voice, match: RegExpExecArray): string | undefined {
  const parts = FRACTIONS[match[0].slice(-1)] ?? FRACTIONS[match[0].slice(-3)];
  if (!parts) return undefined;
  const whole = match.groups?.whole;
  return voice.fraction(parts[0], parts[1], whole === undefined ? undefined : Number(whole));
}
