import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  AGENT_TABS,
  addressOf,
  callsQuery,
  type Filter,
  isNarrowed,
  NO_FILTER,
  type Place,
  placeOf,
  rangeOf,
  statsAddress,
  WHENS,
} from "../../../assets/console/logic/place.ts";
import { GROUPED_BY } from "../../../worker/protocol/console/stats.ts";

const read = (address: string): Place => {
  const url = new URL(address, "http://here");
  return placeOf(url.pathname, url.search);
};

const NOW = new Date(2026, 10, 28, 15, 30).getTime();
const local = (...day: [number, number, number]): string => new Date(...day).toISOString();

describe("an address", () => {
  const text = fc.string({ unit: "grapheme" });
  const day = fc.constantFrom("", "2026-11-01", "2026-02-28");
  const filter: fc.Arbitrary<Filter> = fc
    .record({
      when: fc.constantFrom(...WHENS),
      from: day,
      to: day,
      agent: text,
      outcome: text,
      reason: text,
      language: text,
      q: text,
    })
    .map((drawn) => {
      // Days are of a range alone, and a range without a day is not told from any.
      const days = drawn.when === "range" && (drawn.from !== "" || drawn.to !== "");
      return days || drawn.when === "range" ? drawn : { ...drawn, from: "", to: "" };
    });
  const place: fc.Arbitrary<Place> = fc.oneof(
    fc.constant<Place>({ view: "live" }),
    fc.constant<Place>({ view: "audit" }),
    filter.map((drawn): Place => ({ view: "history", filter: drawn })),
    fc
      .tuple(
        fc.string({ minLength: 1 }).filter((sid) => !/^\.{1,2}$/.test(sid) && sid.isWellFormed()),
        fc.nat(1_000_000),
      )
      .map(
        ([callSid, n]): Place => ({
          view: "call",
          callSid,
          ...(n % 2 === 0 ? { t: n / 100 } : { q: `word ${n}` }),
        }),
      ),
    fc
      .tuple(fc.constantFrom(...WHENS), fc.constantFrom(...GROUPED_BY))
      .map(([when, by]): Place => ({ view: "overview", when, by })),
    fc.constant<Place>({ view: "agents" }),
    fc
      .tuple(
        fc.string({ minLength: 1 }).filter((name) => !/^\.{1,2}$/.test(name) && name.isWellFormed()),
        fc.constantFrom(...AGENT_TABS),
        fc.option(fc.nat(999_999_999), { nil: undefined }),
      )
      .map(
        ([name, tab, version]): Place => ({
          view: "agent",
          name,
          tab,
          ...(tab === "compare" && version !== undefined ? { version } : {}),
        }),
      ),
  );

  test("leads whoever opens it to where its sender was", () => {
    fc.assert(
      fc.property(place, (there) => {
        expect(read(addressOf(there))).toEqual(there);
      }),
    );
  });

  test("that is none of ours leads nowhere, and says so", () => {
    for (const address of [
      "/",
      "/console/what",
      "/console/calls/CA1/more",
      "/console/overview/x",
      "/console/agents/a/edit",
      "/console/agents/a/compare/b",
    ])
      expect(read(address)).toEqual({ view: "nowhere" });
  });

  test("with nonsense in its query is read without it", () => {
    expect(read("/console/calls?from=yesterday&when=soon")).toEqual({ view: "history", filter: NO_FILTER });
    expect(read("/console/calls/CA1?t=-3")).toEqual({ view: "call", callSid: "CA1" });
    expect(read("/console/calls/%E0%A4%A")).toEqual({ view: "call", callSid: "%E0%A4%A" });
    expect(read("/console/agents/a/compare?version=new")).toEqual({
      view: "agent",
      name: "a",
      tab: "compare",
    });
    expect(read("/console/overview?by=planet")).toEqual({ view: "overview", when: "7d", by: "day" });
  });

  test("says as little as it can", () => {
    expect(addressOf({ view: "history", filter: NO_FILTER })).toBe("/console/calls");
    expect(addressOf({ view: "overview", when: "7d", by: "day" })).toBe("/console/overview");
    expect(addressOf({ view: "call", callSid: "CA1" })).toBe("/console/calls/CA1");
  });
});

describe("a range of time", () => {
  const range = (when: Filter["when"], from = "", to = "") => rangeOf({ when, from, to }, NOW);

  test("begins and ends with days of the browser's zone", () => {
    expect(range("today")).toEqual({ from: local(2026, 10, 28) });
    expect(range("yesterday")).toEqual({ from: local(2026, 10, 27), to: local(2026, 10, 28) });
    expect(range("7d")).toEqual({ from: local(2026, 10, 22) });
    expect(range("all")).toEqual({});
  });

  test("of chosen days has the last of them in it", () => {
    expect(range("range", "2026-11-01", "2026-11-30")).toEqual({
      from: local(2026, 10, 1),
      to: local(2026, 11, 1),
    });
    expect(range("range", "", "2026-11-30")).toEqual({ to: local(2026, 11, 1) });
    expect(range("range")).toEqual({});
  });
});

test("the Worker is asked for what narrows the list, and for nothing that is empty", () => {
  const filter: Filter = { ...NO_FILTER, when: "today", agent: "owl-shoes", q: '  "a phrase" -x ' };

  expect(Object.fromEntries(callsQuery(filter, NOW))).toEqual({
    from: local(2026, 10, 28),
    agent: "owl-shoes",
    q: '"a phrase" -x',
  });
  expect(String(callsQuery(NO_FILTER, NOW))).toBe("");
  expect(isNarrowed(NO_FILTER)).toBe(false);
  expect(isNarrowed(filter)).toBe(true);
  // Without a time the Worker answers of a week.
  const all = new URLSearchParams(statsAddress("all", "agent", NOW).split("?")[1]);
  expect(NOW - Date.parse(all.get("from") ?? "")).toBe(399 * 86_400_000);
});
