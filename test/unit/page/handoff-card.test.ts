import fc from "fast-check";
import { expect, test } from "vitest";
import { readCard } from "../../../local/page/client/desk/handoff-card.ts";
import { inWords } from "../../../local/page/client/parts/wording.ts";
import type { Handoff } from "../../../worker/protocol/handoff.ts";
import { callbackAttributes } from "../../../worker/protocol/task/callback-attributes.ts";
import { fitTaskAttributes } from "../../../worker/protocol/task/task-attributes.ts";

const HANDOFF: Handoff = {
  v: 1,
  reasonCode: "tool_failed",
  reason: "The order could not be read.",
  callSummary: "Asked for order 1042.",
  sentiment: "negative",
  triggeredBy: "rule",
  language: "en-US",
  nextBestAction: "Look it up by hand.",
  identity: { status: "verified", method: "postcode", name: "Ada" },
  facts: [{ name: "order", value: "1042", from: "caller", confirmed: true }],
  steps: [{ what: "Looked up order 1042", outcome: "timeout" }],
  promises: ["A call back today"],
};

test("the attributes our Functions write are read whole", () => {
  const attributes = fitTaskAttributes(HANDOFF, { callSid: "CA1", from: "+15550100001" });

  expect(readCard({ ...attributes, from: "+15550100001" })).toMatchObject({
    title: "Ada",
    from: "+15550100001",
    handoff: {
      reasonCode: "tool_failed",
      reason: HANDOFF.reason,
      summary: HANDOFF.callSummary,
      mood: { level: "negative" },
      nextStep: "Look it up by hand.",
      identity: { status: "verified", method: "postcode" },
      language: "en-US",
      facts: [{ name: "Order", value: "1042", confirmed: true }],
      steps: [{ what: "Looked up order 1042", outcome: "timeout" }],
      promises: ["A call back today"],
    },
  });
});

test.each([
  ["caller_requested", "Caller requested"],
  ["orderNumber", "Order number"],
  ["Order number", "Order number"],
  ["<b>x_y</b>", "<b>x_y</b>"],
])("%j reads %j", (code, words) => {
  expect(inWords(code)).toBe(words);
});

test("a callback says whom to call, and from when", () => {
  const attributes = callbackAttributes(
    HANDOFF,
    { callSid: "CA1", from: "+15550100001" },
    {
      number: "+15550100001",
      calledNumber: "+15550100002",
      attempts: 3,
      requestedAtMs: 0,
      notBeforeMs: 3_600_000,
    },
  );

  expect(readCard({ ...attributes })).toMatchObject({
    title: "Ada",
    handoff: {
      summary: HANDOFF.callSummary,
      callback: { number: "+15550100001", notBeforeMs: 3_600_000 },
    },
  });
});

test("attributes of some other workflow show what they have", () => {
  expect(readCard({ from: "+15550100001", callSummary: "Hello" })).toMatchObject({
    title: "+15550100001",
    handoff: { summary: "Hello", facts: [] },
  });
});

test("a task of no assistant's is a card with whoever calls", () => {
  expect(readCard({ from: "+15550100001", reason: "billing" })).toEqual({
    title: "+15550100001",
    from: "+15550100001",
  });
});

test("a bad entry is left out and the good ones beside it stay", () => {
  const { handoff } = readCard({
    handoff: { v: 1, facts: [null, { name: "order", value: 1042 }, { name: "x" }, 7], steps: "none" },
  });

  expect(handoff?.facts).toEqual([{ name: "Order", value: "1042", from: "agent", confirmed: false }]);
  expect(handoff?.steps).toEqual([]);
});

test("no attributes at all break it", () => {
  const names = [
    "name",
    "from",
    "handoff",
    "facts",
    "steps",
    "identity",
    "sentimentWords",
    "callSummary",
    "promises",
  ];
  const key = fc.oneof(fc.constantFrom(...names), fc.string());
  const bag = fc.dictionary(key, fc.oneof(fc.anything(), fc.dictionary(key, fc.anything())));

  fc.assert(
    fc.property(bag, (attributes) => {
      expect(readCard(attributes).title).toEqual(expect.any(String));
    }),
  );
});
