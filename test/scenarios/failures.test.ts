import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type LocalStack, startStack } from "../../local/stack/stack.ts";
import { dial } from "../support/phone.ts";
import { SHOP_STACK } from "./support/shop-stack.ts";

/** Things that break during a call, and what the caller and the person get. */

let stack: LocalStack;
const patient = { within: 15_000 };

beforeAll(async () => {
  stack = await startStack(SHOP_STACK);
}, 120_000);
afterAll(() => stack.close());
beforeEach(() =>
  stack.twilio.command({
    do: "set_faults",
    faults: {
      frameLatencyMs: 0,
      refuseSockets: 0,
      duplicateCallbacks: false,
      webhookLatencyMs: 0,
      muteInfo: false,
      splitFinals: false,
    },
  }),
);

describe("faults on Twilio's side", () => {
  test("an agent that cannot be reached at first is no busy tone: the caller hears why, and waits for a person", async () => {
    await stack.twilio.command({ do: "set_faults", faults: { refuseSockets: 1 } });
    const phone = await dial(stack.twilio);

    await phone.hears("something went wrong on our side. I'm connecting you with a person.", patient);

    expect((await phone.task(undefined, patient)).attributes).toMatchObject({
      reasonCode: "agent_unreachable",
    });
    await phone.hangsUp();
  });

  test("a duplicated action callback leads to one task", async () => {
    await stack.twilio.command({ do: "set_faults", faults: { duplicateCallbacks: true } });
    const phone = await dial(stack.twilio);
    await phone.hears("How can I help you today?", patient);

    await phone.says("I want to talk to a person.");
    const task = await phone.task("reserved", patient);

    expect(new Set(phone.events.flatMap((e) => (e.kind === "task" ? [e.task.sid] : [])))).toEqual(
      new Set([task.sid]),
    );
  });

  test("one turn that arrives as two finals gets one answer", async () => {
    await stack.twilio.command({ do: "set_faults", faults: { splitFinals: true } });
    const phone = await dial(stack.twilio);
    await phone.hears("How can I help you today?", patient);

    await phone.says("Could you please tell me where my order 1042 is right now?");

    await phone.hears(/Night Runner/, patient);
    await phone.hangsUp();
  });

  test("without reports of what was played, the goodbye is still heard before the hand-off", async () => {
    await stack.twilio.command({ do: "set_faults", faults: { muteInfo: true } });
    const phone = await dial(stack.twilio);
    await phone.hears("How can I help you today?", patient);

    await phone.says("I want to talk to a person.");
    await phone.task(undefined, patient);

    expect(phone.events.findLast((e) => e.kind === "agent_speech" && e.source === "text")).toMatchObject({
      state: "finished",
    });
  });

  test("a slow line of frames changes nothing but the time", async () => {
    await stack.twilio.command({ do: "set_faults", faults: { frameLatencyMs: 150 } });
    const phone = await dial(stack.twilio);
    await phone.hears("How can I help you today?", patient);

    await phone.says("Where is my order 1042?");

    await phone.hears(/Night Runner/, patient);
    await phone.hangsUp();
  });
});

test("a model that is killed in the middle of a call ends in speech, and then in a task with a summary", async () => {
  const phone = await dial(stack.twilio);
  await phone.hears("How can I help you today?", patient);
  await phone.says("Where is my order 1042?");
  await phone.hears(/anything else/, patient);

  await stack.killModel();
  await phone.says("Do you have the City Perch in size nine?");
  await phone.hears(/./, patient);
  await phone.says("Hello? Do you have them?");

  const task = await phone.task(undefined, patient);
  expect(task.attributes).toMatchObject({
    reasonCode: "model_failed",
    callSummary: expect.stringContaining("1042"),
  });
});
