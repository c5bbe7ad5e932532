import type { ToolCall } from "./model-call.ts";

export interface Usage {
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
}

export type EndReason = "stop" | "length" | "content_filter";

/**
 * Writes one reply as an API puts it on the wire. Each method returns the bytes for one step, so that whoever
 * calls them decides about time and faults; `whole` returns the same reply as the answer to a request that did
 * not ask for a stream. The order of calls is free: text and tool calls open and close their own items.
 */
export interface Wire {
  open(): string;
  text(delta: string): string;
  refusal(delta: string): string;
  toolCall(call: ToolCall): string;
  close(reason: EndReason, usage: Usage): string;
  /** An error in the middle of a stream. It is the last thing sent. */
  error(code: string, message: string): string;
  whole(reason: EndReason, usage: Usage): object;
}

/** Arguments arrive in pieces, as from a model that writes them token by token. */
export const argumentPieces = (text: string): string[] => text.match(/[\s\S]{1,12}/g) ?? [];
