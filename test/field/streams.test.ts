import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { checkForm } from "../../local/doctor/model-form.ts";
import { openAiModel } from "../../worker/adapters/openai/openai-model.ts";
import { ModelError, type ModelEvent, type ModelRequest } from "../../worker/agent/model.ts";
import type { Item } from "../../worker/session/state/transcript.ts";
import { startByteServer } from "../support/byte-server.ts";
import { AFTERWARDS, AGAIN, CHAT, MORE, RESPONSES, type Sent, STRANGE, STRANGER } from "./stream-lists.ts";
import { type Body, PUPPETS, type Refusal } from "./stream-puppets.ts";

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
  let left = false;
  const body = new ReadableStream<Uint8Array>({
    cancel() {
      left = true;
    },
    async start(controller) {
      for (const piece of sent.body) {
        if (typeof piece === "number") await new Promise((resolve) => setTimeout(resolve, piece));
        else if (left) return;
        else controller.enqueue(typeof piece === "string" ? bytes(piece) : piece);
      }
      if (!sent.open) controller.close();
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

/** What is left open is read on a clock of its own. */
async function played(sent: Sent): Promise<object> {
  if (!sent.open) return read(sent);
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const reading = read(sent);
  await vi.advanceTimersByTimeAsync(30_000);
  return reading;
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
  ["own, afterwards", AFTERWARDS],
  ["own, more", MORE],
  ["own, strange", STRANGE],
  ["own, stranger", STRANGER],
  ["own, again", AGAIN],
] as const)("%s", (_, list) => {
  test.each(list.map((sent) => [sent.name, sent] as const))("%s", async (_, sent) => {
    expect(await played(sent)).toEqual({
      says: sent.says ?? "",
      calls: sent.calls ?? [],
      error: sent.error,
      finished: sent.error ? 0 : 1,
      ...(sent.life !== undefined && { life: sent.life }),
    });
  });
});

const CONVERSATION: readonly Item[] = [
  { role: "agent", text: "Hello, this is Owl Shoes." },
  { role: "caller", text: "Where is my order?" },
  {
    role: "tool_call",
    callId: "call_0123456789abcdef",
    name: "lookup_order",
    arguments: '{"orderNumber":"1042"}',
  },
  { role: "tool_result", callId: "call_0123456789abcdef", output: '{"status":"shipped"}' },
  { role: "caller", text: "Hello?" },
  { role: "note", text: "(keypad) 1077" },
  { role: "caller", text: "That one." },
  { role: "agent", text: "It has been", interrupted: true },
];
const TOOL = {
  name: "lookup_order",
  description: "Looks up an order.",
  parameters: {
    type: "object",
    properties: { day: { type: "string", format: "date" }, format: { type: "string" } },
    additionalProperties: false,
  },
};
const FULL: ModelRequest = {
  ...REQUEST,
  items: CONVERSATION,
  trailer: "It is 8 in the evening.",
  tools: [TOOL],
  temperature: 0.3,
  reasoningEffort: "low",
};

const CHOICE = { index: 0, finish_reason: "stop" };
const RESPONSE = {
  object: "response",
  status: "completed",
  output: [{ type: "message", content: [{ type: "output_text", text: "Yes." }] }],
};
const YES = { role: "assistant", content: "Yes." };

/** "Yes.", as a stream or, to who does not ask for one, as a document. */
function answerOf(api: "chat" | "responses", streamed: boolean): Response {
  const chat = { choices: [{ ...CHOICE, [streamed ? "delta" : "message"]: YES }] };
  const event = api === "chat" ? chat : { type: "response.completed", response: RESPONSE };
  if (!streamed) return Response.json(api === "chat" ? chat : RESPONSE);
  return new Response(`data: ${JSON.stringify(event)}\n\ndata: [DONE]\n\n`, {
    headers: { "content-type": "text/event-stream" },
  });
}

/** A server of its own, which answers "Yes." to what it takes. */
function serverOf(
  api: "chat" | "responses",
  refuses: (body: Body, init: RequestInit) => Refusal | undefined,
  path = "/v1",
) {
  endpoints += 1;
  const requests: Body[] = [];
  const lessons: string[] = [];
  const model = openAiModel({
    api,
    baseUrl: `http://server-${endpoints}.example${path}`,
    apiKey: "k",
    onLesson: (name, lesson) => lessons.push(`${name}: ${lesson}`),
    fetch: async (_, init = {}) => {
      const body: Body = JSON.parse(String(init.body));
      requests.push(body);
      const refused = refuses(body, init);
      if (refused) return Response.json(refused.body, { status: refused.status });
      return answerOf(api, body.stream === true);
    },
  });
  const ask = async (request: ModelRequest = FULL): Promise<string> => {
    let text = "";
    try {
      for await (const event of model.stream(request, new AbortController().signal))
        if (event.type === "text") text += event.delta;
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      return `${error.code} ${error.status}`;
    }
    return text;
  };
  return { ask, requests, lessons };
}

describe("what a server refuses", () => {
  test.each(PUPPETS.map((puppet) => [puppet.name, puppet] as const))(
    "BC-13, BC-15, BC-16: %s, is learned from its answer, once",
    async (_, puppet) => {
      const { ask, requests, lessons } = serverOf(puppet.api, puppet.refuses);

      expect(await ask()).toBe("Yes.");
      expect(requests).toHaveLength(puppet.asks);
      expect(await ask()).toBe("Yes.");
      expect(requests).toHaveLength(puppet.asks + 1);
      expect(lessons).toHaveLength(puppet.asks - 1);
      expect(JSON.stringify(requests.at(-1))).toContain("It is 8 in the evening.");
      expect(JSON.stringify(requests.at(-1))).toContain("You are a phone agent.");
    },
  );

  test("BC-13: what one model refuses is still sent to the other", async () => {
    const { ask, requests, lessons } = serverOf("responses", (body) =>
      body.model === "gpt-5.4-mini" && "temperature" in body
        ? { status: 400, body: { error: { param: "temperature", code: "unsupported_value" } } }
        : undefined,
    );

    await ask({ ...FULL, model: "gpt-5.4-mini" });
    await ask({ ...FULL, model: "gpt-4.1" });

    expect(requests.map((body) => body.temperature)).toEqual([0.3, undefined, 0.3]);
    expect(lessons).toEqual(["gpt-5.4-mini: without temperature"]);
  });

  test("BC-13: requests that are refused side by side are both answered", async () => {
    const { ask, lessons } = serverOf("chat", (body) =>
      "temperature" in body ? { status: 400, body: { error: { param: "temperature" } } } : undefined,
    );

    expect(await Promise.all([ask(), ask()])).toEqual(["Yes.", "Yes."]);
    expect(lessons).toHaveLength(1);
  });

  test.each([
    [
      "a conversation that is too long",
      400,
      {
        error: {
          code: "context_length_exceeded",
          message: "Please reduce the length of the messages or max_completion_tokens.",
        },
      },
      1,
    ],
    [
      "a model that is not there",
      404,
      { error: { code: "model_not_found", message: "The model `gpt-9` does not exist" } },
      1,
    ],
    [
      "a failure that says nothing of the request",
      500,
      { error: { message: "The server had an error while processing your request." } },
      1,
    ],
    [
      "an error that quotes the caller",
      400,
      { error: { message: "Invalid request: 'the temperature must be lower, and only that'" } },
      2,
    ],
  ] as const)("%s teaches nothing", async (_, status, body, asked) => {
    const { ask, requests, lessons } = serverOf("chat", () => ({ status, body }));

    await ask();
    await ask();

    expect(requests).toHaveLength(2 * asked);
    expect(lessons).toEqual([]);
  });

  test("BC-15: a note in the conversation does not break the turns after it", async () => {
    const { ask, requests } = serverOf(
      "chat",
      PUPPETS.find(({ name }) => name.includes("vLLM"))?.refuses ?? (() => undefined),
    );

    for (const turns of [6, 7, 8])
      expect(await ask({ ...FULL, items: CONVERSATION.slice(0, turns) })).toBe("Yes.");

    expect(requests).toHaveLength(4);
  });
});

const NAMES = [
  "functions.lookup_order",
  'lookup_order" />',
  "multi_tool_use.parallel",
  "x".repeat(80),
  "",
  "näme",
  "a b",
  "default_api:lookup_order",
];
const IDS = [
  "x".repeat(65),
  "call 1",
  "toolu_vrtx:1",
  "",
  "🦉",
  "functions.lookup_order:0",
  "a/b",
  "call_ok",
];

describe.each(["chat", "responses"] as const)("%s: what goes back over the wire is legal", (api) => {
  const legal = /^[a-zA-Z0-9_-]{1,64}$/;

  test("BC-10: whatever the model called, the next request is taken", async () => {
    const items = NAMES.flatMap((name, at): Item[] => [
      { role: "tool_call", callId: `${IDS[at]}`, name, arguments: at % 2 ? '{"broken' : "[1]" },
      { role: "tool_result", callId: `${IDS[at]}`, output: "no such tool" },
    ]);
    const { ask, requests } = serverOf(api, () => undefined);

    await ask({ ...FULL, items });

    const calls = (requests[0]?.messages ?? requests[0]?.input ?? []).flatMap((item) => calledIn(item));
    expect(calls).toHaveLength(NAMES.length);
    for (const call of calls) {
      expect(call.name).toMatch(legal);
      expect(call.id).toMatch(legal);
      expect(JSON.parse(call.arguments)).toEqual({});
    }
    expect(new Set(calls.map(({ id }) => id)).size).toBe(IDS.length);
  });

  test("BC-10: an id that is not legal is not taken over", async () => {
    for (const id of IDS) {
      const delta = { tool_calls: [{ index: 0, id, function: { name: "lookup_order", arguments: "{}" } }] };
      const item = { type: "function_call", call_id: id, name: "lookup_order", arguments: "{}" };
      const sent =
        api === "chat"
          ? { choices: [{ delta }, { finish_reason: "stop" }] }
          : { object: "response", output: [item] };
      const model = openAiModel({
        api,
        baseUrl: `http://ids-${api}.example`,
        apiKey: "k",
        fetch: async () =>
          Response.json(api === "chat" ? { choices: [{ delta, finish_reason: "stop" }] } : sent),
      });
      for await (const event of model.stream(REQUEST, new AbortController().signal))
        if (event.type === "tool_call") expect(event.callId).toMatch(legal);
    }
  });
});

function calledIn(item: object): { id: string; name: string; arguments: string }[] {
  if ("tool_calls" in item && Array.isArray(item.tool_calls))
    return item.tool_calls.map(({ id, function: called }) => ({ id, ...called }));
  if ("call_id" in item && "name" in item)
    return [
      {
        id: String(item.call_id),
        name: String(item.name),
        arguments: "arguments" in item ? String(item.arguments) : "",
      },
    ];
  return [];
}

test("BC-13: the doctor tells what a model does not take", async () => {
  const server = await startByteServer();
  const refused = { error: { message: "Unsupported", param: "temperature" } };
  const served = server.serves(
    { status: 400, pieces: [bytes(JSON.stringify(refused))] },
    {
      pieces: [
        bytes('data: {"choices":[{"delta":{"content":"Yes."},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'),
      ],
    },
  );

  const found = await checkForm({ baseUrl: served.url, apiKey: "k", api: "chat" }, "gpt-5.4-mini", {
    temperature: 0.3,
  });

  expect(found).toMatchObject({ status: "warning", what: expect.stringContaining("without temperature") });
  await server.close();
});

describe("where requests go", () => {
  const keyOf = ({ headers }: RequestInit) => new Headers(headers);

  test.each([
    ["/openai/deployments/x?api-version=2024-10-21", "api-key", "k"],
    ["/openai/v1", "authorization", "Bearer k"],
    ["/v1", "authorization", "Bearer k"],
  ])("BC-37: at %s the key is sent as %s", async (path, header, value) => {
    let seen: string | null = null;
    const { ask } = serverOf(
      "chat",
      (_, init) => {
        seen = keyOf(init).get(header);
        return undefined;
      },
      path,
    );

    expect(await ask()).toBe("Yes.");
    expect(seen).toBe(value);
  });

  test.each([301, 302, 307, 308])(
    "L5: a redirect with %i is not followed, and is no answer",
    async (status) => {
      const server = await startByteServer();
      const elsewhere = server.serves({ pieces: [bytes("data: [DONE]\n\n")] });
      const served = server.serves({ status, headers: { location: `${elsewhere.url}/chat/completions` } });
      const model = openAiModel({ api: "chat", baseUrl: served.url, apiKey: "k" });

      const stream = async () => {
        for await (const _ of model.stream(REQUEST, new AbortController().signal));
      };

      await expect(stream()).rejects.toMatchObject({ code: "rejected", status });
      await model.prewarm?.();
      expect(elsewhere.received).toHaveLength(0);
      await server.close();
    },
  );

  test("own: a compressed stream is read", async () => {
    const server = await startByteServer();
    const body = gzipSync(
      'data: {"choices":[{"index":0,"delta":{"content":"Yes."},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
    );
    const served = server.serves({
      headers: { "content-encoding": "gzip" },
      pieces: [body.subarray(0, 20), body.subarray(20)],
    });
    let text = "";
    const model = openAiModel({ api: "chat", baseUrl: served.url, apiKey: "k" });

    for await (const event of model.stream(REQUEST, new AbortController().signal))
      if (event.type === "text") text += event.delta;

    expect(text).toBe("Yes.");
    await server.close();
  });
});
