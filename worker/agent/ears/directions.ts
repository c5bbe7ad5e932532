import type { LanguagePack } from "../../language/pack.ts";
import { prefixSource } from "../../language/spoken/prefix.ts";
import type { Directs } from "./endings.ts";

interface Patterns {
  readonly whole: RegExp;
  readonly beginning: RegExp;
}

const made = new WeakMap<LanguagePack, Patterns>();

/**
 * Tells stage directions by the words of some languages: models write them in English as often as in the call's.
 *
 * @param packs - asked for once a bracket is there to be read: hardly any reply has one.
 */
export function directionsIn(packs: () => readonly LanguagePack[]): Directs {
  return (words) => {
    const all = [...new Set(packs())];
    const tidy = words.toLowerCase().trimStart().replace(/\s+$/, " ");
    if (all.some((pack) => patternsOf(pack).whole.test(tidy.trimEnd()))) return "yes";
    return all.some((pack) => patternsOf(pack).beginning.test(tidy)) ? "perhaps" : "no";
  };
}

function patternsOf(pack: LanguagePack): Patterns {
  const known = made.get(pack);
  if (known) return known;
  const source = pack.directions.join("|");
  const patterns = {
    whole: new RegExp(`^(?:${source})(?![\\p{L}\\p{N}])`, "u"),
    beginning: new RegExp(`^(?:${prefixSource(source)})$`, "u"),
  };
  made.set(pack, patterns);
  return patterns;
}
