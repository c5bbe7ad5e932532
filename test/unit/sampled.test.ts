import { expect, test } from "vitest";
import { sampled } from "../sampled.ts";

const CASES = Array.from({ length: 26 }, (_, n) => n);

test("without a seed all cases are run, in their order", () => {
  expect(sampled(CASES, 9, "")).toEqual(CASES);
});

test("with a seed so many, the same each time, and each in its turn", () => {
  const runs = Array.from({ length: 60 }, (_, seed) => sampled(CASES, 9, String(seed)));

  for (const run of runs) expect(new Set(run).size).toBe(9);
  expect(sampled(CASES, 9, "7")).toEqual(runs[7]);
  expect(new Set(runs.flat()).size).toBe(26);
});
