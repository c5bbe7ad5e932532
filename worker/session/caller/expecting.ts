import { type Expected, expectedBy } from "../../language/hearing/completion.ts";
import { type Draft, packOf } from "../draft/draft.ts";

/** Whether a turn is finished, and what it asks for, shows in its last words; a monologue is not read through. */
const JUDGED_CHARS = 400;

export const ending = (words: string): string =>
  words.length <= JUDGED_CHARS
    ? words
    : words.slice(words.indexOf(" ", words.length - JUDGED_CHARS) + 1).slice(-JUDGED_CHARS);

/** What the agent's last words asked for: half a phone number is no turn when a whole one was asked for. */
export function expecting(d: Draft): Expected | undefined {
  const last = d.state.transcript.findLast((e) => e.item.role === "agent" && e.item.text !== "");
  return last?.item.role === "agent" ? expectedBy(ending(last.item.text), packOf(d)) : undefined;
}
