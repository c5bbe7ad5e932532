import { openAiModel } from "../../worker/adapters/openai/openai-model.ts";
import type { Model, ModelRequest } from "../../worker/agent/model.ts";
import type { ManualClock } from "../support/manual-clock.ts";

/** A model's endpoint on a manual clock, played down to its bytes, behind the real adapter. */

export type Api = "responses" | "chat";

/** One answer of the endpoint, in the making. What comes after the caller of it has gone is dropped. */
export interface Line {
  readonly clock: ManualClock;
  readonly api: Api;
  readonly gone: () => boolean;
  readonly wait: (ms: number) => Promise<void>;
  /** The head. Without it the client waits for one. */
  readonly head: (status?: number, headers?: Readonly<Record<string, string>>) => void;
  /** Bytes, as text. */
  readonly write: (bytes: string) => void;
  readonly close: () => void;
  /** The connection is reset; before the head, it could not be made. */
  readonly reset: () => void;
}

/** @param begun - words of the reply that this answer has said already. */
export type Serve = (line: Line, request: ModelRequest, begun: number) => Promise<void>;

const sse = (event: object): string => `data: ${JSON.stringify(event)}\n\n`;

/** What each API writes for the same thing. */
export const WRITTEN = {
  responses: {
    text: (delta: string) =>
      sse({ type: "response.output_text.delta", item_id: "m", output_index: 0, content_index: 0, delta }),
    refusal: (delta: string) =>
      sse({ type: "response.refusal.delta", item_id: "m", output_index: 0, content_index: 0, delta }),
    call: (id: string, name: string, json: string) =>
      sse({
        type: "response.output_item.done",
        output_index: 0,
        item: {
          id: `fc_${id}`,
          type: "function_call",
          status: "completed",
          arguments: json,
          call_id: id,
          name,
        },
      }),
    end: (reason?: "length" | "content_filter") =>
      sse({
        type: reason ? "response.incomplete" : "response.completed",
        response: {
          status: reason ? "incomplete" : "completed",
          incomplete_details: reason ? { reason: reason === "length" ? "max_output_tokens" : reason } : null,
          output: [],
        },
      }),
    error: () =>
      `event: error\n${sse({ type: "error", code: "server_error", message: "Oops.", param: null })}`,
  },
  chat: {
    text: (content: string) => sse({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }),
    refusal: (refusal: string) => sse({ choices: [{ index: 0, delta: { refusal }, finish_reason: null }] }),
    call: (id: string, name: string, json: string) =>
      sse({
        choices: [
          {
            index: 0,
            delta: {
              tool_calls: [
                { index: Number(id.slice(1)), id, type: "function", function: { name, arguments: json } },
              ],
            },
            finish_reason: null,
          },
        ],
      }),
    end: (reason: "length" | "content_filter" | "stop" = "stop") =>
      `${sse({ choices: [{ index: 0, delta: {}, finish_reason: reason }] })}data: [DONE]\n\n`,
    error: () => sse({ error: { message: "Oops.", type: "server_error", code: null } }),
  },
} as const;

let endpoints = 0;

/** @param serveFor - who answers a request. */
export function playedModel(clock: ManualClock, api: Api, serve: Serve): Model["stream"] {
  endpoints += 1; // What a server has taught is kept by its address.
  const baseUrl = `http://endpoint-${endpoints}.example/v1`;
  return (request, signal) => {
    const fetch = (_url: unknown, { signal: upstream }: RequestInit = {}) =>
      answer(clock, api, serve, request, upstream ?? undefined);
    return openAiModel({ api, baseUrl, apiKey: "k", fetch }).stream(request, signal);
  };
}

function answer(
  clock: ManualClock,
  api: Api,
  serve: Serve,
  request: ModelRequest,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const encoder = new TextEncoder();
  const head = Promise.withResolvers<Response>();
  let body: ReadableStreamDefaultController<Uint8Array> | undefined;
  let over = false;
  let headed = false;
  const leave = (): void => {
    over = true;
  };
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      body = controller;
    },
    cancel: leave,
  });
  const breakOff = (cause: Error): void => {
    if (over) return;
    over = true;
    head.reject(cause);
    body?.error(cause);
  };
  signal?.addEventListener("abort", () => breakOff(new DOMException("aborted", "AbortError")));
  head.promise.catch(() => {}); // the client has it as well
  void serve(
    {
      clock,
      api,
      gone: () => over,
      wait: (ms) => new Promise((resolve) => void clock.after(ms, resolve)),
      head: (status = 200, headers = {}) => {
        if (over || headed) return;
        headed = true;
        const type = { "content-type": "text/event-stream" };
        head.resolve(new Response(stream, { status, headers: { ...type, ...headers } }));
      },
      write: (bytes) => {
        if (!over) body?.enqueue(encoder.encode(bytes));
      },
      close: () => {
        if (!over) body?.close();
        over = true;
      },
      reset: () => breakOff(new TypeError("connection reset")),
    },
    request,
    0,
  );
  return head.promise;
}
