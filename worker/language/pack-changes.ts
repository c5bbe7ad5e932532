import type { CallLines, LanguagePack, LanguagePackChange } from "./pack.ts";

/** What an agent changes in the shipped languages, by primary subtag. */
export type PackChanges = Readonly<Record<string, LanguagePackChange>>;

export const changeFor = (code: string, changes: PackChanges): LanguagePackChange | undefined =>
  Object.hasOwn(changes, code) ? changes[code] : undefined;

/** A pack, or the lines of the Functions, with changes that `checkPackChanges` has found to fit. */
export function changed<T extends LanguagePack | CallLines>(base: T, change: object): T {
  const fields: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(change)) {
    // What the change says for the Functions is no part of a pack.
    if (name in base) fields[name] = grown(fields[name], value);
  }
  // Every field is the base's, grown by a value of the same kind.
  return fields as unknown as T;
}

/** A list with more in it, a table with more or other entries, another number or line. */
function grown(shipped: unknown, more: unknown): unknown {
  if (more === undefined) return shipped;
  if (Array.isArray(shipped) && Array.isArray(more)) return [...shipped, ...more];
  return isTable(shipped) && isTable(more) ? { ...shipped, ...more } : more;
}

export const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
