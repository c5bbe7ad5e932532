import { describe, expect, test } from "vitest";
import { brought, newCalls } from "../../../assets/console/logic/history-news.ts";
import { type Filter, NO_FILTER } from "../../../assets/console/logic/place.ts";
import type { FoundCall } from "../../../worker/protocol/console/call-row.ts";
import type { LiveCall } from "../../../worker/protocol/console/live.ts";

const NOW = new Date(2026, 10, 28, 15, 30).getTime();
// Both are read here by what they have in common.
const row = (callSid: string, rest: Partial<FoundCall> = {}): FoundCall =>
  ({ callSid, startedAt: NOW, agent: "a", language: "de-DE", phase: "listening", ...rest }) as FoundCall;
const live = (callSid: string, rest: Partial<LiveCall> = {}): LiveCall =>
  ({ callSid, startedAt: NOW, agent: "a", language: "de-DE", phase: "listening", ...rest }) as LiveCall;

test("a row that said that its call goes on says what came of it", () => {
  const shown = [row("1", { found: "boots" }), row("2"), row("3", { phase: "ended" })];
  const ended = [row("1", { phase: "ended", outcome: "resolved", endedAt: NOW })];

  expect(brought(shown, { calls: [live("2", { phase: "with_person" })], ended })).toEqual([
    { ...ended[0], found: "boots" },
    row("2", { phase: "with_person" }),
    shown[2],
  ]);
  expect(brought(shown, { calls: [live("1"), live("9")], ended: [] })).toBe(shown);
});

describe("calls that have begun since", () => {
  const scene = {
    calls: [live("2", { startedAt: NOW + 2 }), live("0", { startedAt: NOW - 9 })],
    ended: [
      row("3", { startedAt: NOW + 1, phase: "ended", outcome: "resolved", agent: "b", reasonCode: "rule" }),
    ],
  };

  test.each<readonly [Partial<Filter>, number]>([
    [{}, 2],
    [{ agent: "b" }, 1],
    [{ language: "de" }, 2],
    [{ language: "en" }, 0],
    [{ outcome: "live" }, 1],
    [{ outcome: "resolved" }, 1],
    [{ reason: "rule" }, 1],
    [{ when: "yesterday" }, 0],
    [{ when: "today" }, 2],
    [{ q: "boots" }, 0],
  ])("are counted where they fit %j", (filter, count) => {
    expect(newCalls([row("1")], scene, { ...NO_FILTER, ...filter }, NOW)).toBe(count);
  });

  test("are not counted once they are listed", () => {
    expect(newCalls([row("2"), row("3")], { ...scene }, NO_FILTER, NOW - 5)).toBe(0);
  });
});
