import { isFigureByFigure } from "./figures.ts";
import { alternatives, END, START, standsBefore } from "./number.ts";
import { type Rule, rule } from "./rule.ts";
import { FRACTION, fraction } from "./units.ts";
import { counted, type Voice } from "./voice.ts";

/** Dates and times of day. What cannot be one ("31/31/2026", "25:99") is declined, and read as its figures. */

const HALF = "(?:[ \\u{A0}\\u{202F}]?(?<half>[AaPp]\\.?[ \\u{A0}\\u{202F}]?[Mm]\\.?)(?![\\p{L}\\p{N}]))";

const number = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);

/** Two figures are of this century; "26" in a date is 2026. */
const fullYear = (text: string): number => (text.length === 2 ? 2000 + Number(text) : Number(text));

function sayDate(
  voice: Voice,
  day: number,
  month: number,
  year: number | undefined,
  before: string,
): string | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  return voice.date(day, month, year, before);
}

export function calendarRules(voice: Voice): readonly Rule[] {
  const named = [
    ...voice.months.map((name, i) => [name, i + 1] as const),
    ...voice.monthsShort.map((name, i) => [name, i + 1] as const),
    ...Object.entries(voice.monthsAlso ?? {}),
  ];
  const shortForms = [...voice.monthsShort, ...Object.keys(voice.monthsAlso ?? {})];
  // What comes of a system has them in capitals: "15 JAN 2026".
  const forms = (name: string): readonly string[] =>
    shortForms.includes(name) ? [name, capital(name), name.toUpperCase()] : [name, capital(name)];
  const monthOf = new Map(named.flatMap(([name, m]) => forms(name).map((form) => [form, m] as const)));
  const { dayEndings = [], clockWords = [] } = voice;
  const month = `(?<month>${alternatives([...monthOf.keys()])})`;

  const stem = `(?:${alternatives([...monthOf.keys()])})\\.?`;

  const numeric = (match: RegExpExecArray, before: string): string | undefined => {
    const { first = "", second = "", year } = match.groups ?? {};
    const [a, b] = [Number(first), Number(second)];
    const monthFirst = (voice.monthFirst && a <= 12) || b > 12;
    return sayDate(
      voice,
      monthFirst ? b : a,
      monthFirst ? a : b,
      year === undefined ? undefined : fullYear(year),
      before,
    );
  };
  const byName = (match: RegExpExecArray, before: string): string | undefined => {
    const { day, month: name = "", year } = match.groups ?? {};
    return sayDate(voice, Number(day), monthOf.get(name) ?? 0, number(year), before);
  };
  const clock = (match: RegExpExecArray, after: string): string | undefined => {
    const { hour, minute, second, half, next } = match.groups ?? {};
    const time = {
      hour: Number(hour),
      minute: Number(minute ?? 0),
      second: number(second),
      half: halfOf(half),
    };
    if (time.hour > (time.half ? 12 : 24) || time.minute > 59 || (time.second ?? 0) > 59) return undefined;
    // The full stop of "p.m." also ends a sentence that it is the last word of.
    const ends = after === "" || after === "\n" || (next !== undefined && !namesTime.test(next));
    return voice.time(time) + (half?.endsWith(".") && ends ? "." : "");
  };

  const clockTime = `(?:${START}|(?<=-\\d{2}T))(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2}))?${optional(["h", ...clockWords], " ?", "(?!\\p{L})")}`;
  // "at 9 a.m. Then we call": a capital begins a sentence, unless it is a day, a month or a time zone's.
  const starts = "(?= (?<next>\\p{Lu}\\p{L}{0,2}))";
  const namesTime = new RegExp(
    `^(?:[A-Z]{2}|${alternatives([...(voice.weekdays ?? []), ...voice.months, ...(voice.timeZones ?? [])].map((w) => capital(w).slice(0, 3)))})`,
    "u",
  );

  // "at 4.25 percent", "um 5.20 auf 8"
  const money = Object.values(voice.currencies).flatMap(({ one, many }) => [one, many]);
  const amounts = alternatives([voice.signs.percent, ...money, ...(voice.noTimeBefore ?? [])]);

  const ofYear = voice.ofYear?.[0] === undefined ? "" : `${voice.ofYear[0]} `;
  const monthAndYear = ({ groups }: RegExpExecArray, before: string): string =>
    `${voice.monthOf && /(?<!\p{L})(?:el|al|del|le|au|du) $/u.test(before) ? `${voice.monthOf} ` : ""}${voice.months[Number(groups?.first) - 1]} ${ofYear}${voice.year(fullYear(groups?.year ?? ""))}`;
  const monthFigures = `${START}(?<first>0[1-9]|1[0-2])\\/`;

  return [
    rule(`${monthFigures}(?<year>20\\d{2})(?![\\p{L}\\p{N}]|\\/)`, (m, { before }) =>
      monthAndYear(m, before),
    ),
    rule(`${monthFigures}(?<year>[2-9]\\d)(?![\\p{L}\\p{N}]|\\/)`, (m, { before }) =>
      voice.expires !== undefined && standsBefore(before, voice.expires)
        ? monthAndYear(m, before)
        : undefined,
    ),
    ...slashedDates(voice, numeric),
    // "2027-03", but "2011-12" is a season.
    rule(
      `${START}(?<year>(?:19|20)\\d{2})-(?<first>0[1-9]|1[0-2])(?![\\p{L}\\p{N}]|[-.,:\\/]\\d)`,
      (m, { before }) =>
        Number(m.groups?.first) > Number(m.groups?.year) % 100 || isFigureByFigure(voice, before)
          ? undefined
          : monthAndYear(m, before),
    ),
    rule(
      `${START}(?<year>(?:19|20)\\d{2})[-\\/.](?<second>\\d{1,2})[-\\/.](?<first>\\d{1,2})(?!\\d|[-\\/.]\\d)`,
      (m, { before }) =>
        sayDate(voice, Number(m.groups?.first), Number(m.groups?.second), number(m.groups?.year), before),
    ),
    rule("(?<=\\d{4}-\\d{2}-\\d{2})T(?=\\d{2}:)", " "),
    ...["\\/", "\\.", "-"].map((sign) =>
      rule(
        `${START}(?<first>\\d{1,2})${sign}(?<second>\\d{1,2})${sign}(?<year>\\d{4}|\\d{2})(?![\\p{L}\\p{N}]|[.\\/-]\\d)`,
        (m, { before }) => numeric(m, before),
      ),
    ),
    ...(voice.monthFirst || voice.decimal === "."
      ? [
          rule(
            `${START}${month}\\.? (?<day>\\d{1,2})${optional(dayEndings)}(?:,? (?<year>(?:19|20)\\d{2}))?(?![\\p{L}\\p{N}]|[.,:]\\d| ?[%€])`,
            (m, { before }) => byName(m, before),
          ),
        ]
      : []),
    rule(
      `${START}(?<day>\\d{1,2})(?:${alternatives([".", "º", "°", ...dayEndings])})?[ -]${optional(voice.ofMonth, "", " ")}${month}(?:\\.?,?${optional(voice.ofYear, " ")}[ -](?<year>(?:19|20)\\d{2})|\\.(?=[,–-]| ?[\\d\\p{Ll}]))?(?![\\p{L}\\p{N}])`,
      (m, { before }) => byName(m, before),
    ),
    rule(
      `${START}(?:${alternatives(shortForms.filter((s) => !voice.months.includes(s)).map((s) => `${s}.`))})(?= ?\\d)`,
      (m) => voice.months[(monthOf.get(m[0].slice(0, -1)) ?? 1) - 1],
    ),
    // "Dec 5 - Dec 12", "5. Dez.-12. Dez."
    ...[
      [`${stem} \\d{1,2}${optional(dayEndings)}`, `${stem} \\d`],
      [stem, `\\d{1,2}\\.? ${optional(voice.ofMonth, "", " ")}${stem}`],
    ].map(([one, other]) => rule(`(?<=${one}) ?[-–] ?(?=${other})`, ` ${voice.toDay ?? voice.signs.to} `)),
    // "1h30min" takes so long; "14h30" may be when.
    rule(`${START}(?<hour>\\d{1,2})h(?<minute>\\d{1,2}) ?min${END}`, ({ groups }) => {
      const { h, min } = voice.units;
      if (h === undefined || min === undefined) return undefined;
      return `${counted(voice, Number(groups?.hour), h)} ${voice.signs.and} ${counted(voice, Number(groups?.minute), min)}`;
    }),
    rule(`${START}(?<hour>\\d{1,2})(?:\\.(?<minute>\\d{2}))?${HALF}(?:${starts}|)`, (m, { after }) =>
      clock(m, after),
    ),
    ...(voice.timeAfter === undefined
      ? []
      : [
          rule(
            `${START}(?<hour>\\d{1,2})(?:\\.(?<minute>[0-5]\\d)|h)${optional(clockWords, " ", "(?!\\p{L})")}(?![\\p{L}\\p{N}]|[.,:]\\d| ?[%€£$]| (?:${amounts})(?!\\p{L}))`,
            (m, { before, after }) =>
              standsBefore(before, `(?:${voice.timeAfter}) `) ? clock(m, after) : undefined,
          ),
        ]),
    rule(`${clockTime}(?:${HALF}(?:${starts}|)|(?![\\p{L}\\p{N}]|:\\d))`, (m, { after }) => clock(m, after)),
    ...(voice.clockSigns ?? []).map((pattern) =>
      rule(`${START}${pattern}${END}`, (m, { after }) => clock(m, after)),
    ),
  ];
}

/** "3/4": a fraction before what it is a part of, a date where a time is beside it or what stands before says so. */
function slashedDates(
  voice: Voice,
  date: (match: RegExpExecArray, before: string) => string | undefined,
): readonly Rule[] {
  const {
    dateAfter,
    weekdays = [],
    weekdaysShort = [],
    shareOf = [],
    atTime = [],
    datedThings,
    signs,
  } = voice;
  if (dateAfter === undefined) return [];
  const slashed = `${START}(?<first>\\d{1,2})\\/(?<second>\\d{1,2})`;
  const days = alternatives([...weekdays, ...weekdaysShort.flat()]);
  // "from 6/1 to 8/31": the second is a date as the first is one.
  const range = `\\d{1,2}\\/\\d{1,2}(?: (?:${signs.to}|${signs.and}|${signs.or}|${dateAfter.trim()}) ?|[-–])`;
  const dated = `(?:${dateAfter}|(?:${days})\\.?,? )(?:${range})?`;
  return [
    rule(`${START}(?:1\\/2|[12]\\/3|[13]\\/4)(?= (?:${alternatives(shareOf)}))`, (m) => fraction(voice, m)),
    rule(`${START}${FRACTION}(?= (?:${alternatives(shareOf)}))`, (m, { before }) =>
      standsBefore(before, dated) ? undefined : fraction(voice, m),
    ),
    rule(
      `${slashed}(?=,? (?:(?:${alternatives(atTime)}) )?\\d{1,2}(?::\\d|h| ?[aApP]\\.?[mM]))`,
      (m, { before }) => date(m, before),
    ),
    ...(datedThings === undefined
      ? []
      : [rule(`${slashed}(?= (?:${alternatives(datedThings)}))`, (m, { before }) => date(m, before))]),
    rule(`${slashed}(?![\\p{L}\\p{N}%€$£]|\\/)`, (m, { before }) =>
      standsBefore(before, dated) ? date(m, before) : undefined,
    ),
  ];
}

const halfOf = (text: string | undefined): "am" | "pm" | undefined =>
  text === undefined ? undefined : /^a/i.test(text) ? "am" : "pm";

/** Source of one of the words, or none. */
const optional = (words: readonly string[] = [], before = "", behind = ""): string =>
  words.length === 0 ? "" : `(?:${before}(?:${alternatives(words)})${behind})?`;

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
