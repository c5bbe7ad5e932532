import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { deliverer } from "../../../worker/adapters/outgoing/deliverer.ts";
import { BAR_OUTCOMES, type Bar, LANES } from "../../../worker/protocol/console/timeline.ts";
import { tracesBody } from "../../../worker/protocol/outgoing/traces.ts";
import { type DecodedSpan, decodeTraces } from "../../support/collector/otlp-decoder.ts";
import { at, call, timeline, transcript } from "./a-call.ts";

const A_CALL = { call, timeline, transcript };
const traced = async (withWords = false) => decodeTraces(await tracesBody(A_CALL, withWords));
const named = (spans: readonly DecodedSpan[], name: string): DecodedSpan => {
  const found = spans.filter((span) => span.name === name);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} spans are named ${name}`);
  return found[0];
};

test("a receiver of the protocol takes it, over HTTP", async () => {
  const took: unknown[] = [];
  const server = createServer(async (request, response) => {
    try {
      if (request.url !== "/v1/traces" || request.headers["content-type"] !== "application/json")
        throw new Error("not OTLP's JSON");
      took.push(decodeTraces(await text(request)));
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    } catch {
      response.writeHead(400, { "content-type": "application/json" }).end("{}");
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is an object
  const send = deliverer(
    { TWILIO_ACCOUNT_SID: "AC", TWILIO_API_URL: "", OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
    Date.now,
  );
  const body = await tracesBody(A_CALL, true);

  const answer = await send({ target: "traces", key: "k", body }, new AbortController().signal);
  const refusal = await send(
    { target: "traces", key: "k", body: body.replace('"kind":2', '"kind":"SPAN_KIND_SERVER"') },
    new AbortController().signal,
  );
  server.close().closeAllConnections();

  expect(answer).toEqual({ status: 200 });
  expect(refusal).toEqual({ status: 400 });
  expect(took).toHaveLength(1);
});

test("the call is the root, and its trace is known by the CallSid", async () => {
  const { spans, resource } = await traced();
  const root = named(spans, "call");

  const traceId = createHash("sha256").update(call.callSid).digest("hex").slice(0, 32);
  expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
  expect(root).toMatchObject({ parentSpanId: undefined, kind: 2, from: at(0), to: at(30_000) });
  expect(root.attributes).toMatchObject({
    "gen_ai.conversation.id": call.callSid,
    "gen_ai.agent.name": "shoes",
    "gen_ai.usage.input_tokens": "4000",
    "gen_ai.usage.cache_read.input_tokens": "3000",
    "baton.cost_usd": 0.0042,
    "baton.outcome": "handed_off",
    "baton.reason_code": "caller_requested",
  });
  expect(root.events).toEqual(["keys.key", "line.restarted", "handoff.sent"]);
  expect(resource).toMatchObject({ "service.name": "baton", "service.version": "1.2.0" });
});

test("a turn holds what went on in it, and how long the caller waited", async () => {
  const { spans } = await traced();
  const turn = spans.find((span) => span.name === "agent_turn" && span.attributes["baton.turn"] === "1");

  expect(turn).toMatchObject({ from: at(2_000), to: at(6_000) });
  expect(turn?.attributes).toMatchObject({ "lk.agents.turn.e2e_latency": 0.84, "lk.interrupted": true });
  expect(turn?.events).toEqual(["caller.turn", "agent.interrupted"]);
  expect(spans.filter((span) => span.parentSpanId === turn?.spanId).map(({ name }) => name)).toEqual([
    "caller.speaking",
    "silence.silence",
    "chat gpt-4.1",
    "chat gpt-4.1",
    "chat",
    "execute_tool lookup_order",
    "agent.heard",
  ]);
});

test("requests and tools have the names of the GenAI conventions, and say how they went", async () => {
  const { spans } = await traced();
  const [guess, answer] = spans.filter(({ name }) => name === "chat gpt-4.1");
  const hedge = named(spans, "chat");
  const tool = named(spans, "execute_tool lookup_order");

  expect(answer).toMatchObject({ kind: 3, status: 0, events: ["first_output"] });
  expect(answer?.attributes).toMatchObject({
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4.1",
    "baton.request.purpose": "answer",
    "baton.outcome": "ok",
    "lk.agents.turn.llm_ttft": 0.49,
  });
  expect(guess?.attributes).toMatchObject({ "baton.request.purpose": "guess", "baton.outcome": "lost" });
  expect(hedge).toMatchObject({ kind: 3, status: 2 });
  expect(hedge.attributes).not.toHaveProperty("gen_ai.request.model");
  expect(tool).toMatchObject({ status: 2, from: at(4_500), to: at(4_700) });
  expect(tool.attributes).toMatchObject({
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": "lookup_order",
    "error.type": "timeout",
  });
});

test("what goes on when the call ends ends with it", async () => {
  const { spans } = await traced();

  expect(named(spans, "person.waiting")).toMatchObject({ from: at(12_000), to: at(30_000) });
});

const WORDS = ["order 1042", "A person", "Hello", "I cannot", "555010", "asked for", "«1042»"];

test("nothing that was said, and no number, is in a trace unless it is wanted", async () => {
  const body = await tracesBody(A_CALL, false);

  for (const word of WORDS) expect(body).not.toContain(word);
});

test("where it is wanted it stands under names with a pii segment, and under no other", async () => {
  const { spans } = await traced(true);
  const all = spans.flatMap(({ attributes }) => Object.entries(attributes));
  const private_ = all.filter(([key]) => key.split(".").includes("pii"));
  const others = JSON.stringify(all.filter(([key]) => !key.split(".").includes("pii")));

  expect(Object.fromEntries(private_)).toMatchObject({
    "baton.pii.from": "+15550100001",
    "baton.pii.summary": "Wants to return order 1042.",
    "lk.pii.user_input": "A person please 😀",
    "lk.pii.response.text": "I cannot",
    "baton.pii.tool.title": "Looked up order 1042",
  });
  for (const word of WORDS) expect(others).not.toContain(word);
  expect(spans.map(({ name }) => name).join()).not.toContain("1042");
});

test("the same call is the same trace, span by span", async () => {
  expect(await tracesBody(A_CALL, true)).toBe(await tracesBody(A_CALL, true));
});

test("a call of four hours is bounded, and says what was left out", async () => {
  const bars = Array.from({ length: 9_000 }, (_, i) =>
    timeline.bars.map((b) => ({ ...b, turn: i + 1 })),
  ).flat();
  const long = "😀".repeat(700);
  const body = await tracesBody(
    {
      call,
      timeline: { ...timeline, bars: bars.slice(0, 10_000) },
      transcript: transcript.map((item) => ({ ...item, text: long })),
    },
    true,
  );

  expect(body.length).toBeLessThan(500_000);
  expect(Number(named(decodeTraces(body).spans, "call").attributes["baton.spans.left_out"])).toBeGreaterThan(
    5_000,
  );
});

const bar: fc.Arbitrary<Bar> = fc.record(
  {
    lane: fc.constantFrom(...LANES),
    what: fc.oneof(fc.string(), fc.constantFrom("answer", "turn", "heard")),
    from: fc.integer({ min: 0, max: 2 ** 42 }),
    to: fc.integer({ min: 0, max: 2 ** 42 }),
    label: fc.string({ unit: "binary" }),
    outcome: fc.constantFrom(...BAR_OUTCOMES),
    firstAt: fc.double({ min: 0, max: 2 ** 42, noNaN: true }),
    turn: fc.integer({ min: 0, max: 4 }),
    item: fc.integer({ min: 0, max: 9 }),
  },
  { requiredKeys: ["lane", "what", "from"] },
);

test("whatever a timeline holds, what is sent is OTLP", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(bar, { maxLength: 30 }),
      fc.string({ minLength: 2 }),
      fc.array(fc.string({ unit: "binary" }), { maxLength: 10 }),
      fc.option(fc.integer({ min: 0, max: 2 ** 42 }), { nil: undefined }),
      async (bars, callSid, lines, endedAt) => {
        const some = {
          call: { ...call, callSid },
          timeline: { startedAt: at(0), bars, ...(endedAt === undefined ? {} : { endedAt }) },
          transcript: lines.map((line) => ({ at: 0, who: "caller" as const, text: line })),
        };
        decodeTraces(await tracesBody(some, true));
      },
    ),
    { numRuns: 300 },
  );
});

test.each<readonly [string, (body: string) => string]>([
  ["an enum by its name", (b) => b.replace('"kind":2', '"kind":"SPAN_KIND_SERVER"')],
  ["a time that is a number", (b) => b.replace(/"startTimeUnixNano":"(\d+)"/, '"startTimeUnixNano":$1')],
  ["an id in base64", (b) => b.replace(/"spanId":"[0-9a-f]+"/, '"spanId":"AAAAAAAAAAE="')],
  ["an id of zeroes", (b) => b.replace(/"spanId":"[0-9a-f]+"/, '"spanId":"0000000000000000"')],
  ["a field's original name", (b) => b.replace('"spanId"', '"span_id"')],
  ["an integer that is a number", (b) => b.replace(/"intValue":"(\d+)"/, '"intValue":$1')],
  ["attributes as an object", (b) => b.replace('"attributes":[', '"attributes":{},"x":[')],
  ["no spans", (b) => b.replace(/"spans":\[.*\]\}\]\}\]\}$/, '"spans":[]}]}]}')],
])("the receiver of these tests refuses %s", async (_, broken) => {
  const body = await tracesBody(A_CALL, false);

  expect(broken(body)).not.toBe(body);
  expect(() => decodeTraces(broken(body))).toThrow();
});
