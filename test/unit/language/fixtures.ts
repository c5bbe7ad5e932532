import { readFileSync } from "node:fs";

export const LANGUAGES = ["en", "es", "fr", "de", "pt"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The tag each table of the language was written for. */
export const TAGS: Readonly<Record<Language, string>> = {
  en: "en-US",
  es: "es-ES",
  fr: "fr-FR",
  de: "de-DE",
  pt: "pt-BR",
};

/** A table of cases: `test/fixtures/language/<name>.<language>.json`. Add lines there, the tests read them all. */
export function table<T>(name: string, language: Language): T {
  // The shape is the table's own; each test states the one it reads.
  return JSON.parse(read(`${name}.${language}.json`)) as T;
}

/** The same as lines of text: `test/fixtures/language/<name>.<language>.txt`. */
export const text = (name: string, language: Language): string => read(`${name}.${language}.txt`);

const read = (file: string): string =>
  readFileSync(new URL(`../../fixtures/language/${file}`, import.meta.url), "utf8");
