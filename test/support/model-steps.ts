import { tokensOf } from "../../local/model/model-call.ts";

/** What a scripted model does for one request, act by act. */
export type Act =
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "open" }
  | { readonly do: "text"; readonly delta: string }
  | { readonly do: "refusal"; readonly delta: string }
  | { readonly do: "tool_call"; readonly callId?: string; readonly name: string; readonly arguments: string }
  | { readonly do: "raw"; readonly bytes: string | Uint8Array }
  | { readonly do: "error_event"; readonly code: string; readonly message: string }
  | {
      readonly do: "status";
      readonly status: number;
      readonly code: string | null;
      readonly message: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  /** Nothing more happens until the client goes away. */
  | { readonly do: "hang" }
  /** The connection is reset. */
  | { readonly do: "destroy" }
  /** The connection ends as if all were said. */
  | { readonly do: "end" }
  | {
      readonly do: "close";
      readonly reason: "stop" | "length" | "content_filter";
      readonly cachedTokens?: number;
    };

export type Step = readonly Act[];

/** Milliseconds. Both are 0 by default: a test pays only for the time it is about. */
export interface Timing {
  readonly firstTokenMs?: number;
  readonly tokenMs?: number;
}

/** Text by its tokens: a string is cut as a tokenizer would, an array is sent piece by piece as it is. */
export type Text = string | readonly string[];

const close: Act = { do: "close", reason: "stop" };

function spoken(text: Text, { firstTokenMs = 0, tokenMs = 0 }: Timing = {}): Act[] {
  const tokens = typeof text === "string" ? tokensOf(text) : text;
  return tokens.flatMap((delta, i): Act[] => {
    const ms = i === 0 ? firstTokenMs : tokenMs;
    return ms > 0
      ? [
          { do: "wait", ms },
          { do: "text", delta },
        ]
      : [{ do: "text", delta }];
  });
}

/** Any mixture of words, calls and waits, then a good end. */
export const plays = (...acts: readonly Act[]): Step => [{ do: "open" }, ...acts, close];

/** Says something. */
export const says = (text: Text, timing?: Timing): Step => plays(...spoken(text, timing));

/** One tool call; `args` as a string is sent as it is, valid JSON or not. */
export const toolCall = (name: string, args: object | string = {}, callId?: string): Act => ({
  do: "tool_call",
  name,
  arguments: typeof args === "string" ? args : JSON.stringify(args),
  ...(callId !== undefined && { callId }),
});

export const callsTool = (name: string, args: object | string = {}, timing: Timing = {}): Step =>
  plays({ do: "wait", ms: timing.firstTokenMs ?? 0 }, toolCall(name, args));

/** Several calls in one reply. */
export const callsTools = (...calls: readonly (readonly [name: string, args: object | string])[]): Step =>
  plays(...calls.map(([name, args]) => toolCall(name, args)));

export const saysAndCalls = (text: Text, name: string, args: object | string = {}, timing?: Timing): Step =>
  plays(...spoken(text, timing), toolCall(name, args));

/** Refuses the request. `headers` carry `retry-after` and its like. */
export const fails = (
  status: number,
  headers: Record<string, string> = {},
  code: string | null = null,
): Step => [{ do: "status", status, code, message: `Scripted ${status}.`, headers }];

/** Takes the request and never answers. */
export const hangs = (): Step => [{ do: "hang" }];

/** Sends the headers of a good answer, and nothing after them. */
export const hangsAfterHeaders = (): Step => [{ do: "raw", bytes: "" }, { do: "hang" }];

/** Says something and falls silent, with the connection open. */
export const stallsAfter = (text: Text, timing?: Timing): Step => [
  { do: "open" },
  ...spoken(text, timing),
  { do: "hang" },
];

/** Says something, then the connection is reset. */
export const cutsAfter = (text: Text, timing?: Timing): Step => [
  { do: "open" },
  ...spoken(text, timing),
  { do: "destroy" },
];

/** Says something, then the stream ends properly on the network's side but without its last event. */
export const endsAfter = (text: Text, timing?: Timing): Step => [
  { do: "open" },
  ...spoken(text, timing),
  { do: "end" },
];

/** Resets the connection without an answer. */
export const resets = (): Step => [{ do: "destroy" }];

/** Finishes well with nothing in it. */
export const finishesEmpty = (): Step => plays();

export const refuses = (reason = "I'm sorry, I can't help with that."): Step =>
  plays({ do: "refusal", delta: reason });

/** The provider's filter ends the reply, after `text` if there is any. */
export const isFiltered = (text: Text = []): Step => [
  { do: "open" },
  ...spoken(text),
  { do: "close", reason: "content_filter" },
];

/** The reply reaches its longest permitted length. */
export const runsOutOfTokens = (text: Text): Step => [
  { do: "open" },
  ...spoken(text),
  { do: "close", reason: "length" },
];

/** An error event in the middle of the stream. */
export const breaksWithError = (text: Text = [], code = "server_error"): Step => [
  { do: "open" },
  ...spoken(text),
  { do: "error_event", code, message: "The server had an error while processing your request." },
];

/** Bytes that are no events of the API. */
export const sendsGarbage = (bytes = "data: {not json\n\n"): Step => [
  { do: "open" },
  { do: "raw", bytes },
  { do: "hang" },
];
