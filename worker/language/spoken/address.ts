import { sayDigits } from "./number.ts";
import { type Rule, rule } from "./rule.ts";
import type { Voice } from "./voice.ts";

/** Web and e-mail addresses: "example dot com slash orders", "anna at example dot com". */

const NEXT = "(?=[\\p{L}\\p{N}])";

export const addressStarts = ({ signs }: Voice): readonly Rule[] => [
  rule("(?<!\\p{L})[Hh]ttps?:\\/\\/(?:www\\.)?", { spoken: "", mode: "address" }),
  rule(`(?<!\\p{L})[Ww]ww\\.${NEXT}`, { spoken: "", mode: "address" }),
  rule("(?<!\\p{L})mailto:", { spoken: "", mode: "address" }),
  rule(`(?<=[\\p{L}\\p{N}._%+-])@${NEXT}`, { spoken: ` ${signs.at} `, mode: "address" }),
  // A full stop with a small letter on both sides is no end of a sentence; "end.Next" is one.
  rule("(?<=[\\p{L}\\p{N}])\\.(?=\\p{Ll})", { spoken: ` ${signs.dot} `, mode: "address" }),
  rule("(?<=\\p{Ll})\\.(?=\\p{Lu})", ". "),
  rule("(?<=\\p{L})\\.(?=\\p{Lu}[A-Za-z0-9._%+-]{0,20}@)", ` ${signs.dot} `),
  rule("(?<=[\\p{L}\\p{N}])_(?=[A-Za-z0-9._%+-]{1,20}@)", ` ${signs.underscore} `),
  rule("(?<=[\\p{L}\\p{N}])-(?=[A-Za-z0-9._%+-]{1,20}@)", ` ${signs.dash} `),
];

/** Inside an address. White space, or a mark with nothing behind it, ends it. */
export const addressRules = (voice: Voice): readonly Rule[] => {
  const { signs } = voice;
  const said: Readonly<Record<string, string>> = {
    ".": signs.dot,
    "/": signs.slash,
    "-": signs.dash,
    _: signs.underscore,
    "?": signs.questionMark,
    "=": signs.equals,
    "&": signs.and,
    "#": signs.hash,
    ":": signs.colon,
    "%": signs.percent,
    "@": signs.at,
    "+": signs.plus,
  };
  return [
    rule(`[.\\/_?=&#:%@+-]${NEXT}`, (m) => ` ${said[m[0]] ?? ""} `),
    rule("\\/", ""),
    rule("\\d{1,20}", (m) => ` ${sayDigits(voice, m[0])}`),
  ];
};
