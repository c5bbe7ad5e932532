import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LocalStack, startStack } from "../../local/stack/stack.ts";
import { parseHandoff } from "../../worker/protocol/handoff.ts";
import { dial, type Phone } from "../support/phone.ts";
import { SHOP_STACK } from "./support/shop-stack.ts";

/** Whole calls: real Functions, real Worker, the practice model, and people who speak six times faster than life. */

let stack: LocalStack;

beforeAll(async () => {
  stack = await startStack(SHOP_STACK);
}, 60_000);
afterAll(() => stack.close());

const call = (whom?: { from?: string; to?: string }): Promise<Phone> => dial(stack.twilio, whom);

const patient = { within: 15_000 };

describe.concurrent("a call to the shop", () => {
  test("is answered with the greeting, and an order is found", async () => {
    const phone = await call();
    await phone.hears("How can I help you today?", patient);

    await phone.says("Where is my order 1042?");

    await phone.hears(/Night Runner/, patient);
    await phone.hangsUp();
    expect(await phone.ended()).toBe("completed");
  });

  test("ends at a person who knows, when the caller asks for one", async () => {
    const phone = await call();
    await phone.hears("How can I help you today?", patient);
    await phone.says("Where is my order 1042?");
    await phone.hears(/Is there anything else/, patient);

    await phone.says("I would like to talk to a person, please.");
    const task = await phone.task(undefined, patient);

    expect(task.attributes).toMatchObject({
      reasonCode: "caller_requested",
      sentiment: expect.stringMatching(/positive|neutral|negative/),
      callSummary: expect.stringContaining("1042"),
      reason: expect.any(String),
      handoff: { v: 1, triggeredBy: "caller" },
    });
    expect(JSON.stringify(task.attributes).length).toBeLessThanOrEqual(4_096);
    const end = await phone.event("frame", (e) => e.direction === "from_worker" && isEnd(e.frame));
    expect(parseHandoff((end.frame as { handoffData: string }).handoffData)?.repaired).toBe(false);
    await phone.hangsUp();
  });

  test("says the goodbye to its end before it hands over", async () => {
    const phone = await call();
    await phone.hears("How can I help you today?", patient);

    await phone.says("Let me speak to a human being.");
    await phone.task(undefined, patient);

    const speech = phone.events.filter((e) => e.kind === "agent_speech" && e.source === "text");
    expect(speech.at(-1)).toMatchObject({ state: "finished" });
    await phone.hangsUp();
  });

  test("reaches a person by pressing 0 over the greeting", async () => {
    const phone = await call();
    await phone.event("agent_speech", undefined, patient);

    await phone.presses("0");

    expect((await phone.task(undefined, patient)).attributes).toMatchObject({
      reasonCode: "caller_requested",
    });
    await phone.hangsUp();
  });

  test("can be spoken over: the agent stops, and answers what was said", async () => {
    const phone = await call();
    await phone.hears("How can I help you today?", patient);
    await phone.says("Where is my order 1042?");

    await phone.interrupts("Do you have the City Perch in size nine?", /./, patient);

    await phone.event("agent_speech", (e) => e.state === "cut", patient);
    await phone.hears(/City Perch/, patient);
    await phone.hangsUp();
  });

  test("places an order only after a yes, and texts the caller's own number", async () => {
    const phone = await call({ from: "+15550100077" });
    await phone.hears("How can I help you today?", patient);
    await phone.says("I would like to order the Night Runner in size nine, black.");
    await phone.hears(/\?/, patient);
    const before = smsTo("+15550100077");

    await phone.says("Yes, please do.");
    await phone.hears(/order number/, patient);

    expect(before).toEqual([]);
    expect(smsTo("+15550100077")).toHaveLength(1);
    await phone.hangsUp();
  });

  test("goes on in Spanish when the caller wants to", async () => {
    const phone = await call();
    await phone.hears("How can I help you today?", patient);

    await phone.says("Can we speak Spanish, please?");

    const speech = await phone.event(
      "agent_speech",
      (e) => e.lang.startsWith("es") && e.state === "finished",
      patient,
    );
    expect(speech.text).toMatch(/[áéíóúñ¿]|pedido|ayudar|momento/);
    await phone.hangsUp();
  });

  test("takes an order number from the keypad", async () => {
    const phone = await call();
    await phone.hears("How can I help you today?", patient);
    await phone.says("I want to know where my order is.");
    await phone.hears(/order number/, patient);

    await phone.presses("1042#");

    await phone.hears(/Night Runner/, patient);
    await phone.hangsUp();
  });

  test("comes back to an agent that remembers when nobody is free", async () => {
    const phone = await call();
    await phone.hears("How can I help you today?", patient);
    await phone.says("Where is my order 1042?");
    await phone.hears(/Is there anything else/, patient);
    await phone.says("I want to talk to a person.");
    await phone.task(undefined, patient);

    await phone.agent("cancel");

    await phone.hears(/nobody could take your call/, patient);
    await phone.says("Then tell me again where my order is.");
    await phone.hears(/Night Runner/, patient);
    await phone.hangsUp();
  });
});

describe.concurrent("several calls", () => {
  test("two callers at once never hear each other's answer", async () => {
    const [a, b] = await Promise.all([call({ from: "+15550100011" }), call({ from: "+15550100012" })]);
    await Promise.all([a, b].map((p) => p.hears("How can I help you today?", patient)));

    await Promise.all([a.says("Where is my order 1042?"), b.says("Where is my order 1077?")]);
    const [heardByA, heardByB] = await Promise.all([
      a.hears(/anything else/, patient),
      b.hears(/anything else/, patient),
    ]);

    expect(heardByA).toContain("Night Runner");
    expect(heardByB).not.toContain("Night Runner");
    await Promise.all([a.hangsUp(), b.hangsUp()]);
  });

  test("another called number reaches another agent", async () => {
    const phone = await call({ to: "+15550100009" });

    await phone.hears("this is the night desk", patient);

    await phone.hangsUp();
  });
});

describe("a lost connection", () => {
  test("comes back with memory, without a second greeting", async () => {
    const phone = await call();
    await phone.hears("How can I help you today?", patient);
    await phone.says("Where is my order 1042?");
    await phone.hears(/anything else/, patient);

    await phone.losesSocket();
    expect(await phone.hears(/Where were we\?/, patient)).not.toContain("How can I help you today?");
    await phone.says("I want to talk to a person.");

    expect((await phone.task(undefined, patient)).attributes.callSummary).toContain("1042");
    await phone.hangsUp();
  });
});

const isEnd = (frame: unknown): boolean =>
  typeof frame === "object" && frame !== null && "type" in frame && frame.type === "end";

const smsTo = (number: string): readonly string[] =>
  stack.twilio.events.flatMap((e) => (e.kind === "sms" && e.to === number ? [e.body] : []));
