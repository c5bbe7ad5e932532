import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { encodeHandoff, type Handoff } from "../../../worker/protocol/handoff.ts";
import { TARGET_NUMBERS, UNHEARD_NUMBER } from "./agents/index.ts";
import { serveFunctions } from "./functions-server.ts";
import { all, CALL, CALL_SID, one, parseTwiml, taskOf, VARIABLES, verbs } from "./webhook.ts";

// Every request forks a process.
vi.setConfig({ testTimeout: 30_000 });

let server: Awaited<ReturnType<typeof serveFunctions>>;
beforeAll(async () => {
  server = await serveFunctions({ ...VARIABLES, DESK_SECRET: "a secret" });
}, 120_000);
afterAll(() => server.close());

/** Posts a form, as Twilio does, and checks what holds for every answer. */
async function post(path: string, form: ConstructorParameters<typeof URLSearchParams>[0] = CALL) {
  const response = await fetch(server.url + path, { method: "POST", body: new URLSearchParams(form) });
  const xml = await response.text();
  expect(response.status, xml).toBe(200);
  expect(response.headers.get("content-type")).toMatch(/^text\/xml/);
  return parseTwiml(xml);
}

const handoff: Handoff = {
  v: 1,
  reasonCode: "caller_requested",
  reason: 'Said "a person, please" & <nothing> else',
  callSummary: "Grüße 👋 مرحبا",
  sentiment: "neutral",
  triggeredBy: "caller",
  language: "en-US",
};

test("a call goes from the agent to a person and back, by the addresses the answers name", async () => {
  const arrived = await post("/voice/incoming", { ...CALL, CallStatus: "ringing" });
  expect(one(arrived, "ConversationRelay").attributes.url).toBe(`${VARIABLES.RELAY_URL}/${CALL_SID}`);

  const dropped = await post(one(arrived, "Connect").attributes.action ?? "", {
    ...CALL,
    SessionStatus: "failed",
    ErrorCode: "64105",
    SessionDuration: "12",
  });
  expect(one(dropped, "ConversationRelay").attributes).not.toHaveProperty("welcomeGreeting");

  const handedOver = await post(one(dropped, "Connect").attributes.action ?? "", {
    ...CALL,
    SessionStatus: "ended",
    SessionDuration: "30",
    HandoffData: encodeHandoff(handoff),
  });
  expect(taskOf(handedOver).attributes).toMatchObject({
    reason: handoff.reason,
    callSummary: handoff.callSummary,
  });
  const { action, waitUrl } = one(handedOver, "Enqueue").attributes;

  const waiting = await post(waitUrl ?? "", { ...CALL, QueuePosition: "1", QueueTime: "0" });
  const music = await fetch(new URL(one(waiting, "Play").text, server.url));
  expect(music.status).toBe(200);
  expect(music.headers.get("content-type")).toMatch(/^audio\/(x-|vnd\.)?wave?$/);
  expect((await music.arrayBuffer()).byteLength).toBeLessThan(300_000);

  const alone = await post(action ?? "", { ...CALL, QueueResult: "leave", QueueTime: "90" });
  expect(one(alone, "Connect").attributes.action).toBe("/voice/after-agent?connects=3&language=en-US");
});

test("an answer that has to wait for somebody else arrives, once", async () => {
  const handedOver = await post("/voice/after-agent", {
    ...CALL,
    To: UNHEARD_NUMBER,
    SessionStatus: "ended",
    HandoffData: encodeHandoff(handoff),
  });

  expect(verbs(handedOver)).toEqual(["Enqueue"]);
});

test("a hand-off of 200 kB arrives and is answered", async () => {
  const HandoffData = encodeHandoff({ ...handoff, callSummary: "long ".repeat(40_000) });

  const { chars } = taskOf(
    await post("/voice/after-agent", { ...CALL, SessionStatus: "ended", HandoffData }),
  );

  expect(chars).toBeLessThanOrEqual(2_000);
});

test("a call goes from the agent to a telephone and back, by the addresses the answers name", async () => {
  const call = { ...CALL, To: TARGET_NUMBERS.number };
  const rung = await post("/voice/after-agent", {
    ...call,
    SessionStatus: "ended",
    HandoffData: encodeHandoff(handoff),
  });
  const whispered = await post(one(rung, "Number").attributes.url ?? "", {
    ...CALL,
    CallSid: "CA02",
    To: one(rung, "Number").text,
  });
  const [gather] = all(whispered, "Gather");
  const pressed = await post(gather?.attributes.action ?? "", { ...CALL, CallSid: "CA02", Digits: "5" });
  const back = await post(one(rung, "Dial").attributes.action ?? "", {
    ...call,
    DialCallStatus: "busy",
    DialBridged: "false",
  });

  expect(all(whispered, "Say").map(({ text }) => text)).toContain(`${handoff.reason} ${handoff.callSummary}`);
  expect(verbs(pressed)).toEqual([]);
  expect(one(back, "Parameter").attributes.value).toBe("nobody_free");
});

test.each(["incoming", "after-agent", "wait", "after-queue", "after-dial", "whisper", "fallback"])(
  "/voice/%s answers TwiML to an empty form and to a repeated one",
  async (name) => {
    expect((await post(`/voice/${name}`, {})).name).toBe("Response");
    const twice = Object.entries({ ...CALL, HandoffData: "[" }).flatMap((pair) => [pair, pair]);
    expect((await post(`/voice/${name}`, twice)).name).toBe("Response");
  },
);

test("the fallback reaches a person", async () => {
  expect(all(await post("/voice/fallback", { ...CALL, ErrorCode: "11200" }), "Enqueue")).toHaveLength(1);
});
