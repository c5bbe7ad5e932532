import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openAiModel } from "../../worker/adapters/openai/openai-model.ts";
import { defineAgent } from "../../worker/agent/define.ts";
import type { ModelAt, ModelRequest } from "../../worker/agent/model.ts";
import { chosenModel } from "../../worker/agent/prompt.ts";
import { modelEndpoints } from "../../worker/model-endpoints.ts";

import { type ByteServer, type Delivery, type Served, startByteServer } from "../support/byte-server.ts";

/** When the main model is passed over, and when it is asked again: real servers, and a clock in the test's hands. */

let servers: ByteServer;
beforeAll(async () => {
  servers = await startByteServer();
});
afterAll(() => servers.close());

const bytes = (text: string) => new TextEncoder().encode(text);
const reply = (...events: readonly object[]): Delivery => ({
  pieces: events.map((event) => bytes(`data: ${JSON.stringify(event)}\n\n`)),
});
const HELLO = { type: "response.output_text.delta", item_id: "m", content_index: 0, delta: "Hello." };
const DONE = { type: "response.completed", response: { status: "completed", output: [] } };
const GOOD = reply(HELLO, DONE);
const error = (status: number, code = "some_code"): Delivery => ({
  status,
  pieces: [bytes(JSON.stringify({ error: { code } }))],
});

const REQUEST: ModelRequest = {
  model: "m",
  instructions: "Be kind.",
  items: [{ role: "caller", text: "Hello." }],
  tools: [],
  toolChoice: "auto",
  maxOutputTokens: 100,
  cacheKey: "test",
};
const agent = defineAgent({ name: "test", greeting: "Hello.", instructions: "Be kind." });

let nowMs = 0;
let rests: string[] = [];
beforeEach(() => {
  nowMs = 1_000_000;
  rests = [];
});

const modelAt = (baseUrl: string): ModelAt => ({
  name: "m",
  at: openAiModel({
    api: "responses",
    baseUrl,
    apiKey: "sk-test",
    now: () => nowMs,
    onRest: (_, why, forMs) => rests.push(`${why} ${forMs / 1_000} s`),
  }),
});

/** Asks as a turn does: so long is waited for something to come, then it is given up. */
async function ask({ at }: ModelAt, waitMs = 10_000): Promise<void> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => {
    nowMs += 1_700;
    giveUp.abort();
  }, waitMs);
  try {
    for await (const _ of at.stream(REQUEST, giveUp.signal));
  } catch {
    // What became of it is for the conversation to tell; here it counts whether it is asked again.
  } finally {
    clearTimeout(timer);
  }
}

const posts = ({ received }: Served) => received.filter(({ method }) => method === "POST").length;

/** How many of five turns in a row ask the main model. */
async function asked(main: ModelAt, waitMs?: number): Promise<number> {
  const fallback = modelAt(servers.serves(GOOD).url);
  let count = 0;
  for (let turn = 0; turn < 5; turn += 1) {
    const model = chosenModel(agent, "main", { main, fallback });
    if (model.at === main.at) count += 1;
    await ask(model, model.at === main.at ? waitMs : undefined);
    nowMs += 3_000;
  }
  return count;
}

describe("a provider that is down is not asked on every turn", () => {
  const silentAfter = (...events: readonly object[]): Delivery => ({ ...reply(...events), ending: "hang" });
  test.each<readonly [string, Delivery | string, number]>([
    ["refuses every connection", "http://127.0.0.1:1/v1", 2],
    ["has no address", "http://nobody.invalid/v1", 2],
    ["accepts and is silent", { silent: true }, 1],
    ["answers 401", error(401, "invalid_api_key"), 2],
    ["answers 403", error(403), 2],
    ["answers 404 for its model", error(404, "model_not_found"), 2],
    ["answers 429", error(429, "insufficient_quota"), 2],
    ["answers 500", error(500), 2],
    ["answers 529", error(529, "overloaded_error"), 2],
    ["answers 503 with a page", { status: 503, pieces: [bytes("<html>")] }, 2],
    ["has moved", { status: 307, headers: { location: "https://elsewhere.example/" } }, 2],
    ["resets the connection", { ending: "reset" }, 2],
    ["breaks off every reply", { ...reply(HELLO), ending: "reset" }, 2],
  ])("%s", async (_, delivery, most) => {
    const main = modelAt(typeof delivery === "string" ? delivery : servers.serves(delivery).url);

    const hangs = typeof delivery !== "string" && delivery.silent;
    expect(await asked(main, hangs ? 200 : undefined)).toBe(most);
    expect(rests).toHaveLength(1);
  });

  test.each<readonly [string, Delivery]>([
    ["a whole reply", GOOD],
    ["a conversation that is too long for it", error(400, "context_length_exceeded")],
    ["an answer that its filter withholds", error(400, "content_filter")],
    ["a reply without a word", reply(DONE)],
    ["a reply that is interrupted", silentAfter(HELLO)],
  ])("but one that lives is, on all five: %s", { timeout: 20_000 }, async (_, delivery) => {
    const interruptsMs = delivery.ending === "hang" ? 1_000 : undefined;
    expect(await asked(modelAt(servers.serves(delivery).url), interruptsMs)).toBe(5);
    expect(rests).toEqual([]);
  });

  test("failures that are not in a row are bad luck", async () => {
    const main = modelAt(servers.serves(error(500), GOOD, error(500), GOOD, error(500)).url);

    expect(await asked(main)).toBe(5);
  });
});

describe("it is asked again later", () => {
  test("by one request, and by all once that has passed", async () => {
    const server = servers.serves(error(500), error(500), GOOD);
    const main = modelAt(server.url);
    await ask(main);
    await ask(main);
    expect(main.at.isDown?.("m")).toBe(true);
    nowMs += 29_999;
    expect(main.at.isDown?.("m")).toBe(true);
    nowMs += 1;
    expect(main.at.isDown?.("m")).toBe(false);

    const trial = ask(main);
    expect(main.at.isDown?.("m")).toBe(true);
    await trial;

    expect(main.at.isDown?.("m")).toBe(false);
    expect(posts(server)).toBe(3);
  });

  test("twice as late each time, and never later than five minutes", async () => {
    const main = modelAt(servers.serves(error(500)).url);
    for (let i = 0; i < 8; i += 1) {
      await ask(main);
      if (main.at.isDown?.("m")) nowMs += 300_000;
    }

    expect(rests).toEqual([30, 60, 120, 240, 300, 300, 300].map((s) => `unavailable ${s} s`));
  });

  test("ten calls that fail side by side have found out once", async () => {
    const main = modelAt(servers.serves(error(500)).url);

    await Promise.all(Array.from({ length: 10 }, () => ask(main)));

    expect(rests).toEqual(["unavailable 30 s"]);
  });

  test("a request that nobody waited for finds nothing out: the next one does", async () => {
    const main = modelAt(servers.serves(error(500), error(500), { silent: true }, GOOD).url);
    await ask(main);
    await ask(main);
    nowMs += 30_000;

    const dropped = new AbortController();
    setTimeout(() => dropped.abort(), 20);
    for await (const _ of main.at.stream(REQUEST, dropped.signal));

    expect(main.at.isDown?.("m")).toBe(false);
  });
});

test("where both are down, the main model is asked: there is nothing better", async () => {
  const main = modelAt("http://127.0.0.1:1/v1");
  const fallback = modelAt("http://127.0.0.1:1/v2");
  for (const model of [main, main, fallback, fallback]) await ask(model);

  expect(chosenModel(agent, "main", { main, fallback }).at).toBe(main.at);
  expect(chosenModel(agent, "fallback", { main, fallback }).at).toBe(fallback.at);
});

test("the same model under another key has a health of its own", async () => {
  const { url } = servers.serves(error(429));
  const main = modelAt(url);
  await ask(main);
  await ask(main);

  expect(
    openAiModel({ api: "responses", baseUrl: url, apiKey: "sk-b", now: () => nowMs }).isDown?.("m"),
  ).toBe(false);
});

describe("where the fallback is asked", () => {
  const fallbackOf = (set: Partial<Parameters<typeof modelEndpoints>[0]>) => {
    const main = { OPENAI_API: "responses" as const, OPENAI_BASE_URL: OPENAI, OPENAI_API_KEY: "sk-main" };
    return modelEndpoints({ ...main, ...set })?.fallback;
  };
  const OPENAI = "https://api.openai.com/v1";
  const MAIN = { api: "responses", baseUrl: OPENAI, apiKey: "sk-main" };

  test("with the main model, where nothing is said of it", () => {
    const both = modelEndpoints({
      OPENAI_API: "responses",
      OPENAI_BASE_URL: OPENAI,
      OPENAI_API_KEY: "sk-main",
    });

    expect(both?.fallback).toBe(both?.main);
  });

  test.each([
    "https://other.example/v1",
    "http://api.openai.com/v1",
    "https://api.openai.com:8443/v1",
    "https://api.openai.com.evil.example/v1",
    "https://user@other.example/v1",
  ])("the main model's key is not sent to %s", (baseUrl) => {
    expect(fallbackOf({ OPENAI_FALLBACK_BASE_URL: baseUrl })).toBeUndefined();
    expect(fallbackOf({ OPENAI_FALLBACK_BASE_URL: baseUrl, OPENAI_FALLBACK_API_KEY: "sk-b" })).toEqual({
      ...MAIN,
      baseUrl,
      apiKey: "sk-b",
    });
  });

  test("another path of the same host, another key or another API alone are enough", () => {
    const baseUrl = "https://api.openai.com/eu/v1";
    expect(fallbackOf({ OPENAI_FALLBACK_BASE_URL: baseUrl })).toEqual({ ...MAIN, baseUrl });
    expect(fallbackOf({ OPENAI_FALLBACK_API_KEY: "sk-b" })).toEqual({ ...MAIN, apiKey: "sk-b" });
    expect(fallbackOf({ OPENAI_FALLBACK_API: "chat" })).toEqual({ ...MAIN, api: "chat" });
  });
});
