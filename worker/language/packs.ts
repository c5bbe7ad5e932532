import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import type { LanguagePack, LanguagePackChange, Phrases } from "./pack.ts";
import { pt } from "./pt.ts";

const SHIPPED: Readonly<Record<string, LanguagePack>> = { en, es, fr, de, pt };

export const SHIPPED_LANGUAGES: readonly string[] = Object.keys(SHIPPED);

type Changes = Readonly<Record<string, LanguagePackChange>>;

const NO_CHANGES: Changes = {};
const made = new WeakMap<Changes, Map<string, LanguagePack>>();

/**
 * The pack of a language, with an agent's changes. The same arguments give the same object, so that what is
 * made from a pack is made once.
 *
 * @param tag - BCP 47 tag; only the primary subtag counts. A language that is not shipped gets English, with
 *   the changes named for it, so that an agent can bring a language of its own.
 */
export function packFor(tag: string, changes: Changes = NO_CHANGES): LanguagePack {
  const code = tag.split(/[-_]/, 1)[0]?.toLowerCase() || "en";
  const known = made.get(changes) ?? new Map<string, LanguagePack>();
  made.set(changes, known);
  const ready = known.get(code);
  if (ready) return ready;
  const base = (Object.hasOwn(SHIPPED, code) ? SHIPPED[code] : undefined) ?? en;
  const change = Object.hasOwn(changes, code) ? changes[code] : undefined;
  const pack = change ? changed({ ...base, code }, change) : base;
  known.set(code, pack);
  return pack;
}

function changed(base: LanguagePack, change: LanguagePackChange): LanguagePack {
  const fields: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(change)) fields[name] = grown(fields[name], value);
  // Every field is the base's, grown by a value that `checkPackChanges` found to be of the same kind.
  return fields as unknown as LanguagePack;
}

/** A list with more in it, a table with more or other entries, another number. */
function grown(shipped: unknown, more: unknown): unknown {
  if (more === undefined) return shipped;
  if (Array.isArray(shipped) && Array.isArray(more)) return [...shipped, ...more];
  return isTable(shipped) && isTable(more) ? { ...shipped, ...more } : more;
}

/**
 * Checks an agent's changes to the packs before a call needs them.
 *
 * @returns one line per fault, each naming the field and what to write there; empty when all is well.
 */
export function checkPackChanges(changes: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(changes).flatMap(([code, change]) => {
    const at = `languagePacks.${code}`;
    if (!/^[a-z]{2,3}$/.test(code)) return [`${at}: write the primary subtag, such as "en" or "es"`];
    if (typeof change !== "object" || change === null || Array.isArray(change))
      return [`${at}: must be an object`];
    return Object.entries(change).flatMap(([name, value]) => faultsOf(`${at}.${name}`, name, value));
  });
}

/** Lists of regular expression sources. */
const PATTERNS: readonly string[] = [
  "wantsPhone",
  "wantsEmail",
  "wantsNumber",
  "admitsMisunderstanding",
  "asksForPerson",
  "notAPerson",
  "negativeWords",
  "positiveWords",
] satisfies (keyof LanguagePack)[];

function faultsOf(at: string, name: string, value: unknown): readonly string[] {
  if (name === "phrases") {
    if (!isTable(value)) return [`${at}: must be an object`];
    return Object.entries(value).flatMap(([phrase, said]) => phraseFaults(`${at}.${phrase}`, phrase, said));
  }
  const shipped = Object.hasOwn(en, name) && name !== "code" ? en[name as keyof LanguagePack] : undefined;
  if (shipped === undefined)
    return [`${at}: no such field; it may be ${Object.keys(en).slice(1).join(", ")}`];
  if (Array.isArray(shipped)) {
    if (!isListOfStrings(value)) return [`${at}: must be a list of strings`];
    return PATTERNS.includes(name) ? value.flatMap((source) => patternFaults(at, source)) : [];
  }
  if (typeof shipped === "number")
    return Number.isInteger(value) && Number(value) > 0 ? [] : [`${at}: must be a whole number above 0`];
  const isNumbers =
    isTable(value) && Object.values(value).every((v) => Number.isInteger(v) && Number(v) >= 0);
  return isNumbers ? [] : [`${at}: must be a table of words and whole numbers, such as { zero: 0 }`];
}

function phraseFaults(at: string, name: string, said: unknown): readonly string[] {
  const shipped = Object.hasOwn(en.phrases, name) ? en.phrases[name as keyof Phrases] : undefined;
  if (shipped === undefined)
    return [`${at}: no such phrase; it may be ${Object.keys(en.phrases).join(", ")}`];
  if (Array.isArray(shipped))
    return isListOfStrings(said) && said.length > 0 ? [] : [`${at}: must be a list of at least one line`];
  return typeof said === "string" && said.trim() !== "" ? [] : [`${at}: must be a line to say`];
}

function patternFaults(at: string, source: string): readonly string[] {
  try {
    new RegExp(source, "u");
    return [];
  } catch (error) {
    return [
      `${at}: "${source}" is not a regular expression (${error instanceof Error ? error.message : "unknown"})`,
    ];
  }
}

const isListOfStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((v) => typeof v === "string" && v.trim() !== "");

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
