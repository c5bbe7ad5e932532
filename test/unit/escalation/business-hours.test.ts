import * as fc from "fast-check";
import { expect, test } from "vitest";
import { HandOffSettings } from "../../../worker/protocol/routing/hand-off-settings.ts";
import { type BusinessHours, isOpen, nextOpening } from "../../../worker/session/person/business-hours.ts";

const HOUR_MS = 3_600_000;

function hoursOf(definition: NonNullable<Parameters<typeof HandOffSettings.parse>[0]>): BusinessHours {
  const { hours } = HandOffSettings.parse({ hours: definition });
  if (!hours) throw new Error("the definition has no hours");
  return hours;
}

const office = hoursOf({
  timeZone: "America/New_York",
  week: {
    mon: ["09:00-12:00", "13:00-17:30"],
    tue: ["09:00-17:30"],
    wed: ["09:00-17:30"],
    thu: ["09:00-17:30"],
    fri: ["09:00-24:00"],
    sat: ["22:00-02:00"],
  },
  holidays: ["2026-11-26", "2026-12-25"],
});

const at = (iso: string) => Date.parse(iso);

test.each([
  ["its first minute", "2026-11-23T09:00:00-05:00", true],
  ["the minute before it", "2026-11-23T08:59:59-05:00", false],
  ["its last second", "2026-11-23T11:59:59.999-05:00", true],
  ["its end", "2026-11-23T12:00:00-05:00", false],
  ["the lunch break", "2026-11-23T12:30:00-05:00", false],
  ["the second span of a day", "2026-11-23T13:00:00-05:00", true],
  ["a minute to midnight of a span until 24:00", "2026-11-27T23:59:00-05:00", true],
  ["midnight after a span until 24:00", "2026-11-28T00:00:00-05:00", false],
  ["the evening of a span past midnight", "2026-11-28T22:00:00-05:00", true],
  ["the night of a span past midnight", "2026-11-29T01:59:00-05:00", true],
  ["the end of a span past midnight", "2026-11-29T02:00:00-05:00", false],
  ["a day without spans", "2026-11-29T12:00:00-05:00", false],
  ["a holiday", "2026-11-26T12:00:00-05:00", false],
  ["a holiday's morning in a zone that is ahead", "2026-11-26T01:00:00+09:00", true],
] as const)("hours at %s", (_name, iso, open) => {
  expect(isOpen(office, at(iso))).toBe(open);
});

test("no hours are always open", () => {
  expect(isOpen(undefined, 0)).toBe(true);
  expect(nextOpening(undefined, 42)).toBe(42);
});

test.each([
  ["an open moment is its own next opening", "2026-11-23T10:00:00-05:00", "2026-11-23T10:00:00-05:00"],
  ["after lunch on the same day", "2026-11-23T12:30:00-05:00", "2026-11-23T13:00:00-05:00"],
  ["the next morning", "2026-11-23T20:00:00-05:00", "2026-11-24T09:00:00-05:00"],
  ["a holiday is skipped", "2026-11-25T18:00:00-05:00", "2026-11-27T09:00:00-05:00"],
  ["the weekend is skipped", "2026-11-29T02:00:00-05:00", "2026-11-30T09:00:00-05:00"],
  ["the turn of the year", "2026-12-31T18:00:00-05:00", "2027-01-01T09:00:00-05:00"],
] as const)("next opening: %s", (_name, from, until) => {
  expect(nextOpening(office, at(from))).toBe(at(until));
});

test("nothing of a holiday runs on, and nothing runs on into a holiday", () => {
  const nights = hoursOf({
    timeZone: "Europe/Berlin",
    week: { wed: ["22:00-06:00"], thu: ["22:00-06:00"], fri: ["22:00-06:00"] },
    holidays: ["2026-11-26"],
  });

  expect(isOpen(nights, at("2026-11-25T23:59:00+01:00"))).toBe(true);
  expect(isOpen(nights, at("2026-11-26T00:00:00+01:00"))).toBe(false);
  expect(isOpen(nights, at("2026-11-27T03:00:00+01:00"))).toBe(false);
  expect(nextOpening(nights, at("2026-11-26T00:00:00+01:00"))).toBe(at("2026-11-27T22:00:00+01:00"));
});

test("a span that ends where it starts lasts a day, and the year's last hour counts for its own date", () => {
  const around = hoursOf({ timeZone: "America/New_York", week: { thu: ["20:00-20:00"] } });

  expect(isOpen(around, at("2026-12-31T19:59:00-05:00"))).toBe(false);
  expect(isOpen(around, at("2026-12-31T23:59:00-05:00"))).toBe(true);
  expect(isOpen(around, at("2027-01-01T19:59:00-05:00"))).toBe(true);
  expect(isOpen(around, at("2027-01-01T20:00:00-05:00"))).toBe(false);
});

const everyDay = (timeZone: string, ...spans: string[]) =>
  hoursOf({
    timeZone,
    week: { mon: spans, tue: spans, wed: spans, thu: spans, fri: spans, sat: spans, sun: spans },
  });

test.each([
  // 2026-03-08 02:00 EST becomes 03:00 EDT; 2026-11-01 02:00 EDT becomes 01:00 EST.
  [
    "New York, spring: nine is an hour earlier",
    everyDay("America/New_York", "09:00-17:00"),
    "2026-03-08T00:00-05:00",
    "2026-03-08T09:00-04:00",
  ],
  [
    "New York, spring: 02:30 does not exist, so it opens at 03:00",
    everyDay("America/New_York", "02:30-04:00"),
    "2026-03-08T00:00-05:00",
    "2026-03-08T03:00-04:00",
  ],
  [
    "New York, spring: a span within the lost hour falls out",
    everyDay("America/New_York", "02:10-02:50"),
    "2026-03-08T00:00-05:00",
    "2026-03-09T02:10-04:00",
  ],
  [
    "New York, autumn: the repeated hour opens twice",
    everyDay("America/New_York", "01:10-01:20"),
    "2026-11-01T01:30-04:00",
    "2026-11-01T01:10-05:00",
  ],
  [
    "New York, autumn: the clock is set back into open hours",
    everyDay("America/New_York", "00:30-01:30"),
    "2026-11-01T01:45-04:00",
    "2026-11-01T01:00-05:00",
  ],
  // 2026-03-29 02:00 CET becomes 03:00 CEST; 2026-10-25 03:00 CEST becomes 02:00 CET.
  [
    "Berlin, spring",
    everyDay("Europe/Berlin", "08:00-18:00"),
    "2026-03-29T00:00+01:00",
    "2026-03-29T08:00+02:00",
  ],
  [
    "Berlin, autumn",
    everyDay("Europe/Berlin", "08:00-18:00"),
    "2026-10-24T18:00+02:00",
    "2026-10-25T08:00+01:00",
  ],
  [
    "Berlin, autumn: set back into open hours",
    everyDay("Europe/Berlin", "01:30-02:30"),
    "2026-10-25T02:45+02:00",
    "2026-10-25T02:00+01:00",
  ],
  [
    "a zone with a quarter of an hour",
    everyDay("Asia/Kathmandu", "09:00-17:00"),
    "2026-05-01T00:00Z",
    "2026-05-01T03:15Z",
  ],
] as const)("daylight saving time in %s", (_name, hours, from, opens) => {
  expect(nextOpening(hours, at(from))).toBe(at(opens));
});

test("what never opens has no next opening", () => {
  expect(nextOpening(hoursOf({ timeZone: "UTC" }), at("2026-01-01T00:00Z"))).toBeUndefined();
});

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([h, m]) => `${String(h).padStart(2, "0")}:${String(m).padStart(2, "0")}`);
const spans = fc.array(
  fc.tuple(time, fc.oneof(time, fc.constant("24:00"))).map(([a, b]) => `${a}-${b}`),
  {
    maxLength: 2,
  },
);
/** Around both changes of the clocks, New Year and Thanksgiving. */
const moments = [
  "2026-03-08",
  "2026-11-01",
  "2026-03-29",
  "2026-10-25",
  "2026-12-31",
  "2026-11-26",
  "2026-04-05",
];

test("the next opening is the first open minute, found one by one", { timeout: 30_000 }, () => {
  fc.assert(
    fc.property(
      fc.record({ mon: spans, wed: spans, fri: spans, sun: spans }),
      // Lord Howe moves its clocks by half an hour.
      fc.constantFrom("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"),
      fc.constantFrom(...moments),
      fc.integer({ min: -1_440, max: 1_440 }),
      (week, timeZone, date, minutes) => {
        const hours = hoursOf({ timeZone, week, holidays: ["2026-11-26", "2027-01-01"] });
        const from = at(`${date}T00:00:00Z`) + minutes * 60_000;

        let first: number | undefined;
        for (let t = from; t < from + 48 * HOUR_MS && first === undefined; t += 60_000)
          if (isOpen(hours, t)) first = t;

        const found = nextOpening(hours, from);
        if (first !== undefined) expect(found).toBe(first);
        else expect(found ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(from + 48 * HOUR_MS);
      },
    ),
    { numRuns: 150 },
  );
});
