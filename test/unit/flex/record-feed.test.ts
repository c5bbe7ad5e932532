import { expect, test } from "vitest";
import { type FeedState, followRecord, POLL_MS } from "../../../assets/flex/record/record-feed.ts";
import { type RecordServer, startRecordServer } from "../../flex/record-server.ts";

/** The feed over real requests; only its pauses are in the test's hands. */

const item = (text: string) => ({ at: 1_000, who: "caller", text });
const live = (...lines: string[]) => ({
  callSid: "CA1",
  startedAt: 1_000,
  live: true,
  items: lines.map(item),
});
const ended = (...lines: string[]) => ({ ...live(...lines), live: false });

interface Reading {
  readonly server: RecordServer;
  readonly pauses: readonly number[];
  readonly leave: AbortController;
  next(): Promise<FeedState | undefined>;
}

async function reading(use: (reading: Reading) => Promise<void>, url?: string): Promise<void> {
  const server = await startRecordServer();
  const leave = new AbortController();
  const pauses: number[] = [];
  const feed = followRecord(
    url ?? server.url,
    {
      fetch: (address, init) => fetch(address, init),
      wait: async (ms) => {
        pauses.push(ms);
        // A feed that asks for ever would otherwise never end its test.
        if (pauses.length > 50) leave.abort();
      },
    },
    leave.signal,
  );
  try {
    await use({ server, pauses, leave, next: async () => (await feed.next()).value ?? undefined });
  } finally {
    leave.abort();
    await server.close();
  }
}

const lines = (state: FeedState | undefined) => state?.record?.items.map(({ text }) => text);

test("the record of a call that has ended is asked for once", () =>
  reading(async ({ server, next }) => {
    server.answer({ record: ended("hello", "bye") });

    expect(await next()).toMatchObject({ following: false, record: { live: false } });
    expect(await next()).toBeUndefined();
    expect(server.statuses).toEqual([200]);
  }));

test("a live call is followed to its end, and a quiet line costs no body", () =>
  reading(async ({ server, pauses, next }) => {
    server.answer({ record: live("hello") });
    expect(lines(await next())).toEqual(["hello"]);
    const second = next();
    await server.answered(3);
    server.answer({ record: ended("hello", "bye") });

    expect(lines(await second)).toEqual(["hello", "bye"]);
    expect(server.statuses.slice(0, 3)).toEqual([200, 304, 304]);
    expect(server.statuses.at(-1)).toBe(200);
    expect(new Set(pauses)).toEqual(new Set([POLL_MS]));
  }));

test.each([
  [403, "expired", "expired"],
  [403, "bad_signature", "refused"],
  [410, "gone", "expired"],
  [404, "not_found", "missing"],
] as const)("a refusal %i %s ends the feed and says %s", (status, error, problem) =>
  reading(async ({ server, next }) => {
    server.answer({ status, error });

    expect(await next()).toEqual({ problem, following: false });
    expect(await next()).toBeUndefined();
  }),
);

test("failures are told, waited out longer and longer, and forgotten when the line is back", () =>
  reading(async ({ server, pauses, next }) => {
    server.answer({ record: live("hello") });
    await next();
    server.answer({ status: 503, error: "busy" });
    const failures = [await next(), await next(), await next()];
    server.answer({ record: ended("hello", "bye") });

    expect(failures.map((state) => state?.problem)).toEqual(["unreachable", "unreachable", "unreachable"]);
    expect(failures.every((state) => lines(state)?.[0] === "hello" && state?.following)).toBe(true);
    expect((await next())?.problem).toBeUndefined();
    expect(pauses.slice(-4)).toEqual([POLL_MS, 2 * POLL_MS, 4 * POLL_MS, 8 * POLL_MS]);
  }));

test("the pause between failures stays below a minute", () =>
  reading(async ({ server, pauses, next }) => {
    server.answer({ status: 500, error: "broken" });

    for (let failure = 0; failure < 12; failure += 1) await next();

    expect(Math.max(...pauses)).toBe(60_000);
  }));

test("an address where nobody answers is unreachable, and asked again", () =>
  reading(async ({ next }) => {
    expect(await next()).toEqual({ problem: "unreachable", following: true });
  }, "http://127.0.0.1:1/record"));

test.each([
  ["text", "hello"],
  ["no items", { live: true }],
  ["items that are no list", { items: "all" }],
])("an answer that is no record is called unreadable: %s", (_, record) =>
  reading(async ({ server, next }) => {
    server.answer({ record });

    expect(await next()).toEqual({ problem: "unreadable", following: true });
  }),
);

test.each([200, 403, 500])("L10: an endless answer of status %i is not read to its end", async (status) => {
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled += 65_536;
      controller.enqueue(new Uint8Array(65_536).fill(32));
    },
  });
  const leave = new AbortController();
  const ports = { fetch: async () => new Response(endless, { status }), wait: async () => leave.abort() };

  const { value } = await followRecord("https://desk.example/record", ports, leave.signal).next();

  expect(value?.problem).toBe({ 200: "unreadable", 403: "refused", 500: "unreachable" }[status]);
  expect(pulled).toBeLessThan(6_000_000);
});

test("a line that cannot be read is left out and an unknown speaker is a note", () =>
  reading(async ({ server, next }) => {
    server.answer({
      record: {
        live: false,
        items: [null, { text: "" }, { who: "owl", text: "hoo" }, { ...item("a"), interrupted: true }],
      },
    });

    expect((await next())?.record?.items).toEqual([
      { who: "note", text: "hoo", interrupted: false },
      { who: "caller", text: "a", at: 1_000, interrupted: true },
    ]);
  }));

test("leaving ends the feed without another state", () =>
  reading(async ({ server, leave, next }) => {
    server.answer({ record: live("hello") });
    await next();
    leave.abort();

    expect(await next()).toBeUndefined();
    expect(server.statuses.length).toBe(1);
  }));
