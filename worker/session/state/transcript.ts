/** One thing that happened in the conversation, as the model is told of it. */
export type Item =
  | { readonly role: "caller"; readonly text: string }
  | {
      readonly role: "agent";
      /** What the caller heard, not what was generated. */
      readonly text: string;
      /** The caller spoke over it; the rest was not heard. */
      readonly interrupted?: boolean;
    }
  | { readonly role: "tool_call"; readonly callId: string; readonly name: string; readonly arguments: string }
  | { readonly role: "tool_result"; readonly callId: string; readonly output: string }
  /** A fact from the engine for the model: "(keypad) 1042", "the result of … has come in". */
  | {
      readonly role: "note";
      readonly text: string;
      /** Others have written what is in it: it has no more weight than the caller's own words. */
      readonly untrusted?: true;
    };

/** An item of the conversation with its place and time. Ids grow by one and are never used twice in a call. */
export interface Entry {
  readonly id: number;
  readonly atMs: number;
  readonly item: Item;
}

/** The conversation, oldest first. */
export type Transcript = readonly Entry[];

/** Marks a tool whose result was not there yet when the model had to be asked. */
const STILL_RUNNING = JSON.stringify({ status: "running", note: "The result will follow." });

/** Adds at the end. */
export function append(
  transcript: Transcript,
  item: Item,
  atMs: number,
): { transcript: Transcript; id: number } {
  const id = (transcript.at(-1)?.id ?? 0) + 1;
  return { transcript: [...transcript, { id, atMs, item }], id };
}

/** Another item in an entry's place; without one the entry goes. */
export function replace(transcript: Transcript, id: number, item: Item | undefined): Transcript {
  if (!item) return transcript.filter((e) => e.id !== id);
  return transcript.map((e) => (e.id === id ? { ...e, item } : e));
}

/**
 * The conversation as the model is asked with it. Every tool call is followed by exactly one result, since
 * providers refuse a request otherwise: a tool that is still running is said to be.
 */
export function requestItems(transcript: Transcript): readonly Item[] {
  // Loops, and no chain of them: this is on the way to each request, over all of the call.
  const answered = new Set<string>();
  for (const { item } of transcript) if (item.role === "tool_result") answered.add(item.callId);
  const items: Item[] = [];
  for (const { item } of transcript) {
    // A reply of which nothing was heard keeps its place, in case it is resumed, and says nothing.
    if (item.role === "agent" && !item.text.trim()) continue;
    items.push(item);
    if (item.role === "tool_call" && !answered.has(item.callId)) {
      items.push({ role: "tool_result", callId: item.callId, output: STILL_RUNNING });
    }
  }
  return items;
}

/** What the caller said, oldest first. */
export const callerLines = (transcript: Transcript): readonly string[] =>
  transcript.flatMap((e) => (e.item.role === "caller" ? [e.item.text] : []));
