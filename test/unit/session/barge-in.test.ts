import { expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../worker/agent/define.ts";
import { TestCall } from "../../support/conversation.ts";
import { callsTool, hangs, says } from "../../support/played-model.ts";

const REPLY =
  "Your order left on Monday. It comes with the post. You will get it on Thursday, in the afternoon.";

/** A call in which the reply has been sent whole, and its first sentence has been heard. */
async function inReply(...more: ConstructorParameters<typeof TestCall>[0]): Promise<TestCall> {
  const call = await new TestCall([says(REPLY), ...more]).answered();
  await call.says("Where is my order?");
  await call.startsSpeaking();
  await call.passes(2_000);
  await call.played("Your order left on Monday.");
  return call;
}

/** The recorded order of frames when the caller speaks over the agent. */
async function cuts(call: TestCall, fragment: string): Promise<void> {
  await call.played(fragment);
  await call.interrupts(fragment);
  await call.fallsSilent();
}

test("B8: an interruption stops the model and closes the cycle with one empty last token", async () => {
  const call = await new TestCall([says(REPLY, { gapMs: 100 })]).answered();
  const from = call.sent.length;
  await call.says("Where is my order?");
  await call.passes(550);
  const sentBefore = call.sent.length;

  await call.interrupts("Your order");
  await call.passes(1_000);

  expect(call.model.asked[0]?.abortedAtMs).toBeDefined();
  const after = call.sent.slice(sentBefore).map((s) => s.frame);
  expect(after).toEqual([{ type: "text", token: "", last: true }]);
  expect(call.sent.slice(from).filter((s) => s.frame.type === "text" && s.frame.last)).toHaveLength(1);
});

test("B8: an interruption after everything was sent sends nothing at all", async () => {
  const call = await inReply();
  const from = call.sent.length;

  await cuts(call, "It comes");

  expect(call.sent).toHaveLength(from);
});

test.each([
  ["It comes with", "Your order left on Monday. It comes with"],
  ["It comes wi", "Your order left on Monday. It comes wi"],
  ["", "Your order left on Monday."],
])("B9: after %j history is what was heard", async (fragment, heard) => {
  const call = await inReply(says("All right."));

  await cuts(call, fragment);
  await call.says("Can you send it to my office?");

  const agent = call.model.asked.at(-1)?.request.items.findLast((i) => i.role === "agent");
  expect(agent).toEqual({ role: "agent", text: heard, interrupted: true });
});

test("B9: an amount that was spoken in words is kept as the model wrote it", async () => {
  const call = await new TestCall([
    says("It costs $42 and ships today, if you order before noon."),
    says("Yes."),
  ]).answered();
  await call.says("What does it cost?");
  await call.startsSpeaking();
  await call.passes(2_000);

  await cuts(call, "It costs forty-two dollars and");
  await call.says("Can you send it to my office?");

  const agent = call.model.asked.at(-1)?.request.items.findLast((i) => i.role === "agent");
  expect(agent).toMatchObject({ text: "It costs $42 and", interrupted: true });
});

test("B9: without reports of played tokens, what was heard is estimated from the fragment and the rate", async () => {
  const call = await new TestCall([says(REPLY), says("Yes.")]).connects();
  await call.passes(5_000);
  await call.says("Where is my order?");
  await call.passes(3_000);

  await call.interrupts("It comes with");
  await call.says("Can you send it to my office?");

  const agent = call.model.asked.at(-1)?.request.items.findLast((i) => i.role === "agent");
  expect(agent).toMatchObject({ text: "Your order left on Monday. It comes with", interrupted: true });
  expect(call.logs.find((l) => l.event === "turn.interrupted")?.fields).toMatchObject({ estimated: true });
});

test.each(["mm-hmm", "Okay.", "Right."])(
  "B10: %j over the agent resumes the rest, without a model call",
  async (noise) => {
    const call = await inReply();
    await cuts(call, "It comes with");
    const from = call.sent.length;

    await call.partly(noise);
    await call.says(noise);

    expect(call.spoken(from).trim()).toBe("the post. You will get it on Thursday, in the afternoon.");
    expect(call.sent.slice(from).filter((s) => s.frame.type === "text" && s.frame.last)).toHaveLength(1);
    expect(call.model.asked).toHaveLength(1);
    expect(call.state.transcript.at(-1)?.item).toEqual({ role: "agent", text: REPLY });
  },
);

test.each(["Stop.", "No.", "Wait.", "Actually, no.", "What?"])(
  "B10: %j is a turn, not noise",
  async (words) => {
    const call = await inReply(hangs());

    await cuts(call, "It comes with");
    await call.says(words);
    await call.passes(100);

    expect(call.spoken().endsWith("in the afternoon.")).toBe(true);
    expect(call.model.asked.length + (call.state.hearing.waitingFor ? 1 : 0)).toBe(2);
  },
);

test("B10: a word that was cut in its middle is said whole when the reply resumes", async () => {
  const call = await inReply();
  await cuts(call, "It comes wi");
  const from = call.sent.length;

  await call.says("mm-hmm");

  expect(call.spoken(from)).toMatch(/^with the post\./);
});

test("B10: within a second of the reply's start it is an answer", async () => {
  const call = await new TestCall([says(REPLY), says("Good.")]).answered();
  await call.says("Where is my order?");
  await call.startsSpeaking();
  await call.passes(500);

  await cuts(call, "Your");
  await call.says("Okay.");

  expect(call.model.asked).toHaveLength(2);
});

test("B11: an interruption that no words follow resumes after two seconds, once", async () => {
  const call = await inReply();
  await cuts(call, "It comes with");
  const from = call.sent.length;

  await call.passes(1_900);
  expect(call.sent).toHaveLength(from);
  await call.passes(200);
  expect(call.spoken(from)).toContain("You will get it on Thursday");
  const resumed = call.sent.length;
  await call.passes(3_000);

  expect(call.sent).toHaveLength(resumed);
});

test("B11: a real prompt after the resumption still wins", async () => {
  const call = await inReply(says("Sure."));
  await cuts(call, "It comes with");
  await call.passes(2_100);

  await call.startsSpeaking();
  await call.passes(1_500);
  await cuts(call, "the post.");
  await call.says("Can you send it to my office instead?");
  await call.passes(100);

  expect(call.spoken().endsWith("Sure.")).toBe(true);
  const agent = call.model.asked.at(-1)?.request.items.findLast((i) => i.role === "agent");
  expect(agent).toMatchObject({
    text: "Your order left on Monday. It comes with the post.",
    interrupted: true,
  });
});

test("B10: a reply that the model had not finished is resumed and then continued", async () => {
  const call = await new TestCall([
    says(REPLY, { gapMs: 300 }),
    says(" You will get it on Thursday."),
  ]).answered();
  await call.says("Where is my order?");
  await call.startsSpeaking();
  await call.passes(2_500);
  const said = call.spoken().trim();
  await cuts(call, "Your order left");

  await call.says("mm-hmm");
  await call.passes(500);

  expect(call.model.lastItems.at(-1)).toEqual({ role: "agent", text: said });
  expect(call.state.transcript.at(-1)?.item).toMatchObject({ text: `${said} You will get it on Thursday.` });
});

test("the caller's turn during an answer without an interruption replaces what has not been said", async () => {
  const call = await new TestCall([says(REPLY, { gapMs: 200 }), says("Office it is.")]).answered();
  await call.says("Where is my order?");
  await call.passes(700);

  await call.says("Can you send it to my office?");
  await call.passes(500);

  expect(call.model.asked[0]?.abortedAtMs).toBeDefined();
  expect(call.spoken()).toMatch(/^Your order left.*Office it is\.$/);
  expect(call.sent.filter((s) => s.frame.type === "text" && s.frame.last)).toHaveLength(2);
});

const sendsText = defineTool({
  name: "send_text",
  description: "Sends a text.",
  input: z.object({}),
  promises: () => ["A text message"],
  run: async () => ({ sent: true }),
});

/** The result of a tool is told, and spoken over. */
async function spokenOver(heard: string): Promise<TestCall> {
  const call = await new TestCall(
    [callsTool("send_text", {}), says("You will get a message soon."), says("At nine."), says("At nine.")],
    { tools: [sendsText] },
  ).answered();
  await call.says("Send it, please.");
  await call.passes(100);
  await call.interrupts(heard);
  return call;
}

test.each([
  ["at once", async (_call: TestCall) => {}],
  [
    "behind a guess of what is said over it",
    (call: TestCall) => call.event({ type: "caller_was_heard", text: "When do you open?", lang: undefined }),
  ],
])("a promise of which nothing was heard is made by the answer that tells it, %s", async (_, meanwhile) => {
  const call = await spokenOver("");
  await meanwhile(call);
  await call.passes(1_000);
  await call.says("When do you open?");
  await call.passes(100);

  expect(call.model.asked.at(-1)?.request.trailer).toContain("send_text");
  await call.hearsOut();
  await call.presses("0");
  await call.hearsOut();
  expect(call.ends[0]?.handoff?.promises).toContain("A text message");
});

test("a promise of which something was heard is made, and not told again", async () => {
  const call = await spokenOver("You will get a");
  await call.says("When do you open?");
  await call.passes(100);

  expect(call.model.asked.at(-1)?.request.trailer).toBeUndefined();
  expect(call.state.tools.promised.map((p) => p.what)).toEqual(["A text message"]);
});
