import { expect, test } from "vitest";
import { waitEstimateS } from "../../../worker/adapters/twilio/wait-estimate.ts";

const busy = { free: 0, available: 4, waiting: 0, longestWaitS: 0 };
const lately = (accepted: number, averageWaitS: number) => ({ accepted, averageWaitS, windowS: 900 });

test.each([
  ["somebody is free", { ...busy, free: 1, waiting: 0, lately: lately(20, 90) }, 0],
  ["nothing happened lately and nobody waits", busy, undefined],
  ["two calls lately say nothing", { ...busy, lately: lately(2, 500) }, undefined],
  ["callers of late waited a minute and a half", { ...busy, lately: lately(20, 90) }, 90],
  [
    "the first in line waits longer than that",
    { ...busy, waiting: 1, longestWaitS: 150, lately: lately(20, 90) },
    150,
  ],
  ["only the line is known", { ...busy, waiting: 2, longestWaitS: 35 }, 35],
  // Nine calls before this one and itself, one every 45 s.
  ["more wait than people are there", { ...busy, waiting: 9, longestWaitS: 30, lately: lately(20, 60) }, 450],
  ["a quiet hour's pace is no pace", { ...busy, waiting: 1, longestWaitS: 5, lately: lately(3, 12) }, 12],
] as const)("%s", (_name, figures, seconds) => {
  expect(waitEstimateS(figures)).toBe(seconds);
});
