import { expect, test } from "vitest";
import { ranked, resolvedOf, roundUp, sharesOf } from "../../../assets/console/logic/figures.ts";
import {
  agentTitle,
  clock,
  dayOf,
  duration,
  languageName,
  masked,
  money,
  percent,
  preciseClock,
  UNKNOWN,
  whole,
} from "../../../assets/console/logic/format.ts";
import { lineWith, partsOf, shownParts } from "../../../assets/console/logic/found.ts";
import { barName, outcomeOf, phaseOf, reasonOf } from "../../../assets/console/logic/words.ts";

test("lengths are read in the unit that fits them", () => {
  expect([84, 1_234, 59_900, 75_000].map(duration)).toEqual(["84 ms", "1.2 s", "59.9 s", "1:15"]);
  expect([0, 83_400, 3_725_000, -5].map(clock)).toEqual(["0:00", "1:23", "1:02:05", "0:00"]);
  expect(preciseClock(83_460)).toBe("1:23.4");
});

test("what is not known is a dash, and never 0", () => {
  expect([duration(undefined), money(undefined), percent(0, 0)]).toEqual([UNKNOWN, UNKNOWN, UNKNOWN]);
});

test("what costs less than a cent is told from nothing", () => {
  expect([0, 0.00042, 1.5, 1_204.5].map(money)).toEqual(["$0.00", "$0.0004", "$1.50", "$1,204.50"]);
});

test("a caller is shown by the last four digits in a list, and as far as told elsewhere", () => {
  expect(masked("+15550109215")).toBe("•••• 9215");
  expect(masked("…9215")).toBe("•••• 9215");
  expect(masked("client:ada")).toBe("client:ada");
  expect(masked("")).toBe("Withheld");
  expect(masked(undefined)).toBe("No longer kept");
  expect(whole("+15550109215")).toBe("+15550109215");
});

test("a day is named by how far it is from now", () => {
  const now = new Date(2026, 10, 28, 0, 30).getTime();

  expect(dayOf(new Date(2026, 10, 28, 0, 1).getTime(), now)).toBe("Today");
  expect(dayOf(new Date(2026, 10, 27, 23, 59).getTime(), now)).toBe("Yesterday");
  expect(dayOf(new Date(2026, 10, 24).getTime(), now)).toBe("Tue 24 Nov");
  expect(dayOf(new Date(2025, 10, 24).getTime(), now)).toBe("24 Nov 2025");
});

test("names and languages are written for people, and an odd one stays as it is", () => {
  expect(agentTitle("front-desk")).toBe("Front Desk");
  expect(languageName("de-DE")).toBe("German");
  expect(languageName("de-AT")).toBe("Austrian German");
  expect(languageName("not a tag")).toBe("not a tag");
});

test("a code of a newer Worker is shown, whatever it is called", () => {
  expect(outcomeOf("beamed_up")).toEqual(["Beamed up", "plain"]);
  expect(phaseOf("toString")).toEqual(["ToString", "plain"]);
  expect(reasonOf("caller_requested")).toBe("Asked for a person");
  expect(barName("tools", "track_order")).toBe("Track order");
});

test("found words are told from the text around them, whatever the marks", () => {
  const texts = (found: string) => partsOf(found).map(({ text, hit }) => (hit ? `[${text}]` : text));

  expect(texts("a \u0002wedding\u0003 on \u0002Thursday\u0003")).toEqual([
    "a ",
    "[wedding]",
    " on ",
    "[Thursday]",
  ]);
  expect(texts("\u0002open")).toEqual(["[open]"]);
  expect(texts("a\u0003b")).toEqual(["a", "b"]);
  expect(texts("")).toEqual([]);
});

test("of what was found the first word is near the beginning, and a line is told from the next", () => {
  const shown = (found: string) =>
    shownParts(found)
      .map(({ text, hit }) => (hit ? `[${text}]` : text))
      .join("");

  expect(shown("Hi, th\nWhere is my \u0002order\u0003?\nOne moment.")).toBe(
    "Hi, th / Where is my [order]? / One moment.",
  );
  expect(shown("…and that is all that I can say about it today\nMy \u0002order\u0003")).toBe("…My [order]");
  expect(shown("a long line of many words that nobody reads until the \u0002order\u0003")).toBe(
    "…nobody reads until the [order]",
  );
  expect(shown("\u0002order\u0003 and more")).toBe("[order] and more");
  expect(shown("no mark")).toBe("no mark");
});

test("a search leads to the first line with all of its words, or else with one", () => {
  const lines = ["Hello, I am Zoë.", "It is about my boots.", "My boots are for Monday."];

  expect(lineWith(lines, "zoe")).toBe(0);
  expect(lineWith(lines, "boots mon")).toBe(2);
  expect(lineWith(lines, '"my boots" hello')).toBe(0);
  expect(lineWith(lines, "(boots)?")).toBe(1);
  expect([lineWith(lines, "shoes"), lineWith(lines, '" *')]).toEqual([-1, -1]);
});

test("calls are shared out by what they came to, none twice", () => {
  const outcomes = {
    resolved: 6,
    handed_off: 2,
    callback: 1,
    abandoned: 3,
    lost: 1,
    failed: 1,
    limit: 1,
    unserved: 1,
  };

  expect(sharesOf({ outcomes })).toEqual([6, 3, 3, 4]);
  expect(resolvedOf({ outcomes })).toEqual({ part: 6, whole: 13 });
  expect(ranked({ rule: 1, safety: 4, policy_required: 0 })).toEqual([
    ["safety", 4],
    ["rule", 1],
  ]);
});

test("an axis ends at a round number that is not below", () => {
  expect([0, 1, 7, 15, 31, 480, 3_400].map(roundUp)).toEqual([1, 1, 8, 20, 40, 500, 4_000]);
});
