import OpenAI from "openai";
import { afterEach, describe, expect, test } from "vitest";
import { startModel } from "../../local/model/server.ts";
import { openAiModel } from "../../worker/adapters/openai/openai-model.ts";
import { ModelError, type ModelEvent, type ModelRequest } from "../../worker/agent/model.ts";
import * as steps from "../support/model-steps.ts";
import { type Script, type ScriptedModel, startScriptedModel } from "../support/scripted-model.ts";

/** The model of the scenario tests, and the embedded one: both speak OpenAI's API, to our adapters and to its own client. */

const REQUEST: ModelRequest = {
  model: "gpt-4.1",
  instructions: "You are a phone agent.",
  items: [{ role: "caller", text: "Hello?" }],
  tools: [
    {
      name: "lookup_order",
      description: "Looks up an order.",
      parameters: { type: "object", properties: {} },
    },
  ],
  toolChoice: "auto",
  maxOutputTokens: 500,
  cacheKey: "owl-shoes",
};
const APIS = ["responses", "chat"] as const;

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function scripted(script: Script): Promise<ScriptedModel> {
  const model = await startScriptedModel(script);
  open.push(model);
  return model;
}

const at = (api: (typeof APIS)[number], { url }: { url: string }) =>
  openAiModel({ api, baseUrl: url, apiKey: "k" });

async function run(
  stream: AsyncIterable<ModelEvent>,
): Promise<{ text: string; events: ModelEvent[]; code: string | undefined }> {
  const events: ModelEvent[] = [];
  let code: string | undefined;
  try {
    for await (const event of stream) if (event.type !== "progress") events.push(event);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    code = error.code;
  }
  return { text: events.map((event) => (event.type === "text" ? event.delta : "")).join(""), events, code };
}

describe.each(APIS)("over %s", (api) => {
  const never = () => new AbortController().signal;
  const ask = (model: ScriptedModel, change: Partial<ModelRequest> = {}) =>
    run(at(api, model).stream({ ...REQUEST, ...change }, never()));

  test("words and calls come out as they were scripted", async () => {
    const model = await scripted({
      script: [
        steps.says("Hello, how can I help?"),
        steps.saysAndCalls("One moment.", "lookup_order", { orderNumber: "1042" }),
        steps.callsTools(["lookup_order", { orderNumber: "1" }], ["lookup_order", "{not json"]),
      ],
    });

    expect((await ask(model)).text).toBe("Hello, how can I help?");
    expect((await ask(model)).events).toMatchObject([
      ...["One", " moment."].map((delta) => ({ type: "text", delta })),
      { type: "tool_call", name: "lookup_order", arguments: '{"orderNumber":"1042"}' },
      { type: "finished", reason: "tool_calls" },
    ]);
    expect((await ask(model)).events).toMatchObject([
      { type: "tool_call", arguments: '{"orderNumber":"1"}' },
      { type: "tool_call", arguments: "{not json" },
      { type: "finished" },
    ]);
    model.assertFinished();
  });

  test.each([
    ["fails with 429", steps.fails(429, { "retry-after": "1" }), "", "rate_limited"],
    ["fails with 500", steps.fails(500), "", "unavailable"],
    ["fails with 401", steps.fails(401, {}, "invalid_api_key"), "", "rejected"],
    ["resets at once", steps.resets(), "", "unreachable"],
    ["is cut after some words", steps.cutsAfter("Your order is"), "Your order is", "cut"],
    ["ends without its last event", steps.endsAfter("Your order is"), "Your order is", "cut"],
    ["finishes empty", steps.finishesEmpty(), "", "empty"],
    ["refuses", steps.refuses(), "", "refused"],
    ["is filtered at once", steps.isFiltered(), "", "refused"],
    ["is filtered after some words", steps.isFiltered("Well,"), "Well,", undefined],
    ["runs out of tokens", steps.runsOutOfTokens("Once upon"), "Once upon", undefined],
    ["breaks with an error event", steps.breaksWithError("Your order"), "Your order", "unavailable"],
    ["sends garbage", steps.sendsGarbage(), "", "bad_stream"],
  ] as const)("a model that %s does so", async (_, step, text, code) => {
    const model = await scripted({ script: [step] });

    expect(await ask(model)).toMatchObject({ text, code });
    model.assertFinished();
    expect(model.requests[0]?.aborted && code !== "bad_stream").toBe(false);
  });

  test.each([
    ["hangs", steps.hangs()],
    ["hangs after its headers", steps.hangsAfterHeaders()],
    ["stalls after some words", steps.stallsAfter("Your order is")],
  ] as const)("a model that %s is silent until the client leaves, and knows when", async (_, step) => {
    const model = await scripted({ script: [step] });
    const abort = new AbortController();
    const outcome = run(at(api, model).stream(REQUEST, abort.signal));
    const request = await model.request(0);

    const left = performance.now();
    abort.abort();
    await outcome;
    await request.over;

    expect(request.aborted).toBe(true);
    expect(request.abortedAt).toBeGreaterThanOrEqual(left);
    expect(request.abortedAt).toBeLessThan(left + 500);
  });

  test("each model name can have its own script, and others are answered as well", async () => {
    const model = await scripted({
      script: { "gpt-4.1": [steps.fails(500)], "gpt-5.4-mini": [steps.says("From the second.")] },
      otherwise: (request) => steps.says(`You are number ${request.index}.`),
    });

    expect((await ask(model)).code).toBe("unavailable");
    expect((await ask(model, { model: "gpt-5.4-mini" })).text).toBe("From the second.");
    expect((await ask(model)).text).toBe("You are number 2.");
    model.assertFinished();
  });

  test("a step can depend on the request", async () => {
    const model = await scripted({
      script: [(request) => steps.says(request.call.messages.at(-1)?.text ?? "")],
    });

    expect((await ask(model)).text).toBe("Hello?");
  });

  test("a request without a step, a refused request and a step without a request are all reported", async () => {
    const model = await scripted({ script: [] });
    expect((await ask(model)).code).toBe("unavailable");
    expect(() => model.assertFinished()).toThrow("request 0 (gpt-4.1) has no step");

    const other = await scripted({ script: [steps.says("x")] });
    await fetch(`${other.url}/responses`, { method: "POST", body: "{}" });
    expect(() => other.assertFinished()).toThrow(/refused with 400.*\n.*1 step\(s\)/);
  });

  test("what came in and when is on record", async () => {
    const model = await scripted({
      script: [steps.says(["a", "b", "c"], { firstTokenMs: 30, tokenMs: 10 })],
    });
    const sent = performance.now();
    await at(api, model).prewarm?.();
    await ask(model);

    const request = await model.request(0);
    expect(model.prewarms).toBe(1);
    expect(request.api).toBe(api);
    expect(request.receivedAt).toBeGreaterThan(sent);
    expect((request.firstTokenAt ?? 0) - request.receivedAt).toBeGreaterThanOrEqual(29);
    expect((request.lastTokenAt ?? 0) - (request.firstTokenAt ?? 0)).toBeGreaterThanOrEqual(18);
    expect(request.aborted).toBe(false);
    expect(JSON.parse(request.raw)).toMatchObject({ model: "gpt-4.1" });
  });

  test("the first word reaches the consumer long before the second is written", async () => {
    const model = await scripted({ otherwise: steps.says(["one ", "two"], { tokenMs: 50 }) });
    const waits: number[] = [];

    for (let turn = 0; turn < 11; turn += 1) {
      for await (const event of at(api, model).stream(REQUEST, never())) {
        if (event.type === "text" && event.delta === "one ")
          waits.push(performance.now() - (model.requests[turn]?.firstTokenAt ?? 0));
      }
    }

    const median = waits.sort((a, b) => a - b)[5] ?? Number.NaN;
    expect(median).toBeLessThan(25);
  });
});

describe("the practice model", () => {
  const started = async () => {
    const model = await startModel({ firstTokenMs: 0, tokenMs: 0 });
    open.push(model);
    return { model, client: new OpenAI({ baseURL: model.url, apiKey: "k", maxRetries: 0 }) };
  };
  const tools = [
    {
      type: "function" as const,
      name: "lookup_order",
      parameters: {
        type: "object",
        properties: { orderNumber: { type: "string" } },
        required: ["orderNumber"],
      },
      strict: false,
    },
  ];

  test("its Responses stream is what OpenAI's own client expects, event by event", async () => {
    const { client } = await started();
    const stream = client.responses.stream({ model: "m", input: "Where is order 1042?", tools });
    const types: string[] = [];
    for await (const event of stream) types.push(event.type);

    const final = await stream.finalResponse();
    expect(final.output).toMatchObject([
      { type: "function_call", name: "lookup_order", arguments: '{"orderNumber":"1042"}' },
    ]);
    expect(types.slice(0, 3)).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
    ]);
    expect(types.slice(-3)).toEqual([
      "response.function_call_arguments.done",
      "response.output_item.done",
      "response.completed",
    ]);
  });

  test("its text arrives in parts that add up to the whole", async () => {
    const { client } = await started();
    const stream = client.responses.stream({ model: "m", input: "hello" });
    let text = "";
    stream.on("response.output_text.delta", (event) => {
      text += event.delta;
    });

    const final = await stream.finalResponse();
    expect(final.output_text).toBe(text);
    expect(text).toMatch(/^Hello!/);
    expect(final.usage?.output_tokens).toBeGreaterThan(5);
  });

  test("its Chat Completions stream is what OpenAI's own client expects", async () => {
    const { client } = await started();
    const stream = client.chat.completions.stream({
      model: "m",
      messages: [{ role: "user", content: "Where is order 1042?" }],
      tools: [
        {
          type: "function",
          function: {
            name: "lookup_order",
            parameters: {
              type: "object",
              properties: { orderNumber: { type: "string" } },
              required: ["orderNumber"],
            },
          },
        },
      ],
      stream_options: { include_usage: true },
    });

    const final = await stream.finalChatCompletion();
    expect(final.choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: { tool_calls: [{ function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' } }] },
    });
    expect(final.usage?.total_tokens).toBeGreaterThan(5);
  });

  test("it answers without a stream as well, and lists its models", async () => {
    const { client } = await started();

    const response = await client.responses.create({ model: "m", input: "hello" });
    const completion = await client.chat.completions.create({
      model: "m",
      messages: [{ role: "user", content: "hello" }],
    });

    expect(response.output_text).toMatch(/^Hello!/);
    expect(completion.choices[0]?.message.content).toBe(response.output_text);
    expect((await client.models.list()).data.map((model) => model.id)).toContain("gpt-4.1");
  });

  test.each([
    ["responses", { model: "m" }, 400, /input/],
    ["responses", { input: "x" }, 400, /model/],
    ["responses", { model: "m", input: "x", max_tokens: 5 }, 400, /Unknown parameter: 'max_tokens'/],
    [
      "responses",
      { model: "m", input: [{ type: "function_call", call_id: "a", name: "f", arguments: "{}" }] },
      400,
      /No tool output found for function call a/,
    ],
    ["chat/completions", { model: "m", messages: [] }, 400, /messages/],
    [
      "chat/completions",
      {
        model: "m",
        messages: [
          {
            role: "assistant",
            content: null,
            tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }],
          },
          { role: "user", content: "x" },
        ],
      },
      400,
      /must be followed by tool messages/,
    ],
    ["nowhere", {}, 404, /Invalid URL/],
  ])("%s refuses %j with an error of the API", async (path, body, status, message) => {
    const { model } = await started();

    const response = await fetch(`${model.url}/${path}`, { method: "POST", body: JSON.stringify(body) });

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      error: { type: "invalid_request_error", message: expect.stringMatching(message) },
    });
  });
});
