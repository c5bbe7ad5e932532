import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { airtable } from "../../../worker/adapters/sources/airtable.ts";
import { defineAgent } from "../../../worker/agent/define.ts";
import { edited } from "../../../worker/agent/editing/edited.ts";
import { AgentBook } from "../../../worker/ledger/agents/agent-book.ts";
import { DEADLINE_MS, SourceWatch } from "../../../worker/ledger/agents/source-watch.ts";
import { migrate } from "../../../worker/ledger/schema.ts";
import type { Sql } from "../../../worker/ledger/sql.ts";
import { AIRTABLE_COLUMNS } from "../../../worker/protocol/editing/airtable-columns.ts";
import { nodeSql } from "../../support/ledger/node-sql.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { type AirtableBase, type Failing, openAirtable } from "../../support/sources/airtable-base.ts";

/** A table of Airtable as the source of two agents, minute by minute. */

const AGENTS = ["owl", "desk"] as const;
const agent = defineAgent({ name: "owl", greeting: "Code's.", instructions: "Be kind.", tools: [] });

let clock: ManualClock;
let table: AirtableBase;
let sql: Sql;
let book: AgentBook;
let watch: SourceWatch;
let logged: string[];
let audited: string[];

beforeEach(async () => {
  clock = new ManualClock();
  table = await openAirtable(clock.now);
  sql = nodeSql();
  migrate(sql);
  book = new AgentBook(sql);
  [logged, audited] = [[], []];
  watch = watching();
});
afterEach(() => table.close());

const watching = (everyMs = 60_000) =>
  new SourceWatch(sql, book, {
    clock,
    log: (event, fields) => logged.push([event, ...Object.values(fields ?? {})].join(" ")),
    name: "airtable",
    source: airtable({
      token: table.token,
      base: table.base,
      table: table.table,
      columns: AIRTABLE_COLUMNS,
      apiUrl: table.url,
      defaultAgent: AGENTS[0],
    }),
    everyMs,
    agents: AGENTS,
    check: (_, written) => edited(agent, written),
    audit: ({ by, what }) => audited.push(`${by} ${what}`),
    wake: () => undefined,
  });

/** Agents are wanted, and the alarm rings when it is due. */
async function minute(): Promise<void> {
  watch.wanted();
  await clock.advance(Math.max(0, (watch.nextAt() ?? 0) - clock.now()));
  await watch.run();
}

/** The agent's row says that from now on. */
function write(greeting: unknown, more: object = {}): void {
  table.rows.length = 0;
  table.add({ Updated: new Date(clock.now()).toISOString(), Greeting: greeting, ...more });
}

const answers = (of: string = AGENTS[0]) => book.answering(of).live?.edit.greeting;
const faults = (of: string = AGENTS[0]) =>
  book.kept(of).faults.map((fault) => `${fault.of} ${fault.message}`);

test("what a row says answers, and what is changed in it an interval later", async () => {
  write("One.");
  await minute();
  expect(answers()).toBe("One.");
  write("Two.");
  const from = clock.now();

  await minute();

  expect(answers()).toBe("Two.");
  expect(clock.now() - from).toBeLessThanOrEqual(60_000);
  expect(book.kept("owl")).toMatchObject({
    live: { version: 2, by: "airtable", note: "row rec00000000000000" },
    faults: [],
  });
  expect(audited).toEqual(["airtable published version 1 of owl", "airtable published version 2 of owl"]);
  expect(logged).toEqual(["source.published airtable owl 1", "source.published airtable owl 2"]);
});

test("it is asked once an interval however many agents are wanted, and never while nobody wants one", async () => {
  write("One.");
  await minute();

  for (let second = 0; second < 59; second += 1) {
    watch.wanted();
    await clock.advance(1_000);
    await watch.run();
  }
  expect(table.asked).toHaveLength(1);
  await clock.advance(1_000);
  await watch.run();
  expect(table.asked).toHaveLength(2);
  await clock.advance(3_600_000);
  await watch.run();

  expect(watch.nextAt()).toBeUndefined();
  expect(table.asked).toHaveLength(2);
});

test("an object that is made anew keeps to the interval, and has what is due", async () => {
  write("One.");
  await minute();
  watch = watching();
  watch.wanted();
  const due = clock.now() + 60_000;
  expect(watch.nextAt()).toBe(due);

  watch = watching();

  expect(watch.nextAt()).toBe(due);
  await watch.run();
  expect(table.asked).toHaveLength(1);
});

test("an interval that is set shorter holds at once", async () => {
  watch = watching(3_600_000);
  await minute();
  watch.wanted();
  expect(watch.nextAt()).toBe(clock.now() + 3_600_000);

  watch = watching(60_000);

  expect(watch.nextAt()).toBe(clock.now() + 60_000);
});

test("what a person publishes stays until the source changes, and not until it is read again", async () => {
  write("One.");
  await minute();
  book.change("owl", { do: "save", revision: 0, edit: { greeting: "Ana's." } }, "ana", clock.now());
  book.change("owl", { do: "publish", revision: 1 }, "ana", clock.now());

  await minute();
  await minute();
  expect(answers()).toBe("Ana's.");
  write("Two.");
  await minute();

  expect(answers()).toBe("Two.");
  expect(book.kept("owl").versions).toHaveLength(3);
});

test("a row that says what a person has published already is no new version", async () => {
  book.publish("owl", { greeting: "Same.", instructions: "Be brief." }, undefined, "ana", clock.now());
  write("Same.", { Prompt: "Be brief." });

  await minute();

  expect(book.kept("owl")).toMatchObject({ live: { version: 1, by: "ana" }, faults: [] });
});

test("what stood beside the version of before ends with the source's change", async () => {
  write("One.");
  await minute();
  book.change("owl", { do: "save", revision: 0, edit: { greeting: "Tried." } }, "ana", clock.now());
  const beside = { share: 0.1, numbers: [] };
  book.change("owl", { do: "publish", revision: 1, beside }, "ana", clock.now());
  await minute();
  expect(book.answering("owl").rollout?.edit.greeting).toBe("Tried.");

  write("Two.");
  await minute();

  expect(book.answering("owl")).toMatchObject({ live: { edit: { greeting: "Two." } } });
  expect(book.answering("owl")).not.toHaveProperty("rollout");
});

describe("nothing changes, and it is said once until it is over, where the source", () => {
  beforeEach(async () => {
    write("One.");
    await minute();
    logged.length = 0;
  });

  async function staysAndIsSaid(reason: string, message: string): Promise<void> {
    const since = clock.now();
    await minute();
    await minute();

    expect(answers()).toBe("One.");
    expect(faults()).toEqual([`source ${message}`]);
    expect(book.kept("owl").faults[0]?.at).toBeLessThanOrEqual(since + 60_000 + DEADLINE_MS);
    expect(logged).toEqual([`source.failed airtable ${reason}`]);
  }
  async function isOver(reason: string): Promise<void> {
    await minute();

    expect(faults()).toEqual([]);
    expect(faults("desk")).toEqual([]);
    expect(answers()).toBe("One.");
    expect(logged.at(-1)).toBe(`source.recovered airtable ${reason}`);
  }

  test.each<[Failing, string, string]>([
    ["down", "unreachable", "Airtable answered 503"],
    ["reset", "unreachable", "Airtable could not be reached"],
    ["garbage", "unreadable", "Airtable's answer is no list of records"],
    ["huge", "unreadable", "The table has more than 4,000,000 bytes"],
    ["redirect", "refused", "Airtable refused with 302"],
  ])("is %s", async (failing, reason, message) => {
    table.failing = failing;
    await staysAndIsSaid(reason, message);
    expect(faults("desk")).toEqual(faults());
    table.failing = undefined;
    await isOver(reason);
  });

  test("does not answer within ten seconds", async () => {
    table.failing = "hang";
    watch.wanted();
    await clock.advance(60_000);
    const reading = watch.run();
    await expect.poll(() => table.asked.length).toBe(2);
    await clock.advance(DEADLINE_MS);
    await reading;

    expect(faults()).toEqual(["source There was no answer within 10 s"]);
    expect(answers()).toBe("One.");
    table.failing = undefined;
    await isOver("slow");
  });

  test("takes the token back", async () => {
    table.revoked = true;
    await staysAndIsSaid("refused", "Airtable refused with 401 AUTHENTICATION_REQUIRED");
    table.revoked = false;
    await isOver("refused");
  });

  test("is empty", async () => {
    const rows = table.rows.splice(0);
    await staysAndIsSaid("empty", "The table has no row that says anything");
    table.rows.push(...rows);
    await isOver("empty");
  });
});

test("one that was asked too often rests for 30 s, even where the interval is shorter", async () => {
  write("One.");
  for (let n = 0; n < 5; n += 1)
    await fetch(`${table.url}/v0/${table.base}/${table.table}`, {
      headers: { authorization: `Bearer ${table.token}` },
    });
  await minute();
  const since = clock.now();
  expect(faults()).toEqual(["source Airtable was asked too often (429)"]);

  await minute();

  expect(clock.now() - since).toBeGreaterThanOrEqual(30_000);
  expect(answers()).toBe("One.");
  expect(faults()).toEqual([]);
});

test("a row that breaks a rule is refused with its fields, and the other agent's is taken", async () => {
  write("One.");
  await minute();
  write("x".repeat(501), { Voice: "Polly.Joanna", Prompt: { error: "#ERROR!" } });
  table.add({ Agent: "desk", Updated: "2026-01-01", Greeting: '=IMPORTDATA("https://x.example")' });

  await minute();

  expect(answers()).toBe("One.");
  expect(faults()).toEqual([expect.stringMatching(/^source instructions: /)]);
  expect(answers("desk")).toBe('=IMPORTDATA("https://x.example")');
  expect(faults("desk")).toEqual([]);
  expect(logged.slice(1)).toEqual([
    "source.published airtable desk 1",
    "source.failed airtable bad_edit owl",
  ]);
});

test("a row of an agent that there is not is told by name at the default agent, and two of one agent by theirs", async () => {
  write("One.");
  table.add({ Agent: "Owl-Schuhe", Updated: "2026-01-02", Greeting: "Hallo." });
  table.add({ Agent: "desk", Updated: "2026-01-01", Greeting: "A." });
  table.add({ Agent: "desk", Updated: "2026-01-01", Greeting: "B." });

  await minute();

  expect(answers()).toBe("One.");
  expect(answers("desk")).toBeUndefined();
  expect(faults()).toEqual(['source there is no agent "Owl-Schuhe"; there is owl, desk']);
  expect(faults("desk")).toEqual([
    expect.stringMatching(/^source of rows rec\d*2 and rec\d*3 neither is newer than the other$/),
  ]);
  expect(logged.filter((line) => line.includes("Schuhe"))).toEqual([]);
});

test("a row that is gone takes nothing back, and is said", async () => {
  write("One.");
  table.add({ Agent: "desk", Updated: "2026-01-01", Greeting: "Desk." });
  await minute();
  table.rows.pop();

  await minute();

  expect(answers("desk")).toBe("Desk.");
  expect(faults("desk")).toEqual([expect.stringContaining("there is nothing of this agent any more")]);
  expect(faults()).toEqual([]);
});

test("a source that is broken in another way now has not recovered", async () => {
  write("One.");
  await minute();
  for (const failing of ["down", "garbage", undefined] as const) {
    table.failing = failing;
    await minute();
  }

  expect(logged.slice(-3)).toEqual([
    "source.failed airtable unreachable",
    "source.failed airtable unreadable",
    "source.recovered airtable unreadable",
  ]);
});

test("what was wrong with a row is not said anew when the source was away meanwhile", async () => {
  write("x".repeat(501));
  await minute();
  table.failing = "down";
  await minute();
  expect(faults("desk")).toEqual(["source Airtable answered 503"]);
  table.failing = undefined;
  await minute();

  expect(logged).toEqual([
    "source.failed airtable bad_edit owl",
    "source.failed airtable unreachable",
    "source.recovered airtable unreachable",
  ]);
  expect(faults()).toEqual([expect.stringMatching(/^source greeting: /)]);
});
