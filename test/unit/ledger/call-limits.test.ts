import { beforeEach, describe, expect, test } from "vitest";
import { CallTable } from "../../../worker/ledger/calls/call-table.ts";
import { CallLimits, type LimitsOfAll } from "../../../worker/ledger/limits/call-limits.ts";
import { TextCounts } from "../../../worker/ledger/limits/text-counts.ts";
import { migrate } from "../../../worker/ledger/schema.ts";
import type { Sql } from "../../../worker/ledger/sql.ts";
import type { CallRow } from "../../../worker/protocol/console/call-row.ts";
import { nodeSql } from "../../support/ledger/node-sql.ts";

/** What the ledger counts over all calls, on the same SQLite in Node. */

const DAY = 24 * 3_600_000;
const HOUR = 3_600_000;
const LONGEST = HOUR / 2;
const CALLER = "+15550100001";

let sql: Sql;
let table: CallTable;
let limits: CallLimits;
let now: number;
let seq: number;
beforeEach(() => {
  sql = nodeSql();
  migrate(sql);
  table = new CallTable(sql);
  now = Date.parse("2026-11-28T12:00:00Z");
  seq = 0;
});

const limited = (set: Partial<LimitsOfAll>): void => {
  limits = new CallLimits(sql, {
    callsAtOnce: undefined,
    callsAtOncePerCaller: undefined,
    spendUsdADay: undefined,
    longestCallMs: LONGEST,
    ...set,
  });
};

const row = (callSid: string, more: Partial<CallRow> = {}): CallRow => ({
  callSid,
  agent: "owl-shoes",
  from: CALLER,
  to: "+15550100002",
  startedAt: now,
  phase: "listening",
  language: "en-US",
  turns: 0,
  interruptions: 0,
  modelFailures: 0,
  toolFailures: 0,
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
  model: "gpt-4.1",
  version: "v1",
  release: "r1",
  keptUntil: now + 28 * HOUR,
  ...more,
});

/** As the ledger takes it. */
function note(callSid: string, more: Partial<CallRow> = {}) {
  const told = row(callSid, more);
  const beyond = limits.beyond(told, now);
  seq += 1;
  table.note({ seq, row: told }, now);
  return beyond;
}

const over = { phase: "ended", outcome: "resolved" } as const;

describe("calls at once of one caller", () => {
  beforeEach(() => limited({ callsAtOncePerCaller: 1 }));

  test("the second is beyond, another caller is not, and once the first is over the next is answered", () => {
    const { startedAt } = row("CA1");
    expect(note("CA1")).toBeUndefined();
    expect(note("CA2")).toBe("calls_at_once_of_caller");
    expect(note("CA3", { from: "+15550100009" })).toBeUndefined();
    note("CA2", { phase: "with_person", endedAt: now });

    now += 60_000;
    note("CA1", { ...over, startedAt, endedAt: now });

    expect(note("CA4")).toBeUndefined();
  });

  test.each<readonly [string, Partial<CallRow>]>([
    ["is on its way to a person", { phase: "handing_off" }],
    ["is with one", { phase: "with_person" }],
    ["was handed over", { phase: "with_person", endedAt: 1 }],
  ])("a call that %s is not the agent's", (_, more) => {
    note("CA1");
    note("CA1", more);

    expect(note("CA2")).toBeUndefined();
  });

  test("one that nobody took is the agent's again, and is not turned away itself", () => {
    note("CA1");
    note("CA1", { phase: "with_person", endedAt: now });
    note("CA2");

    expect(note("CA1")).toBeUndefined();
    expect(note("CA3")).toBe("calls_at_once_of_caller");
  });

  test("a call whose line is lost still counts, and one whose end nobody told does so for its longest time", () => {
    note("CA1", { phase: "lost" });
    now += LONGEST - 1_000;
    expect(note("CA2")).toBe("calls_at_once_of_caller");
    note("CA2", { phase: "with_person", endedAt: now });

    now += 2_000;

    expect(note("CA3")).toBeUndefined();
  });

  test("those who withhold their number are not one caller", () => {
    expect([note("CA1", { from: "" }), note("CA2", { from: "" })]).toEqual([undefined, undefined]);
  });

  test("a call that the ledger hears of late was answered, and goes on; so does one it knows", () => {
    note("CA1");

    expect(note("CA2", { startedAt: now - 60_000 })).toBeUndefined();
    expect(note("CA2")).toBeUndefined();
    expect(note("CA1")).toBeUndefined();
  });

  test("one that is over, or on its way to a person, when it is first told of is turned away from nothing", () => {
    note("CA1");

    expect(note("CA2", { ...over, endedAt: now })).toBeUndefined();
    expect(note("CA3", { phase: "handing_off" })).toBeUndefined();
  });
});

test("calls at once of all callers", () => {
  limited({ callsAtOnce: 2 });
  const from = (n: number) => ({ from: `+1555010010${n}` });
  const began = now;
  expect([note("CA1", from(1)), note("CA2", from(2))]).toEqual([undefined, undefined]);
  expect(note("CA3", from(3))).toBe("calls_at_once_of_account");
  note("CA3", { ...from(3), phase: "handing_off" });
  note("CA1", { ...from(1), ...over, startedAt: began, endedAt: now });

  expect(note("CA4", from(4))).toBeUndefined();
  expect(note("CA5", { from: "" })).toBe("calls_at_once_of_account");
  now += LONGEST + 1;
  expect(note("CA6", from(6))).toBeUndefined();
});

test("without limits nothing is counted, and no index is left to be written", () => {
  limited({ callsAtOnce: 1 });
  limited({});
  note("CA1");

  expect(note("CA2")).toBeUndefined();
  expect(sql.exec("SELECT name FROM sqlite_master WHERE name = 'calls_at_once'").toArray()).toEqual([]);
});

describe("the spend of a day", () => {
  beforeEach(() => limited({ spendUsdADay: 1 }));
  const costs = (callSid: string, costUsd: number) => note(callSid, { ...over, endedAt: now, costUsd });

  test("once it is spent calls go to a person, until the day is over by UTC", () => {
    costs("CA1", 0.6);
    expect(note("CA2")).toBeUndefined();
    costs("CA3", 0.4);
    now += 5_000;

    expect(note("CA4")).toBe("spend_of_day");
    now = Date.parse("2026-11-29T00:00:00Z");
    expect(note("CA5")).toBeUndefined();
  });

  test("what yesterday's calls cost, and calls of no known price, count as nothing", () => {
    note("CA1", { ...over, startedAt: now - DAY, endedAt: now, costUsd: 50 });
    note("CA2", { ...over, endedAt: now });

    expect(note("CA3")).toBeUndefined();
  });
});

describe("text messages of a day", () => {
  let texts: TextCounts;
  beforeEach(() => {
    texts = new TextCounts(sql);
  });
  const isBeyond = (who: string, atMost = 2) => texts.isBeyond({ who, atMost }, now);

  test("each caller has their own, and what is refused is not counted", () => {
    expect([isBeyond("a"), isBeyond("a"), isBeyond("a"), isBeyond("a")]).toEqual([false, false, true, true]);
    expect(isBeyond("b")).toBe(false);
    expect([isBeyond("a", 3), isBeyond("a", 3)]).toEqual([false, true]);
    expect(isBeyond("c", 0)).toBe(true);
  });

  test("with the day by UTC the count goes, and its rows", () => {
    isBeyond("a", 1);
    expect(texts.nextDueMs()).toBe(Date.parse("2026-11-29T00:00:00Z"));

    now = Date.parse("2026-11-29T00:00:00Z");
    texts.expire(now);

    expect(sql.exec("SELECT * FROM texts").toArray()).toEqual([]);
    expect(texts.nextDueMs()).toBeUndefined();
    expect(isBeyond("a", 1)).toBe(false);
  });
});
