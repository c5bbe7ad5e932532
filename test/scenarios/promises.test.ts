import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Phone } from "../support/phone.ts";
import { type EscalationStack, patient, startEscalation, tasksOf } from "./support/escalation-stack.ts";

/** What is promised to a caller who wants a person, when nobody is there, or nobody knows. */

let escalation: EscalationStack;

beforeAll(async () => {
  escalation = await startEscalation({ settings: { workers: 2 } });
  // Twilio may deliver any callback twice; nothing here may happen twice for that.
  await escalation.faults({ duplicateCallbacks: true });
}, 120_000);
afterAll(() => escalation.close());

const PROMISE = /put you through|le paso|in the queue/i;

/** Says what the call is about, and then asks for more than the agent can do. */
async function asksForMore(
  phone: Phone,
  words = "This is too much for you, I need somebody else.",
): Promise<void> {
  await phone.says("It is about my order 1042.");
  await phone.hears("I have order", patient);
  await phone.says(words);
}

const callbacksOf = (phone: Phone) =>
  tasksOf(escalation, phone).filter((t) => t.attributes.type === "callback");

test("nothing is said of a person while the statistics are asked", async () => {
  await escalation.faults({ statisticsLatencyMs: 500 });
  const phone = await escalation.reaches("plain");
  await phone.says("This is too much for you, I need somebody else.");
  const asked = phone.events.findLast((e) => e.kind === "caller_speech" && e.final);

  const { at } = await phone.event("agent_speech", (e) => PROMISE.test(e.text), patient);

  expect(at - (asked?.at ?? 0)).toBeGreaterThanOrEqual(500);
  await phone.task("reserved", patient);
  await phone.agent("accept");
  await phone.agent("complete");
  await phone.ended(patient);
  await escalation.faults({ statisticsLatencyMs: 0 });
  // From here on nobody is signed in.
  await escalation.stack.twilio.command({ do: "workers", available: 0 });
});

describe.concurrent("out of hours", () => {
  test("a callback is offered, and one task holds what the caller wanted, however often it is asked for", async () => {
    const phone = await escalation.reaches("closedCallback", "+15550100021");
    await asksForMore(phone);
    await phone.hears("Shall I arrange for someone to call you back?", patient);

    await phone.says("Yes, please call me back.");
    await phone.hears("You will be called back.", patient);
    await phone.says("Did you note that? Call me back, please.");
    await phone.hears("You will be called back.", patient);
    await phone.hangsUp();
    await phone.ended();

    expect(phone.heard).not.toMatch(PROMISE);
    expect(tasksOf(escalation, phone)).toHaveLength(1);
    expect(callbacksOf(phone)[0]).toMatchObject({
      callSid: "",
      channel: "voice",
      status: "pending",
      attributes: {
        type: "callback",
        callback_id: phone.callSid,
        from: "+15550100021",
        callBackData: { numberToCall: "+15550100021", attempts: 0 },
        callSummary: "The caller asks about order 1042.",
        reason: "The caller needs a person.",
        sentiment: "neutral",
        handoff: {
          v: 1,
          facts: [{ name: "orderNumber", value: "1042" }],
          promises: [expect.stringContaining("callback")],
        },
      },
    });
  });

  test("the offer is made in the caller's language", async () => {
    const phone = await escalation.reaches("closedSpanish");
    await phone.says("Esto es demasiado para usted.");

    await phone.hears("¿Quiere que le llamemos más tarde?", patient);
    await phone.says("Sí, llámeme, por favor.");
    await phone.hears("You will be called back.", patient);

    expect(phone.heard).not.toMatch(PROMISE);
    expect(callbacksOf(phone)).toMatchObject([{ attributes: { language: "es" } }]);
    await phone.hangsUp();
  });

  test("with the policy wait, the call is put through all the same", async () => {
    const phone = await escalation.reaches("closedWait");
    await asksForMore(phone);

    await phone.hears("I'll put you through", patient);

    expect((await phone.task("pending", patient)).attributes).toMatchObject({
      callSummary: "The caller asks about order 1042.",
    });
    await phone.hangsUp();
  });

  test("with the policy agent, the agent goes on and no task is made", async () => {
    const phone = await escalation.reaches("closedAgent");
    await asksForMore(phone);
    await phone.hears("Let me help you as well as I can.", patient);

    await phone.says("Which order do you have there?");
    await phone.hears("order one zero four two", patient);
    await phone.hangsUp();
    await phone.ended();

    expect(phone.heard).not.toMatch(PROMISE);
    expect(tasksOf(escalation, phone)).toEqual([]);
  });

  test("with a dead model, the callback is arranged before it is told, and the call ends", async () => {
    const phone = await escalation.reaches("closedDeadModel");
    await phone.says("It is about my order 1042.");
    await phone.hears(/say that again|tell me once more/, patient);
    await phone.says("My order is 1042.");

    await phone.hears("I've arranged for someone to call you back", patient);

    expect(await phone.ended(patient)).toBe("completed");
    expect(tasksOf(escalation, phone)).toMatchObject([
      {
        attributes: {
          type: "callback",
          reasonCode: "model_failed",
          callSummary: expect.stringContaining("1042"),
        },
      },
    ]);
  });
});

describe.concurrent("with nobody signed in", () => {
  test("the policy wait says that nobody knows how long, and puts the call in line", async () => {
    const phone = await escalation.reaches("busyWait");
    await asksForMore(phone);

    await phone.hears(/can't say how long it will take\. I'll put you in the queue/, patient);

    expect((await phone.task("pending", patient)).attributes).toMatchObject({
      callSummary: expect.any(String),
    });
    expect(phone.heard).not.toContain("put you through");
    await phone.hangsUp();
  });

  test("the policy callback offers one, and arranges it once the caller agrees", async () => {
    const phone = await escalation.reaches("busyCallback");
    await asksForMore(phone);
    await phone.hears("Shall I arrange for someone to call you back?", patient);
    const before = tasksOf(escalation, phone);

    await phone.says("Yes, please call me back.");
    await phone.hears("You will be called back.", patient);

    expect(before).toEqual([]);
    expect(callbacksOf(phone)).toHaveLength(1);
    expect(phone.heard).not.toMatch(PROMISE);
    await phone.hangsUp();
  });

  test("the policy agent helps on", async () => {
    const phone = await escalation.reaches("busyAgent");
    await asksForMore(phone);

    await phone.hears("Let me help you as well as I can.", patient);

    expect(phone.heard).not.toMatch(PROMISE);
    expect(tasksOf(escalation, phone)).toEqual([]);
    await phone.hangsUp();
  });
});

describe("statistics that give no answer", () => {
  /** Milliseconds from the caller's last word to the sound of what comes of it. */
  async function promiseAfterMs(phone: Phone): Promise<number> {
    await phone.says("This is too much for you, I need somebody else.");
    const asked = phone.events.findLast((e) => e.kind === "caller_speech" && e.final);
    const { at } = await phone.event("agent_speech", (e) => PROMISE.test(e.text), patient);
    return at - (asked?.at ?? 0);
  }

  test.each([
    ["slow", { statisticsLatencyMs: 6_000 }],
    ["failing", { statisticsFail: true }],
    ["garbled", { statisticsGarbage: true }],
  ] as const)("%s: the caller is put through without them", async (agent, fault) => {
    await escalation.faults(fault);
    const phone = await escalation.reaches(agent);

    const ms = await promiseAfterMs(phone);

    // The deadline is 800 ms; on a busy machine it is still far from what the statistics would have taken.
    expect(ms).toBeLessThan(5_000);
    expect((await phone.task("pending", patient)).attributes).toMatchObject({ reason: expect.any(String) });
    await phone.hangsUp();
    await escalation.faults({ statisticsLatencyMs: 0, statisticsFail: false, statisticsGarbage: false });
  });

  test("where the agent prefers a callback to the unknown, it offers one", async () => {
    await escalation.faults({ statisticsFail: true });
    const phone = await escalation.reaches("unknownCallback");
    await phone.says("This is too much for you, I need somebody else.");

    await phone.hears("Shall I arrange for someone to call you back?", patient);

    expect(phone.heard).not.toMatch(PROMISE);
    expect(tasksOf(escalation, phone)).toEqual([]);
    await phone.hangsUp();
    await escalation.faults({ statisticsFail: false });
  });
});
