import type OpenAI from "openai";

type Delta = OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall;

/** A tool call as far as it has come in. */
export interface PartialCall {
  readonly index: number | undefined;
  id: string;
  name: string;
  arguments: string;
}

/**
 * Puts the pieces of parallel tool calls together. OpenAI sends an index with each piece, and id and name with
 * the first only. Compatible servers leave the index out, give every call the index 0, repeat the id and the name
 * on each piece, send a call whole, or send its arguments as an object instead of text.
 */
export function collectToolCalls(): { add(delta: Delta): void; readonly calls: readonly PartialCall[] } {
  const calls: PartialCall[] = [];

  function callFor(delta: Delta, id: string, name: string, piece: string): PartialCall {
    const index = typeof delta.index === "number" ? delta.index : undefined;
    const known = id ? calls.find((call) => call.id === id) : undefined;
    const sameIndex = index === undefined ? calls.at(-1) : calls.findLast((call) => call.index === index);
    const current = known ?? sameIndex;

    const otherId = id !== "" && current?.id !== "" && current?.id !== id;
    // Named again after its arguments were whole: the next of several calls that all lack an id.
    const namedAgain =
      id === "" && name !== "" && piece !== "" && current !== undefined && isWhole(current.arguments);
    if (current && !otherId && !namedAgain) return current;

    const call: PartialCall = { index, id: "", name: "", arguments: "" };
    calls.push(call);
    return call;
  }

  return {
    calls,
    add(delta) {
      const id = delta.id ?? "";
      const name = delta.function?.name ?? "";
      const sent: unknown = delta.function?.arguments;
      const piece = typeof sent === "string" ? sent : sent ? JSON.stringify(sent) : "";
      const call = callFor(delta, id, name, piece);
      call.id ||= id;
      call.name ||= name;
      call.arguments += piece;
    },
  };
}

/** Whether the arguments are complete JSON. Empty arguments are not: they may still come. */
export function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
