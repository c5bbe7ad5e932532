import { expect, test } from "vitest";
import { readHandOffRequest } from "../../../worker/session/state/hand-off-request.ts";

const asked = { reason: "A refund is due.", callSummary: "Charged twice.", sentiment: "negative" };

test("arguments that fit are the request, as they are", () => {
  const whole = { ...asked, reasonCode: "policy_required", intent: "refund", entities: { order: "1042" } };

  expect(readHandOffRequest(whole)).toEqual(whole);
});

test.each([
  [{ sentiment: "furious" }, { sentiment: "neutral" }],
  [{ reasonCode: "because" }, { reasonCode: undefined }],
  [{ intent: 7, desiredOutcome: null, nextBestAction: [] }, { intent: undefined }],
  [{ callSummary: undefined }, { callSummary: "" }],
  [{ reason: "  " }, { reason: "The assistant handed the call over." }],
  [{ entities: { order: 1042, paid: true, items: ["shoe"] } }, { entities: { order: "1042", paid: "true" } }],
  [{ entities: ["1042"] }, { entities: {} }],
  [{ language: "en" }, {}],
])("of arguments with %j the rest is kept", (wrong, read) => {
  expect(readHandOffRequest({ ...asked, ...wrong })).toEqual({ ...asked, entities: {}, ...read });
});

test.each([undefined, null, 7, "please", [], [asked]])(
  "%j in the place of arguments is a request all the same",
  (value) => {
    expect(readHandOffRequest(value)).toEqual({
      reason: "The assistant handed the call over.",
      callSummary: "",
      sentiment: "neutral",
      entities: {},
    });
  },
);
