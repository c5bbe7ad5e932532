import { amend, type Draft, record } from "../draft/draft.ts";
import { cardParts, type Part, without } from "./card-numbers.ts";
import { secretConcealer, withoutSpread } from "./concealment.ts";

/**
 * What the caller says and keys goes into the transcript without card numbers and other secrets: so neither the model,
 * nor the record, the payload, a tool or the disk has them. A number may be told over several turns.
 */

/** How many of the caller's turns before this one may hold the beginning of the number, and for how long. */
const TURNS_OF_A_NUMBER = 6;
const NUMBER_WITHIN_MS = 120_000;

const shown = ({ what }: Part): string => `[${what} withheld]`;

/** A new entry of the caller's. @returns its id. */
export function recordCaller(d: Draft, text: string): number {
  return record(d, { role: "caller", text: withheld(d, text, undefined) });
}

/** More of an entry that is open. */
export function amendCaller(d: Draft, entryId: number, text: string): void {
  amend(d, entryId, { role: "caller", text: withheld(d, text, entryId) });
}

/** Words that are not in the transcript yet, as a guess is asked with them. */
export function concealed(d: Draft, text: string): string {
  const [parts] = readOnce(d, [text]);
  return without(text, parts ?? [], shown);
}

/** The text without its secrets; the beginning of a number that it ends is taken out of the turns before. */
function withheld(d: Draft, said: string, entryId: number | undefined): string {
  const own = secretConcealer(d.state.keypad.vault, d.rules.secrets)(said);
  const before = d.state.transcript
    .flatMap((e) =>
      e.item.role === "caller" && e.id !== entryId && d.now - e.atMs <= NUMBER_WITHIN_MS
        ? [{ id: e.id, text: e.item.text }]
        : [],
    )
    .slice(-TURNS_OF_A_NUMBER);
  const texts = withoutSpread([...before.map((e) => e.text), own], d.rules.secrets);
  const parts = readOnce(d, texts);
  const told = texts.map((text, i) => without(text, parts[i] ?? [], shown));
  before.forEach(({ id, text: was }, i) => {
    const text = told[i] ?? was;
    if (text !== was) amend(d, id, { role: "caller", text });
  });
  return told.at(-1) ?? "";
}

/** What is a card's in each of the texts. The answer to a question for its code is one, too. */
function readOnce(d: Draft, texts: readonly string[]): readonly (readonly Part[])[] {
  const asked = d.state.transcript.findLast((e) => e.item.role === "agent" && e.item.text !== "");
  const parts = cardParts(texts, asked?.item.role === "agent" ? asked.item.text : "");
  return texts.map((_, i) => parts.filter((p) => p.text === i));
}
