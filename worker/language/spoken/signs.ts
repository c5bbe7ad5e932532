import { alternatives, END, rangeWord, standsBefore } from "./number.ts";
import { type Rule, rule } from "./rule.ts";
import type { Voice } from "./voice.ts";

/** Signs between words and numbers, short forms, and dashes. */
export function signRules(voice: Voice): readonly Rule[] {
  const { signs, abbreviations } = voice;
  const short = alternatives(Object.keys(abbreviations));
  const { closing = [], closingBefore, beforeNames = {}, feminineTitles } = voice;
  const inFeminine = (long: string, before: string): string =>
    feminineTitles && standsBefore(before, feminineTitles.after)
      ? (feminineTitles.words[long] ?? long)
      : long;
  return [
    ...[{ forms: closing, openers: "\\p{Lu}\\p{Ll}" }, ...(closingBefore ? [closingBefore] : [])].flatMap(
      ({ forms, openers }) =>
        forms.length === 0
          ? []
          : [
              rule(
                `(?<![\\p{L}\\p{N}.])(?:${alternatives(forms)})(?= (?:${openers}))`,
                (m) => `${abbreviations[m[0]] ?? m[0]}.`,
              ),
            ],
    ),
    rule(`(?<![\\p{L}\\p{N}.])(?:${short})(?![\\p{L}])`, (m, { before, after }) => {
      const long = inFeminine(abbreviations[m[0]] ?? m[0], before);
      return m[0].endsWith(".") && (after === "" || after === "\n") ? `${long}.` : long;
    }),
    ...(Object.keys(beforeNames).length === 0
      ? []
      : [
          rule(
            `(?<![\\p{L}\\p{N}.]|\\d (?:\\p{Lu}\\p{L}{0,15} ){1,5})(?:${alternatives(Object.keys(beforeNames))})(?= \\p{Lu}\\p{Ll})`,
            (m) => beforeNames[m[0]],
          ),
        ]),
    rule(
      `(?<![\\p{L}\\p{N}.])(?:${alternatives(Object.keys(voice.beforeFigures))})(?= ?\\d)`,
      (m) => voice.beforeFigures[m[0]],
    ),
    // Initials: "U.S.A.", "J.K. Rowling".
    rule(
      "(?<![\\p{L}\\p{N}])(?:\\p{Lu}\\.){2,6}",
      (m, { after }) => m[0].split(".").join(" ").trim() + (after === "" || after === "\n" ? "." : ""),
    ),
    rule("#(?=\\d)", `${signs.number} `),
    rule(`(?<=${voice.press}["'“«]?)[#*](?=[\\s"'”»),.;!?]|$)`, (m) =>
      m[0] === "#" ? signs.hash : signs.star,
    ),
    // 27": of a quotation that was opened it is the end.
    rule('(?<=(?<!\\d{3}[\\d/]?)[\\d¼-¾⅐-⅞])["″]', (_, { before }) =>
      opensQuotation(before) ? undefined : ` ${signs.inches}`,
    ),
    rule('(?<=\\d["″]) ?[x×] ?(?=\\d)', ` ${signs.by} `),
    // "points x3", but "x86"
    rule(`(?<=(?<!\\p{L})(?:${voice.multiplied}) )[x×](?=\\d0{0,2}${END})`, `${signs.times} `),
    rule("(?<=\\d)[*×](?=\\d)", ` ${signs.times} `),
    rule("(?<=\\d) [*×x] (?=\\d)", ` ${signs.times} `),
    // A sum, unlike a range, has a result.
    rule("(?<=\\d) ?[–-] ?(?=\\d{1,6} ?=)", ` ${signs.minus} `),
    rule(
      "(?<=\\d(?:[%°€$£.\\p{L}]{0,2}| ?[AaPp]\\.?[Mm]\\.?))(?<!\\d{5})[ ]?[–—-][ ]?(?=[$€£]?\\d)",
      (_, { before }) => ` ${rangeWord(voice, before)} `,
    ),
    rule("(?<=\\d):(?=\\d)", ` ${signs.against ?? signs.to} `),
    rule("(?<=\\p{L})–(?=\\p{L})", ` ${signs.to} `),
    rule("[ ]?(?:—|–|--)[ ]?", (_, { tail }) => (/[\p{L}\p{N})"”»]\s?$/u.test(tail) ? ", " : " ")),
    rule("(?<=[^\\n]) - (?=\\S)", ", "),
    rule("(?<![\\p{L}\\p{N}])[-−](?=\\d)", `${signs.minus} `),
    rule("−", signs.minus),
    rule("(?:≥|⩾|>=) ?(?=[$€£]?\\d)", `${signs.atLeast} `),
    rule("(?:≤|⩽|<=) ?(?=[$€£]?\\d)", `${signs.atMost} `),
    rule("± ?(?=\\d)", `${signs.plus} ${signs.or} ${signs.minus} `),
    rule("[ ]?&(?:amp;)?[ ]?", ` ${signs.and} `),
    rule("[ ]?\\+ |[ ]?\\+(?!\\d)", ` ${signs.plus} `),
    rule("\\+(?=\\d)", `${signs.plus} `),
    rule("[ ]?=[ ]?", ` ${signs.equals} `),
    rule("[ ]?@[ ]?", ` ${signs.at} `),
    rule("[ ]?[×÷][ ]?", (m) => (m[0].includes("×") ? ` ${signs.times} ` : ` ${signs.divided} `)),
    rule("[~≈](?=\\d)", `${signs.about} `),
    rule("[≈≤≥±→←⇒]", " "),
    rule("%", ` ${signs.percent}`),
    rule("§ ?", `${signs.section} `),
    rule(`(?<=${signs.and})\\/(?=${signs.or})`, " "),
    rule("(?<=\\p{Ll}{2})\\/(?=\\p{Ll}{2})", ` ${signs.or} `),
    rule("[ ]?\\/[ ]?", ` ${signs.slash} `),
  ];
}

export const opensQuotation = (before: string): boolean => /(?:^|[\s(])"[^"]*$/u.test(before);
