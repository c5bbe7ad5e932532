import { ENGLISH, partsOf } from "../parts.ts";
import { addressRules, addressStarts } from "./address.ts";
import { calendarRules } from "./calendar.ts";
import { codeRules, codeStarts, phoneRules } from "./codes.ts";
import { figureRules } from "./figures.ts";
import { KEPT, MARKUP } from "./markup.ts";
import { type Rule, type RuleSet, rule, ruleSet } from "./rule.ts";
import { signRules } from "./signs.ts";
import type { Voice } from "./voice.ts";

type RuleSets = Readonly<Record<"text" | "address" | "code", RuleSet>>;

/**
 * In the place of a language: the words stay as they are written, for a voice that reads figures and signs itself.
 * BCP 47's tag for "no linguistic content".
 */
export const AS_WRITTEN = "zxx";

const made = new Map<string, RuleSets>();

/** The rules of a language, made on first use: a call needs one language, rarely two. */
export function rulesFor(tag: string): RuleSets {
  const known = made.get(tag);
  if (known) return known;
  if (tag === AS_WRITTEN) {
    const marks = ruleSet([...KEPT, ...MARKUP]);
    const none = ruleSet([]);
    made.set(tag, { text: marks, address: none, code: none });
    return { text: marks, address: none, code: none };
  }
  const voice = { ...(partsOf(tag).voice ?? ENGLISH.voice)(tag), region: tag.split("-")[1]?.toUpperCase() };
  const sets = {
    text: ruleSet([...textRules(voice), ...MARKUP], voice.alphabet),
    address: ruleSet(addressRules(voice), voice.alphabet),
    code: ruleSet(codeRules(voice), voice.alphabet),
  };
  made.set(tag, sets);
  return sets;
}

/** Among tokens of the same length the earlier rule wins: the more particular ones come first. */
export const textRules = (voice: Voice): readonly Rule[] => [
  ...(voice.own ?? []).map((own) => rule(own.pattern, (m, { before, after }) => own.speak(m, before, after))),
  ...calendarRules(voice),
  ...phoneRules(voice),
  ...figureRules(voice),
  ...codeStarts(voice),
  ...addressStarts(voice),
  ...signRules(voice),
];
