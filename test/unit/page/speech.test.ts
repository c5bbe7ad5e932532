import { expect, test } from "vitest";
import { isEcho } from "../../../local/page/client/phone/microphone.ts";
import { rateFor } from "../../../local/page/client/phone/voice.ts";

const SPOKEN = "I have found order 1042, it is held at the depot in Leeds.";

test.each([
  ["order 1042 it is held at", true],
  ["Found order, at the depot", true],
  ["stop", false],
  ["order", false],
  ["no wait I need it on Thursday", false],
  ["", false],
])("%j while the agent speaks is its own echo: %s", (heard, echo) => {
  expect(isEcho(heard, SPOKEN)).toBe(echo);
});

test("nothing is an echo while the agent is silent", () => {
  expect(isEcho("where is my order", "")).toBe(false);
});

test("the voice keeps up with the call within what can be followed", () => {
  const text = "x".repeat(150);

  expect(rateFor(text, 10_000)).toBeCloseTo(1);
  expect(rateFor(text, 1)).toBe(1.6);
  expect(rateFor(text, 60_000)).toBe(0.85);
  expect(rateFor(text, 0)).toBe(1.6);
});
