import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MADE_UP } from "../../local/stack/made-up.ts";
import type { Task } from "../../local/twilio/events.ts";
import type { Phone } from "../support/phone.ts";
import { type EscalationStack, patient, startEscalation, tasksOf } from "./support/escalation-stack.ts";

/** In line, out of it without a person, and back at an agent that remembers. */

let escalation: EscalationStack;

beforeAll(async () => {
  // A person may let it ring for eight seconds, which is half a second here.
  escalation = await startEscalation({ settings: { workers: 2, reservationTimeoutMs: 8_000 } });
}, 120_000);
afterAll(() => escalation.close());

const available = (count: number) => escalation.stack.twilio.command({ do: "workers", available: count });

const GREETING = "this is the desk";
const timesGreeted = (phone: Phone): number => phone.heard.split(GREETING).length - 1;

/** Is put in line, with an order the agent knows of. */
async function standsInLine(phone: Phone): Promise<Task> {
  await phone.says("It is about my order 1042.");
  await phone.hears("I have order", patient);
  await phone.says("This is too much for you, I need somebody else.");
  const task = await phone.task("pending", patient);
  await phone.hears("Please hold the line.", patient);
  return task;
}

/** The agent still knows what was said before the queue, and has not greeted again. */
async function findsItsMemory(phone: Phone): Promise<void> {
  await phone.says("So which order was it?");
  await phone.hears("I have order one zero four two here.", patient);
  expect(timesGreeted(phone)).toBe(1);
}

describe.concurrent("nobody takes the call", () => {
  beforeAll(() => available(0));

  test("key 1 leads to one callback, and a goodbye", async () => {
    const phone = await escalation.reaches("queued", "+15550100031");
    await standsInLine(phone);

    await phone.presses("1");
    await phone.hears("call you back on the number you're calling from", patient);
    expect(await phone.ended(patient)).toBe("completed");

    expect(tasksOf(escalation, phone)).toMatchObject([
      { callSid: phone.callSid, status: "canceled" },
      {
        callSid: "",
        status: "pending",
        attributes: {
          type: "callback",
          callSummary: "The caller asks about order 1042.",
          from: "+15550100031",
        },
      },
    ]);
  });

  test("key 2 leads to the agent, which goes on where it was", async () => {
    const phone = await escalation.reaches("queued");
    await standsInLine(phone);

    await phone.presses("2");
    await phone.hears("You're back with the assistant.", patient);

    await findsItsMemory(phone);
    await phone.hangsUp();
  });

  test("the longest wait ends at the agent, with an apology", async () => {
    const phone = await escalation.reaches("impatient");
    await standsInLine(phone);

    await phone.hears("nobody could take your call", patient);

    await findsItsMemory(phone);
    expect(tasksOf(escalation, phone)).toMatchObject([{ status: "canceled" }]);
    await phone.hangsUp();
  });

  test("a task that is canceled leads back to the agent", async () => {
    const phone = await escalation.reaches("queued");
    await standsInLine(phone);

    await phone.agent("cancel");
    await phone.hears("nobody could take your call", patient);

    await findsItsMemory(phone);
    await phone.hangsUp();
  });

  test("a call that comes back as often as it may ends with an apology, not in a circle", async () => {
    const phone = await escalation.reaches("round");
    await standsInLine(phone);
    await phone.agent("cancel");
    await phone.hears("nobody could take your call", patient);
    await phone.says("This is still too much for you.");
    await phone.task("pending", patient);

    await phone.agent("cancel");

    await phone.hears(
      "nobody is free to take your call right now. Please call again later. Goodbye.",
      patient,
    );
    expect(await phone.ended(patient)).toBe("completed");
    expect(timesGreeted(phone)).toBe(1);
    expect(phone.events.filter((e) => e.kind === "verb" && e.verb === "Connect")).toHaveLength(2);
  });
});

describe("a queue that takes nobody", () => {
  beforeEach(() => escalation.faults({ queueFull: false, queueFails: false }));

  test("full: the agent offers a callback, and knows what was said", async () => {
    const phone = await escalation.reaches("queued");
    await escalation.faults({ queueFull: true });
    await phone.says("It is about my order 1042.");
    await phone.hears("I have order", patient);
    await phone.says("This is too much for you, I need somebody else.");

    await phone.hears("Shall I arrange for someone to call you back?", patient);

    await findsItsMemory(phone);
    expect(tasksOf(escalation, phone)).toEqual([]);
    await phone.hangsUp();
  });

  test("broken: the agent apologises and helps on", async () => {
    const phone = await escalation.reaches("queued");
    await escalation.faults({ queueFails: true });
    await phone.says("It is about my order 1042.");
    await phone.hears("I have order", patient);
    await phone.says("This is too much for you, I need somebody else.");

    await phone.hears("nobody could take your call", patient);

    await findsItsMemory(phone);
    await phone.hangsUp();
    await escalation.faults({ queueFails: false });
  });
});

describe("people at the desk", () => {
  /** The callbacks of other calls stand in the same line, and would be first. */
  beforeAll(async () => {
    const { twilio } = escalation.stack;
    for (const { sid, status } of twilio.tasks)
      if (status === "pending") await twilio.command({ do: "task", taskSid: sid, action: "cancel" });
    await available(2);
  });

  test("one rejects the call, and the other takes it: the caller only waits", async () => {
    const phone = await escalation.reaches("plain");
    await phone.says("This is too much for you, I need somebody else.");
    await phone.task("reserved", patient);

    await phone.agent("reject");
    await phone.task("reserved", patient);
    await phone.agent("accept");
    await phone.agent("complete");

    expect(await phone.ended(patient)).toBe("completed");
    expect(tasksOf(escalation, phone)).toMatchObject([{ status: "completed" }]);
    expect(timesGreeted(phone)).toBe(1);
  });

  test("one lets it ring too long, and the other takes it", async () => {
    const phone = await escalation.reaches("plain");
    await phone.says("This is too much for you, I need somebody else.");
    await phone.task("reserved", patient);

    await phone.task("pending", patient);
    await phone.task("reserved", patient);
    await phone.agent("accept");
    await phone.agent("complete");

    expect(await phone.ended(patient)).toBe("completed");
    expect(tasksOf(escalation, phone)).toMatchObject([{ status: "completed" }]);
  });

  test("a workflow that does not exist costs the caller an apology, and not the person", async () => {
    const phone = await escalation.reaches("lost");
    await phone.says("This is too much for you, I need somebody else.");

    await phone.hears("something went wrong on our side. I'm connecting you with a person.", patient);
    const task = await phone.task("reserved", patient);
    await phone.agent("accept");
    await phone.agent("complete");
    await phone.ended(patient);

    expect(task.workflowSid).toBe(MADE_UP.WORKFLOW_SID);
    expect(await phone.event("webhook_request", (e) => e.name === "/voice/fallback")).toMatchObject({
      params: { ErrorCode: "14220" },
    });
  });

  test("where all are on calls, the caller is told about how long it takes", async () => {
    await available(1);
    const first = await escalation.reaches("plain");
    await first.says("This is too much for you, I need somebody else.");
    await first.task("reserved", patient);
    await first.agent("accept");
    // No statistics are remembered of one who stands in line without them.
    await escalation.faults({ statisticsFail: true });
    const second = await escalation.reaches("estimated");
    await standsInLine(second);
    await escalation.faults({ statisticsFail: false });

    const third = await escalation.reaches("estimated");
    await third.says("This is too much for you, I need somebody else.");

    await third.hears(/It should take about \d+ minutes. I'll put you in the queue/, patient);
    expect(third.heard).not.toContain("put you through");
    await third.hears("There is one caller ahead of you.", patient);
    await Promise.all([first, second, third].map((phone) => phone.hangsUp()));
    await first.agent("complete");
  });
});

describe("Flex Insights", () => {
  beforeAll(() => available(2));

  /** The virtual task of a call, once there is one. */
  function virtualTask(phone: Phone): Promise<Task> {
    return new Promise((resolve, reject) => {
      const find = () => virtualsOf(phone)[0];
      const stop = escalation.stack.twilio.on(() => {
        const found = find();
        if (found) settle(() => resolve(found));
      });
      const late = setTimeout(
        () => settle(() => reject(new Error("There is no virtual task."))),
        patient.within,
      );
      const settle = (then: () => void) => {
        stop();
        clearTimeout(late);
        then();
      };
      const known = find();
      if (known) settle(() => resolve(known));
    });
  }

  const virtualsOf = (phone: Phone) =>
    tasksOf(escalation, phone).filter((t) => t.attributes.type === "virtual");

  async function resolvesAlone(phone: Phone): Promise<void> {
    await phone.says("It is about my order 1042.");
    await phone.hears("I have order", patient);
    await phone.says("Then goodbye.");
    await phone.ended(patient);
  }

  async function takenByAPerson(): Promise<Phone> {
    const phone = await escalation.reaches("counted");
    await phone.says("This is too much for you, I need somebody else.");
    await phone.task("reserved", patient);
    await phone.agent("accept");
    await phone.agent("complete");
    await phone.ended(patient);
    return phone;
  }

  async function backFromTheQueue(): Promise<Phone> {
    const phone = await escalation.reaches("counted");
    await phone.says("This is too much for you, I need somebody else.");
    await phone.task("reserved", patient);
    await phone.agent("cancel");
    await phone.hears("nobody could take your call", patient);
    await phone.hangsUp();
    await phone.ended();
    return phone;
  }

  async function calledBack(): Promise<Phone> {
    const phone = await escalation.reaches("counted");
    await phone.says("Please call me back.");
    await phone.hears("You will be called back.", patient);
    await phone.says("Then goodbye.");
    await phone.ended(patient);
    return phone;
  }

  test("a call that the agent resolved is counted once; one that wanted a person is not", async () => {
    const others = await Promise.all([takenByAPerson(), backFromTheQueue()]);
    // Last: the task of a callback takes one of the two people.
    others.push(await calledBack());

    const resolved = await escalation.reaches("counted");
    await resolvesAlone(resolved);
    const task = await virtualTask(resolved);

    expect(task).toMatchObject({
      callSid: "",
      channel: "default",
      attributes: {
        conversations: {
          conversation_id: resolved.callSid,
          virtual: "Yes",
          outcome: "resolved",
          conversation_attribute_1: "said_goodbye",
          ivr_time: expect.any(Number),
          conversation_measure_1: expect.any(Number),
          conversation_measure_2: 2,
        },
      },
    });
    expect(virtualsOf(resolved)).toHaveLength(1);
    // These calls were over before the one that was counted began.
    expect(others.flatMap(virtualsOf)).toEqual([]);
  });

  test("a caller who hangs up with an answer is counted as well", async () => {
    const phone = await escalation.reaches("counted");
    await phone.says("It is about my order 1042.");
    await phone.hears("I have order", patient);

    await phone.hangsUp();

    expect((await virtualTask(phone)).attributes).toMatchObject({
      conversations: { outcome: "resolved", conversation_attribute_1: "hung_up" },
    });
  });
});
