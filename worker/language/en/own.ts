import { opensQuotation } from "../spoken/signs.ts";
import type { Voice } from "../spoken/voice.ts";
import { cardinal, MONTHS, ordinal, SMALL, year } from "./numerals.ts";

// biome-ignore format: pairs
const STREETS: Readonly<Record<string, string>> = {
  St: "Street", Ave: "Avenue", Rd: "Road", Blvd: "Boulevard", Dr: "Drive", Ln: "Lane", Ct: "Court", Hwy: "Highway", Pkwy: "Parkway", Pl: "Place", Sq: "Square",
};
const POINTS: Readonly<Record<string, string>> = { N: "North", S: "South", E: "East", W: "West" };

/** What only English writes. */
export const ownRules = (monthFirst: boolean): NonNullable<Voice["own"]> => [
  // "Call 150 people" is no service's number.
  {
    pattern:
      "(?<=(?:[Cc]all|[Tt]ext|[Rr]ing|[Pp]hone|ing) )\\d{3,6}(?= (?:(?!always|this|unless|across)\\p{Ll}{3,12}s|people)[^\\p{L}])",
    speak: (m) => cardinal(Number(m[0])),
  },
  {
    pattern: "(?<![\\p{L}\\p{N}])\\d{1,3}(?:\\d{0,3}|(?:,\\d{3}){1,2})(?:st|nd|rd|th)(?![\\p{L}\\p{N}])",
    speak: (m) => ordinal(Number.parseInt(m[0].replaceAll(",", ""), 10)),
  },
  // "the 1980s", "the '90s": a decade, where "30s" alone is a time.
  {
    pattern:
      "(?:(?<![\\p{L}\\p{N}])(?:1[89]|20|['’])|(?<=(?:[Tt]he|early|late|[Mm]id)[ -]|\\d0s ?[-–] ?))\\d0['’]?s(?![\\p{L}\\p{N}])",
    speak: (m) => `${year(Number.parseInt(m[0].replace(/^\D/, ""), 10)).replace(/y$/, "ie")}s`,
  },
  // "March 3-5", "24-26 December": days, whatever the other one is.
  {
    pattern: "(?<=\\d ?[-–] ?)\\d{1,2}(?![\\p{L}\\p{N}%]|[.,:]\\d)",
    speak: (m, before) =>
      new RegExp(
        `(?:${MONTHS.map((name) => `${name.slice(0, 3)}\\p{L}*`).join("|")})\\.? \\d{1,2} ?[-–] ?$`,
        "u",
      ).test(before)
        ? ordinal(Number(m[0]))
        : undefined,
  },
  {
    pattern: `(?<![\\p{L}\\p{N}])\\d{1,2}(?= ?[-–] ?\\d{1,2} (?:${MONTHS.map((name) => name.slice(0, 3)).join("|")}))`,
    speak: (m) => (monthFirst ? ordinal(Number(m[0])) : `the ${ordinal(Number(m[0]))}`),
  },
  // "401(k)"
  {
    pattern: "(?<![\\p{L}\\p{N}])\\d{3}(?=\\(\\p{Ll}\\))",
    speak: (m) => [...m[0]].map((d) => SMALL[Number(d)]).join(" "),
  },
  // "1h 30m"
  {
    pattern: "(?<=\\d ?h(?:rs?)? ?)\\d{1,2} ?m(?![\\p{L}\\p{N}])",
    speak: (m) => `${cardinal(Number.parseInt(m[0], 10))} minutes`,
  },
  {
    pattern:
      "(?<=(?:expires?|ready|back|valid|here|ends?|starts?|closes?|opens?|leaves?|arrives?) (?:in|for) )\\d{1,3} ?m(?![\\p{L}\\p{N}])",
    speak: (m) => `${cardinal(Number.parseInt(m[0], 10))} minute${m[0].startsWith("1m") ? "" : "s"}`,
  },
  // A 27" screen, and 1/2" of snow: one inch in number; but 27" wide.
  {
    pattern:
      '(?:(?<=(?<!\\d ?)\\d\\/\\d{1,2})["″]|(?<=\\d)["″](?= (?!(?:wide|long|tall|high|deep|thick|across|by|x|of|or|and|in|fell)[^\\p{L}])\\p{Ll}{1,14}[^\\p{L}]))',
    speak: (_, before) => (opensQuotation(before) ? undefined : " inch"),
  },
  // Five foot eleven.
  {
    pattern: "(?<![\\p{L}\\p{N}])[3-8]['’′]\\d{1,2}(?:[\"”″]|(?![\\p{L}\\p{N}]))",
    speak: (m) => (m[0].match(/\d+/g) ?? []).map((n) => cardinal(Number(n))).join(" foot "),
  },
  {
    pattern: "\\$\\.\\d{2}(?!\\d)",
    speak: (m) => `${cardinal(Number(m[0].slice(2)))} cent${m[0].endsWith(".01") ? "" : "s"}`,
  },
  // "a 5 in. screen": behind the word "in" there is no full stop in a sentence.
  {
    pattern: "(?<=\\d)[ -]?in\\.(?= \\p{Ll})",
    speak: (_, before) =>
      /(?:^|\s)(?:[Aa]n? \S+|1\/\d+)$/.test(before)
        ? " inch"
        : /(?:^|\s)\d+\/\d+$/.test(before)
          ? " of an inch"
          : " inches",
  },
  { pattern: "(?<=\\d{4} )x ?(?=\\d)", speak: () => "extension " },
  // In an address, behind the number of the house, short forms have no full stop.
  {
    pattern: `(?<=\\d (?:[NSEW]\\.? )?(?:[\\p{Lu}\\d]\\p{L}{1,15} ){1,2})(?:${Object.keys(STREETS).join("|")})(?:\\.(?= (?<next>\\p{Lu}))|\\.|(?![\\p{L}\\p{N}]))`,
    speak: (m, _, after) =>
      (STREETS[m[0].replace(".", "")] ?? "") +
      (m[0].endsWith(".") && (after === "" || after === "\n" || m.groups?.next) ? "." : ""),
  },
  // Nine watts are not before an ordinal.
  {
    pattern: "(?<![\\p{L}\\p{N}])\\d{1,5} W(?= \\d{1,3}(?:st|nd|rd|th))",
    speak: (m) => `${cardinal(Number.parseInt(m[0], 10))} West`,
  },
  { pattern: "(?<=\\d )[NSEW]\\.?(?= [\\p{Lu}\\d])", speak: (m) => POINTS[m[0].charAt(0)] },
  { pattern: "(?<=\\p{Lu}\\p{Ll}{1,20} )St\\.", speak: () => "Street" },
  { pattern: "(?<![\\p{L}\\p{N}])St\\.(?= ?\\p{Lu})", speak: () => "Saint" },
];
