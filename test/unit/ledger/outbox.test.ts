import { expect, test } from "vitest";
import { BOUNDS, MAX_BODY_CHARS, Outbox } from "../../../worker/ledger/outbox/outbox.ts";
import { migrate } from "../../../worker/ledger/schema.ts";
import type { LogEvent } from "../../../worker/protocol/log/log-events.ts";
import type { Answer, Delivery } from "../../../worker/protocol/outgoing/delivery.ts";
import { nodeSql } from "../../support/ledger/node-sql.ts";
import { ManualClock } from "../../support/manual-clock.ts";

function tables() {
  const sql = nodeSql();
  migrate(sql);
  return sql;
}

/** Whoever receives: it answers as it is told to, and keeps what it was given. */
type Receiver = (delivery: Delivery, tries: number) => Answer | "hangs";

const DAY_MS = 86_400_000;
const OK: Answer = { status: 200 };

const report = (n: number, more: Partial<Delivery> = {}): Delivery => ({
  kind: "report",
  target: "report_webhook",
  key: `CA${n}-report`,
  body: `{"n":${n}}`,
  callSid: `CA${n}`,
  ...more,
});

function setUp(receiver: Receiver, sql = tables()) {
  const clock = new ManualClock();
  const sent: { readonly key: string; readonly at: number }[] = [];
  const logged: (readonly [LogEvent, unknown])[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  let wakes = 0;
  const ports = {
    clock,
    log: (event: LogEvent, fields?: unknown) => void logged.push([event, fields]),
    wake: () => {
      wakes += 1;
    },
    deliver: async (delivery: Delivery, signal: AbortSignal): Promise<Answer> => {
      sent.push({ key: delivery.key, at: clock.now() });
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      const answer = receiver(delivery, sent.filter(({ key }) => key === delivery.key).length);
      try {
        await new Promise((resolve) => setImmediate(resolve));
        if (answer !== "hangs") return answer;
        return await new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(new Error("aborted"))),
        );
      } finally {
        atOnce -= 1;
      }
    },
  };
  const outbox = new Outbox(sql, ports);
  /** The alarm, as the ledger sets it: it rings when something is due, until nothing is or the time is over. */
  const passes = async (ms: number): Promise<void> => {
    const end = clock.now() + ms;
    for (;;) {
      const at = outbox.nextAt();
      if (at === undefined || at > end) break;
      await clock.advance(Math.max(0, at - clock.now()));
      let isOver = false;
      const round = outbox.run().finally(() => {
        isOver = true;
      });
      while (!isOver) await clock.toNext(1_000);
      await round;
    }
    await clock.advance(Math.max(0, end - clock.now()));
  };
  return { outbox, clock, sent, logged, passes, ports, sql, most: () => mostAtOnce, wakes: () => wakes };
}

test("what is delivered is gone, and was sent once", async () => {
  const { outbox, sent, logged, passes, wakes } = setUp(() => OK);

  expect(outbox.add(report(1))).toBe(true);
  expect(wakes()).toBe(1);
  await passes(DAY_MS);

  expect(sent.map(({ key }) => key)).toEqual(["CA1-report"]);
  expect(outbox.waiting.report).toBe(0);
  expect(outbox.nextAt()).toBeUndefined();
  expect(logged).toEqual([["report.delivered", expect.objectContaining({ tries: 1 })]]);
});

test("the same thing twice is one thing while it waits", async () => {
  const { outbox, sent, passes } = setUp(() => OK);

  outbox.add(report(1));
  outbox.add(report(1));
  await passes(DAY_MS);

  expect(sent).toHaveLength(1);
});

test.each<readonly [string, Answer | "hangs"]>([
  ["500", { status: 500 }],
  ["503", { status: 503 }],
  ["429", { status: 429 }],
  ["408", { status: 408 }],
  ["a redirect", { fault: "redirected" }],
  ["no connection", { fault: "unreachable" }],
  ["a hang", "hangs"],
])("a receiver that answers with %s is asked again until it takes it", async (_, answer) => {
  const { outbox, sent, clock, logged, passes } = setUp((_, tries) => (tries < 4 ? answer : OK));
  const began = clock.now();

  outbox.add(report(1));
  await passes(DAY_MS);

  const gaps = sent.map(({ at }, i) => at - (sent[i - 1]?.at ?? began));
  expect(gaps[0]).toBe(0);
  for (const [i, usual] of [10_000, 30_000, 90_000].entries()) {
    expect(gaps[i + 1]).toBeGreaterThanOrEqual(usual);
    expect(gaps[i + 1]).toBeLessThanOrEqual(usual * 1.1 + 11_000);
  }
  expect(sent).toHaveLength(4);
  expect(logged.map(([event]) => event)).toEqual(["report.delayed", "report.delivered"]);
});

test.each([400, 401, 403, 404, 410, 413, 422])("%i is final, and its code is logged", async (status) => {
  const { outbox, sent, logged, passes } = setUp(() => ({ status }));

  outbox.add(report(1));
  await passes(DAY_MS);

  expect(sent).toHaveLength(1);
  expect(logged).toEqual([["report.given_up", { code: status, tries: 1, callSid: "CA1" }]]);
});

test("a target that is not set any more ends it", async () => {
  const { outbox, logged, passes } = setUp(() => ({ fault: "not_set" }));

  outbox.add(report(1));
  await passes(DAY_MS);

  expect(logged).toEqual([["report.given_up", { code: "not_set", tries: 1, callSid: "CA1" }]]);
});

test("of traces 500 is final, as OTLP has it, and 503 is not", async () => {
  const statuses = [500, 503];
  const traces = (n: number) => report(n, { kind: "traces", target: "traces" });
  const { outbox, sent, passes } = setUp((_, tries) =>
    tries > 1 ? OK : { status: statuses.shift() ?? 200 },
  );

  outbox.add(traces(1));
  await passes(60_000);
  outbox.add(traces(2));
  await passes(DAY_MS);

  expect(sent.map(({ key }) => key)).toEqual(["CA1-report", "CA2-report", "CA2-report"]);
});

test.each<readonly [string, Answer | "hangs"]>([
  ["answers 500", { status: 500 }],
  ["redirects", { fault: "redirected" }],
  ["hangs", "hangs"],
])(
  "a receiver that %s for a day is given up on after a day, once for each, and not asked all the time",
  async (_, answer) => {
    const { outbox, sent, logged, clock, passes } = setUp(() => answer);
    const began = clock.now();
    const many = Array.from({ length: 50 }, (_, i) => i);

    for (const n of many) outbox.add(report(n));
    await passes(DAY_MS + 3_600_000);

    expect(outbox.waiting.report).toBe(0);
    expect(outbox.nextAt()).toBeUndefined();
    expect(logged.filter(([event]) => event === "report.given_up")).toHaveLength(50);
    expect(clock.now() - began).toBeGreaterThanOrEqual(DAY_MS);
    expect(Math.max(...sent.map(({ at }) => at)) - began).toBeGreaterThan(DAY_MS - 1_000_000);
    expect(sent.length).toBeLessThan(150);
  },
);

test("what has waited arrives within a quarter of an hour of the receiver's return, each once more", async () => {
  let isDown = true;
  const { outbox, sent, clock, passes } = setUp(() => (isDown ? { status: 503 } : OK));

  for (let n = 0; n < 40; n++) outbox.add(report(n));
  await passes(8 * 3_600_000);
  isDown = false;
  const backAt = clock.now();
  await passes(17 * 60_000);

  const after = sent.filter(({ at }) => at >= backAt);
  expect(outbox.waiting.report).toBe(0);
  expect(new Set(after.map(({ key }) => key)).size).toBe(40);
  expect(after).toHaveLength(40);
});

test("one that its receiver chokes on holds up no other", async () => {
  const { outbox, sent, passes } = setUp(({ key }) => (key === "CA0-report" ? { status: 500 } : OK));

  for (let n = 0; n < 20; n++) outbox.add(report(n));
  await passes(120_000);

  expect(outbox.waiting.report).toBe(1);
  expect(new Set(sent.map(({ key }) => key)).size).toBe(20);
});

test("a receiver that is away holds up no other receiver", async () => {
  const { outbox, sent, passes } = setUp(({ target }) => (target === "report_webhook" ? "hangs" : OK));

  for (let n = 0; n < 20; n++) outbox.add(report(n));
  outbox.add({ kind: "alert", target: "alert_webhook", key: "a", body: "{}" });
  await passes(11_000);

  expect(outbox.waiting.alert).toBe(0);
  expect(sent.filter(({ key }) => key === "a")).toHaveLength(1);
});

test("Retry-After is waited for, an hour at most", async () => {
  const asked = [600, 86_400];
  const { outbox, sent, passes } = setUp(() => ({ status: 429, retryAfterS: asked.shift() }));

  outbox.add(report(1));
  await passes(5_000_000);

  const [first, second, third] = sent.map(({ at }) => at);
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(600_000);
  expect((third ?? 0) - (second ?? 0)).toBe(3_600_000);
});

test("never more than six are under way at once", async () => {
  const { outbox, most, passes } = setUp(() => OK);

  for (let n = 0; n < 30; n++) outbox.add(report(n));
  await passes(DAY_MS);

  expect(most()).toBe(6);
});

test("two rounds at once are one", async () => {
  const { outbox, sent, clock } = setUp(() => OK);

  outbox.add(report(1));
  const rounds = [outbox.run(), outbox.run()];
  await clock.advance(1_000);
  await Promise.all(rounds);

  expect(sent).toHaveLength(1);
});

test("what was being sent when the process died is sent again, but not at once", async () => {
  const sql = tables();
  const first = setUp(() => "hangs", sql);
  first.outbox.add(report(1));
  void first.outbox.run();
  await first.clock.advance(1_000);
  const second = setUp(() => OK, sql);

  expect(second.outbox.waiting.report).toBe(1);
  expect(second.outbox.nextAt()).toBeGreaterThan(second.clock.now());
  await second.passes(60_000);

  expect(second.sent).toHaveLength(1);
});

test("a call that is forgotten takes what was to be told of it along, also while it is being sent", async () => {
  const { outbox, clock, sent, logged, passes } = setUp(() => "hangs");

  outbox.add(report(1));
  outbox.add(report(2));
  outbox.add(report(3, { kind: "traces", target: "traces", callSid: "CA1" }));
  void outbox.run();
  await clock.advance(1_000);

  expect(outbox.forget("CA1")).toBe(2);
  await passes(60_000);

  expect(outbox.waiting).toEqual({ report: 1, traces: 0, alert: 0 });
  expect(sent.filter(({ key }) => key === "CA1-report")).toHaveLength(1);
  expect(logged.filter(([event]) => event.endsWith("given_up"))).toEqual([]);
});

test("too many, or too much, and the oldest goes: of its own kind alone", async () => {
  const { outbox, sent, logged, passes } = setUp(() => OK);

  outbox.add({ kind: "alert", target: "alert_webhook", key: "a", body: "{}" });
  for (let n = 0; n < BOUNDS.report.count + 3; n++) outbox.add(report(n));
  expect(outbox.waiting).toMatchObject({ report: BOUNDS.report.count, alert: 1 });
  await passes(120_000);

  const keys = sent.map(({ key }) => key);
  expect(keys).not.toContain("CA2-report");
  expect(keys).toContain("CA3-report");
  expect(keys).toContain("a");
  expect(logged.filter(([event]) => event === "report.given_up")).toEqual(
    [0, 1, 2].map((n) => ["report.given_up", { code: "full", tries: 0, callSid: `CA${n}` }]),
  );
});

test("of large ones no more wait than there is room for", () => {
  const { outbox } = setUp(() => OK);
  const body = "😀".repeat(MAX_BODY_CHARS / 2);

  for (let n = 0; n < 140; n++) outbox.add(report(n, { body }));

  expect(outbox.waiting.report).toBe(BOUNDS.report.chars / MAX_BODY_CHARS);
});

test("one that is too large is refused, and that is logged", () => {
  const { outbox, logged } = setUp(() => OK);

  expect(outbox.add(report(1, { body: "x".repeat(MAX_BODY_CHARS + 1) }))).toBe(false);
  expect(outbox.waiting.report).toBe(0);
  expect(logged).toEqual([["report.given_up", { code: "too_large", tries: 0, callSid: "CA1" }]]);
});

test("one that may be kept for an hour alone is tried for no longer", async () => {
  const { outbox, sent, clock, passes } = setUp(() => ({ status: 503 }));
  const began = clock.now();

  outbox.add(report(1, { forMs: 3_600_000 }));
  await passes(DAY_MS);

  expect(outbox.waiting.report).toBe(0);
  expect(Math.max(...sent.map(({ at }) => at))).toBeLessThan(began + 3_600_000);
});
