import { fold, oncePer } from "../../../../worker/language/hearing/words.ts";
import type { LanguagePack } from "../../../../worker/language/pack.ts";
import { ALL_PACKS, packFor } from "../../../../worker/language/packs.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import type { Hears, StandInLanguage } from "./language.ts";
import { pt } from "./pt.ts";

export const LANGUAGES: Readonly<Record<string, StandInLanguage>> = { en, es, fr, de, pt };

export interface Tongue {
  readonly code: string;
  readonly pack: LanguagePack;
  readonly lines: StandInLanguage["lines"];
  readonly nouns: StandInLanguage["nouns"];
  readonly compound: StandInLanguage["compound"];
  readonly hears: { readonly [K in keyof Hears]: RegExp };
}

const tongueOf = oncePer((pack: LanguagePack): Tongue => {
  const language = LANGUAGES[pack.code] ?? en;
  const hears = Object.fromEntries(
    Object.entries(language.hears).map(([name, source]) => [
      name,
      new RegExp(name === "leadIn" ? source.replace(/ \)\+$/, "[\\s,.!?]+)+") : source, "u"),
    ]),
  ) as Tongue["hears"]; // the same names
  return { code: pack.code, pack, ...language, hears };
});

/** What is said and heard in a language; English where it has none. */
export const tongueFor = (tag: string): Tongue =>
  tongueOf(packFor(tag in LANGUAGES || LANGUAGES[tag.slice(0, 2)] ? tag : "en"));

/** Words that only one of the languages has, as far as its pack knows its small words. */
const marks = oncePer((packs: readonly LanguagePack[]): ReadonlyMap<string, string> => {
  const of = new Map<string, Set<string>>();
  for (const { code, ...p } of packs)
    for (const phrase of [
      ...p.unfinishedEndings,
      ...p.looseEndings,
      ...p.questionOpeners,
      ...p.courtesies,
      ...p.agreements,
      ...p.softeners,
    ])
      for (const word of fold(phrase).split(" ")) of.set(word, (of.get(word) ?? new Set()).add(code));
  return new Map(
    [...of].flatMap(([word, codes]) => (codes.size === 1 ? [[word, [...codes][0] ?? "en"] as const] : [])),
  );
});

/** The language of a text by its small words; undefined where nothing or too little tells. */
export function languageOf(text: string, least = 2): string | undefined {
  const found = new Map<string, number>();
  for (const word of fold(text.slice(0, 4_000)).split(" ")) {
    const code = marks(ALL_PACKS).get(word);
    if (code && LANGUAGES[code]) found.set(code, (found.get(code) ?? 0) + 1);
  }
  const [first, second] = [...found].sort((a, b) => b[1] - a[1]);
  return first && first[1] >= least && first[1] > (second?.[1] ?? 0) ? first[0] : undefined;
}
