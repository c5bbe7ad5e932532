import type { LanguagePack } from "./pack.ts";
import { changed, changeFor, type PackChanges } from "./pack-changes.ts";
import { ENGLISH, LANGUAGES, partsOf, subtagOf } from "./parts.ts";

const NO_CHANGES: PackChanges = {};
const made = new WeakMap<PackChanges, Map<string, LanguagePack>>();

/**
 * The pack of a language, with an agent's changes. The same arguments give the same object, so that what is
 * made from a pack is made once.
 *
 * @param tag - BCP 47 tag; only the primary subtag counts. A language that is not shipped gets English, with
 *   the changes named for it, so that an agent can bring a language of its own.
 */
export function packFor(tag: string, changes: PackChanges = NO_CHANGES): LanguagePack {
  const code = subtagOf(tag);
  const known = made.get(changes) ?? new Map<string, LanguagePack>();
  made.set(changes, known);
  const ready = known.get(code);
  if (ready) return ready;
  const base = partsOf(code).pack ?? ENGLISH.pack;
  const change = changeFor(code, changes);
  const pack = change ? changed({ ...base, code }, change) : base;
  known.set(code, pack);
  return pack;
}

/** What is shipped of every language the engine hears: a number is known in whichever it is said. */
export const ALL_PACKS: readonly LanguagePack[] = Object.values(LANGUAGES).flatMap(({ pack }) => pack ?? []);
