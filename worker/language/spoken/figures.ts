import { CURRENCY_SIGNS, currencyOf, localSigns, money, scaleName } from "./money.ts";
import {
  alternatives,
  END,
  type Figure,
  figureSource,
  GAP,
  rangeWord,
  readFigure,
  START,
  sayDigits,
  sayFigure,
  standsBefore,
} from "./number.ts";
import { type Place, type Rule, rule } from "./rule.ts";
import { fractionRules, MINUS, minusOf, SHORT, singular, stopOf, unitsOf } from "./units.ts";
import type { Currency, Voice } from "./voice.ts";

/** Amounts: plain numbers, money, percentages, quantities with a unit, fractions. */

/** "XIV" is 14. */
export const roman = (text: string): number => {
  const values = [...text].map((c) => (c === "I" ? 1 : c === "V" ? 5 : 10));
  return values.reduce((sum, v, i) => (v < (values[i + 1] ?? 0) ? sum - v : sum + v), 0);
};

export function figureRules(voice: Voice): readonly Rule[] {
  const { signs } = voice;
  const figure = `(?<figure>${figureSource(voice)})`;
  const units = unitsOf(voice);
  const unit = `(?<unit>${alternatives([...units.keys()])})`;
  const inWords = alternatives([...units.keys()].filter((key) => key.includes(" ")));
  const currency = `(?<currency>${alternatives([...Object.keys(voice.currencies), ...CURRENCY_SIGNS, ...Object.keys(localSigns(voice))])})`;
  // Whole amounts: "20,- €", "Fr. 20.–".
  const noCents = voice.decimal === "," ? "(?:[.,](?:--|[-–—]))?" : "";
  const joint = `(?<joint>${voice.compound === undefined ? GAP : GAP.replace("]", "-]")})`;
  const longScale = `(?:${GAP}(?<scale>${alternatives(Object.keys(voice.scales).filter((s) => s.length > 2))})(?!\\p{L}))`;
  const { noNouns = [] } = voice;
  const noNoun = noNouns.length === 0 ? "" : `(?!(?:${alternatives(noNouns)})[^\\p{L}])`;
  const scale = `(?:${GAP}(?<scale>${alternatives(Object.keys(voice.scales))})${END})?`;

  const spoken = (
    match: RegExpExecArray,
    say: (f: Figure, groups: Record<string, string | undefined>) => string,
  ): string => {
    const groups: Record<string, string | undefined> = match.groups ?? {};
    return minusOf(voice, match.groups) + say(readFigure(groups.figure ?? "", voice.decimal), groups);
  };
  /** "a $20 credit", "a 5-kg bag": what describes a thing has no plural. */
  const describes = new RegExp(`(?:${voice.attributive ?? "(?!)"}) $`, "u");
  const isNoMoney = new RegExp(`^(?:${voice.noMoney ?? "(?!)"})$`, "u");
  const amountOf = (
    noun: Currency,
    f: Figure,
    groups: Record<string, string | undefined>,
    before: string,
  ) => {
    const { scale = "", joint, unit } = groups;
    if (joint === "-") return sayFigure(voice, f) + voice.compound + noun.one;
    const named = unit !== "x" && describes.test(before) ? singular(noun) : noun;
    return money(voice, f, named, voice.scales[scale] ?? 0);
  };
  const amount = (match: RegExpExecArray, { before, after }: Place): string =>
    spoken(
      match,
      (f, g) => amountOf(currencyOf(voice, g.currency ?? ""), f, g, before) + stopOf(match[0], after),
    );

  return [
    ...listRules(voice),
    // "$10-15": both ends are dollars.
    rule(
      `${MINUS}(?<![\\p{L}])${currency}${GAP}(?:(?<from>\\d{1,4}) ?[-–] ?)?${figure}${noCents}${scale}(?![\\p{N}])`,
      (m, place) => {
        if (isNoMoney.test(m[0])) return undefined;
        const { from } = m.groups ?? {};
        const range = from && `${voice.cardinal(Number(from))} ${rangeWord(voice, place.before + from)} `;
        return (range ?? "") + amount(m, place);
      },
    ),
    rule(`${MINUS}${START}${figure}${noCents}${scale}${joint}${currency}(?![\\p{L}])`, amount),
    rule(`${MINUS}${START}${figure}${GAP}%`, (m) =>
      spoken(m, (f) => `${sayFigure(voice, f)} ${signs.percent}`),
    ),
    // The full stop of "10 min. away" is the short form's, where a sentence goes on.
    rule(
      `${MINUS}${START}${figure}${longScale}?${joint}${unit}${END}(?<!x(?= \\d))(?:\\.(?= \\p{Ll}))?`,
      (m, { before, after }) => {
        const { unit: written = "", joint } = m.groups ?? {};
        // "apartment 5-L" has a letter, and "a 9-V battery" a unit.
        const mayBeLetter = joint === "-" && written.length === 1;
        if (mayBeLetter && (!/[ -]/.test(after) || isFigureByFigure(voice, before))) return undefined;
        return spoken(m, (f, g) => {
          const noun = units.get(written) ?? { one: "", many: "" };
          return amountOf(noun, f, g, before) + stopOf(written, after);
        });
      },
    ),
    ...fractionRules(voice, units),
    rule(
      `(?<=\\d ?(?:\\p{L}{1,4}|[€$£¢²³])?) ?\\/ ?(?:(?<unit>${inWords}|${SHORT})${END}(?:\\.(?= \\p{Ll}))?|(?=\\p{L}{3}))`,
      (m) => {
        const { unit: written = "" } = m.groups ?? {};
        const noun = units.get(written) ?? units.get(`${written}.`);
        const isWord = written === "" || /^\p{L}{3}/u.test(written);
        return noun || isWord ? ` ${signs.per} ${noun?.one ?? written}` : undefined;
      },
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
    // The full stop of "Ludwig XIV. war" is the numeral's.
    rule(`(?<![\\p{L}\\p{N}])(?<numeral>[IVX]{1,6})${END}(?:\\.(?= \\p{Ll}))?`, (m, { before, after }) => {
      const { numeral = "" } = m.groups ?? {};
      const n = roman(numeral);
      if (standsBefore(before, `(?:${voice.numbered}) `)) return voice.cardinal(n);
      // "Pedro V. García" has an initial.
      if (voice.regnal === undefined || (numeral.length === 1 && after === ".")) return undefined;
      const { names, notAfter, say } = voice.regnal;
      // Of a single letter it may be a colleague's name.
      if (numeral.length === 1 && standsBefore(before, `(?:${notAfter}) (?:${names}) `)) return undefined;
      return standsBefore(before, `(?:${names}) `) ? say(n, before) : undefined;
    }),
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
          return f.decimals === "" && f.whole * 10 ** scale < 1e15
            ? voice.cardinal(f.whole * 10 ** scale)
            : `${sayFigure(voice, f)} ${scaleName(voice, scale)}`;
        }),
    ),
    // Before a noun we do not know, in a language in which it decides: the voice reads the figure itself.
    rule(`${START}\\d{1,6}(?= ${noNoun}(?:\\p{L}{4}|\\p{L}{2,3}[^\\p{L}]))`, (m, { before }) =>
      voice.agrees(Number(m[0])) && !isFigureByFigure(voice, before, m[0]) ? m[0] : undefined,
    ),
    rule(`${MINUS}${START}${figure}(?![\\p{L}\\p{N}])`, (m, { before }) =>
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

function plainNumber(voice: Voice, figure: Figure, written: string, before: string): string {
  const isPlain = /^\d+$/.test(written);
  const isCalled = voice.dialled !== undefined && standsBefore(before, voice.dialled);
  const isAsked = before.endsWith("#") || isCalled || isFigureByFigure(voice, before);
  if (/^[1-9]\d*0{5}$/.test(written) && !isAsked) return voice.cardinal(figure.whole);
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
