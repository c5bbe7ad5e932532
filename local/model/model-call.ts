import type { ModelApi } from "../../worker/protocol/model-api.ts";

/** A request to either of the two APIs, read into one form. */
export interface ModelCall {
  readonly api: ModelApi;
  readonly model: string;
  readonly messages: readonly Message[];
  readonly tools: readonly OfferedTool[];
  readonly toolChoice: "auto" | "none" | "required" | { readonly name: string };
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** In tokens; undefined when there is no limit. */
  readonly maxTokens: number | undefined;
}

export type Message =
  | { readonly role: "system" | "user"; readonly text: string }
  | { readonly role: "assistant"; readonly text: string; readonly toolCalls: readonly ToolCall[] }
  | { readonly role: "tool"; readonly callId: string; readonly text: string };

export interface ToolCall {
  readonly callId: string;
  readonly name: string;
  /** JSON text, as the model wrote it. */
  readonly arguments: string;
}

export interface OfferedTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What a model answers: words, tool calls, or both. */
export interface Answer {
  readonly text?: string;
  readonly toolCalls?: readonly {
    readonly name: string;
    readonly arguments: Readonly<Record<string, unknown>>;
  }[];
}

/** A model without the network around it: all it knows is in the request. */
export type Brain = (call: ModelCall) => Answer;

/** Tokens as a tokenizer would roughly cut them: a word with the space before it, or a piece of a long word. */
export function tokensOf(text: string): string[] {
  return text.match(/\s*[^\s]{1,8}|\s+$/gu) ?? [];
}

/** About how many tokens a text is; four characters each. */
export const tokenCount = (text: string): number => Math.ceil(text.length / 4);
