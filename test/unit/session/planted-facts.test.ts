import { expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../worker/agent/define.ts";
import { fitTaskAttributes } from "../../../worker/protocol/task-attributes.ts";
import { TestCall } from "../../support/conversation.ts";
import { callsTool, fails, hangs, type Part, says } from "../../support/played-model.ts";

/** B35: facts that are planted in thirty calls, and how many of them reach the person's task. */

const CALLS = 30;
const FIRST_NAMES = ["Ada", "Ben", "Chloe", "Dmitri", "Elif", "Farah", "Goran", "Hana", "Ines", "Jonas"];
const PRODUCTS = ["Night Runner", "City Perch", "Summit Hiker", "Snowy Boot", "Harbor Sandal"];

/** What one caller tells, and what a tool finds out about it. */
const planted = (n: number) => ({
  name: `${FIRST_NAMES[n % 10]} Okafor`,
  order: String(10_420 + n * 7),
  product: PRODUCTS[n % 5] ?? "",
  town: ["Leeds", "Porto", "Graz", "Lille", "Vigo", "Bern"][n % 6] ?? "",
  status: ["delayed", "returned", "lost", "shipped"][n % 4] ?? "",
});

/** A third of the calls ends by the model's account, a third by the caller's key, a third with the model dead. */
async function escalated(n: number) {
  const facts = planted(n);
  const lookUp = defineTool({
    name: "look_up",
    description: "Looks an order up.",
    input: z.object({ order: z.string() }),
    facts: (input) => [
      { name: "Order number", value: input.order, from: "caller", confirmed: true },
      { name: "Order status", value: facts.status, from: "tool", confirmed: true },
    ],
    run: () => ({ status: facts.status }),
  });
  const account = callsTool("hand_off", {
    reason: "A refund.",
    callSummary: `${facts.name} from ${facts.town} wants a refund for the ${facts.product}.`,
    sentiment: "negative",
    entities: { name: facts.name, product: facts.product },
  });
  const last: Part[] =
    [[account], [hangs()], [fails("unavailable"), fails("unavailable"), fails("unavailable")]][n % 3] ?? [];
  const call = await new TestCall(
    [says("Hello."), callsTool("look_up", { order: facts.order }), says("I see."), ...last],
    {
      tools: [lookUp],
      escalation: { modelFailures: 1 },
    },
  ).answered();
  await call.says(`Hello, my name is ${facts.name} and I am calling from ${facts.town}.`);
  await call.hearsOut();
  await call.says(`It is about my order ${facts.order}, the ${facts.product}.`);
  await call.passes(200);
  await call.hearsOut();
  if (n % 3 === 1) await call.presses("0");
  else await call.says("I would like my money back for them.");
  await call.passes(5_000);
  await call.hearsOut();

  const handoff = call.ends[0]?.handoff;
  if (!handoff) throw new Error(`Call ${n} did not end at a person.`);
  return {
    facts: Object.values(facts),
    attributes: JSON.stringify(fitTaskAttributes(handoff, { callSid: "CA1", from: "+1" })),
  };
}

test(`B35: of the facts planted in ${CALLS} calls at least 95 % reach the task, with the model or without it`, async () => {
  const calls = await Promise.all(Array.from({ length: CALLS }, (_, n) => escalated(n)));

  const all = calls.flatMap(({ facts, attributes }) => facts.map((fact) => attributes.includes(fact)));
  expect(all).toHaveLength(CALLS * 5);
  expect(all.filter(Boolean).length / all.length).toBeGreaterThanOrEqual(0.95);
  expect(calls.every(({ attributes }) => attributes.length <= 2_000)).toBe(true);
});
