import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import { expect, test } from "vitest";
import { webhook } from "../../../functions/_lib/webhook/webhook.ts";
import { handler as fallback } from "../../../functions/voice/fallback.protected.ts";
import { all, CALL, CALL_SID, one, request, taskOf, VARIABLES, verbs, WORKFLOW_SID } from "./webhook.ts";

test("a bug of ours is answered with an apology and a person", () => {
  const handler = webhook("broken", () => {
    throw new Error("secret of +15550100001");
  });

  const { twiml } = request(handler, CALL);

  expect(verbs(twiml)).toEqual(["Say", "Enqueue", "Say", "Hangup"]);
  expect(one(twiml, "Enqueue").attributes).toEqual({ workflowSid: WORKFLOW_SID });
  expect(taskOf(twiml).attributes).toMatchObject({
    reasonCode: "agent_unreachable",
    conversations: { conversation_id: CALL_SID },
  });
});

test("TwiML that cannot be written is a bug like any other", () => {
  const handler = webhook("unwritable", () => {
    const twiml = new VoiceResponse();
    twiml.say("\u0000");
    return { twiml, outcome: "spoken" };
  });

  expect(all(request(handler, CALL).twiml, "Enqueue")).toHaveLength(1);
});

test("when the last resort fails too, the caller still hears a goodbye", () => {
  const fail = () => {
    throw new TypeError("no");
  };

  expect(verbs(request(webhook("broken", fail, fail), CALL).twiml)).toEqual(["Say", "Hangup"]);
});

test("logs name the fault and the call, and quote neither numbers nor messages", () => {
  const handler = webhook("broken", () => {
    throw new RangeError("the caller said 4111 1111 1111 1111");
  });

  const { logged } = request(handler, { ...CALL, HandoffData: "my card is 4111" });

  expect(logged).toMatchObject([
    { level: "error", event: "webhook.failed", webhook: "broken", error: "RangeError" },
    { level: "warn", event: "webhook.answered", webhook: "broken", callSid: CALL_SID, outcome: "person" },
  ]);
  expect(JSON.stringify(logged)).not.toMatch(/4111|1555/);
});

test("every variable that is missing or wrong is named at once", () => {
  const { logged } = request(fallback, CALL, { RELAY_URL: "https://relay.example.com" });

  expect(logged[0]).toMatchObject({
    event: "config.invalid",
    problems: [
      expect.stringMatching(/^RELAY_URL must be .* wss:/),
      expect.stringMatching(/^WORKFLOW_SID is not set/),
    ],
  });
});

test("the fallback reaches a person and leans on no other webhook", () => {
  const { twiml, xml } = request(fallback, {
    ...CALL,
    ErrorCode: "11200",
    ErrorUrl: "https://x.twil.io/voice/incoming",
  });

  expect(verbs(twiml)).toEqual(["Say", "Enqueue", "Say", "Hangup"]);
  expect(xml).not.toContain("/voice/");
});

test.each([
  ["nothing at all", {}],
  ["lists", { CallSid: [CALL_SID, "x"], From: ["+1", "+2"], To: [], language: [{}] }],
  ["a parameter of 100 kB", { ...CALL, From: "é".repeat(100_000), To: "t".repeat(100_000) }],
  ["hostile text", { ...CALL, From: '</Task><Dial>+1900</Dial>\u0000\ufffe\ud800"&' }],
  [
    "names of built-in members",
    JSON.parse('{"__proto__":{"CallSid":"CA1"},"constructor":"x","toString":"y"}'),
  ],
])("the fallback copes with %s", (_, params) => {
  const { twiml } = request(fallback, params);

  expect(verbs(twiml)).toEqual(["Say", "Enqueue", "Say", "Hangup"]);
  expect(taskOf(twiml).chars).toBeLessThanOrEqual(2_000);
});

test("without a workflow the fallback apologises and says goodbye", () => {
  const { twiml } = request(fallback, CALL, { RELAY_URL: VARIABLES.RELAY_URL });

  expect(verbs(twiml)).toEqual(["Say", "Hangup"]);
});

const FAILED = "https://x.twil.io/voice/after-agent?connects=1";

test("where the workflow itself does not exist, the fallback promises nobody, in the caller's language", () => {
  const { twiml, logged } = request(fallback, {
    ...CALL,
    ErrorCode: "14220",
    ErrorUrl: `${FAILED}&language=es-ES`,
  });

  expect(verbs(twiml)).toEqual(["Say", "Hangup"]);
  expect(one(twiml, "Say").attributes).toEqual({ language: "es-ES" });
  expect(logged).toMatchObject([{ outcome: "goodbye", errorCode: "14220" }]);
});

test("where an agent's own workflow does not exist, the fallback puts the call into the other one", () => {
  const { twiml } = request(fallback, { ...CALL, ErrorCode: "14220", ErrorUrl: `${FAILED}&workflow=own` });

  expect(one(twiml, "Enqueue").attributes).toEqual({ workflowSid: WORKFLOW_SID });
});

test("an address of the failure that is none tells nothing", () => {
  const { twiml } = request(fallback, { ...CALL, ErrorCode: "11200", ErrorUrl: "::" });

  expect(verbs(twiml)).toEqual(["Say", "Enqueue", "Say", "Hangup"]);
});
