import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startRecorder } from "../../../local/recorder/recorder.ts";
import type { StackEventBody } from "../../../local/twilio/events.ts";
import { openAiModel } from "../../../worker/adapters/openai/openai-model.ts";
import type { ModelEvent, ModelRequest } from "../../../worker/agent/model.ts";
import { type ByteServer, type Delivery, startByteServer } from "../../support/byte-server.ts";

const ROOT = new URL("../../..", import.meta.url).href;
const APIS = ["responses", "chat"] as const;
const KEY = "sk-secret-of-the-developer";

type Told = StackEventBody & { readonly callSid?: string };

let server: ByteServer;
let told: Told[];
let close: () => Promise<void>;

beforeEach(async () => {
  server = await startByteServer();
  told = [];
});
afterEach(async () => {
  await close();
  await server.close();
});

const stream = (name: string, rest: Partial<Delivery> = {}): Delivery => ({
  pieces: [readFileSync(new URL(`../../fixtures/model/${name}.sse`, import.meta.url))],
  ...rest,
});

const asking = (change: Partial<ModelRequest> = {}): ModelRequest => ({
  model: "gpt-4.1",
  instructions: "You are a phone agent.",
  items: [{ role: "caller", text: "Hello?" }],
  tools: [],
  toolChoice: "auto",
  maxOutputTokens: 500,
  cacheKey: "baton-owl-shoes",
  id: "CA1-7",
  ...change,
});

/** The Worker's adapter through the recorder to the server. */
async function between(api: (typeof APIS)[number], ...deliveries: [Delivery, ...Delivery[]]) {
  const served = server.serves(...deliveries);
  const recorder = await startRecorder(served.url, (body, callSid) =>
    told.push({ ...body, ...(callSid ? { callSid } : {}) }),
  );
  close = recorder.close;
  const model = openAiModel({ api, baseUrl: recorder.url, apiKey: KEY });
  const ask = async (request: ModelRequest, signal = new AbortController().signal) => {
    const events: ModelEvent[] = [];
    for await (const event of model.stream(request, signal)) events.push(event);
    return events;
  };
  return { served, recorder, ask };
}

const tellings = <K extends StackEventBody["kind"]>(kind: K) =>
  told.filter((event): event is Extract<Told, { kind: K }> => event.kind === kind);

/** The answer is told when the connection is over, just after the Worker has read it. */
const answered = async (count = 1) => {
  await expect.poll(() => tellings("model_response").length).toBe(count);
  return tellings("model_response");
};

describe.each(APIS)("over %s", (api) => {
  test("a request and its answer are told of the call, and reach either side as they are", async () => {
    const { served, ask } = await between(api, stream(`${api}-text-and-call`));

    const events = await ask(asking());

    expect(events.map(({ type }) => type)).toContain("tool_call");
    expect(served.received[0]?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      "x-client-request-id": "CA1-7",
    });
    const [answer] = await answered();
    expect(tellings("model_request")).toMatchObject([
      {
        callSid: "CA1",
        attempt: 7,
        model: "gpt-4.1",
        beside: false,
        prompt: { instructions: "You are a phone agent." },
        messages: [{ role: "user", text: "Hello?" }],
      },
    ]);
    expect(answer).toMatchObject({
      callSid: "CA1",
      attempt: 7,
      outcome: "finished",
      text: "Let me look.",
      toolCalls: [{ name: "lookup_order", arguments: '{"orderNumber":"1042"}' }],
      usage: { inputTokens: 1182, cachedTokens: 1024, outputTokens: 14 },
    });
    expect(JSON.stringify(told)).not.toContain(KEY);
  });

  test("an answer that is not wanted any more is told as far as it came", async () => {
    const [whole] = stream(`${api}-text`).pieces ?? [];
    const { served, ask } = await between(api, {
      pieces: [(whole ?? Buffer.of()).subarray(0, -300)],
      ending: "hang",
    });
    const controller = new AbortController();
    const asked = ask(asking(), controller.signal);
    await served.asked;

    setTimeout(() => controller.abort(), 100);
    await asked;

    expect(await answered()).toMatchObject([{ outcome: "stopped", text: expect.stringMatching(/^¡Hola!/) }]);
    await served.left;
  });

  test.each([
    [
      "a refusal",
      { status: 401, pieces: [Buffer.from('{"error":{"message":"Incorrect API key"}}')] },
      "rejected",
    ],
    ["a broken connection", { ...stream(`${api}-text`, { ending: "reset" }), pieces: [] }, "cut|unreachable"],
  ])("%s fails as it would without us, and is told as failed", async (_what, delivery, code) => {
    const { ask } = await between(api, delivery);

    await expect(ask(asking())).rejects.toMatchObject({ code: expect.stringMatching(code) });

    await expect.poll(() => tellings("model_response")[0]).toMatchObject({ outcome: "failed" });
  });

  test("a prompt is told again only when it has changed", async () => {
    const { ask } = await between(api, stream(`${api}-text`));

    await ask(asking());
    await ask(asking());
    await ask(asking({ instructions: "You are another." }));

    expect(tellings("model_request").map(({ prompt }) => prompt?.instructions)).toEqual([
      "You are a phone agent.",
      undefined,
      "You are another.",
    ]);
  });

  test("a tool is told with its arguments, its result, its time and where it threw", async () => {
    const { ask, recorder } = await between(api, stream(`${api}-text`));
    const called = { callId: "call_a", name: "lookup_order", arguments: '{"orderNumber":"1042"}' };

    for (const line of [
      "✘ [ERROR] {",
      "    event: 'tool.threw',",
      "    callSid: 'CA1',",
      "    tool: 'lookup_order',",
      "    callId: 'call_a',",
      "    error: 'RangeError',",
      "    stack: '    at file:///tmp/baton/.wrangler/tmp/dev/index.js:63:1130\\n' +",
      `      '    at Object.run (${ROOT}agents/shop/tools/lookup.ts:5:92)\\n' +`,
      "      '    at attempt (worker/agent/tool-runner.ts:73:50)'",
      "  }",
      "{",
      "  event: 'tool.finished', ",
      "  callSid: 'CA1',",
      "  tool: 'lookup_order',",
      "  callId: 'call_a',",
      "  outcome: 'failed',",
      "  ms: 31",
      "}",
    ])
      recorder.hearLine(line.trimEnd());
    await ask(
      asking({
        items: [
          { role: "caller", text: "Where is it?" },
          { role: "tool_call", ...called },
          { role: "tool_result", callId: called.callId, output: '{"error":"no shelf"}' },
        ],
      }),
    );

    expect(tellings("tool").at(-1)).toEqual({
      kind: "tool",
      callSid: "CA1",
      ...called,
      output: '{"error":"no shelf"}',
      outcome: "failed",
      ms: 31,
      stack:
        "RangeError\n    at Object.run (agents/shop/tools/lookup.ts:5:92)\n    at attempt (worker/agent/tool-runner.ts:73:50)",
    });
  });
});

test("a result that came late is the tool's, and stays it", async () => {
  const { ask } = await between("chat", stream("chat-text"));
  const called = { callId: "call_a", name: "track_parcel", arguments: "{}" };
  const before = [
    { role: "tool_call", ...called },
    { role: "tool_result", callId: "call_a", output: '{"status":"running"}' },
  ] as const;

  await ask(asking({ items: before }));
  await ask(
    asking({
      items: [...before, { role: "note", text: 'The result of track_parcel has come in: {"at":"depot"}' }],
    }),
  );
  await ask(asking({ items: before }));

  expect(tellings("tool").map(({ output }) => output)).toEqual(['{"status":"running"}', '{"at":"depot"}']);
});

test("a request beside another, and requests of two calls, are told apart", async () => {
  const { served, ask } = await between(
    "responses",
    { silent: true, ending: "hang" },
    stream("responses-text"),
  );
  const controller = new AbortController();
  const slow = ask(asking({ id: "CA1-1" }), controller.signal);
  await served.asked;
  await ask(asking({ id: "CA1-2" }));
  await ask(asking({ id: "CA2-1" }));
  controller.abort();
  await slow;

  await answered(3);
  expect(tellings("model_request").map(({ callSid, beside }) => [callSid, beside])).toEqual([
    ["CA1", false],
    ["CA1", true],
    ["CA2", false],
  ]);
});

test("a server that is not there is unreachable", async () => {
  const recorder = await startRecorder("http://127.0.0.1:1/v1", (body) => told.push(body));
  close = recorder.close;
  const model = openAiModel({ api: "responses", baseUrl: recorder.url, apiKey: KEY });

  const events = model.stream(asking(), new AbortController().signal);

  await expect(events[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "unreachable" });
  expect(await answered()).toMatchObject([{ outcome: "failed" }]);
});
