import { expect, test } from "vitest";
import { CSV, fileOf, JSON_FILE, type Rows } from "../../../worker/api/console/call-file.ts";
import type { FoundCall } from "../../../worker/protocol/console/call-row.ts";

/** All calls as a file, of a ledger whose pages may be empty though others follow. */

const call = (callSid: string): FoundCall => ({
  callSid,
  agent: "owl-shoes",
  startedAt: 0,
  phase: "ended",
  language: "en-US",
  turns: 1,
  interruptions: 0,
  modelFailures: 0,
  toolFailures: 0,
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
  model: "gpt-4.1",
  version: "v1",
  release: "r1",
});

const PAGES: readonly Rows[] = [
  { calls: [], lastId: 3 },
  { calls: [], lastId: 2 },
  { calls: [call("CA1")], lastId: 1 },
  { calls: [], lastId: 0 },
  { calls: [] },
];

test.each([
  ["CSV", CSV],
  ["JSON", JSON_FILE],
])("as %s it has what comes after empty pages, and an end", async (_, file) => {
  const asked: number[] = [];
  const stream = fileOf(file, PAGES[0] ?? { calls: [] }, async (beforeId) => {
    asked.push(beforeId);
    return PAGES[asked.length] ?? { calls: [] };
  });
  const text = await new Response(stream).text();

  expect(text).toBe(file.begin + file.row(call("CA1"), true) + file.end);
  expect(asked).toEqual([3, 2, 1, 0]);
});
