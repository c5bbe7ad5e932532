import { expect, test } from "vitest";
import { parseInbound } from "../../worker/protocol/relay/inbound.ts";

test("a recorded setup frame is read", () => {
  const parsed = parseInbound(
    '{"type":"setup","sessionId":"VX01","callSid":"CA01","parentCallSid":"","from":"+15550100001","to":"+15550100002","forwardedFrom":"+15550100002","callerName":"","direction":"inbound","callType":"PSTN","callStatus":"RINGING","accountSid":"AC00","customParameters":{}}',
  );

  expect(parsed).toMatchObject({ ok: true, frame: { type: "setup", callSid: "CA01", customParameters: {} } });
});

test.each([
  [new ArrayBuffer(4), "binary"],
  ["{", "not_json"],
  ["null", "unknown_type"],
  ['{"type":"configUpdated"}', "unknown_type"],
  ['{"type":"prompt"}', "bad_shape"],
  ['{"type":"dtmf","digit":"12"}', "bad_shape"],
])("a frame that cannot be read is refused by kind, never quoted (%s)", (raw, reason) => {
  expect(parseInbound(raw)).toEqual({ ok: false, reason });
});

test.each([
  '{"type":"interrupt","utteranceUntilInterrupt":"This","durationUntilInterruptMs":"460"}',
  '{"type":"interrupt","utteranceUntilInterrupt":"This","durationUntilInterruptMs":null,"later":{}}',
])("what nobody reads may hold anything (%s)", (raw) => {
  expect(parseInbound(raw)).toEqual({
    ok: true,
    frame: { type: "interrupt", utteranceUntilInterrupt: "This" },
  });
});
