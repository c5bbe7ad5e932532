import { alternatives, END, GAP, START } from "./number.ts";
import { type Rule, rule } from "./rule.ts";
import type { Currency, Noun, Voice } from "./voice.ts";

/** Units, as they are written and in parts: "100 mb", "85 m²", "1/2 h". */

/** How short units look; the table knows them. */
export const SHORT = "[\\p{L}°][\\p{L}/²³23]{0,3}";

const LENGTHS = ["mm", "cm", "m", "km", "ft", "yd", "mi"];

/** The language's units by all their spellings. */
export function unitsOf({ units, power }: Voice): ReadonlyMap<string, Noun> {
  const own = Object.entries(units);
  const powers = LENGTHS.flatMap((key) => {
    const noun = units[key];
    if (noun === undefined) return [];
    const to = (n: 2 | 3): Noun => ({ one: power(noun.one, n), many: power(noun.many, n) });
    return ([2, 3] as const).flatMap((n) =>
      [`${key}${n}`, `${key}${n === 2 ? "²" : "³"}`].map((k) => [k, to(n)] as const),
    );
  });
  // The table's own last: where two are spelled alike, it decides.
  return new Map([...own.flatMap(spellings), ...powers, ...own]);
}

/** Models write short units in capitals too: "70 MPH", "5 Kg", "100 mb". One letter in capitals may be anything. */
const spellings = ([key, noun]: readonly [string, Noun]): readonly (readonly [string, Noun])[] =>
  /^\p{L}[\p{L}/]{1,3}$/u.test(key)
    ? [key.toUpperCase(), key.toLowerCase(), key.charAt(0).toUpperCase() + key.slice(1)].map((k) => [k, noun])
    : [];

/** As it is said before the thing that it describes: "a five *gigabyte* plan", "a six *foot* fence", but "fifty pence". */
export const singular = (noun: Currency): Currency => {
  const { minor } = noun;
  return {
    ...noun,
    many: noun.one,
    ...(minor?.many === `${minor?.one}s` ? { minor: { ...minor, many: minor.one } } : {}),
  };
};

/** The full stop of "Min." also ends a sentence that it is the last word of. */
export const stopOf = (written: string, after: string): string =>
  written.endsWith(".") && (after === "" || after === "\n") ? "." : "";

/** How parts are written that have a name; `fraction` declines what is no part ("9/8"). */
export const FRACTION = "\\d{1,2}\\/(?:[2-9]|1\\d|20|100)";

/** A minus, and none inside of a word. */
export const MINUS = "(?<minus>(?<![\\p{L}\\p{N}]\\.?)[-−])?";

export const fractionRules = (voice: Voice, units: ReadonlyMap<string, Noun>): readonly Rule[] => [
  ...nounFirstRules(voice, units),
  ...partRules(voice, units),
  rule(`${MINUS}${START}(?:(?<whole>\\d{1,3}) ?)?[¼-¾⅐-⅞]`, (m) => fraction(voice, m)),
  rule(`${START}${FRACTION}(?=["″])`, (m) => fraction(voice, m)),
  rule(`${MINUS}${START}(?<whole>\\d{1,3}) ${FRACTION}(?![\\p{L}\\p{N}]|\\/)`, (m) => fraction(voice, m)),
  rule(`${MINUS}${START}(?:(?<whole>\\d{1,3}) )?(?:1\\/2|[12]\\/3|[13]\\/4)(?![\\p{L}\\p{N}]|\\/)`, (m) =>
    fraction(voice, m),
  ),
];

/** "Dos tazas y media": where the noun comes first, with its gender as far as its ending shows it. */
function nounFirstRules(voice: Voice, units: ReadonlyMap<string, Noun>): readonly Rule[] {
  const { nounFirst, noNouns = [], signs } = voice;
  if (nounFirst === undefined) return [];
  const isFeminine = new RegExp(nounFirst.feminine, "u");
  const noun = `(?!(?:${alternatives(noNouns)})[^\\p{L}])[\\p{L}/²³°]{1,12}`;
  return [
    rule(
      `${MINUS}${START}(?<whole>\\d{1,3}) ?(?<part>(?<= )${FRACTION}|[¼-¾⅐-⅞]) ?(?<noun>${noun})${END}`,
      ({ groups }) => {
        const { whole = "", part = "", noun: written = "" } = groups ?? {};
        const known = units.get(written);
        if (known === undefined && !/^\p{Ll}{4}/u.test(written)) return undefined;
        const form = (known?.feminine ?? isFeminine.test(written)) ? "f" : "m";
        const rest = /^(?:1\/2|½)$/u.test(part) ? nounFirst.half[form] : saidFraction(voice, part);
        const one = known?.one ?? written.replace(/s$/, "");
        const name = whole === "1" ? one : (known?.many ?? written);
        return (
          rest &&
          `${minusOf(voice, groups)}${voice.cardinal(Number(whole), form)} ${name} ${signs.and} ${rest}`
        );
      },
    ),
  ];
}

/** Said as its parts; `undefined` where it is none that has a name. */
export const fraction = (voice: Voice, { 0: text, groups }: RegExpExecArray): string | undefined => {
  const said = saidFraction(voice, text, groups?.whole);
  return said && minusOf(voice, groups) + said;
};

export const minusOf = ({ signs }: Voice, groups: RegExpExecArray["groups"]): string =>
  groups?.minus ? `${signs.minus} ` : "";

/** "⅝" is "5⁄8" in figures. */
const partsOf = (text: string): readonly number[] =>
  (/(\d+)[/⁄](\d+)$/.exec(text.replace(/[^\d/ ]$/u, (sign) => ` ${sign.normalize("NFKD")}`)) ?? [])
    .slice(1)
    .map(Number);

function saidFraction(voice: Voice, text: string, whole?: string): string | undefined {
  const [upper, lower] = partsOf(text);
  if (upper === undefined || lower === undefined || upper === 0 || upper >= lower) return undefined;
  return voice.fraction(upper, lower, whole === undefined ? undefined : Number(whole));
}

/** "1/2 h", "4 1/2 lbs": the unit says of what. A noun that is written out may be of "two or three days". */
function partRules(voice: Voice, units: ReadonlyMap<string, Noun>): readonly Rule[] {
  return [
    rule(
      `${MINUS}${START}(?:(?<whole>\\d{1,3}) ?)?(?<part>(?<!\\d)${FRACTION}|[¼-¾⅐-⅞])${GAP}(?<unit>${SHORT})${END}(?:\\.(?= \\p{Ll}))?`,
      ({ groups }) => {
        const { whole, part = "", unit: written = "" } = groups ?? {};
        const noun = units.get(written) ?? units.get(`${written}.`);
        const said = saidFraction(voice, part, whole);
        const isWord = written === noun?.one || written === noun?.many || written === "x";
        if (noun === undefined || isWord || said === undefined) return undefined;
        const [upper = 0, lower = 0] = partsOf(part);
        const quantity =
          whole === undefined ? voice.partOf(said, upper, lower, noun) : `${said} ${noun.many}`;
        return minusOf(voice, groups) + quantity;
      },
    ),
  ];
}
