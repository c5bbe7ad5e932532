import { expect, test } from "vitest";
import { addSpend, inDollars, NOTHING_SPENT } from "../../../local/recorder/spend.ts";
import type { StackEvent } from "../../../local/twilio/events.ts";

const finished = (fields: Readonly<Record<string, number>>): StackEvent => ({
  seq: 1,
  at: 0,
  kind: "log",
  level: "info",
  event: "model.finished",
  fields: { attempt: 1, inputTokens: 900, cachedTokens: 500, outputTokens: 100, ...fields },
});

const after = (...events: readonly StackEvent[]) => events.reduce(addSpend, NOTHING_SPENT);

test("a call costs what its requests cost", () => {
  const { tokens, microUsd } = after(finished({ microUsd: 1_500 }), finished({ microUsd: 1_912 }));

  expect([tokens, inDollars(microUsd)]).toEqual([2_000, "≈ $0.0034"]);
});

test.each([
  ["the first", [finished({}), finished({ microUsd: 5 })]],
  ["the last", [finished({ microUsd: 5 }), finished({})]],
] as const)("a price that nobody knows makes the call's unknown, whether %s", (_, events) => {
  expect(inDollars(after(...events).microUsd)).toBe("cost unknown");
});

test("a dollar and more is told in cents", () => expect(inDollars(1_234_567)).toBe("≈ $1.23"));
