import { describe, expect, test } from "vitest";
import { openAiModel } from "../../worker/adapters/openai/openai-model.ts";
import { ModelError, type ModelEvent, type ModelRequest } from "../../worker/agent/model.ts";
import { CHAT, RESPONSES, type Sent } from "./stream-lists.ts";

/** What a model's stream means, whoever wrote it; and the form in which a server takes our requests. */

const REQUEST: ModelRequest = {
  model: "gpt-4.1",
  instructions: "You are a phone agent.",
  items: [{ role: "caller", text: "Where is it?" }],
  tools: [],
  toolChoice: "auto",
  maxOutputTokens: 500,
  cacheKey: "owl-shoes",
};

const bytes = (text: string) => new TextEncoder().encode(text);

function streamed(sent: Sent): Response {
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      for (const piece of sent.body) {
        if (typeof piece === "number") await new Promise((resolve) => setTimeout(resolve, piece));
        else controller.enqueue(typeof piece === "string" ? bytes(piece) : piece);
      }
      controller.close();
    },
  });
  const type = sent.contentType === undefined ? "text/event-stream" : sent.contentType;
  return new Response(body, { headers: type === null ? {} : { "content-type": type } });
}

let endpoints = 0;

async function read(sent: Sent): Promise<object> {
  endpoints += 1; // What was learned of one server is not known of the next.
  const model = openAiModel({
    api: sent.api,
    baseUrl: `http://server-${endpoints}.example/v1`,
    apiKey: "k",
    fetch: async () => streamed(sent),
  });
  const events: ModelEvent[] = [];
  let error: unknown;
  try {
    for await (const event of model.stream(REQUEST, new AbortController().signal)) events.push(event);
  } catch (cause) {
    error = cause instanceof ModelError ? cause.code : cause;
  }
  return {
    says: events.map((event) => (event.type === "text" ? event.delta : "")).join(""),
    calls: events.flatMap((event) =>
      event.type === "tool_call" ? [[event.name, parsed(event.arguments)]] : [],
    ),
    error,
    finished: events.filter((event) => event.type === "finished").length,
    ...(sent.life !== undefined && { life: events.some((event) => event.type === "progress") }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return `no JSON: ${text}`;
  }
}

describe.each([
  ["chat", CHAT],
  ["responses", RESPONSES],
] as const)("%s", (_, list) => {
  test.each(list.map((sent) => [sent.name, sent] as const))("%s", async (_, sent) => {
    expect(await read(sent)).toEqual({
      says: sent.says ?? "",
      calls: sent.calls ?? [],
      error: sent.error,
      finished: sent.error ? 0 : 1,
      ...(sent.life !== undefined && { life: sent.life }),
    });
  });
});
