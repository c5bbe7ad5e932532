import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openAiModel } from "../../worker/adapters/openai/openai-model.ts";
import { ModelError, type ModelEvent, type ModelRequest } from "../../worker/agent/model.ts";
import { type ByteServer, type Delivery, startByteServer } from "../support/byte-server.ts";

/**
 * One contract for both adapters: recorded-shape streams from a real server, cut and broken at every byte. See
 * `test/fixtures/model/README.md` for where the streams come from.
 */

const API = ["responses", "chat"] as const;
type Api = (typeof API)[number];

const REQUEST: ModelRequest = {
  model: "gpt-4.1",
  instructions: "You are a phone agent.",
  items: [{ role: "caller", text: "Hello?" }],
  tools: [],
  toolChoice: "auto",
  maxOutputTokens: 500,
  cacheKey: "owl-shoes",
};

const usage = { inputTokens: 1182, cachedTokens: 1024, outputTokens: 14 };
const text = (...deltas: string[]): ModelEvent[] => deltas.map((delta) => ({ type: "text", delta }));
const call = (callId: string, name: string, args: string): ModelEvent => ({
  type: "tool_call",
  callId,
  name,
  arguments: args,
});
const finished = (
  reason: "stop" | "length" | "content_filter" | "tool_calls",
  used?: typeof usage,
): ModelEvent => ({
  type: "finished",
  reason,
  ...(used && { usage: used }),
});

/** What each stream means: its events, and the error after them if there is one. */
interface Meaning {
  readonly events: readonly ModelEvent[];
  readonly error?: string;
}

const SHARED: Readonly<Record<string, Meaning>> = {
  text: { events: [...text("¡Hola!", " Señor 👟", "🏽‍🦱 — €42."), finished("stop", usage)] },
  "text-and-call": {
    events: [
      ...text("Let me", " look."),
      call("call_a1", "lookup_order", '{"orderNumber":"1042"}'),
      finished("tool_calls", usage),
    ],
  },
  "parallel-calls": {
    events: [
      call("call_a", "lookup_order", '{"orderNumber":"1042"}'),
      call("call_b", "check_stock", '{"product":"Nachtfalter 🦉"}'),
      finished("tool_calls", usage),
    ],
  },
  refusal: { events: [], error: "refused" },
  "content-filter": { events: [...text("Well, "), finished("content_filter", usage)] },
  "filtered-at-once": { events: [], error: "refused" },
  error: { events: text("Your order"), error: "unavailable" },
  empty: { events: [], error: "empty" },
  crlf: { events: [...text("One", "\n", "two."), finished("stop", usage)] },
  everything: {
    events: [
      ...text("Sí, ", "🦉"),
      call("c1", "hand_off", '{"reason":"año"}'),
      finished("tool_calls", { inputTokens: 9, cachedTokens: 8, outputTokens: 7 }),
    ],
  },
};

const OWN: Readonly<Record<Api, Readonly<Record<string, Meaning>>>> = {
  responses: {
    length: { events: [...text("Once upon", " a"), finished("length", usage)] },
    failed: { events: text("Your order"), error: "rate_limited" },
    "two-messages": { events: [...text("Let me check.", " It is here."), finished("stop", usage)] },
    "only-completed": {
      events: [...text("All at once."), call("(new)", "hand_off", "{}"), finished("tool_calls")],
    },
  },
  chat: {
    // In the middle of a call, which nobody would hear of otherwise.
    length: { events: text("Once upon", " a"), error: "cut" },
    "calls-without-index": { events: [...twoLookups("x1", "x2"), finished("tool_calls")] },
    "calls-all-at-index-0": { events: [...twoLookups("x1", "x2"), finished("tool_calls")] },
    "calls-without-id": { events: [...twoLookups("(new)", "(new)"), finished("tool_calls")] },
    "id-and-name-repeated": {
      events: [call("x1", "lookup_order", '{"orderNumber":"1"}'), finished("tool_calls")],
    },
    "done-without-reason": { events: [...text("Hi."), finished("stop")] },
  },
};

function twoLookups(first: string, second: string): ModelEvent[] {
  return [
    call(first, "lookup_order", '{"orderNumber":"1"}'),
    call(second, "lookup_order", '{"orderNumber":"2"}'),
  ];
}

interface Outcome {
  readonly events: ModelEvent[];
  readonly error?: ModelError;
}

let server: ByteServer;
beforeAll(async () => {
  server = await startByteServer();
});
afterAll(() => server.close());

async function run(api: Api, delivery: Delivery): Promise<Outcome> {
  const served = server.serves(delivery);
  const model = openAiModel({ api, baseUrl: served.url, apiKey: "sk-test" });
  const events: ModelEvent[] = [];
  try {
    for await (const event of model.stream(REQUEST, new AbortController().signal))
      if (event.type !== "progress") events.push(event); // Signs of life are told of in test/field/streams.test.ts.
  } catch (error) {
    if (error instanceof ModelError) return { events, error };
    throw error;
  }
  return { events };
}

/** Ids the adapter had to make up are compared by their being there. */
const comparable = (events: readonly ModelEvent[]) =>
  events.map((event) =>
    event.type === "tool_call" && /^call_[0-9a-f]{32}$/.test(event.callId)
      ? { ...event, callId: "(new)" }
      : event,
  );

const fixture = (api: Api, name: string) =>
  readFileSync(new URL(`../fixtures/model/${api}-${name}.sse`, import.meta.url));

/** Hundreds of connections take a second, and several on a machine that is busy with other things. */
const SLOW_MS = 60_000;

/** Sixteen at a time: a real connection each, without exhausting the machine. */
async function each(count: number, task: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await task(next++);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}

/** Where the reply is whole: from here on, a broken connection costs at most the usage. */
function wholeAt(api: Api, bytes: Buffer): number {
  const end =
    api === "chat" ? /"finish_reason":"[^\n]*/ : /event: response\.(completed|incomplete)\r?\n[^\n]*/;
  const match = end.exec(bytes.toString("latin1"));
  return match ? match.index + match[0].trimEnd().length : Number.POSITIVE_INFINITY;
}

function expectBroken(
  outcome: Outcome,
  meaning: Meaning,
  at: number,
  whole: number,
  codes: readonly string[],
  ending: "end" | "reset" = "end",
): void {
  const got = comparable(outcome.events);
  const last = got.at(-1);
  if (last?.type === "finished" && at < whole) {
    // A stream that only ends is over after a whole call, and after a whole sentence of a server not yet known.
    const before = meaning.events.slice(0, got.length - 1);
    expect(got.slice(0, -1), `cut at byte ${at}`).toEqual(before);
    const end = before.at(-1);
    expect(end?.type === "tool_call" || (end?.type === "text" && /[.!?]$/.test(end.delta))).toBe(true);
    expect(ending).toBe("end");
    return;
  }
  if (last?.type === "finished") {
    const { usage: _, ...unused } = last;
    expect([...got.slice(0, -1), unused]).toEqual(
      meaning.events.map((event) =>
        event.type === "finished" ? { type: "finished", reason: event.reason } : event,
      ),
    );
    return;
  }
  expect(got).toEqual(meaning.events.slice(0, got.length));
  expect(outcome.error, `cut at byte ${at}: no error`).toBeInstanceOf(ModelError);
  const expected = meaning.error ? [...codes, meaning.error] : codes;
  expect(expected, `cut at byte ${at}`).toContain(outcome.error?.code);
}

describe.each(API)("%s", (api) => {
  const meanings = Object.entries({ ...SHARED, ...OWN[api] });

  test.each(meanings)("the stream «%s» means its events", async (name, meaning) => {
    const outcome = await run(api, { pieces: [fixture(api, name)] });

    expect(comparable(outcome.events)).toEqual(meaning.events);
    expect(outcome.error?.code).toBe(meaning.error);
  });

  test.each(meanings)("«%s» means the same when each byte arrives alone", async (name, meaning) => {
    const bytes = fixture(api, name);

    const outcome = await run(api, { pieces: Array.from(bytes, (byte) => Uint8Array.of(byte)) });

    expect(comparable(outcome.events)).toEqual(meaning.events);
    expect(outcome.error?.code).toBe(meaning.error);
  });

  test("a stream means the same when it arrives in two pieces, cut at any byte", {
    timeout: SLOW_MS,
  }, async () => {
    const bytes = fixture(api, "everything");
    const meaning = SHARED.everything?.events;

    await each(bytes.length, async (at) => {
      const outcome = await run(api, { pieces: [bytes.subarray(0, at), bytes.subarray(at)] });
      expect(outcome.events, `cut at byte ${at}`).toEqual(meaning);
    });
  });

  test("a stream that ends or breaks at any byte is a beginning, then an error", {
    timeout: SLOW_MS,
  }, async () => {
    const bytes = fixture(api, "everything");
    const meaning: Meaning = { events: SHARED.everything?.events ?? [] };
    const whole = wholeAt(api, bytes);

    await each(whole, async (at) => {
      // Both kinds of end come within any two bytes, and both mean the same.
      const ending = at % 2 === 0 ? "end" : "reset";
      const outcome = await run(api, { pieces: [bytes.subarray(0, at)], ending });
      expectBroken(outcome, meaning, at, whole, ["cut"], ending);
    });
  });

  test("every stream broken at the edges of its events is a beginning, then an error", {
    timeout: SLOW_MS,
  }, async () => {
    for (const [name, meaning] of meanings) {
      const bytes = fixture(api, name);
      const whole = wholeAt(api, bytes);
      const edges = [...bytes.toString("latin1").matchAll(/\n\n|\r\n\r\n/g)]
        .flatMap(({ index }) => [index, index + 1, index + 2])
        .filter((at) => at > 0 && at < bytes.length);
      await each(edges.length, async (edge) => {
        const at = edges[edge] ?? 0;
        expectBroken(await run(api, { pieces: [bytes.subarray(0, at)] }), meaning, at, whole, ["cut"]);
      });
    }
  });
});
