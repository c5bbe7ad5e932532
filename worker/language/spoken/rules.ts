import { addressRules, addressStarts } from "./address.ts";
import { calendarRules } from "./calendar.ts";
import { codeRules, codeStarts, phoneRules } from "./codes.ts";
import { german } from "./de.ts";
import { english } from "./en.ts";
import { spanish } from "./es.ts";
import { figureRules } from "./figures.ts";
import { french } from "./fr.ts";
import { MARKUP } from "./markup.ts";
import { portuguese } from "./pt.ts";
import { type RuleSet, rule, ruleSet } from "./rule.ts";
import { signRules } from "./signs.ts";
import type { Voice } from "./voice.ts";

type RuleSets = Readonly<Record<"text" | "address" | "code", RuleSet>>;

const VOICES: Readonly<Record<string, (tag: string) => Voice>> = {
  en: english,
  es: spanish,
  fr: french,
  de: german,
  pt: portuguese,
};

const made = new Map<string, RuleSets>();

/** The rules of a language, made on first use: a call needs one language, rarely two. */
export function rulesFor(tag: string): RuleSets {
  const known = made.get(tag);
  if (known) return known;
  const voiceOf = VOICES[tag.split(/[-_]/, 1)[0]?.toLowerCase() ?? ""] ?? english;
  const voice = voiceOf(tag);
  const sets = {
    // Among tokens of the same length the earlier rule wins: the more particular ones come first.
    text: ruleSet([
      ...(voice.own ?? []).map((own) => rule(own.pattern, (m, { before }) => own.speak(m, before))),
      ...calendarRules(voice),
      ...phoneRules(voice),
      ...figureRules(voice),
      ...codeStarts(voice),
      ...addressStarts(voice),
      ...signRules(voice),
      ...MARKUP,
    ]),
    address: ruleSet(addressRules(voice)),
    code: ruleSet(codeRules(voice)),
  };
  made.set(tag, sets);
  return sets;
}
