import { isAngry, moodOf } from "../../../worker/language/hearing/mood.ts";
import { termsOf, words } from "./concepts.ts";
import { type Dialogue, missing } from "./dialogue.ts";
import { tongueFor } from "./languages/languages.ts";
import { describe } from "./tell.ts";
import { ENGINE, hasFailed, isMissing, isRunning, needsYes, type View } from "./view.ts";

/** The arguments of `hand_off`: what was learned, so that the caller says nothing twice. For the person, in English. */

const REASONS: Readonly<Record<string, string>> = {
  caller_requested: "The caller asked to speak with a person.",
  caller_frustrated: "The caller is upset.",
  out_of_scope: "The caller needs what the assistant cannot do.",
  repeated_misunderstanding: "The assistant did not understand the caller several times.",
  tool_failed: "A system did not answer, and the caller still needs help.",
  safety: "It cannot wait: somebody or something may be in danger.",
};
const MOST_CHARS = 160;

export function handOffArguments(view: View, dialogue: Dialogue, code: string): Record<string, unknown> {
  const said = view.turns.map((t) => t.said).filter((text) => termsOf(text).length > 1);
  const [first] = said;
  const last = view.turns.at(-1)?.said ?? "";
  const entities = entitiesOf(dialogue);
  const isMessage = dialogue.form?.label === "message" && dialogue.values.size > 0;
  const wish =
    first === undefined ? "The caller has said little so far." : `The caller said: "${shortened(first)}".`;
  const then =
    last !== first && termsOf(last).length > 0 && last !== "" ? [`Last: "${shortened(last)}".`] : [];
  const message = Object.entries(entities)
    .map(([name, value]) => `${name}: ${value}`)
    .join("; ");
  return {
    reason:
      (code === "out_of_scope" && unfillable(dialogue)) || (REASONS[code] ?? "The caller needs a person."),
    callSummary: [
      isMessage ? `Message taken: ${message}.` : wish,
      ...view.made.flatMap((m) => did(m)),
      ...(isMessage && message.includes(shortened(last)) ? [] : then),
    ].join(" "),
    sentiment: moodOf(
      view.turns.slice(-4).map((t) => t.said),
      view.tongue.pack,
    ).sentiment,
    reasonCode: code,
    ...(first !== undefined && { intent: shortened(first) }),
    ...wanted(code, said, view),
    nextBestAction: code === "safety" ? "Act at once." : "Go on from where the summary ends.",
    ...(Object.keys(entities).length > 0 && { entities }),
  };
}

/** Whoever wrote the tool, and whoever takes the call, has to know which field it was. */
function unfillable(dialogue: Dialogue): string | undefined {
  const open = missing(dialogue);
  if (open?.kind !== "unfillable") return undefined;
  return `The assistant cannot take down "${open.label}", which "${dialogue.form?.label}" needs.`;
}

/** What they said last is what they want, unless it is anger: that is told, and no wish. */
function wanted(code: string, said: readonly string[], { tongue }: View): { desiredOutcome?: string } {
  if (code === "caller_requested") return { desiredOutcome: "To speak with a person." };
  const last = said.findLast((text) => !isAngry([text], tongue.pack));
  return last === undefined ? {} : { desiredOutcome: shortened(last) };
}

const shortened = (text: string): string =>
  text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS - 1).trimEnd()}…` : text.replace(/[.!?]+$/, "");

/** What the caller gave, under the names that the tools have for it. */
function entitiesOf({ form, values, identity }: Dialogue): Record<string, string> {
  const entities: Record<string, string> = {};
  const name = identity.get("name");
  if (name !== undefined) entities.name = String(name);
  for (const [key, value] of values) {
    const field = form?.fields.find((f) => f.name === key);
    if (field?.kind !== "name" || name === undefined)
      entities[form?.label === "message" ? (field?.label ?? key) : key] = String(value);
  }
  return entities;
}

/** What a call found or did, in a sentence. */
function did(made: View["made"][number]): string[] {
  if (ENGINE.has(made.name) || needsYes(made) || isRunning(made)) return [];
  const what = `${words(made.name)} (${Object.values(made.args).map(String).join(", ")})`;
  if (hasFailed(made)) return [`${what}: failed.`];
  return [`${what}: ${isMissing(made) ? "not found." : describe(made, { tongue: tongueFor("en") })}`];
}
