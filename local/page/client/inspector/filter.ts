import type { StackEvent } from "../../../twilio/events.ts";
import { type Group, groupOf } from "./digest.ts";

export interface Filter {
  /** Groups that are left out. */
  readonly hidden: ReadonlySet<Group>;
  /** Words that must all occur; a word after `-` must not. */
  readonly search: string;
  /** Only events of this call. */
  readonly callSid?: string;
}

/** What an event is searched by. Events never change, so it is made once. */
const haystacks = new WeakMap<StackEvent, string>();

function haystack(event: StackEvent): string {
  let text = haystacks.get(event);
  if (text === undefined) {
    text = JSON.stringify(event).toLowerCase();
    haystacks.set(event, text);
  }
  return text;
}

/** @returns a test of one event against the filter. */
export function matcher(filter: Filter): (event: StackEvent) => boolean {
  const terms = filter.search
    .toLowerCase()
    .split(/\s+/)
    .filter((term) => term !== "" && term !== "-");
  const wanted = terms.filter((term) => !term.startsWith("-"));
  const unwanted = terms.filter((term) => term.startsWith("-")).map((term) => term.slice(1));
  return (event) => {
    if (filter.hidden.has(groupOf(event))) return false;
    if (filter.callSid !== undefined && event.callSid !== filter.callSid) return false;
    if (terms.length === 0) return true;
    const text = haystack(event);
    return wanted.every((term) => text.includes(term)) && !unwanted.some((term) => text.includes(term));
  };
}
