import fc from "fast-check";
import { expect, test } from "vitest";
import { afterAgent } from "../../../functions/_lib/handlers/after-agent.ts";
import { afterDial, wasServed } from "../../../functions/_lib/handlers/after-dial.ts";
import { incoming } from "../../../functions/_lib/handlers/incoming.ts";
import { putThrough, whisper } from "../../../functions/_lib/handlers/whisper.ts";
import { webhook } from "../../../functions/_lib/webhook/webhook.ts";
import { encodeHandoff, type Handoff } from "../../../worker/protocol/handoff.ts";
import agents, { SHOPS_NUMBER, TARGET_NUMBERS } from "./agents/index.ts";
import { all, atNow, CALL, CALL_SID, one, request, taskOf, VARIABLES, verbs } from "./webhook.ts";

const ended = webhook("after-agent", afterAgent(agents), undefined, atNow);
const dialled = webhook("after-dial", afterDial(agents), undefined, atNow);
const whispered = webhook("whisper", whisper, putThrough);

const handoff: Handoff = {
  v: 1,
  reasonCode: "caller_frustrated",
  reason: "The caller is upset about a late order; it is the second one.",
  callSummary: "Order 4711 is two weeks late. Señora Núñez wants it refunded.",
  sentiment: "negative",
  triggeredBy: "model",
  language: "es-ES",
  record: {
    url: `https://worker.example.com/api/calls/${CALL_SID}/record?expires=1&signature=ab`,
    expiresAt: 1,
  },
};

const handOver = (target: keyof typeof TARGET_NUMBERS, changes: object = {}, params: object = {}) =>
  request(ended, {
    ...CALL,
    To: TARGET_NUMBERS[target],
    SessionStatus: "ended",
    HandoffData: encodeHandoff({ ...handoff, ...changes }),
    ...params,
  });

// A telephone.

test("a telephone is rung, and what comes of it is followed up", () => {
  const { twiml, logged } = handOver("number");

  expect(verbs(twiml)).toEqual(["Dial"]);
  expect(one(twiml, "Dial").attributes).toEqual({
    action: "/voice/after-dial?connects=1&language=es-ES",
    timeout: "25",
    answerOnBridge: "true",
  });
  expect(one(twiml, "Number").text).toBe("+15550100077");
  expect(logged).toMatchObject([{ outcome: "person", target: "number", reasonCode: "caller_frustrated" }]);
});

// A place of the directory.

test("a place is rung by the number that the definition has for its name, whatever else the payload says of it", () => {
  const place = {
    name: "portland",
    says: "the shop in Portland",
    number: "+15550100666",
    target: "+15550100666",
  };
  const { twiml, logged } = handOver("number", { place }, { To: SHOPS_NUMBER });

  expect(one(twiml, "Number").text).toBe("+15550100078");
  expect(logged).toMatchObject([{ outcome: "person", target: "number", place: "portland" }]);
});

test("a place that goes to Flex is named on the task, for the workflow and for the person", () => {
  const place = { name: "warehouse", says: "the warehouse" };
  const { twiml } = handOver("number", { place }, { To: SHOPS_NUMBER });

  expect(taskOf(twiml).attributes).toMatchObject({ place: "warehouse", handoff: { place } });
});

test.each(["boston", "+15550100666", "__proto__", "constructor", ""])(
  "a place named %j, which there is not, goes where all calls go",
  (name) => {
    const { twiml, logged } = handOver("number", { place: { name, says: "Boston" } }, { To: SHOPS_NUMBER });

    expect(verbs(twiml)).toEqual(["Enqueue"]);
    expect(logged).toMatchObject([{ target: "flex" }]);
    expect(logged[0]).not.toHaveProperty("place");
  },
);

/** What is asked for when somebody answers: the address of the number, as a request. */
const answered = (twiml: ReturnType<typeof handOver>["twiml"], params: object = {}) => {
  const url = new URL(one(twiml, "Number").attributes.url ?? "", "https://example.com");
  expect(url.pathname).toBe("/voice/whisper");
  expect(url.href.length).toBeLessThan(1_000);
  return request(whispered, { CallSid: "CA02", ...Object.fromEntries(url.searchParams), ...params });
};

test("whoever answers hears why, before the caller is put through", () => {
  const { twiml } = answered(handOver("number").twiml);

  expect(all(twiml, "Say").map(({ text }) => text)).toEqual([
    "Una llamada del asistente.",
    `${handoff.reason} ${handoff.callSummary}`,
    "Pulse cualquier tecla para atender la llamada.",
    "Pulse cualquier tecla para atender la llamada.",
  ]);
  expect(new Set(all(twiml, "Say").map(({ attributes }) => attributes.language))).toEqual(new Set(["es-ES"]));
});

test("a key takes the call; an answering machine, which presses none, is hung up on", () => {
  const first = answered(handOver("number").twiml);

  expect(verbs(first.twiml)).toEqual(["Gather", "Gather", "Hangup"]);
  expect(one({ ...first.twiml, children: first.twiml.children.slice(0, 1) }, "Gather").attributes).toEqual({
    action: "/voice/whisper?language=es",
    numDigits: "1",
    finishOnKey: "",
    timeout: "6",
  });
  for (const Digits of ["1", "0", "#", "*"]) {
    expect(verbs(request(whispered, { ...CALL, language: "es", Digits }).twiml)).toEqual([]);
  }
});

test("a fault in the whisper puts the caller through", () => {
  const faulty = webhook(
    "whisper",
    () => {
      throw new Error("a fault");
    },
    putThrough,
  );

  expect(verbs(request(faulty, CALL).twiml)).toEqual([]);
});

test("a telephone that wants no whisper gets none", () => {
  const { twiml } = handOver("unannounced");

  expect(one(twiml, "Number").attributes).toEqual({});
  expect(one(twiml, "Dial").attributes.timeout).toBe("30");
});

test("whatever the agent noted, the address stays short and its beginning is said", () => {
  const note = fc.oneof(
    fc.string({ unit: "binary", maxLength: 2_000 }),
    fc.string({ unit: fc.constantFrom("é", "م", "👩‍👩‍👧‍👦", "&", "<", '"', " "), maxLength: 900 }),
  );
  fc.assert(
    fc.property(note, note, (reason, callSummary) => {
      const { twiml } = answered(handOver("number", { reason, callSummary }).twiml);

      for (const { text } of all(twiml, "Say")) {
        expect(text).not.toContain("\ufffd".repeat(2));
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(520);
      }
    }),
    { numRuns: 100 },
  );
});

test.each([undefined, "", "not base64!", "x".repeat(2_000)])("a note that is %j is left out", (note) => {
  const { twiml } = request(whispered, { ...CALL, note });

  expect(all(twiml, "Say").map(({ text }) => text)).toEqual([
    "A call from the assistant.",
    "Press any key to take the call.",
    "Press any key to take the call.",
  ]);
});

// After a telephone or a contact centre.

test.each([
  ["completed", "true", true],
  ["completed", undefined, true],
  ["answered", undefined, true],
  ["completed", "false", false],
  ["answered", "false", false],
  ["busy", "false", false],
  ["no-answer", undefined, false],
  ["failed", undefined, false],
  ["canceled", undefined, false],
  ["kidnapped", undefined, false],
  [undefined, undefined, false],
])("a call that was dialled and ended %s, bridged: %s → served: %s", (status, bridged, served) => {
  expect(wasServed(status, bridged)).toBe(served);

  const { twiml } = request(dialled, {
    ...CALL,
    To: TARGET_NUMBERS.number,
    DialCallStatus: status,
    DialBridged: bridged,
    connects: "2",
    language: "es-ES",
  });

  expect(verbs(twiml)).toEqual([served ? "Hangup" : "Connect"]);
  if (!served) {
    expect(one(twiml, "Connect").attributes.action).toBe("/voice/after-agent?connects=3&language=es-ES");
    expect(one(twiml, "Parameter").attributes).toEqual({ name: "connect", value: "nobody_free" });
  }
});

test("a caller who hung up while it rang gets an empty response", () => {
  const { twiml } = request(dialled, { ...CALL, CallStatus: "completed", DialCallStatus: "canceled" });

  expect(verbs(twiml)).toEqual([]);
});

test("a caller does not go round between agent and telephone for ever", () => {
  const trips: string[] = [];
  let params: Record<string, string> = {};
  while (trips.length < 20) {
    const rung = handOver("number", {}, params).twiml;
    const query = new URLSearchParams(one(rung, "Dial").attributes.action?.split("?")[1]);
    const back = request(dialled, { ...CALL, DialCallStatus: "busy", ...Object.fromEntries(query) }).twiml;
    trips.push(verbs(back).join());
    if (!verbs(back).includes("Connect")) break;
    params = Object.fromEntries(new URLSearchParams(one(back, "Connect").attributes.action?.split("?")[1]));
  }

  expect(trips).toEqual(["Connect", "Connect", "Connect", "Say,Hangup"]);
});

// Another contact centre, by SIP.

const sipOf = (twiml: ReturnType<typeof handOver>["twiml"]) => {
  const [address = "", headers = ""] = one(twiml, "Sip").text.split("?");
  return { address, headers, values: new URLSearchParams(headers) };
};

/** The user information of a User-to-User header, without its protocol discriminator. */
function userInformation(value: string): string {
  const [hex = "", ...parameters] = value.split(";");
  expect(parameters).toEqual(["encoding=hex"]);
  expect(hex).toMatch(/^04([0-9A-F]{2}){0,128}$/);
  return Buffer.from(hex.slice(2), "hex").toString("latin1");
}

test("a contact centre is called by SIP, with the call's id and the reason as user-to-user information", () => {
  const { twiml, logged } = handOver("sip");

  expect(one(twiml, "Dial").attributes).toMatchObject({ timeout: "60", answerOnBridge: "true" });
  const { address, headers, values } = sipOf(twiml);
  expect(address).toBe("sip:desk@pbx.example.com;transport=tls");
  expect(headers).toMatch(/^User-to-User=[0-9A-F]+%3Bencoding%3Dhex$/);
  expect(userInformation(values.get("User-to-User") ?? "")).toBe(
    `call=${CALL_SID};why=caller_frustrated;mood=negative;lang=es;note=The caller is upset about a late...`,
  );
  expect(logged).toMatchObject([{ outcome: "person", target: "sip" }]);
});

test("or as headers, with the link to the whole record and as much of the summary as there is room for", () => {
  const { values } = sipOf(handOver("sipHeaders").twiml);

  expect(Object.fromEntries(values)).toEqual({
    "X-Call-Sid": CALL_SID,
    "X-Reason-Code": "caller_frustrated",
    "X-Sentiment": "negative",
    "X-Language": "es-ES",
    "X-Reason": handoff.reason,
    "X-Record-Url": handoff.record?.url,
    "X-Call-Summary": handoff.callSummary,
  });
});

test("a long summary fills the headers to the last character that Twilio takes, and no further", () => {
  const { headers, values } = sipOf(handOver("sipHeaders", { callSummary: "x".repeat(3_000) }).twiml);

  // The ellipsis costs nine characters, which the last letters leave exactly.
  expect(headers.length).toBe(1_023);
  expect(values.get("X-Call-Summary")).toMatch(/^x{300,}…$/);
});

test("whatever the agent noted, the SIP headers are ones that Twilio takes", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 1_500 }),
    fc.string({
      unit: fc.constantFrom("é", "م", "👋", "&", "=", "?", ";", "%", "-", "\u0000", "\ud800"),
      maxLength: 500,
    }),
  );
  const target = fc.constantFrom("sip" as const, "sipHeaders" as const);
  fc.assert(
    fc.property(target, text, text, fc.boolean(), (kind, reason, callSummary, linked) => {
      const record = linked ? handoff.record : { url: `https://x.example/${"y".repeat(380)}`, expiresAt: 1 };
      const { twiml } = handOver(kind, { reason, callSummary, record });

      const { headers, values } = sipOf(twiml);
      expect(headers.length).toBeLessThan(1_024);
      for (const pair of headers.split("&")) {
        expect(pair).toMatch(/^(User-to-User|X-[A-Za-z-]+)=([A-Za-z0-9]|%[0-9A-F]{2})*$/);
      }
      if (kind === "sip") expect(userInformation(values.get("User-to-User") ?? "")).toContain(CALL_SID);
      else expect(values.get("X-Call-Sid")).toBe(CALL_SID);
    }),
    { numRuns: 200 },
  );
});

// A Studio flow.

test("a Studio flow gets the call, with the payload as Twilio Agent Connect names it", () => {
  const { twiml, logged } = handOver("studio", { conversationId: "conv_1", profileId: "prof_1" });

  expect(verbs(twiml)).toEqual(["Redirect"]);
  const url = new URL(one(twiml, "Redirect").text);
  expect(url.origin + url.pathname).toBe(
    `https://webhooks.twilio.com/v1/Accounts/${CALL.AccountSid}/Flows/FW${"a".repeat(32)}`,
  );
  expect(url.searchParams.get("Trigger")).toBe("incomingCall");
  expect(JSON.parse(url.searchParams.get("HandoffData") ?? "")).toEqual({
    conversationId: "conv_1",
    storeId: "",
    profileId: "prof_1",
    attributes: {
      reasonCode: "caller_frustrated",
      reason: handoff.reason,
      callSummary: handoff.callSummary,
      sentiment: "negative",
      language: "es",
      recordUrl: handoff.record?.url,
    },
  });
  expect(logged).toMatchObject([{ outcome: "person", target: "studio" }]);
});

test("without a conversation the call's own id stands for it", () => {
  const data = new URL(one(handOver("studio").twiml, "Redirect").text).searchParams.get("HandoffData") ?? "";

  expect(JSON.parse(data)).toMatchObject({ conversationId: CALL_SID, profileId: "" });
});

test("the address of the flow stays within bounds whatever the summary", () => {
  for (const callSummary of ["é".repeat(5_000), "👋".repeat(5_000), '"\\'.repeat(5_000)]) {
    const { text } = one(handOver("studio", { callSummary, reason: callSummary }).twiml, "Redirect");

    expect(text.length).toBeLessThan(2_500);
    expect(JSON.parse(new URL(text).searchParams.get("HandoffData") ?? "")).toHaveProperty("conversationId");
  }
});

test.each([undefined, "", "AC1", `AC${"0".repeat(31)}/`])(
  "with an account id of %j there is no address of a flow, and the call goes to Flex",
  (AccountSid) => {
    const { twiml, logged } = handOver("studio", {}, { AccountSid });

    expect(verbs(twiml)).toEqual(["Enqueue"]);
    expect(taskOf(twiml).attributes).toMatchObject({ reasonCode: "caller_frustrated" });
    expect(logged).toMatchObject([{ target: "flex", fault: "no_account_sid" }]);
  },
);

// When the agent is out of reach.

const arriving = webhook("incoming", incoming(agents), undefined, atNow);

test.each([
  ["number", ["Say", "Dial"]],
  ["sip", ["Say", "Dial"]],
  ["sipHeaders", ["Say", "Dial"]],
  ["studio", ["Say", "Redirect"]],
] as const)(
  "a caller whose agent cannot be reached hears an apology and goes to the same place: %s",
  (kind, expected) => {
    const To = TARGET_NUMBERS[kind];
    const failed = { ...CALL, To, SessionStatus: "failed", ErrorCode: "64102", SessionDuration: "0" };
    const { WORKFLOW_SID } = VARIABLES;

    expect(verbs(request(ended, failed).twiml)).toEqual(expected);
    expect(verbs(request(arriving, { ...CALL, To }, { WORKFLOW_SID }).twiml)).toEqual(expected);
    expect(verbs(request(arriving, { ...CALL, To }, {}).twiml)).toEqual(expected);
  },
);

test("nobody at the telephone either: a goodbye, as the agent is down", () => {
  const rung = request(arriving, { ...CALL, To: TARGET_NUMBERS.number }, {}).twiml;
  const query = new URLSearchParams(one(rung, "Dial").attributes.action?.split("?")[1]);

  const { twiml } = request(dialled, { ...CALL, DialCallStatus: "no-answer", ...Object.fromEntries(query) });

  expect(verbs(twiml)).toEqual(["Say", "Hangup"]);
});
