import type { Promised } from "../state/parts.ts";
import type { Transcript } from "../state/transcript.ts";

const FULL_SENTENCE = /[.!?…。！？؟](?:\s|$)/u;

/**
 * The promises that were really made, oldest first, each once. The agent's words cannot be searched for them in every
 * language; so a reply that was cut counts as told from its first whole sentence on, and the engine's own line, which
 * is nothing but the promise, when all of it was heard.
 */
export function promisesMade(promised: readonly Promised[], transcript: Transcript): readonly string[] {
  const items = new Map(transcript.map(({ id, item }) => [id, item]));
  const heard = promised.filter(({ entryId, alone }) => {
    const item = items.get(entryId);
    if (item?.role !== "agent" || item.text.trim() === "") return false;
    return !item.interrupted || (!alone && FULL_SENTENCE.test(item.text));
  });
  return [...new Set(heard.map(({ what }) => what))];
}
