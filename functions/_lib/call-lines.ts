import type { CallLines, Counted } from "../../worker/language/pack.ts";
import { changed, changeFor, type PackChanges } from "../../worker/language/pack-changes.ts";
import { ENGLISH, partsOf, subtagOf } from "../../worker/language/parts.ts";

/**
 * Lines for a BCP 47 tag, by its primary subtag; English where there are none.
 *
 * @param changes - the agent's `languagePacks`. A webhook that knows no agent says the shipped lines.
 */
export function linesFor(language: string | undefined, changes: PackChanges = {}): CallLines {
  const code = subtagOf(language ?? "");
  const lines = partsOf(code).callLines ?? ENGLISH.callLines;
  return changed(lines, changeFor(code, changes)?.callLines ?? {});
}

/** A line with its number, in the plural form that the language has for it. */
export function counted({ sayLanguage }: CallLines, line: Counted, count: number): string {
  // What `<Say>` takes is not always a tag that `Intl` knows: "en-GB-WLS".
  const form = new Intl.PluralRules(subtagOf(sayLanguage)).select(count);
  return (line[form] ?? line.other).replace("{count}", String(count));
}
