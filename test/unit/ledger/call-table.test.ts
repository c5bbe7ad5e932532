import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CallTable, FIGURES_MS } from "../../../worker/ledger/calls/call-table.ts";
import { LOOKED_AT } from "../../../worker/ledger/calls/page.ts";
import { unansweredOf } from "../../../worker/ledger/calls/questions.ts";
import { statsOf } from "../../../worker/ledger/calls/stats.ts";
import { migrate, SCHEMA_VERSION } from "../../../worker/ledger/schema.ts";
import type { Sql } from "../../../worker/ledger/sql.ts";
import type { CallQuery } from "../../../worker/protocol/console/call-note.ts";
import type { CallRow } from "../../../worker/protocol/console/call-row.ts";
import type { EarlierCallsQuery } from "../../../worker/protocol/console/earlier-call.ts";
import type { LiveCall } from "../../../worker/protocol/console/live.ts";
import type { WithPerson } from "../../../worker/protocol/console/person-news.ts";
import { nodeSql } from "../../support/ledger/node-sql.ts";

/** The ledger's tables, on the same SQLite in Node. */

const NOW = Date.parse("2026-11-28T12:00:00Z");
const HOUR = 3_600_000;

let sql: Sql;
let table: CallTable;
beforeEach(() => {
  sql = nodeSql();
  migrate(sql);
  table = new CallTable(sql);
});

let calls = 0;
const sid = (n: number) => `CA${n.toString(16).padStart(32, "0")}`;
const row = (more: Partial<CallRow> = {}): CallRow => ({
  callSid: sid(++calls),
  agent: "owl-shoes",
  from: "+15550100001",
  to: "+15550100002",
  startedAt: NOW - HOUR,
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
  keptUntil: NOW + HOUR,
  ...more,
});
const ended = (more: Partial<CallRow> = {}): CallRow =>
  row({
    phase: "ended",
    endedAt: NOW - HOUR + 60_000,
    outcome: "resolved",
    summary: "All was well.",
    ...more,
  });
const page = (query: Partial<CallQuery> = {}) => table.page({ byNumber: true, limit: 50, ...query }, NOW);
const sids = (query: Partial<CallQuery> = {}) => page(query).calls.map(({ callSid }) => callSid);
const all = (): string =>
  JSON.stringify([sql.exec("SELECT * FROM calls").toArray(), sql.exec("SELECT * FROM said").toArray()]);

describe("what an agent did not find", () => {
  const asked = (agent: string) => unansweredOf(sql, agent).questions.map((question) => question.asked);
  const question = { asked: "pension scheme", at: NOW };

  test("is its agent's, the newest first, and is not there twice", () => {
    const [first, second, other] = [ended(), ended(), ended()];
    table.note({ seq: 1, row: { ...first, agent: "a" }, unanswered: [question] }, NOW);
    table.note({ seq: 2, row: { ...first, agent: "a" }, unanswered: [question] }, NOW);
    const later = { ...second, agent: "a", startedAt: first.startedAt + 5 };
    table.note({ seq: 1, row: later, unanswered: [{ ...question, asked: "umbrellas" }] }, NOW);
    table.note({ seq: 1, row: { ...other, agent: "b" } }, NOW);

    expect([asked("a"), asked("b")]).toEqual([["umbrellas", "pension scheme"], []]);
  });

  test("goes with the content of its call: on request, and when that is no longer kept", () => {
    const [first, second, third] = [ended(), ended(), ended()];
    table.note({ seq: 1, row: { ...first, agent: "c" }, unanswered: [question] }, NOW);
    table.note({ seq: 1, row: { ...second, agent: "c", keptUntil: NOW + 5 }, unanswered: [question] }, NOW);
    table.note({ seq: 1, row: { ...third, agent: "c", keptUntil: NOW - 5 }, unanswered: [question] }, NOW);
    expect(asked("c")).toHaveLength(2);

    table.forget(first.callSid, NOW);
    expect(asked("c")).toHaveLength(1);
    while (table.expire(NOW + 10));

    expect(asked("c")).toEqual([]);
    expect(sql.exec("SELECT 1 FROM unanswered").toArray()).toEqual([]);
  });
});

describe("a note", () => {
  test("comes back as the row that it was, with what a later release has added", () => {
    const given = { ...ended(), wonder: { of: "a later release" } };

    table.note({ seq: 1, row: given }, NOW);

    expect(table.row(given.callSid)).toEqual(given);
  });

  test("that is older, or comes twice, changes nothing", () => {
    const last = ended();
    table.note({ seq: 5, row: last, said: "zebra" }, NOW);

    expect(table.note({ seq: 5, row: { ...last, turns: 9 } }, NOW)).toBeUndefined();
    expect(table.note({ seq: 4, row: row({ callSid: last.callSid }) }, NOW)).toBeUndefined();

    expect(table.row(last.callSid)).toEqual(last);
    expect(sids({ q: "zebra" })).toEqual([last.callSid]);
  });

  test("in any order, and each any number of times: the newest stands, once", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 20 }), (order) => {
        const { callSid } = row();
        for (const seq of order) table.note({ seq, row: row({ callSid, turns: seq }) }, NOW);
        expect(table.row(callSid)?.turns).toBe(Math.max(...order));
        expect(sql.exec("SELECT 1 FROM calls WHERE call_sid = ?", callSid).toArray()).toHaveLength(1);
      }),
    );
  });

  test("that was on its way when its call was deleted does not bring it back; a new call of that name is kept", () => {
    const first = ended();
    table.note({ seq: NOW - 5, row: first, said: "zebra" }, NOW);
    expect(table.forget(first.callSid, NOW)).toBe(true);

    table.note({ seq: NOW - 1, row: first, said: "zebra" }, NOW);
    expect([table.row(first.callSid), sids({ q: "zebra" })]).toEqual([undefined, []]);

    table.note({ seq: NOW + 1, row: first }, NOW + 1);
    expect(table.row(first.callSid)).toEqual(first);
  });

  test("of a call that came back replaces what was said, and its end", () => {
    const first = ended();
    table.note({ seq: 1, row: first, said: "zebra" }, NOW);
    table.note({ seq: 2, row: row({ callSid: first.callSid }) }, NOW);
    expect(table.row(first.callSid)?.endedAt).toBeUndefined();
    table.note({ seq: 3, row: first, said: "giraffe" }, NOW);

    expect([sids({ q: "zebra" }), sids({ q: "giraffe" })]).toEqual([[], [first.callSid]]);
  });

  test("of thousands of calls of one millisecond has each its own place", () => {
    const given = Array.from({ length: 2_500 }, () => row());
    for (const one of given) table.note({ seq: 1, row: one }, NOW);

    const found: string[] = [];
    let next: { beforeId?: number } = {};
    do {
      const { calls: some, lastId } = page({ limit: 200, ...next });
      found.push(...some.map(({ callSid }) => callSid));
      next = lastId === undefined ? {} : { beforeId: lastId };
    } while (next.beforeId !== undefined);
    expect(found).toHaveLength(2_500);
    expect(new Set(found)).toEqual(new Set(given.map(({ callSid }) => callSid)));
  });
});

describe("earlier calls", () => {
  const ANNA = "+15550107001";
  const over = (hoursAgo: number, more: Partial<CallRow> = {}) =>
    ended({
      from: ANNA,
      startedAt: NOW - hoursAgo * HOUR,
      endedAt: NOW - hoursAgo * HOUR + 60_000,
      keptUntil: NOW + HOUR,
      ...more,
    });
  const note = (...rows: readonly CallRow[]) => {
    for (const one of rows) table.note({ seq: 1, row: one }, NOW);
  };
  const told = (number = ANNA, query: Partial<EarlierCallsQuery> = {}) =>
    table.earlierCalls(number, { sinceMs: NOW - 30 * 24 * HOUR, limit: 3, ...query }, NOW);

  test("are those of that number alone that are over, the newest first, as many as are asked for", () => {
    note(
      over(3, { wanted: "Boots." }),
      over(1, { promises: ["A refund"], done: ["Sent it again"] }),
      over(2, { from: "+15550107002" }),
      row({ from: ANNA, startedAt: NOW - 60_000 }),
      over(50),
      over(60),
    );

    expect(told().map(({ startedAt }) => (NOW - startedAt) / HOUR)).toEqual([1, 3, 50]);
    expect(told(ANNA, { limit: 1 })).toMatchObject([{ promises: ["A refund"], done: ["Sent it again"] }]);
    expect(told(ANNA, { sinceMs: NOW - 10 * HOUR })).toHaveLength(2);
    expect(told("+15550107003")).toEqual([]);
  });

  test("are none of a number that is withheld, though there are such calls", () => {
    note(over(1, { from: "" }));

    expect(told("")).toEqual([]);
  });

  test("go with what is kept of a call, also before it is deleted, and with a call that is forgotten", () => {
    const [kept, forgotten, due] = [over(1), over(2), over(3, { keptUntil: NOW + 1 })];
    note(kept, forgotten, due);
    table.forget(forgotten.callSid, NOW);

    expect(told()).toHaveLength(2);
    expect(table.earlierCalls(ANNA, { sinceMs: 0, limit: 9 }, NOW + 2)).toHaveLength(1);
    table.expire(NOW + 2 * HOUR);
    expect(table.earlierCalls(ANNA, { sinceMs: 0, limit: 9 }, NOW)).toEqual([]);
    expect(JSON.stringify(sql.exec("SELECT * FROM calls").toArray())).not.toContain(ANNA);
  });

  test("what was wanted, done and promised goes with the rest of what is personal", () => {
    const one = over(1, { wanted: "A zebra.", done: ["Fed the zebra"], promises: ["Another zebra"] });
    note(one);
    table.expire(NOW + 2 * HOUR);

    expect(JSON.stringify(table.row(one.callSid))).not.toContain("zebra");
  });
});

describe("the list", () => {
  test("has the newest first, page after page, also while calls come in and go", () => {
    const given = Array.from({ length: 7 }, (_, n) => ended({ startedAt: NOW - n * 1_000 }));
    for (const one of given.toReversed()) table.note({ seq: 1, row: one }, NOW);
    const first = page({ limit: 3 });
    table.note({ seq: 1, row: row({ startedAt: NOW + 1 }) }, NOW);
    table.forget(given[2]?.callSid ?? "", NOW);
    const second = page({ limit: 3, beforeId: first.lastId ?? 0 });
    const third = page({ limit: 3, beforeId: second.lastId ?? 0 });

    expect([first, second, third].flatMap((p) => p.calls.map((c) => c.callSid))).toEqual(
      given.map(({ callSid }) => callSid),
    );
    expect(third.lastId).toBeUndefined();
  });

  test.each<readonly [string, Partial<CallQuery>, readonly number[]]>([
    ["agent", { agent: "night-desk" }, [1]],
    ["language, with those of each country", { language: "de" }, [2]],
    ["language, to the letter", { language: "de-DE" }, [2]],
    ["outcome", { outcome: "handed_off" }, [3]],
    ["reason", { reason: "caller_requested" }, [3]],
    ["what goes on", { outcome: "live" }, [0]],
    ["from, inclusive", { fromMs: NOW - 2_000 }, [0, 1, 2]],
    ["to, exclusive", { toMs: NOW - 2_000 }, [3]],
  ])("is narrowed by %s", (_, query, which) => {
    const given = [
      row({ startedAt: NOW }),
      ended({ startedAt: NOW - 1_000, agent: "night-desk" }),
      ended({ startedAt: NOW - 2_000, language: "de-DE" }),
      ended({ startedAt: NOW - 3_000, outcome: "handed_off", reasonCode: "caller_requested" }),
    ];
    for (const one of given) table.note({ seq: 1, row: one }, NOW);

    expect(sids(query)).toEqual(which.map((n) => given[n]?.callSid));
  });

  test("has no call as going on whose end was never told", () => {
    table.note({ seq: 1, row: row({ startedAt: NOW - 6 * HOUR }) }, NOW);

    expect([sids({ outcome: "live" }), table.live(NOW)]).toEqual([[], []]);
  });
});

describe("a search", () => {
  const said = {
    zoe: "Hello, I am Zoë.\nI bought boots on Monday, order 1042.",
    max: "My SHOES do not fit. Where is my order?",
    art: 'He said NEAR and AND, "quoted" it: C-3PO* (twice).',
  };
  let found: Record<keyof typeof said, string>;
  beforeEach(() => {
    found = Object.fromEntries(
      Object.entries(said).map(([name, words], n) => {
        const one = ended({ startedAt: NOW - n * 1_000, from: `+1555010001${n}` });
        table.note({ seq: 1, row: one, said: words }, NOW);
        return [name, one.callSid];
      }),
    ) as typeof found; // the same names
  });
  const names = (q: string, byNumber = true) => {
    const given = sids({ q, byNumber });
    return Object.keys(said).filter((name) => given.includes(found[name as keyof typeof said]));
  };

  test.each<readonly [string, readonly string[]]>([
    ["zoe", ["zoe"]],
    ["ZOË", ["zoe"]],
    ["order", ["zoe", "max"]],
    ["order shoes", ["max"]],
    ["shoes order", ["max"]],
    ["boo", ["zoe"]],
    ["boo order", []],
    ["order boo", ["zoe"]],
    ['"my order"', ["max"]],
    ['"order my"', []],
    ['"on mon', ["zoe"]],
    ["1042", ["zoe"]],
    ["NEAR", ["art"]],
    ["NEAR(", ["art"]],
    ["and OR", []],
    ["said AND", ["art"]],
    ["NOT", ["max"]],
    ["C-3PO*", ["art"]],
    ["-order", ["zoe", "max"]],
    ["words:order", []],
    ["quoted", ["art"]],
    ['""', []],
    ['"', []],
    ["***", []],
    ["'; DROP TABLE calls; --", []],
    ["+15550100010", ["zoe"]],
    ["+1 (555) 010-0010", ["zoe"]],
    ["0015550100010", ["zoe"]],
    ["+15550100002", ["zoe", "max", "art"]],
    ["+15559999999", []],
  ])("for %s", (q, which) => {
    expect(names(q)).toEqual(which);
  });

  test("finds a call by its CallSid, and its number for operators alone", () => {
    expect(sids({ q: found.max })).toEqual([found.max]);
    expect(sids({ q: ` ${found.max} `, byNumber: false })).toEqual([found.max]);
    expect(names("+15550100010", false)).toEqual([]);
  });

  test.each([
    ["0010", ["zoe"]],
    ["•••• 0011", ["max"]],
    ["…0012", ["art"]],
    // An order's number is a word as well.
    ["1042", ["zoe", "art"]],
    ["010", []],
    ["00100", []],
  ])("finds %s where the list shows it as the end of a number, whoever looks", (q, which) => {
    const late = ended({ startedAt: NOW - 2_000, from: "+15550101042", callSid: found.art });
    if (q === "1042") table.note({ seq: 2, row: late, said: said.art }, NOW);

    expect([names(q), names(q, false)]).toEqual([which, which]);
  });

  test("does not find the end of a number that is hidden, or no longer kept", () => {
    const [short, old] = [ended({ from: "+12345" }), ended({ from: "+15550102345", keptUntil: NOW })];
    for (const one of [short, old]) table.note({ seq: 1, row: one }, NOW);

    expect(sids({ q: "2345" })).toEqual([]);
  });

  test("goes on from page to page through words and ends of numbers alike, each call once", () => {
    const given = Array.from({ length: 30 }, (_, n) => {
      const one = ended({ startedAt: NOW - n, from: n % 3 === 0 ? "+15550107777" : "+15550100003" });
      table.note({ seq: 1, row: one, said: n % 2 === 0 ? "order 7777" : "no" }, NOW);
      return n % 6 === 1 || n % 6 === 5 ? [] : [one.callSid];
    }).flat();
    const seen: string[] = [];
    for (let beforeId: number | undefined; ; ) {
      const { calls, lastId } = page({ q: "7777", limit: 4, ...(beforeId !== undefined && { beforeId }) });
      seen.push(...calls.map(({ callSid }) => callSid));
      if (lastId === undefined) break;
      beforeId = lastId;
    }

    expect(seen).toEqual(given);
  });

  test("finds a call by the beginning of its CallSid, from six digits on", () => {
    const one = ended({ callSid: "CAfeedbeef00112233445566778899aabb" });
    table.note({ seq: 1, row: one }, NOW);

    expect([sids({ q: "CAfeedbe" }), sids({ q: "cafeedbeef0011", byNumber: false })]).toEqual([
      [one.callSid],
      [one.callSid],
    ]);
    expect([sids({ q: "CAfeedb" }), sids({ q: "CAfeedbf" })]).toEqual([[], []]);
  });

  test("shows the words that were found, and nothing else of ours between the marks", () => {
    const [one] = page({ q: "boots mon" }).calls;

    expect(one?.found).toBe(
      "Hello, I am Zoë.\nI bought \u0002boots\u0003 on \u0002Monday\u0003, order 1042.",
    );
    expect(page().calls.some((call) => "found" in call)).toBe(false);
  });

  test("of anything that a person may type is no error", () => {
    const sign = fc.constantFrom(
      '"',
      "*",
      "NEAR(",
      " AND ",
      " OR ",
      " NOT ",
      "-",
      ":",
      "(",
      ")",
      "^",
      "+",
      "{",
      "}",
      "\0",
      "'",
      ",",
      "words",
      "a",
      " ",
      "é",
      "日本",
      "\ud800",
      "\u0301",
      "1",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(sign).map((s) => s.join("")),
        ),
        fc.boolean(),
        (q, byNumber) => {
          expect(Array.isArray(page({ q, byNumber }).calls)).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
  });

  test("finds any word that was said, whatever stands around it", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z]{3,9}$/),
        fc.constantFrom('"', "*", ":", "(", "-", "?", "!", ""),
        (word, sign) => {
          const one = ended();
          table.note({ seq: 1, row: one, said: `it is ${word}, and no other` }, NOW);
          expect(sids({ q: `${sign}${word}${sign}`, limit: 200 })).toContain(one.callSid);
          table.forget(one.callSid, NOW);
        },
      ),
    );
  });
});

describe("what is no longer kept", () => {
  test("goes to the last word, and the figures stay", () => {
    const one = ended({ keptUntil: NOW + 1, intent: "refund", reason: "Wants Rosalinde." });
    table.note({ seq: 1, row: one, said: "My name is Rosalinde." }, NOW);

    expect(table.nextDueMs()).toBe(NOW + 1);
    table.expire(NOW + 1);

    expect(table.row(one.callSid)).toEqual({
      ...Object.fromEntries(
        Object.entries(one).filter(
          ([name]) => !["from", "to", "summary", "intent", "reason", "keptUntil"].includes(name),
        ),
      ),
    });
    expect(all()).not.toMatch(/Rosalinde|\+1555|refund/);
    expect(sids({ q: "rosalinde" })).toEqual([]);
    expect(sids({ q: "+15550100001" })).toEqual([]);
    expect(blobs()).not.toContain("rosalinde");
  });

  test("is not taken in, where the time is over as it comes", () => {
    const one = ended({ keptUntil: NOW });
    table.note({ seq: 1, row: one, said: "My name is Rosalinde." }, NOW);

    expect(all()).not.toMatch(/Rosalinde|\+1555|All was well/);
    expect(table.row(one.callSid)).toMatchObject({ outcome: "resolved" });
  });

  test("leaves the index of words as well, when a call is deleted on request", () => {
    const one = ended();
    table.note({ seq: 1, row: one, said: "My name is Rosalinde." }, NOW);
    expect(blobs()).toContain("rosalinde");

    table.forget(one.callSid, NOW);

    expect(blobs()).not.toContain("rosalinde");
  });

  test("is deleted with its figures after 400 days", () => {
    const one = ended();
    table.note({ seq: 1, row: one }, NOW);
    table.expire(NOW + HOUR + 1);
    expect(table.nextDueMs()).toBe(one.startedAt + FIGURES_MS);

    table.expire(one.startedAt + FIGURES_MS + 1);

    expect([table.row(one.callSid), table.nextDueMs()]).toEqual([undefined, undefined]);
  });

  test("of many calls goes some at a time", () => {
    for (let n = 0; n < 450; n += 1) table.note({ seq: 1, row: ended({ keptUntil: NOW + 1 }) }, NOW);

    expect([table.expire(NOW + 1), table.expire(NOW + 1), table.expire(NOW + 1)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(all()).not.toContain("+1555");
  });

  /** The pages of the index itself, as text. */
  function blobs(): string {
    const rows = sql.exec<{ block: ArrayBuffer }>("SELECT block FROM said_data").toArray();
    return rows.map(({ block }) => Buffer.from(block).toString("latin1")).join("\n");
  }
});

test("calls of a number are those from and to it", () => {
  const [from, to] = [row({ from: "+15550100077" }), row({ to: "+15550100077" })];
  for (const one of [from, to, row()]) table.note({ seq: 1, row: one }, NOW);

  expect(new Set(table.ofNumber("+15550100077", 10))).toEqual(new Set([from.callSid, to.callSid]));
});

test("figures are counted by group, and the percentiles are the calls' own", () => {
  const day = (date: string) => Date.parse(date);
  const given = [
    ended({
      startedAt: day("2026-11-27T23:59:59Z"),
      endedAt: day("2026-11-28T00:00:59Z"),
      firstFrameP50Ms: 100,
      firstFrameP95Ms: 200,
      costUsd: 0.5,
    }),
    ended({
      startedAt: day("2026-11-28T01:00:00Z"),
      endedAt: day("2026-11-28T01:00:30Z"),
      firstFrameP50Ms: 300,
      firstFrameP95Ms: 900,
      longestSilenceMs: 4_001,
      toolFailures: 2,
    }),
    ended({
      startedAt: day("2026-11-28T02:00:00Z"),
      endedAt: day("2026-11-28T02:00:30Z"),
      firstFrameP50Ms: 500,
      firstFrameP95Ms: 700,
      outcome: "handed_off",
      reasonCode: "caller_requested",
      costUsd: 0.25,
    }),
    row({ startedAt: day("2026-11-28T03:00:00Z") }),
  ];
  for (const one of given) table.note({ seq: 1, row: one }, NOW);

  const found = statsOf(sql, { fromMs: day("2026-11-01"), toMs: NOW, by: "day" });

  expect(found.total).toEqual({
    calls: 4,
    outcomes: { resolved: 2, handed_off: 1 },
    reasons: { caller_requested: 1 },
    firstFrameP50Ms: 300,
    firstFrameP95Ms: 900,
    silent: 1,
    modelFailures: 0,
    toolFailures: 2,
    seconds: 120,
    costUsd: 0.75,
    unpriced: 1,
  });
  expect(found.groups.map(({ key, calls: n, firstFrameP50Ms }) => [key, n, firstFrameP50Ms])).toEqual([
    ["2026-11-27", 1, 100],
    ["2026-11-28", 3, 300],
  ]);
  expect(statsOf(sql, { fromMs: 0, toMs: 1, by: "agent" })).toMatchObject({
    total: { calls: 0, costUsd: 0 },
    groups: [],
  });
});

describe("a ledger of another version", () => {
  test("that is older is migrated, once and in order, and keeps its rows", () => {
    const one = row();
    table.note({ seq: 1, row: one }, NOW);
    const later = [
      ...Array.from({ length: SCHEMA_VERSION }, () => ["never run again"]),
      ["ALTER TABLE calls ADD COLUMN mood TEXT"],
      ["UPDATE calls SET mood = 'new'"],
    ];

    expect([migrate(sql, later), migrate(sql, later)]).toEqual(["ready", "ready"]);

    expect(sql.exec("SELECT mood FROM calls").toArray()).toEqual([{ mood: "new" }]);
    expect(new CallTable(sql).row(one.callSid)).toEqual(one);
  });

  test("that is newer is left as it is", () => {
    sql.exec("UPDATE meta SET version = 99");

    expect(migrate(sql)).toBe("newer");
    expect(sql.exec("SELECT version FROM meta").toArray()).toEqual([{ version: 99 }]);
  });
});

test("what is looked for often is found by an index, and what is sorted is so already", () => {
  const plan = (query: string) =>
    sql
      .exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`)
      .toArray()
      .map(({ detail }) => detail);

  expect(plan("SELECT * FROM calls WHERE id < 9 ORDER BY id DESC LIMIT 51")).toEqual([
    "SEARCH calls USING INTEGER PRIMARY KEY (rowid<?)",
  ]);
  expect(plan("SELECT * FROM calls WHERE from_number = 'x' ORDER BY calls.id DESC LIMIT 51")).toEqual([
    "SEARCH calls USING INDEX calls_from (from_number=?)",
  ]);
  expect(plan("SELECT * FROM calls WHERE kept_until <= 9 ORDER BY kept_until LIMIT 9")).toEqual([
    "SEARCH calls USING INDEX calls_kept (kept_until<?)",
  ]);
  const search = plan(
    "SELECT calls.* FROM said CROSS JOIN calls ON calls.id = said.rowid WHERE said MATCH 'a' AND said.rowid < 9 ORDER BY said.rowid DESC LIMIT 51",
  );
  expect(search.filter((step) => step.includes("TEMP B-TREE"))).toEqual([]);
});

describe("the person's part of a call", () => {
  test("ends its row, with how long it took, once; and nothing that was said is lost", () => {
    const given = ended({ phase: "with_person", outcome: "handed_off" });
    table.note({ seq: 1, row: given, said: "zebra" }, NOW);

    const told = table.personLeft(given.callSid, { waitedMs: 30_000, talkedMs: 70_000 });

    expect(told).toEqual({ ...given, phase: "ended", waitedMs: 30_000, talkedMs: 70_000 });
    expect(table.row(given.callSid)).toEqual(told);
    expect(table.personLeft(given.callSid, { waitedMs: 1 })).toBeUndefined();
    expect(sids({ q: "zebra" })).toEqual([given.callSid]);
    table.expire(NOW + 2 * HOUR);
    expect(table.row(given.callSid)).toMatchObject({ phase: "ended", waitedMs: 30_000 });
  });

  const live = ({ callSid, startedAt }: CallRow, person: WithPerson): LiveCall => ({
    ...{ callSid, startedAt, agent: "owl-shoes", from: "", to: "", language: "en-US", turns: 0, at: NOW },
    ...{ phase: "with_person", speaking: "nobody", operators: [], person },
  });
  const away = (endedAt: number) => {
    const given = ended({
      phase: "with_person",
      outcome: "handed_off",
      startedAt: endedAt - 60_000,
      endedAt,
    });
    table.note({ seq: 1, row: given }, NOW);
    return given;
  };
  const goingOn = () => [sids({ outcome: "live" }), table.live(NOW).map(({ callSid }) => callSid)];

  test("goes on in both lists while it is heard of, and of what nobody tells for minutes only", () => {
    const [untold, forgotten, waits, left] = [NOW - 60_000, NOW - 151_000, NOW - 600_000, NOW - 600_000].map(
      away,
    );
    const person = {
      part: "waiting",
      since: NOW - 600_000,
      heardAt: NOW - 40_000,
      until: NOW + HOUR,
    } as const;
    if (!untold || !forgotten || !waits || !left) throw new Error("there are four");
    expect(table.isHeard(live(waits, person))).toBe(true);
    expect(table.isHeard(live(left, { ...person, until: NOW }))).toBe(true);

    expect(table.row(waits.callSid)?.person).toEqual(person);
    for (const list of goingOn()) expect(list).toEqual([untold.callSid, waits.callSid]);

    expect(table.personLeft(waits.callSid, {})).not.toHaveProperty("person");
    expect(table.isHeard(live(waits, person))).toBe(false);
    for (const list of goingOn()) expect(list).toEqual([untold.callSid]);
  });

  test("is not written anew each time that the queue tells of it", () => {
    const given = away(NOW - 90_000);
    const told = (part: WithPerson["part"], heardAt: number) => {
      table.isHeard(live(given, { part, since: 1, heardAt, until: NOW + HOUR }));
      return table.row(given.callSid)?.person?.heardAt;
    };

    expect([told("waiting", 1_000), told("waiting", 41_000), told("waiting", 81_000)]).toEqual([
      1_000, 1_000, 81_000,
    ]);
    expect(told("talking", 82_000)).toBe(82_000);
  });

  test("is nothing of a call that is back with the agent, or that nobody knows", () => {
    const back = row({ phase: "listening" });
    table.note({ seq: 1, row: back }, NOW);

    expect(table.personLeft(back.callSid, {})).toBeUndefined();
    expect(table.personLeft(sid(999), {})).toBeUndefined();
    expect(table.row(back.callSid)).toEqual(back);
  });
});

describe("a page of a filter that fits few of many calls", () => {
  const COUNT = LOOKED_AT * 2 + 10;
  let many: CallTable;
  beforeAll(() => {
    const all = nodeSql();
    migrate(all);
    const numbers = `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${COUNT - 1})`;
    all.exec(`${numbers} INSERT INTO calls (id, call_sid, seq, agent, started_at, ended_at, phase, language, outcome,
      model_failures, tool_failures, release, more)
      SELECT (${NOW} - i * 1000) * 1000, printf('CA%032x', i), 1, iif(i = ${COUNT - 1}, 'rare', 'common'),
      ${NOW} - i * 1000, ${NOW}, 'ended', 'en-US', 'resolved', 0, 0, 'r1', '{}' FROM n`);
    all.exec(
      "INSERT INTO said (rowid, words) SELECT id, iif(id / 1000000 % 2 = 0, 'order zebra', 'order') FROM calls",
    );
    many = new CallTable(all);
  });

  /** All pages, as whoever goes on by the cursor has them. */
  function pages(query: Partial<CallQuery>): readonly (readonly string[])[] {
    const all: string[][] = [];
    for (let beforeId: number | undefined; ; ) {
      const before = beforeId === undefined ? {} : { beforeId };
      const { calls, lastId } = many.page({ byNumber: true, limit: 50, ...query, ...before }, NOW);
      all.push(calls.map(({ callSid }) => callSid));
      if (lastId === undefined) return all;
      beforeId = lastId;
    }
  }

  test.each([
    [{ agent: "rare" }, 3, 1],
    [{ agent: "nobody" }, 3, 0],
    [{ agent: "nobody", q: "order" }, 3, 0],
    [{ agent: "rare", q: "order" }, 3, 1],
    [{ agent: "nobody", q: "zebra" }, 2, 0],
    [{ agent: "nobody", fromMs: NOW - 100_000 }, 1, 0],
    [{ agent: "nobody", toMs: NOW - LOOKED_AT * 1_000 - 100_000 }, 1, 0],
    // These look no further than to their calls.
    [{ q: "unheard" }, 1, 0],
    [{ agent: "nobody", outcome: "live" }, 1, 0],
  ])("%j ends after %i pages with %i calls", (query, count, found) => {
    const all = pages(query);
    expect([all.length, all.flat().length]).toEqual([count, found]);
  });

  test("has each that fits once, whether they are many or few", () => {
    const all = pages({ agent: "common", limit: 200 }).flat();
    expect([all.length, new Set(all).size]).toEqual([COUNT - 1, COUNT - 1]);
  });
});
