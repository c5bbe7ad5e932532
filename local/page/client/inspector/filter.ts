import type { StackEvent } from "../../../twilio/events.ts";
import { duration, timeOfDay } from "../parts/wording.ts";
import type { Row } from "./fold.ts";
import { digestRow } from "./row-digest.ts";

/** What an event is searched by beside its row's line. Events never change, so it is made once. */
const haystacks = new WeakMap<StackEvent, string>();

function haystack(event: StackEvent): string {
  let text = haystacks.get(event);
  if (text === undefined) {
    // The same prompt and the same conversation are in every request: a word of theirs would find them all.
    const shown =
      event.kind === "model_request"
        ? { ...event, prompt: undefined, messages: event.messages.slice(-1) }
        : event;
    text = JSON.stringify(shown).toLowerCase();
    haystacks.set(event, text);
  }
  return text;
}

/** @returns a test of a row against words that must all occur; a word after `-` must not. */
export function matcher(search: string): (row: Row) => boolean {
  const terms = search
    .toLowerCase()
    .split(/\s+/)
    .filter((term) => term !== "" && term !== "-");
  const wanted = terms.filter((term) => !term.startsWith("-"));
  const unwanted = terms.filter((term) => term.startsWith("-")).map((term) => term.slice(1));
  if (terms.length === 0) return () => true;
  return (row) => {
    const { label, text, ms } = digestRow(row);
    const line =
      `${timeOfDay(row.events[0].at)} ${label} ${text} ${ms === undefined ? "" : duration(ms)}`.toLowerCase();
    const has = (term: string): boolean =>
      line.includes(term) || row.events.some((event) => haystack(event).includes(term));
    return wanted.every(has) && !unwanted.some(has);
  };
}
