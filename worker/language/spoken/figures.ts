import { CURRENCY_SIGNS, currencyOf, money, scaleName } from "./money.ts";
import {
  alternatives,
  END,
  type Figure,
  figureSource,
  GAP,
  quantity,
  rangeWord,
  readFigure,
  START,
  sayDigits,
  sayFigure,
  standsBefore,
} from "./number.ts";
import { type Rule, rule } from "./rule.ts";
import type { Noun, Voice } from "./voice.ts";

/** Amounts: plain numbers, money, percentages, quantities with a unit, fractions. */

/** How parts are written that have a name; `fraction` declines what is no part ("9/8"). */
export const FRACTION = "\\d{1,2}\\/(?:[2-9]|1\\d|20|100)";

/** "XIV" is 14. */
export const roman = (text: string): number => {
  const values = [...text].map((c) => (c === "I" ? 1 : c === "V" ? 5 : 10));
  return values.reduce((sum, v, i) => (v < (values[i + 1] ?? 0) ? sum - v : sum + v), 0);
};

export function figureRules(voice: Voice): readonly Rule[] {
  const { signs } = voice;
  const figure = `(?<figure>${figureSource(voice)})`;
  const negative = "(?<minus>(?<![\\p{L}\\p{N}]\\.?)[-−])?";
  const own = Object.entries(voice.units);
  // The table's own last: where two are spelled alike, it decides.
  const units = new Map([...own.flatMap(spellings), ...own]);
  const unit = `(?<unit>${alternatives([...units.keys()])})`;
  const currency = `(?<currency>${alternatives([...Object.keys(voice.currencies), ...CURRENCY_SIGNS])})`;
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
  const amount = (match: RegExpExecArray): string =>
    spoken(match, (f, g) => {
      const named = currencyOf(voice, g.currency ?? "");
      return money(voice, f, named, voice.scales[g.scale ?? ""] ?? 0);
    });

  return [
    ...listRules(voice),
    // "$10-15": both ends are dollars.
    rule(
      `${negative}(?<![\\p{L}])${currency}${GAP}(?:(?<from>\\d{1,4}) ?[-–] ?)?${figure}${scale}(?![\\p{N}])`,
      (m, { before }) => {
        const { from } = m.groups ?? {};
        const range = from && `${voice.cardinal(Number(from))} ${rangeWord(voice, before + from)} `;
        return (range ?? "") + amount(m);
      },
    ),
    rule(`${negative}${START}${figure}${scale}${GAP}${currency}(?![\\p{L}])`, amount),
    rule(`${negative}${START}${figure}${GAP}%`, (m) =>
      spoken(m, (f) => `${sayFigure(voice, f)} ${signs.percent}`),
    ),
    // The full stop of "10 min. away" is the short form's, where a sentence goes on.
    rule(
      `${negative}${START}${figure}${GAP}${unit}${END}(?<!x(?= \\d))(?:\\.(?= \\p{Ll}))?`,
      (m, { after }) =>
        spoken(m, (f, { unit = "" }) => {
          // The full stop of "Min." also ends a sentence that it is the last word of.
          const stop = unit.endsWith(".") && (after === "" || after === "\n") ? "." : "";
          return quantity(voice, f, units.get(unit) ?? { one: "", many: "" }) + stop;
        }),
    ),
    rule(
      `(?<=\\d ?(?:\\p{L}{1,4}|[€$£¢²³])?) ?\\/ ?(?:${unit}${END}|(?=\\p{L}{3}))`,
      (m) => ` ${signs.per} ${units.get(m.groups?.unit ?? "")?.one ?? ""}`,
    ),
    rule(`${START}${figure}(?:x(?=\\d)| x (?=\\d+(?:[.,]\\d+)? ?(?:[cdkm]?m|ft|in|x)(?!\\p{L})))`, (m) =>
      spoken(m, (f) => `${sayFigure(voice, f)} ${signs.by} `),
    ),
    ...(voice.decimal === "."
      ? [
          rule(
            `(?<![\\p{L}\\p{N}.])\\.\\d{1,6}${END}`,
            (m) => `${signs.point} ${voice.decimals(m[0].slice(1))}`,
          ),
        ]
      : []),
    ...(voice.postcode === undefined
      ? []
      : [rule(voice.postcode, (m) => sayDigits(voice, m[0].replace(/\D/g, "")))]),
    ...(voice.moreThan === undefined
      ? []
      : [
          rule(`${START}${figure}\\+(?= ?\\p{L})`, (m) =>
            spoken(m, (f) => `${voice.moreThan} ${sayFigure(voice, f)}`),
          ),
        ]),
    ...nounFirstRules(voice, units),
    rule(`${START}(?:(?<whole>\\d{1,3}) ?)?[¼-¾⅐-⅞]`, (m) => fraction(voice, m)),
    rule(`${START}${FRACTION}(?=["″])`, (m) => fraction(voice, m)),
    rule(`${START}(?<whole>\\d{1,3}) ${FRACTION}(?![\\p{L}\\p{N}]|\\/)`, (m) => fraction(voice, m)),
    rule(`${START}(?:(?<whole>\\d{1,3}) )?(?:1\\/2|[12]\\/3|[13]\\/4)(?![\\p{L}\\p{N}]|\\/)`, (m) =>
      fraction(voice, m),
    ),
    rule(`(?<![\\p{L}\\p{N}])[IVX]{1,6}${END}`, (m, { before }) =>
      standsBefore(before, `(?:${voice.numbered}) `) ? voice.cardinal(roman(m[0])) : undefined,
    ),
    rule(`${START}24\\/7${END}`, `${voice.cardinal(24)} ${voice.cardinal(7)}`),
    // "In 1450 shops" is an amount.
    ...(voice.yearAfter === undefined
      ? []
      : [
          rule(
            `${START}1[1-8]\\d{2}(?![\\p{L}\\p{N}%€]|[.,:/-]\\d|[ -](?:\\p{Ll}{3,12}s|\\p{Lu}\\p{Ll}*)(?!\\p{L}))`,
            (m, { before }) =>
              standsBefore(before, voice.yearAfter ?? "") ? voice.year(Number(m[0])) : undefined,
          ),
        ]),
    // "2 millones": what is counted by them is known.
    rule(
      `${START}${figure}${GAP}(?<scale>${alternatives(Object.keys(voice.scales).filter((s) => s.length > 2))})${END}`,
      (m) =>
        spoken(m, (f, g) => {
          const scale = voice.scales[g.scale ?? ""] ?? 0;
          return f.decimals === "" && f.whole * 10 ** scale < 1e12
            ? voice.cardinal(f.whole * 10 ** scale)
            : `${sayFigure(voice, f)} ${scaleName(voice, scale)}`;
        }),
    ),
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

/**
 * Does what stands before ask for figure by figure: "order number is", "#"?
 *
 * @param written - a plain number, that may be a service's. "Call 300 people": services have no round numbers.
 */
export function isFigureByFigure(voice: Voice, before: string, written = ""): boolean {
  // "flight BA 123"
  if (standsBefore(before.replace(/(?<= )[A-Z][A-Z-]{1,4} $/, ""), voice.digitwise)) return true;
  if (voice.dialled === undefined || !/^\d{3,6}$/.test(written) || written.endsWith("00")) return false;
  const { or, and } = voice.signs;
  return standsBefore(before, `(?:${voice.dialled})(?:\\d{2,6} (?:${or}|${and})(?: \\p{L}{1,3})? )?`);
}

/** "Dos tazas y media": where the noun comes first, with its gender as far as its ending shows it. */
function nounFirstRules(voice: Voice, units: ReadonlyMap<string, Noun>): readonly Rule[] {
  const { nounFirst, noNouns = [], signs } = voice;
  if (nounFirst === undefined) return [];
  const isFeminine = new RegExp(nounFirst.feminine, "u");
  const noun = `(?!(?:${alternatives(noNouns)})[^\\p{L}])[\\p{L}/²³°]{1,12}`;
  return [
    rule(
      `${START}(?<whole>\\d{1,3}) ?(?<part>(?<= )${FRACTION}|[¼-¾⅐-⅞]) ?(?<noun>${noun})${END}`,
      ({ groups }) => {
        const { whole = "", part = "", noun: written = "" } = groups ?? {};
        const known = units.get(written);
        if (known === undefined && !/^\p{Ll}{4}/u.test(written)) return undefined;
        const form = (known?.feminine ?? isFeminine.test(written)) ? "f" : "m";
        const rest = /^(?:1\/2|½)$/u.test(part) ? nounFirst.half[form] : saidFraction(voice, part);
        const one = known?.one ?? written.replace(/s$/, "");
        const name = whole === "1" ? one : (known?.many ?? written);
        return rest && `${voice.cardinal(Number(whole), form)} ${name} ${signs.and} ${rest}`;
      },
    ),
  ];
}

function plainNumber(voice: Voice, figure: Figure, written: string, before: string): string {
  const isPlain = /^\d+$/.test(written);
  if (isPlain && (written.length > 6 || (written.length > 1 && written.startsWith("0"))))
    return sayDigits(voice, written);
  if (isPlain && written.length > 2 && isFigureByFigure(voice, before, written))
    return sayDigits(voice, written);
  if (isPlain && written.length > 3 && before.endsWith("#")) return sayDigits(voice, written);
  const isHundreds = voice.inHundreds && figure.whole >= 1100 && figure.whole % 100 === 0;
  if (isPlain && written.length === 4 && (figure.whole >= 1900 || isHundreds) && figure.whole <= 2099)
    return voice.year(figure.whole);
  return sayFigure(voice, figure);
}

/** Said as its parts; `undefined` where it is none that has a name. */
export const fraction = (voice: Voice, match: RegExpExecArray): string | undefined =>
  saidFraction(voice, match[0], match.groups?.whole);

function saidFraction(voice: Voice, text: string, whole?: string): string | undefined {
  // "⅝" is "5⁄8" in figures.
  const written = text.replace(/[^\d/ ]$/u, (sign) => ` ${sign.normalize("NFKD")}`);
  const [, upper, lower] = (/(\d+)[/⁄](\d+)$/.exec(written) ?? []).map(Number);
  if (upper === undefined || lower === undefined || upper === 0 || upper >= lower) return undefined;
  return voice.fraction(upper, lower, whole === undefined ? undefined : Number(whole));
}
