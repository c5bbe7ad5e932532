import { MARKUP } from "./markup.ts";
import { type RuleSet, ruleSet } from "./rule.ts";

type RuleSets = Readonly<Record<"text" | "address" | "code", RuleSet>>;

const made = new Map<string, RuleSets>();

/** The rules of a language, made on first use: a call needs one language, rarely two. */
export function rulesFor(lang: string): RuleSets {
  const known = made.get(lang);
  if (known) return known;
  const text = ruleSet(MARKUP);
  const sets = { text, address: text, code: text };
  made.set(lang, sets);
  return sets;
}
