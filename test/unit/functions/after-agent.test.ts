import { expect, test } from "vitest";
import { afterAgent } from "../../../functions/_lib/handlers/after-agent.ts";
import { decide } from "../../../functions/_lib/session-end.ts";
import { webhook } from "../../../functions/_lib/webhook/webhook.ts";
import { encodeHandoff, type Handoff } from "../../../worker/protocol/handoff.ts";
import agents, { RICH_NUMBER } from "./agents/index.ts";
import {
  all,
  atNow,
  CALL,
  CALL_SID,
  NOW_MS,
  one,
  request,
  taskOf,
  VARIABLES,
  verbs,
  WORKFLOW_SID,
} from "./webhook.ts";

const handler = webhook("after-agent", afterAgent(agents), undefined, atNow);
const queued = `queued=${NOW_MS / 1000}`;

const handoff: Handoff = {
  v: 1,
  reasonCode: "caller_frustrated",
  reason: "The caller is upset about a late order.",
  callSummary: "Order 4711 is two weeks late. The caller wants it refunded.",
  sentiment: "negative",
  triggeredBy: "model",
  language: "es-ES",
  intent: "refund",
};

const ended = { ...CALL, SessionId: "VX01", SessionStatus: "ended", SessionDuration: "42" };
const dropped = { ...ended, SessionStatus: "failed", ErrorCode: "64105", ErrorMessage: "Websocket ended" };
const completed = { ...ended, SessionStatus: "completed", CallStatus: "completed" };

type Kind = ReturnType<typeof decide>["kind"];
const table: readonly [status: string | undefined, code: string | undefined, has: boolean, Kind][] = [
  ["ended", undefined, true, "person"],
  ["ended", undefined, false, "goodbye"],
  ["ended", "64105", false, "goodbye"],
  ["completed", undefined, false, "nothing"],
  ["completed", undefined, true, "person"],
  ["failed", "64105", false, "reconnect"],
  ["failed", "39001", false, "reconnect"],
  ["failed", "64105", true, "person"],
  ["failed", "64101", false, "person"],
  ["failed", "64102", false, "person"],
  ["failed", "64104", false, "person"],
  ["failed", "64109", false, "person"],
  ["failed", "99999", false, "person"],
  ["failed", undefined, false, "person"],
  ["paused", undefined, false, "person"],
  [undefined, undefined, false, "person"],
  [undefined, undefined, true, "person"],
];

test.each(table)("session %s, error %s, hand-off: %s → %s", (status, errorCode, has, kind) => {
  const handoffData = has ? encodeHandoff(handoff) : undefined;

  const next = decide(
    { status, errorCode, callOver: false, handoffData, seconds: 42 },
    { connects: 1, maxConnects: 4, language: "en-US" },
  );

  expect(next.kind).toBe(kind);
});

test("whatever a session reports of a call that is over, there is nothing to answer", () => {
  for (const status of ["ended", "completed", "failed", "paused", undefined]) {
    for (const errorCode of [undefined, "64105", "39001", "64101", "64102", "64109"]) {
      for (const handoffData of [undefined, encodeHandoff(handoff), "{"]) {
        const session = { status, errorCode, callOver: true, handoffData, seconds: 0 };

        expect(decide(session, { connects: 1, maxConnects: 4, language: "en-US" })).toEqual({
          kind: "nothing",
        });
      }
    }
  }
});

test.each(["completed", "canceled", "failed", "busy", "no-answer"])(
  "a call that is %s is over",
  (CallStatus) => {
    expect(verbs(request(handler, { ...dropped, CallStatus }).twiml)).toEqual([]);
  },
);

test.each([
  [1, 0, "person"],
  [1, 1, "reconnect"],
  [1, undefined, "reconnect"],
  [2, 0, "reconnect"],
  [3, 42, "reconnect"],
  [4, 42, "person"],
  [999, 42, "person"],
])("a socket lost on connect %s after %s s leads to: %s", (connects, seconds, kind) => {
  const next = decide(
    { status: "failed", errorCode: "64105", callOver: false, handoffData: undefined, seconds },
    { connects, maxConnects: 4, language: "en-US" },
  );

  expect(next.kind).toBe(kind);
});

test("a hand-off puts the call in line, with its context on the task", () => {
  const { twiml } = request(handler, { ...ended, HandoffData: encodeHandoff(handoff) });

  expect(verbs(twiml)).toEqual(["Enqueue"]);
  expect(one(twiml, "Enqueue").attributes).toEqual({
    workflowSid: WORKFLOW_SID,
    action: `/voice/after-queue?connects=1&language=es-ES&${queued}`,
    waitUrl: "/voice/wait?connects=1&language=es-ES",
  });
  expect(one(twiml, "Task").attributes).toEqual({});
  expect(taskOf(twiml).attributes).toMatchObject({
    type: "inbound",
    direction: "inbound",
    name: CALL.From,
    reason: handoff.reason,
    reasonCode: handoff.reasonCode,
    callSummary: handoff.callSummary,
    sentiment: "negative",
    language: "es",
    handoff: { v: 1, language: "es-ES", intent: "refund" },
    conversations: { conversation_id: CALL_SID, conversation_measure_1: 42 },
  });
});

test("text of the model's chooses neither workflow nor priority, and overwrites nothing of Twilio's", () => {
  const greedy = {
    ...handoff,
    priority: 999,
    workflowSid: "WWevil",
    call_sid: "CAevil",
    from: "+1900",
    direction: "outbound",
    conference: { sid: "CFevil" },
    worker: "boss",
  };

  const { twiml, xml } = request(handler, { ...ended, HandoffData: JSON.stringify(greedy) });

  expect(one(twiml, "Task").attributes).toEqual({});
  expect(taskOf(twiml).attributes.direction).toBe("inbound");
  expect(xml).not.toMatch(/evil|999|1900|boss|conference"/);
});

test("an agent with a workflow of its own hands over to that one", () => {
  const { twiml } = request(handler, { ...ended, To: RICH_NUMBER, HandoffData: encodeHandoff(handoff) });

  expect(one(twiml, "Enqueue").attributes.workflowSid).toBe(`WW${"f".repeat(32)}`);
});

test.each([
  ["not JSON", "reason: billing"],
  ["cut off", encodeHandoff(handoff).slice(0, 60)],
  ["a list", "[1,2,3]"],
  ["a list of objects", `[${encodeHandoff(handoff)}]`],
  ["a number", "7"],
  ["null", "null"],
  ["a string", '"please"'],
  ["an empty object", "{}"],
  ["fields of the wrong kinds", '{"reasonCode":7,"callSummary":{"a":1},"facts":"none","v":9}'],
  ["200 kB of summary", JSON.stringify({ ...handoff, callSummary: "é".repeat(200_000) })],
  ["200 kB of brackets", "[".repeat(200_000)],
  ["XML", JSON.stringify({ ...handoff, callSummary: "</Task></Enqueue><Dial>+1900</Dial><!--]]>&amp;" })],
  ["control characters", JSON.stringify({ ...handoff, reason: "\u0000\u0007\u001b[31m\ufffe\uffff" })],
  ["lone surrogates", JSON.stringify({ ...handoff, reason: "\ud83d and \udc00" })],
  ["raw control characters", '{"reason":"\u0000"}'],
  ["raw lone surrogates", "\ud800\udfff\ud800"],
  ["emoji", JSON.stringify({ ...handoff, callSummary: "👩‍👩‍👧‍👦".repeat(2_000) })],
  ["Arabic", JSON.stringify({ ...handoff, callSummary: "العميل غاضب ".repeat(1_000) })],
])("a hand-off that is %s still reaches a person, within the limit", (_, HandoffData) => {
  const { twiml } = request(handler, { ...ended, HandoffData });

  expect(verbs(twiml)).toEqual(["Enqueue"]);
  const { chars, attributes } = taskOf(twiml);
  expect(chars).toBeLessThanOrEqual(2_000);
  expect(attributes).toMatchObject({
    reasonCode: expect.any(String),
    reason: expect.any(String),
    callSummary: expect.any(String),
    sentiment: expect.stringMatching(/^(positive|neutral|negative)$/),
    handoff: { v: 1 },
  });
});

test("good fields of a damaged hand-off are kept, and the operator learns of it", () => {
  const { twiml, logged } = request(handler, {
    ...ended,
    HandoffData: JSON.stringify({ ...handoff, sentiment: "furious" }),
  });

  expect(taskOf(twiml).attributes).toMatchObject({ callSummary: handoff.callSummary, sentiment: "neutral" });
  expect(logged).toMatchObject([{ notes: "repaired" }]);
});

test("without a hand-off the agent has said goodbye, and we hang up", () => {
  expect(verbs(request(handler, ended).twiml)).toEqual(["Hangup"]);
  expect(verbs(request(handler, { ...ended, HandoffData: "" }).twiml)).toEqual(["Hangup"]);
});

test("a caller who is gone gets an empty response", () => {
  expect(verbs(request(handler, completed).twiml)).toEqual([]);
});

test("a lost socket connects again, without a second greeting, and counts", () => {
  const { twiml } = request(handler, { ...dropped, connects: "2" });

  expect(one(twiml, "Connect").attributes.action).toBe("/voice/after-agent?connects=3");
  const { attributes } = one(twiml, "ConversationRelay");
  expect(attributes.url).toBe(`${VARIABLES.RELAY_URL}/${CALL_SID}`);
  expect(attributes).not.toHaveProperty("welcomeGreeting");
  expect(one(twiml, "Parameter").attributes).toEqual({ name: "connect", value: "lost_socket" });
});

test("connecting again ends at the agent's own limit, with a person", () => {
  let params: Record<string, string> = { ...dropped, To: RICH_NUMBER };
  let connects = 1;
  let last = request(handler, params);
  while (all(last.twiml, "Connect").length > 0) {
    connects += 1;
    const query = new URLSearchParams(one(last.twiml, "Connect").attributes.action?.split("?")[1]);
    params = { ...params, ...Object.fromEntries(query) };
    last = request(handler, params);
  }

  expect(connects).toBe(2);
  expect(verbs(last.twiml)).toEqual(["Say", "Enqueue"]);
  expect(taskOf(last.twiml).attributes.reasonCode).toBe("agent_unreachable");
});

test.each(["-1", "0", "1e9", "99999999999999999999", "NaN", "two", ""])(
  "a connect count of %j cannot unbound the reconnects",
  (connects) => {
    const { twiml } = request(handler, { ...dropped, connects });

    expect(one(twiml, "Connect").attributes.action).toBe("/voice/after-agent?connects=2");
  },
);

test("a caller whose agent never came up hears an apology, and a person", () => {
  const { twiml } = request(handler, { ...dropped, ErrorCode: "64102", SessionDuration: "0" });

  expect(verbs(twiml)).toEqual(["Say", "Enqueue"]);
  expect(one(twiml, "Enqueue").attributes.action).toBe(
    `/voice/after-queue?connects=1&language=en-US&agent=down&${queued}`,
  );
  expect(taskOf(twiml).attributes.reasonCode).toBe("agent_unreachable");
});

test("the apology is in the language of the agent", () => {
  const { twiml } = request(handler, { ...dropped, ErrorCode: "64102", language: "de-DE" });

  expect(one(twiml, "Say").attributes.language).toBe("de-DE");
});

test("the same callback, twice, gets the same answer", () => {
  for (const params of [{ ...ended, HandoffData: encodeHandoff(handoff) }, ended, completed, dropped]) {
    expect(request(handler, params).xml).toBe(request(handler, params).xml);
  }
});

test.each([
  ["a hand-off", { ...ended, HandoffData: encodeHandoff(handoff) }, ["Say", "Hangup"]],
  ["a lost socket", dropped, ["Say", "Hangup"]],
  ["a goodbye", ended, ["Hangup"]],
])("with no variable set, %s still ends in words or silence that was meant", (_, params, expected) => {
  expect(verbs(request(handler, params, {}).twiml)).toEqual(expected);
});

test("a lost socket that cannot be connected again leads to a person", () => {
  const { twiml } = request(handler, dropped, { WORKFLOW_SID });

  expect(verbs(twiml)).toContain("Enqueue");
});

test("the log says what was decided and nothing of what was said", () => {
  const { logged } = request(handler, { ...ended, HandoffData: encodeHandoff(handoff) });

  expect(logged).toEqual([
    {
      level: "info",
      event: "webhook.answered",
      release: "dev",
      webhook: "after-agent",
      callSid: CALL_SID,
      outcome: "person",
      target: "flex",
      connects: 1,
      reasonCode: "caller_frustrated",
      notes: "whole",
      ms: expect.any(Number),
    },
  ]);
});
