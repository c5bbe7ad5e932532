import { expect, test } from "vitest";
import { row, verdict } from "../../local/bench/report.ts";

const bar = { text: "≤ 5", met: ({ max }: { max: number }) => max <= 5 };

test("a bench with a bar that is not met names it, and counts figures without a bar as neither", () => {
  const rows = [row("B1 met", [4], bar), row("B2 missed", [6], bar), row("for information", [9])];

  expect(verdict(rows)).toBe("Bars not met: 1 of 2: B2 missed.");
  expect(verdict(rows.slice(0, 1))).toBe("Bars met: all 1.");
});

test("a bar that nothing was measured for is not met", () => {
  expect(verdict([row("B3 nothing came", [Number.NaN], bar)])).toBe("Bars not met: 1 of 1: B3 nothing came.");
});
