import * as fc from "fast-check";
import { expect, test } from "vitest";
import { asciiJson } from "../../../worker/protocol/ascii-json.ts";
import type { Handoff } from "../../../worker/protocol/handoff.ts";
import { callbackAttributes } from "../../../worker/protocol/task/callback-attributes.ts";
import { insightsAttributes } from "../../../worker/protocol/task/insights-attributes.ts";
import { fitTaskAttributes } from "../../../worker/protocol/task/task-attributes.ts";

const handoff: Handoff = {
  v: 1,
  reasonCode: "caller_requested",
  reason: "The caller asked for a person.",
  callSummary: "Order 1042 came in the wrong size; wants a 9 instead.",
  sentiment: "neutral",
  triggeredBy: "caller",
  language: "en-US",
  facts: [{ name: "order", value: "1042", from: "caller", confirmed: true }],
};
const call = { callSid: `CA${"1".repeat(32)}`, from: "+15550100001" };
const callback = {
  number: "+15550100007",
  calledNumber: "+15550100002",
  attempts: 3,
  requestedAtMs: Date.parse("2026-11-23T01:00:00Z"),
  notBeforeMs: Date.parse("2026-11-23T14:00:00Z"),
};

test("a callback brings what the call would have brought, and whom to call", () => {
  const attributes = callbackAttributes(handoff, call, callback);

  const { type: _type, ...ofTheCall } = fitTaskAttributes(handoff, call);
  expect(attributes).toEqual({
    ...ofTheCall,
    message: expect.stringContaining(handoff.reasonCode),
    type: "callback",
    taskType: "callback",
    callback_id: call.callSid,
    from: "+15550100007",
    called: "+15550100002",
    attemptsLeft: 3,
    notBefore: "2026-11-23T14:00:00.000Z",
    opens: { day: "Mon", next: "Tue", time: 1400 },
    callBackData: {
      numberToCall: "+15550100007",
      numberToCallFrom: "+15550100002",
      attempts: 0,
      utcDateTimeReceived: "2026-11-23T01:00:00.000Z",
      isDeleted: false,
    },
  });
  expect(attributes.conversations.conversation_id).toBe(call.callSid);
});

test("whatever the hand-off holds, a callback keeps within the limit and says whom to call", () => {
  const text = fc.string({ unit: "binary", maxLength: 3_000 });
  const fact = fc.record({
    name: text,
    value: text,
    from: fc.constant("caller" as const),
    confirmed: fc.boolean(),
  });
  fc.assert(
    fc.property(text, text, fc.array(fact, { maxLength: 20 }), (reason, callSummary, facts) => {
      const attributes = callbackAttributes({ ...handoff, reason, callSummary, facts }, call, callback);

      expect(asciiJson(attributes).length).toBeLessThanOrEqual(2_000);
      expect(attributes).toMatchObject({
        type: "callback",
        callBackData: { numberToCall: "+15550100007" },
        reasonCode: "caller_requested",
      });
    }),
    { numRuns: 100 },
  );
});

test("the agent's own segment is joined to the person's by the call, and says nothing of the caller", () => {
  const attributes = insightsAttributes({
    callSid: call.callSid,
    outcome: "resolved",
    reason: "hung_up",
    botSeconds: 61.4,
    language: "de-DE",
    quality: { turns: 7, interruptions: 1, reprompts: 0, toolFailures: 2 },
  });

  expect(attributes).toMatchObject({
    type: "virtual",
    conversations: {
      conversation_id: call.callSid,
      virtual: "Yes",
      kind: "Bot",
      outcome: "resolved",
      conversation_attribute_1: "hung_up",
      ivr_time: 61,
      conversation_measure_2: 7,
      conversation_measure_3: 2,
    },
  });
  expect(JSON.stringify(attributes)).not.toMatch(/\+\d/);
});
