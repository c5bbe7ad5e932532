import { expect, test } from "vitest";
import {
  type CallReport,
  MAX_REPORT_CHARS,
  reportBody,
} from "../../../worker/protocol/outgoing/call-report.ts";
import { call, timeline, transcript } from "./a-call.ts";

const read = (body: string): CallReport => JSON.parse(body);

test("a report is the call's facts, the transcript, the timeline and what the schema made of it", () => {
  const afterCall = { model: "gpt-4.1", requests: 1, inputTokens: 1, cachedTokens: 0, outputTokens: 1 };
  const reported = { call, transcript, timeline, outcome: { ordered: true }, afterCall };

  expect(read(reportBody(reported))).toEqual({ v: 1, ...reported });
});

test("where no outcome is asked for there is none, and where it failed it is null", () => {
  expect(read(reportBody({ call, transcript }))).not.toHaveProperty("outcome");
  expect(read(reportBody({ call, transcript, outcome: null, outcomeFault: "timeout" }))).toMatchObject({
    outcome: null,
    outcomeFault: "timeout",
  });
});

test("one that is too large loses its timeline first", () => {
  const bars = Array.from({ length: 5_000 }, () => timeline.bars[5] ?? fail());
  const report = read(reportBody({ call, transcript, timeline: { ...timeline, bars } }));

  expect(report).not.toHaveProperty("timeline");
  expect(report).toMatchObject({ transcript, leftOut: { lines: 0, timeline: true } });
});

test("a transcript of four hours keeps its beginning and its end, and says how much is missing", () => {
  const lines = Array.from({ length: 9_000 }, (_, i) => ({
    at: i,
    who: "caller" as const,
    text: `${i} "${"ä😀".repeat(30)}"`,
  }));
  const body = reportBody({ call, transcript: lines });
  const report = read(body);

  expect(body.length).toBeLessThanOrEqual(MAX_REPORT_CHARS);
  expect(body.length).toBeGreaterThan(MAX_REPORT_CHARS - 500);
  expect(report.transcript.at(0)).toEqual(lines[0]);
  expect(report.transcript.at(-1)).toEqual(lines.at(-1));
  expect(report.transcript.length + (report.leftOut?.lines ?? 0)).toBe(9_000);
});

function fail(): never {
  throw new Error("a bar is missing");
}
