import { expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../worker/agent/define.ts";
import { fitTaskAttributes } from "../../../worker/protocol/task/task-attributes.ts";
import { TestCall } from "../../support/conversation.ts";
import { callsTool, callsTools, fails, hangs, type Part, says } from "../../support/played-model.ts";

/** B35: what is planted in thirty calls, facts, checks, promises and deeds, and how much of it reaches the person's task. */

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
  proof: ["ZIP code", "date of birth", "customer number"][n % 3] ?? "",
  promise: `A new pair by ${["Monday", "Wednesday", "Friday"][n % 3]}`,
  step: `Sent order ${10_420 + n * 7} again`,
  waiting: `A person in about ${3 + (n % 5)} minutes`,
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
    identity: () => ({ status: "verified", method: facts.proof, name: facts.name }),
    run: () => ({ status: facts.status }),
  });
  const sendAgain = defineTool({
    name: "send_again",
    description: "Sends an order again.",
    input: z.object({ order: z.string() }),
    sideEffect: true,
    title: ({ order }) => `Sent order ${order} again`,
    promises: () => [facts.promise],
    run: () => ({ sent: true }),
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
    [
      says("Hello."),
      callsTools(["look_up", { order: facts.order }], ["send_again", { order: facts.order }]),
      says("I see. A new pair is on its way."),
      ...last,
    ],
    {
      tools: [lookUp, sendAgain],
      escalation: { modelFailures: 1 },
    },
  ).answered();
  call.availability = { state: "busy", estimateS: (3 + (n % 5)) * 60 };
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
    // A caller whom the assistant has failed is told of a person, but not of a wait.
    facts: Object.values(n % 3 === 2 ? { ...facts, waiting: "To be put through to a person" } : facts),
    attributes: JSON.stringify(fitTaskAttributes(handoff, { callSid: "CA1", from: "+1" })),
  };
}

test(`B35: of what is planted in ${CALLS} calls at least 95 % reach the task, with the model or without it`, async () => {
  const calls = await Promise.all(Array.from({ length: CALLS }, (_, n) => escalated(n)));

  const all = calls.flatMap(({ facts, attributes }) => facts.map((fact) => attributes.includes(fact)));
  expect(all).toHaveLength(CALLS * 9);
  expect(all.filter(Boolean).length / all.length).toBeGreaterThanOrEqual(0.95);
  expect(calls.every(({ attributes }) => attributes.length <= 2_000)).toBe(true);
});
