import { isFigureByFigure } from "./figures.ts";
import { alternatives, START, sayDigits, standsBefore } from "./number.ts";
import { type Rule, rule } from "./rule.ts";
import type { Voice } from "./voice.ts";

/** Telephone numbers, order numbers and other codes: said figure by figure, letter by letter. */

/** Each run of figures is a group, with a pause behind it. */
const groups = (voice: Voice, text: string): string =>
  (text.trim().startsWith("+") ? `${voice.signs.plus} ` : "") +
  // "+44 (0)20": who is told both dials a 0 too many.
  [...text.replace(/^(\+.*)\(0\)/, "$1 ").matchAll(/\d+/g)].map(([run]) => sayDigits(voice, run)).join(", ");

/** How numbers are written that are said group by group; the shortest has seven figures. */
const GROUPED: readonly string[] = [
  "\\+\\d{1,3}(?:[ .\\-\\/\\u{A0}]?\\(?\\d{1,5}\\)?){2,6}",
  "(?:1[-. ])?\\(\\d{2,4}\\)[ -]?\\d{3,5}[-. ]\\d{3,4}",
  "(?:1[-. ])?\\d{3}[-. ]\\d{3}[-. ]\\d{4}",
  "\\d{3}-\\d{4}",
  "\\d{3}-\\d{2}-\\d{4}",
  "\\d{3}-\\d{3}-\\d{3}",
  // Three dashes or more are of no range: an ISBN, a licence.
  "\\d{1,8}(?:-\\d{1,8}){3,5}",
  "\\d{4,5}-\\d{4}",
  "\\d{4} \\d{4}",
  "\\d{1,2}[ -]\\d{4,5}[ -]\\d{4}",
  "\\d{5} \\d{5}",
  "\\d{2}[ .]\\d{3}[ .]\\d{2}[ .]\\d{2}",
  // Freephone and shared cost: Australia, India, France.
  "1[389][05]0[ -]\\d{3}[ -]\\d{3}",
  "1[89]00[ -]\\d{2,3}[ -]\\d{4}",
  "0 \\d{3} \\d{3} \\d{3}",
  "0\\d{1,4}(?:[ \\/-]| \\/ )\\d{3,8}(?:[ -]\\d{1,4}){0,2}",
  "0\\d(?:[ .-]\\d{2}){4}",
  "0\\d{2,4}(?: \\d{2}){3,4}",
  "[6-9]\\d{2}[ -]\\d{3}[ -]\\d{3}",
  "[6-9]\\d{2}(?:[ -]\\d{2}){3}",
  // Payment cards, where one is read back at all: 4-4-4-4, or 4-6-5.
  "\\d{4}(?:[ -]\\d{4}){3}",
  "\\d{4}[ -]\\d{6}[ -]\\d{5}",
];

/** Not inside a word or a longer figure, and the whole of it. */
const ALONE = "(?<![\\p{L}\\p{N}.])";
const COMPLETE = "(?![\\p{L}\\p{N}]|[.,]\\d)";

/** Two years with a dash between them are a span of time. */
const YEARS = /^(?:19|20)\d{2}[- ](?:19|20)\d{2}$/;

export const phoneRules = (voice: Voice): readonly Rule[] => [
  // Where spaces group thousands, "999 999 999" is an amount.
  ...GROUPED.filter((pattern) => !(voice.spaceGroups && pattern.startsWith("[6-9]"))).map((pattern) =>
    rule(`${ALONE}${pattern}${COMPLETE}`, (m) =>
      m[0].replace(/\D/g, "").length >= 7 && !YEARS.test(m[0]) ? groups(voice, m[0]) : undefined,
    ),
  ),
  ...(voice.phones ?? []).map((pattern) => rule(`${ALONE}${pattern}${COMPLETE}`, (m) => groups(voice, m[0]))),
  // "1-800-555-SHOE": the word is said as one.
  rule(`${ALONE}(?:1-[89]\\d{2}-(?:\\d{3}-)?|0[89]00-)(?=\\p{Lu}{2})`, (m) => `${groups(voice, m[0])}, `),
  // "order 1042-7": behind its name an id is no range.
  rule(`${ALONE}\\d{3,8}(?:-\\d{1,8}){1,2}${COMPLETE}`, (m, { before }) =>
    isFigureByFigure(voice, before) ? groups(voice, m[0]) : undefined,
  ),
  // The figures of an e-mail address.
  rule(`(?<!\\d)\\d{1,12}(?=@[\\p{L}\\p{N}])`, (m) => sayDigits(voice, m[0])),
  ...(voice.version === undefined
    ? []
    : [
        rule(`${ALONE}[vV]\\.? ?\\d{1,4}(?:\\.\\d{1,4}){1,3}(?![\\p{L}\\p{N}]|\\.\\d)`, (m) => {
          const parts = m[0].match(/\d+/g) ?? [];
          return `${voice.version} ${parts.map((n) => voice.cardinal(Number(n))).join(` ${voice.signs.dot} `)}`;
        }),
      ]),
  ...roadRules(voice),
  ...dayRanges(voice),
];

/** "the I-95", "la A-7": a road is called by its number. */
const roadRules = (voice: Voice): readonly Rule[] =>
  voice.roads === undefined
    ? []
    : [
        rule(`${ALONE}(?<letters>${voice.roads.letters})(?<figures>\\d{1,4})${COMPLETE}`, (m, { before }) => {
          const { letters = "", figures = "" } = m.groups ?? {};
          if (!standsBefore(before, voice.roads?.before ?? "")) return undefined;
          const number =
            voice.inHundreds && figures.length > 2
              ? sayDigits(voice, figures)
              : voice.cardinal(Number(figures));
          return `${spelled(letters.replace(/[^\p{L}]/gu, "")).trim()} ${number}`;
        }),
      ];

/** "Mon-Fri", "Mon. 5". Short forms alone stay as they are: "Sun" and "Mar" are words too. */
function dayRanges({ weekdays = [], weekdaysShort = [], signs }: Voice): readonly Rule[] {
  const days = new Map(weekdaysShort.flatMap((forms, i) => forms.map((f) => [f, weekdays[i] ?? f] as const)));
  if (days.size === 0) return [];
  const day = `(?:${alternatives([...days.keys()])})`;
  return [
    rule(`(?<![\\p{L}\\p{N}])${day}\\.(?=,| ?\\d)`, (m) => days.get(m[0].slice(0, -1))),
    rule(`(?<![\\p{L}\\p{N}])${day},?(?= \\d{1,2}\\/\\d)`, (m) => `${days.get(m[0].replace(",", ""))},`),
    rule(`(?<![\\p{L}\\p{N}])${day}\\.? ?[-–] ?${day}(?:\\.(?= ?[\\d\\p{Ll}]))?(?![\\p{L}\\p{N}-])`, (m) =>
      m[0]
        .split(/[-–]/)
        .map((form) => days.get(form.replace(/[. ]/g, "")))
        .join(` ${signs.to} `),
    ),
  ];
}

const spelled = (letters: string): string => [...letters].map((l) => ` ${l.toUpperCase()}`).join("");

/** Where letters and figures meet, a code begins; the mode `code` goes on with it. */
export const codeStarts = (voice: Voice): readonly Rule[] => [
  rule("(?<![\\p{L}\\p{N}])\\p{Lu}{1,4}-?(?=\\d)", (m) => ({
    spoken: spelled(m[0].replace("-", "")).slice(1) + (m[0].endsWith("-") ? "," : ""),
    mode: "code",
  })),
  // "Covid19": a word with a number behind it.
  rule("(?<=\\p{Ll}{3})\\d{1,2}(?![\\p{L}\\p{N}@_]|[.]\\p{L})", (m) => voice.cardinal(Number(m[0]))),
  rule("(?<=\\p{L}{5})-(?=\\d)", " "),
  rule("(?<=\\p{L})\\d(?=[^\\s])|(?<=\\p{L})\\d", (m) => ({
    spoken: ` ${sayDigits(voice, m[0])}`,
    mode: "code",
  })),
  // "24hours": a number with a word behind it.
  rule(`${START}\\d{1,6}(?=\\p{Ll}{3})`, (m) => voice.cardinal(Number(m[0]))),
  rule(`${START}\\d{1,20}(?=\\p{L})`, (m) => ({
    spoken: m[0].length > 2 || m[0].startsWith("0") ? sayDigits(voice, m[0]) : voice.cardinal(Number(m[0])),
    mode: "code",
  })),
];

/** Inside a code. The first character that fits none of these ends it. */
export const codeRules = (voice: Voice): readonly Rule[] => [
  rule("\\d{1,20}", (m) => ` ${sayDigits(voice, m[0])}`),
  rule("\\p{L}", (m) => spelled(m[0])),
  // "ab3-x@example.com"
  rule("-(?=[A-Za-z0-9._%+-]{1,20}@)", { spoken: ` ${voice.signs.dash} `, mode: "address" }),
  // "MP3-Datei": a word is no code.
  rule("-(?=\\p{L}\\p{Ll}{2})", { spoken: " ", mode: "text" }),
  rule("-(?=[\\p{L}\\d])", ","),
  rule("\\.(?=\\d)", ` ${voice.signs.dot} `),
  rule("[\\/_](?=[\\p{L}\\d])", (m) => ` ${m[0] === "/" ? voice.signs.slash : voice.signs.underscore} `),
  rule("@(?=[\\p{L}\\d])", { spoken: ` ${voice.signs.at} `, mode: "address" }),
  rule("\\.(?=\\p{L})", { spoken: ` ${voice.signs.dot} `, mode: "address" }),
];
