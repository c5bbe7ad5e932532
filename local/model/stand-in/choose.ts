import { oncePer, termsOf } from "./concepts.ts";
import type { Entity } from "./entities.ts";
import { mayBe } from "./fill.ts";
import type { Tongue } from "./languages/languages.ts";
import type { ToolForm } from "./schema.ts";
import { type Search, searchOver } from "./search.ts";

/** Which tool is meant, by the words of its name, its fields and its description, and by what kind of thing is wanted. */

/** What is wanted, and what a tool does: looks, makes, undoes, or changes. */
type Deed = "looks" | "makes" | "cancels" | "changes";

const DEEDS: readonly (readonly [Deed, RegExp])[] = [
  ["cancels", /^(?:cancel|delete|remove|stop|revoke|anular|stornieren)/],
  ["changes", /^(?:change|reschedule|move|update|modify|edit|redirect|postpone|set|switch)/],
  [
    "makes",
    /^(?:place|book|make|create|order|buy|reserve|schedule|add|report|file|request|send|register|submit|open_|arrange|take|leave)/,
  ],
  [
    "looks",
    /^(?:look|check|get|find|list|search|track|show|tell|read|fetch|quote|is_|has_|opening|status|price|availab|where|estimate|calculate|say|give|return)|_(?:status|prices?|hours|info|quote|availability)$/,
  ],
];

const deedOf = (form: ToolForm): Deed | undefined =>
  DEEDS.find(([, words]) => words.test(form.name) || words.test(form.description.toLowerCase()))?.[0];

/** It changes nothing, and may be asked again. */
export const isLook = (form: ToolForm): boolean => deedOf(form) === "looks";

/** A question in any case: "what happens if I cancel" cancels nothing. */
export const OPENS =
  /^(?:(?:and|so|but|well|until|since|from|at|in|to) )*(?:what|when|where|how (?:much|long|many|late))\b|\bwhat (?:do|should) i (?:do|have to)\b/;

export function wanted(folded: string, { hears }: Tongue): Deed | undefined {
  if (OPENS.test(folded)) return "looks";
  if (hears.cancels.test(folded)) return "cancels";
  if (hears.changes.test(folded)) return "changes";
  const makes = hears.creates.test(folded);
  if (hears.asks.test(folded))
    return makes && !/^(?:where|when|what|how|do you|is|are|donde|ou|wo|onde)\b/.test(folded)
      ? "makes"
      : "looks";
  return makes ? "makes" : undefined;
}

const BOOST = { name: 3, choices: 2.5, fields: 2, text: 1 } as const;
const indexOf = oncePer(
  (forms: readonly ToolForm[]): Search =>
    searchOver(
      forms.map((form) => ({
        name: form.label,
        fields: form.fields.map((f) => f.label).join(" "),
        choices: form.fields
          .flatMap((f) => f.choices)
          .join(" ")
          .replaceAll("_", " "),
        // What a tool does not do stands behind what it does.
        text: form.description
          .split(/(?<=[.!?])\s/)
          .slice(0, 2)
          .join(" "),
      })),
      BOOST,
    ),
);

export interface Choice {
  readonly form: ToolForm;
  readonly score: number;
  /** A word of its name was said. */
  readonly isNamed: boolean;
  /** Terms of the utterance that the tool has as well. */
  readonly explained: ReadonlySet<string>;
}

/** Enough for a word of the name that only this tool has, or of a field and the right deed. */
const ENOUGH = 2.5;

/** The tools that fit, best first; the one in hand fits more easily. */
export function choose(
  forms: readonly ToolForm[],
  folded: string,
  entities: readonly Entity[],
  tongue: Tongue,
  current?: string,
): readonly Choice[] {
  const found = indexOf(forms)(termsOf(folded));
  const deed = wanted(folded, tongue);
  const having = (term: string) => found.filter((f) => f.match.has(term)).length;
  const choices = forms.map((form, id) => {
    const match = found.find((f) => f.id === id)?.match ?? new Map<string, ReadonlySet<string>>();
    const byWords = [...match].reduce((sum, [term, fields]) => {
      const weight = Math.max(...[...fields].map((f) => BOOST[f as keyof typeof BOOST] ?? 0)); // the index has these fields
      return sum + weight * (having(term) === 1 ? 1 : 0.6);
    }, 0);
    const own = deedOf(form);
    const byDeed =
      deed === undefined || own === undefined
        ? 0
        : deed === own
          ? 1.5
          : [deed, own].includes("looks") && [deed, own].includes("makes")
            ? -0.5
            : -2;
    return {
      form,
      explained: new Set(match.keys()),
      isNamed: [...match.values()].some((fields) => fields.has("name")),
      score:
        byWords +
        byDeed +
        (byWords > 0 || match.size > 0 ? byValues(form, entities) : 0.5 * byValues(form, entities)),
    };
  });
  return choices
    .filter((c) => c.explained.size > 0 && c.score >= ENOUGH - (c.form.name === current ? 1 : 0))
    .sort((a, b) => b.score - a.score);
}

/** It asks for what was said: a number of its kind, a day, a time. */
function byValues(form: ToolForm, entities: readonly Entity[]): number {
  const wants = (kinds: readonly string[]) => form.fields.some((f) => f.required && kinds.includes(f.kind));
  const has = (test: (e: Entity) => boolean) => entities.some(test);
  const isCode = (e: Entity) => e.kind === "number" && (e.letters !== "" || e.value.length >= 4);
  const suits = entities.some(
    (e) => isCode(e) && form.fields.some((f) => f.kind === "code" && f.required && mayBe(f, e)),
  );
  return (
    (suits ? 1.5 : 0) +
    (wants(["date", "moment"]) && has((e) => e.kind === "day") ? 1 : 0) +
    (wants(["time", "moment"]) && has((e) => e.kind === "time") ? 0.5 : 0)
  );
}
