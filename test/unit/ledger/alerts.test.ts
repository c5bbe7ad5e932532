import { expect, test } from "vitest";
import { Alerts } from "../../../worker/ledger/alerts/alerts.ts";
import { alertFigures } from "../../../worker/ledger/alerts/figures.ts";
import { alertLetters } from "../../../worker/ledger/alerts/letters.ts";
import { type AlertRow, RULES } from "../../../worker/ledger/alerts/rules.ts";
import { CallTable } from "../../../worker/ledger/calls/call-table.ts";
import { migrate } from "../../../worker/ledger/schema.ts";
import type { CallRow } from "../../../worker/protocol/console/call-row.ts";
import type { FiredAlert } from "../../../worker/protocol/console/live.ts";
import { nodeSql } from "../../support/ledger/node-sql.ts";
import { ManualClock } from "../../support/manual-clock.ts";

function tables() {
  const sql = nodeSql();
  migrate(sql);
  return sql;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function setUp({
  sql = tables(),
  isOpen,
}: {
  sql?: ReturnType<typeof nodeSql>;
  isOpen?: (ms: number) => boolean;
} = {}) {
  const clock = new ManualClock();
  const calls = new CallTable(sql);
  const told: (readonly [string, "on" | "over", string])[] = [];
  const figures = alertFigures(sql);
  let looks = 0;
  const make = () =>
    new Alerts(sql, {
      clock,
      ...figures,
      endedSince: (ms) => {
        looks += 1;
        return figures.endedSince(ms);
      },
      isOpen,
      tell: ({ rule, until }, words) => void told.push([rule, until === undefined ? "on" : "over", words]),
      wake: () => undefined,
    });
  const alerts = make();
  let n = 0;
  /** A call that ends now. */
  const ends = (row: Partial<AlertRow> = {}): void => {
    n += 1;
    const now = clock.now();
    const times = { startedAt: now - 60_000, endedAt: now, keptUntil: now + 24 * HOUR_MS };
    calls.note({ seq: now, row: { ...CALL, callSid: `CA${n}`, ...times, ...row } }, now);
    alerts.noted();
  };
  /** Time, with the alarm as the ledger has it. */
  const passes = async (ms: number): Promise<void> => {
    const end = clock.now() + ms;
    for (;;) {
      const at = alerts.nextAt();
      if (at === undefined || at > end) break;
      await clock.advance(Math.max(0, at - clock.now()));
      alerts.look();
    }
    await clock.advance(Math.max(0, end - clock.now()));
  };
  return { alerts, clock, ends, passes, told, make, sql, looks: () => looks };
}

const CALL: CallRow = {
  callSid: "CA0",
  agent: "shoes",
  startedAt: 0,
  phase: "ended",
  language: "en-US",
  outcome: "resolved",
  turns: 3,
  interruptions: 0,
  modelFailures: 0,
  toolFailures: 0,
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
  model: "gpt-4.1",
  version: "v1",
  release: "1.2.0",
};

/** For each rule what turns it on, and as much that does not. */
const CASES: Readonly<
  Record<string, { readonly bad: Partial<AlertRow>; readonly times: number; readonly words: string }>
> = {
  silence: {
    bad: { longestSilenceMs: 4_001 },
    times: 2,
    words: "In 2 of 12 calls of the last 30 min callers heard nothing for more than 4 s.",
  },
  model_given_up: {
    bad: { outcome: "handed_off", reasonCode: "model_failed" },
    times: 2,
    words: "In 2 of 12 calls of the last 15 min the model did not answer.",
  },
  transfers_not_possible: {
    bad: { outcome: "unserved", reasonCode: "caller_requested" },
    times: 3,
    words: "In 3 of 13 calls of the last 60 min a person was wanted, and there was none.",
  },
  calls_lost: {
    bad: { outcome: "lost" },
    times: 3,
    words: "3 of 13 calls of the last 30 min broke off and did not come back.",
  },
  slow_answers: {
    bad: { firstFrameP95Ms: 2_500 },
    times: 11,
    words: "Callers wait: in half of 21 calls one turn in twenty took 2500 ms or more to be answered.",
  },
  spend: {
    bad: { costUsd: 6.7 },
    times: 3,
    words: "The calls of the last 60 min have cost 20.10 US dollars at the model's provider.",
  },
};
const GOOD: Partial<AlertRow> = { longestSilenceMs: 4_000, firstFrameP95Ms: 900, costUsd: 0 };

test.each(Object.entries(CASES))(
  "%s: one too few is quiet, and the next turns it on",
  async (rule, { bad, times, words }) => {
    const { ends, passes, told, alerts } = setUp();
    for (let i = 0; i < 10; i++) ends(GOOD);
    for (let i = 0; i < times - 1; i++) ends({ firstFrameP95Ms: 900, ...bad });
    await passes(10_000);
    expect(told).toEqual([]);

    ends({ firstFrameP95Ms: 900, ...bad });
    await passes(10_000);

    expect(told).toEqual([[rule, "on", words]]);
    expect(alerts.list()).toEqual([expect.objectContaining({ rule, words })]);
    expect(alerts.list()[0]).not.toHaveProperty("until");
  },
);

test.each(Object.entries(CASES))(
  "%s: is told of once, and once that it is over",
  async (rule, { bad, times }) => {
    const { ends, passes, told, alerts } = setUp();
    for (let i = 0; i < times + 3; i++) ends(bad);
    await passes(10_000);
    for (let i = 0; i < 5; i++) {
      ends(bad);
      await passes(MINUTE_MS);
    }
    expect(told.map(([name, state]) => [name, state])).toEqual([[rule, "on"]]);

    await passes(3 * HOUR_MS);

    expect(told.map(([name, state]) => [name, state])).toEqual([
      [rule, "on"],
      [rule, "over"],
    ]);
    expect(told[1]?.[2]).toMatch(/^Over, after \d+ min: /);
    expect(alerts.list()).toEqual([expect.objectContaining({ rule, until: expect.any(Number) })]);
    expect(alerts.nextAt()).toBeUndefined();
  },
);

test("handshakes_refused: by their number within five minutes, and over when they stop", async () => {
  const { alerts, passes, told } = setUp();

  alerts.refused(19);
  await passes(10_000);
  expect(told).toEqual([]);
  alerts.refused(1);
  await passes(10_000);

  expect(told).toEqual([
    [
      "handshakes_refused",
      "on",
      "20 handshakes were refused in 5 min: the auth token, RELAY_URL, or somebody knocks.",
    ],
  ]);
  await passes(HOUR_MS);
  expect(told.map(([, state]) => state)).toEqual(["on", "over"]);
});

test("handshakes that are refused now and then are no alert", async () => {
  const { alerts, passes, told } = setUp();

  for (let i = 0; i < 100; i++) {
    alerts.refused(3);
    await passes(MINUTE_MS);
  }

  expect(told).toEqual([]);
});

test("a call to look at is named", async () => {
  const { ends, passes, alerts } = setUp();

  ends({ outcome: "lost" });
  ends({ outcome: "lost" });
  ends({ outcome: "lost" });
  await passes(10_000);

  expect(alerts.list()[0]).toMatchObject({ rule: "calls_lost", callSid: "CA3" });
});

test("few among many are no alert", async () => {
  const { ends, passes, told } = setUp();

  for (let i = 0; i < 200; i++) ends(i < 3 ? { longestSilenceMs: 9_000, outcome: "lost" } : GOOD);
  await passes(10_000);

  expect(told).toEqual([]);
});

test("where nothing is known of silences, frames and cost, nothing is said of them", async () => {
  const { ends, passes, told } = setUp();

  for (let i = 0; i < 50; i++) ends({});
  await passes(10_000);

  expect(told).toEqual([]);
});

test.each([
  ["a minute", MINUTE_MS, 2],
  ["a quarter of an hour", 15 * MINUTE_MS, 4],
  ["three quarters of an hour", 45 * MINUTE_MS, 8],
])("what comes and goes by %s is told of a few times a day", async (_, every, most) => {
  const { ends, passes, told, sql } = setUp();

  for (let at = 0; at < 12 * HOUR_MS; at += 2 * every) {
    // On for one span, and off for the next, whatever the window: all that was is taken back.
    for (let i = 0; i < 5; i++) ends({ outcome: "lost" });
    await passes(every);
    sql.exec("DELETE FROM calls");
    await passes(every);
  }

  expect(told.filter(([, state]) => state === "on").length).toBeGreaterThan(0);
  expect(told.filter(([, state]) => state === "on").length).toBeLessThanOrEqual(most);
  expect(told.length).toBeLessThanOrEqual(2 * most);
});

test("what is on stays on, and is told of no more, when the object is made anew", async () => {
  const sql = tables();
  const { ends, passes, told, make } = setUp({ sql });
  for (let i = 0; i < 5; i++) ends({ outcome: "lost" });
  await passes(10_000);

  make().look();

  expect(told.map(([, state]) => state)).toEqual(["on"]);
});

test("two thousand calls in a minute are looked at a few times", async () => {
  const { ends, passes, looks, told } = setUp();

  for (let i = 0; i < 120; i++) {
    for (let n = 0; n < 17; n++) ends(i % 10 === 0 ? { outcome: "lost" } : GOOD);
    await passes(500);
  }

  expect(looks()).toBeLessThan(10);
  expect(told.map(([rule]) => rule)).toEqual(["calls_lost"]);
});

const OPEN = (ms: number): boolean => new Date(ms).getUTCHours() >= 8 && new Date(ms).getUTCHours() < 18;

test("no_calls: an hour within business hours in which nobody calls, where calls come at other times", async () => {
  const { ends, passes, told, clock } = setUp({ isOpen: OPEN });
  // The clock begins at 22:13 UTC.
  await passes(10 * HOUR_MS);
  for (let i = 0; i < 25; i++) {
    ends(GOOD);
    await passes(MINUTE_MS);
  }
  expect(told).toEqual([]);

  await passes(55 * MINUTE_MS);
  expect(told).toEqual([]);
  await passes(20 * MINUTE_MS);

  expect(OPEN(clock.now())).toBe(true);
  expect(told).toEqual([["no_calls", "on", "No call has begun for 60 min, within business hours."]]);

  ends(GOOD);
  await passes(15 * MINUTE_MS);
  expect(told.map(([, state]) => state)).toEqual(["on", "over"]);
});

test("no_calls: nothing at night, in the first hour of the day, where few call, or where no agent has hours", async () => {
  const night = setUp({ isOpen: OPEN });
  for (let i = 0; i < 25; i++) night.ends(GOOD);
  await night.passes(10.5 * HOUR_MS);
  expect(OPEN(night.clock.now())).toBe(true);
  expect(night.told).toEqual([]);

  const few = setUp({ isOpen: OPEN });
  for (let i = 0; i < 19; i++) few.ends(GOOD);
  await few.passes(5 * 24 * HOUR_MS);
  expect(few.told).toEqual([]);

  const without = setUp();
  for (let i = 0; i < 25; i++) without.ends(GOOD);
  await without.passes(5 * 24 * HOUR_MS);
  expect(without.told).toEqual([]);
});

test("an installation that nobody has called for a week sleeps", async () => {
  const { ends, passes, alerts } = setUp({ isOpen: OPEN });
  expect(alerts.nextAt()).toBeUndefined();

  ends(GOOD);
  await passes(6 * 24 * HOUR_MS);
  expect(alerts.nextAt()).toBeDefined();
  await passes(2 * 24 * HOUR_MS);

  expect(alerts.nextAt()).toBeUndefined();
});

test("every rule has a test that turns it on", () => {
  expect(RULES.map(({ name }) => name).toSorted()).toEqual(
    [...Object.keys(CASES), "handshakes_refused", "no_calls"].toSorted(),
  );
});

test("an alert goes to the webhook in Slack's form, and to each number as an SMS", () => {
  const alert: FiredAlert = { rule: "calls_lost", words: "", since: 17, callSid: "CA1" };
  const letters = alertLetters(alert, "3 < 4 & more", {
    webhook: true,
    numbers: ["+15550100001", "+15550100002"],
    console: "https://baton.example/console",
  });

  expect(letters.map(({ target, key, body }) => [target, key, JSON.parse(body)])).toEqual([
    [
      "alert_webhook",
      "alert-calls_lost-17-on",
      { text: "Baton: 3 &lt; 4 &amp; more https://baton.example/console/calls/CA1" },
    ],
    ["alert_sms", "alert-calls_lost-17-on-0", { to: "+15550100001", text: "Baton: 3 < 4 & more" }],
    ["alert_sms", "alert-calls_lost-17-on-1", { to: "+15550100002", text: "Baton: 3 < 4 & more" }],
  ]);
  expect(alertLetters({ ...alert, until: 18 }, "Over", { webhook: true, numbers: [] })[0]?.key).toBe(
    "alert-calls_lost-17-over",
  );
  expect(alertLetters(alert, "x", { webhook: false, numbers: [] })).toEqual([]);
});
