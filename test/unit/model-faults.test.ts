import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { openAiModel } from "../../worker/adapters/openai/openai-model.ts";
import { ModelError, type ModelEvent, type ModelRequest } from "../../worker/agent/model.ts";
import { type ByteServer, type Delivery, type Served, startByteServer } from "../support/byte-server.ts";

/** What a model does when the endpoint misbehaves; the same for both APIs. */

const SECRET = "my order is 1042";
const REQUEST: ModelRequest = {
  model: "gpt-4.1",
  instructions: "You are a phone agent.",
  items: [{ role: "caller", text: SECRET }],
  tools: [],
  toolChoice: "auto",
  maxOutputTokens: 500,
  cacheKey: "owl-shoes",
};

let server: ByteServer;
beforeAll(async () => {
  server = await startByteServer();
});
afterAll(() => server.close());

const bytes = (text: string) => new TextEncoder().encode(text);
const json = (body: object) => [bytes(JSON.stringify(body))];

/** A whole reply of one word, and its beginning. */
const HELLO = {
  responses: {
    start: 'data: {"type":"response.output_text.delta","item_id":"m","content_index":0,"delta":"Hello."}\n\n',
    end: 'data: {"type":"response.completed","response":{"status":"completed","output":[]}}\n\n',
  },
  chat: {
    start: 'data: {"choices":[{"index":0,"delta":{"content":"Hello."},"finish_reason":null}]}\n\n',
    end: 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
  },
} as const;

async function collect(stream: AsyncIterable<ModelEvent>): Promise<{ events: ModelEvent[]; error: unknown }> {
  const events: ModelEvent[] = [];
  try {
    for await (const event of stream) events.push(event);
    return { events, error: undefined };
  } catch (error) {
    return { events, error };
  }
}

describe.each(["responses", "chat"] as const)("%s", (api) => {
  const modelAt = (served: Pick<Served, "url">) =>
    openAiModel({ api, baseUrl: served.url, apiKey: "sk-test" });
  const never = () => new AbortController().signal;
  const good: Delivery = { pieces: [bytes(HELLO[api].start), bytes(HELLO[api].end)] };
  const half: Delivery = { pieces: [bytes(HELLO[api].start)], ending: "hang" };

  async function failure(...deliveries: readonly [Delivery, ...Delivery[]]): Promise<ModelError> {
    const { error } = await collect(modelAt(server.serves(...deliveries)).stream(REQUEST, never()));
    if (error instanceof ModelError) return error;
    throw new Error("The stream did not fail.", { cause: error });
  }

  test.each([
    [400, "rejected"],
    [401, "rejected"],
    [403, "rejected"],
    [404, "rejected"],
    [405, "rejected"],
    [413, "rejected"],
    [422, "rejected"],
    [429, "rate_limited"],
    [408, "unavailable"],
    [409, "unavailable"],
    [500, "unavailable"],
    [502, "unavailable"],
    [503, "unavailable"],
    [529, "unavailable"],
  ] as const)("status %i means %s", async (status, code) => {
    const error = await failure({
      status,
      pieces: json({ error: { message: SECRET, type: "some_error", code: "some_code" } }),
    });

    expect(error).toMatchObject({ code, status });
    expect(error.message).toContain("some_code");
  });

  test.each([
    ["an HTML page", { status: 502, pieces: [bytes(`<html>${SECRET}</html>`)] }],
    ["a JSON body that is no error", { status: 500, pieces: json([SECRET]) }],
    [
      "an error whose code is a sentence",
      { status: 400, pieces: json({ error: { code: `bad: ${SECRET}`, message: SECRET } }) },
    ],
    [
      "an error event",
      { pieces: [bytes(`event: error\ndata: {"type":"error","code":"x","message":"${SECRET}"}\n\n`)] },
    ],
    ["events that are no JSON", { pieces: [bytes(`data: {"${SECRET}\n\n${HELLO[api].end}`)] }],
    ["another content type", { headers: { "content-type": "text/html" }, pieces: [bytes(SECRET)] }],
  ] as const)(
    "nothing of the conversation gets into the message of the error after %s",
    async (_, delivery) => {
      const error = await failure(delivery);
      const chain: string[] = [];
      for (let at: unknown = error; at instanceof Error; at = at.cause)
        chain.push(`${at.message} ${at.stack ?? ""}`);

      expect(chain.join("\n")).not.toContain(SECRET);
    },
  );

  test("an error body that does not end holds nothing up for long", async () => {
    const started = performance.now();
    const error = await failure({ status: 500, pieces: [bytes('{"error":')], ending: "hang" });

    expect(error.code).toBe("unavailable");
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  test.each([
    ["events that are no JSON", "data: {oops\n\n"],
    ["an event that is no object", 'data: "42"\n\n'],
  ])("%s make a bad stream", async (_, text) => {
    expect((await failure({ pieces: [bytes(text), bytes(HELLO[api].end)] })).code).toBe("bad_stream");
  });

  test("an answer that is no event stream is a bad stream", async () => {
    expect((await failure({ headers: { "content-type": "application/json" }, pieces: json({}) })).code).toBe(
      "bad_stream",
    );
  });

  test("a port nobody listens on is unreachable", async () => {
    const { error } = await collect(modelAt({ url: "http://127.0.0.1:1/v1" }).stream(REQUEST, never()));

    expect(error).toMatchObject({ name: "ModelError", code: "unreachable" });
  });

  test("a connection that is reset before the answer is unreachable, in the middle of it cut", async () => {
    expect((await failure({ pieces: [bytes(HELLO[api].start)], ending: "reset" })).code).toBe("cut");
  });

  test.each([
    ["before the headers", { silent: true }],
    ["after the headers", { ending: "hang" }],
    ["in the middle of a reply", half],
  ] as const)("an abort %s ends the stream quietly and closes the connection", async (_, delivery) => {
    const served = server.serves(delivery);
    const abort = new AbortController();
    const outcome = collect(modelAt(served).stream(REQUEST, abort.signal));
    await served.asked;

    abort.abort();

    expect((await outcome).error).toBeUndefined();
    expect((await outcome).events.map((event) => event.type)).not.toContain("finished");
    await served.left;
  });

  test("after an abort no event follows, though its bytes were in", async () => {
    const served = server.serves({ pieces: [bytes(HELLO[api].start.repeat(5) + HELLO[api].end)] });
    const abort = new AbortController();
    const events: ModelEvent[] = [];

    for await (const event of modelAt(served).stream(REQUEST, abort.signal)) {
      events.push(event);
      abort.abort();
    }

    expect(events).toHaveLength(1);
  });

  test("a signal that has aborted already asks nothing", async () => {
    const served = server.serves(good);

    const outcome = await collect(modelAt(served).stream(REQUEST, AbortSignal.abort()));

    expect(outcome).toEqual({ events: [], error: undefined });
    expect(served.received).toHaveLength(0);
  });

  test("a consumer that stops early closes the connection", async () => {
    const served = server.serves(half);

    for await (const _ of modelAt(served).stream(REQUEST, never())) break;

    await served.left;
  });

  test("replies one after the other share one connection, although a turn's signal aborts after its end", async () => {
    const own = await startByteServer();
    const served = own.serves(good);
    const model = modelAt(served);

    // The client frees a connection one round of the event loop after the answer's last byte.
    const settled = () => new Promise((resolve) => setImmediate(resolve));

    await model.prewarm?.();
    await settled();
    for (let turn = 0; turn < 5; turn += 1) {
      const abort = new AbortController();
      for await (const event of model.stream(REQUEST, abort.signal)) if (event.type === "finished") break;
      abort.abort();
      await settled();
    }

    expect(served.received.map((request) => request.method)).toEqual(["GET", ...Array(5).fill("POST")]);
    expect(served.connections()).toBe(1);
    await own.close();
  });

  test("the end of a reply is waited for behind the consumer's back, so that its connection stays open", async () => {
    const served = server.serves({ ...good, ending: "late" });

    for await (const event of modelAt(served).stream(REQUEST, never())) if (event.type === "finished") break;

    const outcome = [
      served.ended.then(() => "read to its end"),
      served.left.then(() => "closed by the client"),
    ];
    expect(await Promise.race(outcome)).toBe("read to its end");
  });

  test("a prewarm never throws", async () => {
    await openAiModel({ api, baseUrl: "http://127.0.0.1:1/v1", apiKey: "k" }).prewarm?.();
    await openAiModel({ api, baseUrl: "not a url", apiKey: "k" }).prewarm?.();
  });

  test("the first word is out before the second is in", async () => {
    const served = server.serves(half);
    const abort = new AbortController();
    const stream = modelAt(served).stream(REQUEST, abort.signal)[Symbol.asyncIterator]();

    expect(await stream.next()).toEqual({ done: false, value: { type: "text", delta: "Hello." } });
    abort.abort();
    expect(await stream.next()).toMatchObject({ done: true });
  });

  test("the key, the path and the query of the endpoint are kept", async () => {
    const served = server.serves(good);
    const model = openAiModel({ api, baseUrl: `${served.url}/?api-version=2026-01`, apiKey: "sk-1" });

    await collect(model.stream(REQUEST, never()));

    expect(served.received[0]).toMatchObject({
      headers: { authorization: "Bearer sk-1", "content-type": "application/json" },
    });
    expect(served.received[0]?.url).toMatch(
      new RegExp(`/v1/${api === "chat" ? "chat/completions" : "responses"}\\?api-version=2026-01$`),
    );
  });
});

describe("chat endpoints that are only compatible", () => {
  test("a parameter that is not known is left out from then on", async () => {
    const refusal = (name: string): Delivery => ({
      status: 422,
      pieces: json({ detail: [{ loc: ["body", name], msg: "Extra inputs are not permitted" }] }),
    });
    const good: Delivery = { pieces: [bytes(HELLO.chat.start + HELLO.chat.end)] };
    const served = server.serves(refusal("max_completion_tokens"), refusal("prompt_cache_key"), good);
    const model = openAiModel({ api: "chat", baseUrl: served.url, apiKey: "k" });

    const first = await collect(model.stream(REQUEST, new AbortController().signal));
    await collect(model.stream(REQUEST, new AbortController().signal));

    expect(first.events.at(-1)).toEqual({ type: "finished", reason: "stop" });
    const bodies = served.received.map((request): Record<string, unknown> => JSON.parse(request.body));
    expect(
      bodies.map((body) => [body.max_completion_tokens, body.max_tokens, body.prompt_cache_key]),
    ).toEqual([
      [500, undefined, "owl-shoes"],
      [undefined, 500, "owl-shoes"],
      [undefined, 500, undefined],
      [undefined, 500, undefined],
    ]);
  });

  test("a whole reply waits for its usage no longer than the caller can notice", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const whole = HELLO.chat.start + HELLO.chat.end.replace("data: [DONE]\n\n", "");
    // No usage, no [DONE], and the connection stays open.
    const open = new ReadableStream({ start: (controller) => controller.enqueue(bytes(whole)) });
    const fetch = async () => new Response(open, { headers: { "content-type": "text/event-stream" } });
    const model = openAiModel({ api: "chat", baseUrl: "http://model.example/v1", apiKey: "k", fetch });

    const reply = collect(model.stream(REQUEST, new AbortController().signal));
    await vi.advanceTimersByTimeAsync(25);

    expect((await reply).events.at(-1)).toEqual({ type: "finished", reason: "stop" });
  }, 1_000);
});
