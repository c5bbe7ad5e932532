import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LocalStack, startStack } from "../../local/stack/stack.ts";
import { dial } from "../support/phone.ts";
import { SHOP_STACK } from "./support/shop-stack.ts";

/** Whole calls whose Worker dies, or whose connection breaks again and again. */

let stack: LocalStack;

beforeAll(async () => {
  stack = await startStack(SHOP_STACK);
}, 120_000);
afterAll(() => stack.close());

const patient = { within: 15_000 };

describe("a call", () => {
  test("survives a killed Worker process", async () => {
    const phone = await dial(stack.twilio);
    await phone.hears("How can I help you today?", patient);
    await phone.says("Where is my order 1042?");
    await phone.hears(/anything else/, patient);

    // At this pace Twilio would ask again before any process could be back.
    await stack.twilio.command({ do: "set_faults", faults: { webhookLatencyMs: 6_000 } });
    await stack.killWorker();
    await stack.twilio.command({ do: "set_faults", faults: { webhookLatencyMs: 0 } });

    await phone.hears(/connection/, { within: 20_000 });
    await phone.says("I want to talk to a person.");
    expect((await phone.task(undefined, patient)).attributes.callSummary).toContain("1042");
    await phone.hangsUp();
  });

  test("that breaks again and again ends at a person", async () => {
    const phone = await dial(stack.twilio);
    await phone.hears("How can I help you today?", patient);

    for (let n = 0; n < 3; n += 1) {
      await phone.losesSocket();
      await phone.hears(/Where were we\?/, patient);
    }
    await phone.losesSocket();

    expect((await phone.task(undefined, patient)).attributes).toMatchObject({
      reasonCode: "agent_unreachable",
    });
    await phone.hangsUp();
  });
});
