import { expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../worker/agent/define.ts";
import { TestCall } from "../../support/conversation.ts";
import { callsTool, hangs, says, text } from "../../support/played-model.ts";

const REPLY = "Your order left on Monday. It comes with the post, and you will get it on Thursday.";

test("B15: digits are one turn, after a pause of two seconds", async () => {
  const call = await new TestCall([says("Thank you.")]).answered();

  await call.presses("10");
  await call.passes(1_500);
  await call.presses("42");
  await call.passes(1_900);
  expect(call.model.asked).toHaveLength(0);
  await call.passes(200);

  expect(call.model.lastItems.at(-1)).toEqual({ role: "caller", text: "(keypad) 1042" });
});

test("B15: # ends the entry at once", async () => {
  const call = await new TestCall([says("Thank you.")]).answered();

  await call.presses("1042#");

  expect(call.model.lastItems.at(-1)?.text).toBe("(keypad) 1042");
});

test("B15: the agent can ask for a number of digits, 0 is one of them, and a late # does not cut the reply", async () => {
  const asks = [
    ...text("Key in your order number."),
    ...callsTool("collect_digits", { purpose: "order_number", length: 4 }),
  ];
  const call = await new TestCall([asks, says("Please do."), says(REPLY)]).answered();
  await call.says("Where is my order?");
  await call.passes(100);
  await call.hearsOut();

  await call.presses("0042");
  await call.passes(100);
  await call.startsSpeaking();
  await call.passes(1_500);
  const from = call.sent.length;
  await call.presses("#");
  await call.played("Your order left");
  await call.interrupts("Your order left");
  await call.fallsSilent();

  expect(call.model.asked.at(-1)?.request.items.at(-1)).toEqual({ role: "caller", text: "(keypad) 0042" });
  expect(call.spoken(from).trim()).toBe(
    "on Monday. It comes with the post, and you will get it on Thursday.",
  );
});

test("B15: in secure mode the digits reach the tool, and neither the model nor a log nor the record", async () => {
  const seen: string[] = [];
  const pay = defineTool({
    name: "pay",
    description: "Pays.",
    input: z.object({ card: z.string().regex(/^\d{16}$/) }),
    run: (input) => {
      seen.push(input.card);
      return { paid: true };
    },
  });
  const asks = callsTool("collect_digits", { purpose: "card", length: 16, secure: true });
  const call = await new TestCall(
    [asks, says("Key it in."), callsTool("pay", { card: "{{secure:card}}" }), says("Paid.")],
    {
      tools: [pay],
    },
  ).answered();
  await call.says("I want to pay by card.");
  await call.passes(100);
  await call.hearsOut();

  await call.presses("4111111111111111");
  await call.passes(100);

  expect(seen).toEqual(["4111111111111111"]);
  expect(call.spoken()).toMatch(/Paid\.$/);
  const known = JSON.stringify([
    call.model.asked.map((a) => a.request),
    call.logs,
    call.state.transcript,
    call.sent,
  ]);
  expect(known).not.toContain("4111");
});

test("thirty digits a second are one entry, bounded", async () => {
  const call = await new TestCall([says("Thank you.")]).answered();

  await call.presses("1234567890".repeat(6));
  await call.passes(2_100);

  expect(call.model.lastItems.at(-1)?.text).toBe(`(keypad) ${"1234567890".repeat(6).slice(0, 32)}`);
});

test("B36: keys that were left half entered do not take back a decided hand-off", async () => {
  const call = await new TestCall([hangs()]).answered();
  await call.presses("12");

  await call.says("I want to speak to a human.");
  await call.passes(2_100);
  await call.hearsOut();

  expect(call.model.lastItems.map((i) => i.text)).not.toContain("(keypad) 12");
  expect(call.ends[0]?.handoff).toMatchObject({ reasonCode: "caller_requested" });
});

test("B13: a sentence that the caller has completed by keys is not waited for in silence", async () => {
  const call = await new TestCall([says("Thank you.")]).answered();
  await call.says("My order number is");
  await call.presses("1042#");
  await call.hearsOut();
  const from = call.sent.length;

  await call.passes(8_100);

  expect(call.sent).toHaveLength(from + 1);
});

test("B13: keys that were left half entered are not waited for in silence when no person can be had", async () => {
  const call = await new TestCall([hangs()]).answered();
  call.availability = { state: "closed" };
  await call.presses("12");
  await call.says("I want to speak to a human.");
  await call.hearsOut();
  const from = call.sent.length;

  await call.passes(8_100);

  expect(call.sent).toHaveLength(from + 1);
});
