import { expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../worker/agent/define.ts";
import { CONNECT_PARAMETER } from "../../../worker/protocol/relay/connect-reason.ts";
import { nextDueMs } from "../../../worker/session/step.ts";
import { TestCall } from "../../support/conversation.ts";
import { callsTool, fails, hangs, type Part, says, text } from "../../support/played-model.ts";

const summary = {
  reason: "Billing.",
  callSummary: "Charged twice for order 1042.",
  sentiment: "negative",
  entities: { order: 1042 },
};
const handsOff = callsTool("hand_off", summary);

test("B36: the goodbye is heard before the one end, which carries the model's account", async () => {
  const call = await new TestCall([handsOff]).answered();
  const from = call.sent.length;

  await call.says("I was charged twice.");
  await call.passes(100);
  expect(call.spoken(from)).not.toBe("");
  expect(call.ends).toEqual([]);
  await call.hearsOut();

  expect(call.ends).toHaveLength(1);
  expect(call.ends[0]?.handoff).toMatchObject({
    v: 1,
    reason: "Billing.",
    callSummary: "Charged twice for order 1042.",
    sentiment: "negative",
    triggeredBy: "model",
    facts: [{ name: "order", value: "1042" }],
  });
});

test("B36: when the model takes its leave itself, nothing is added to it", async () => {
  const call = await new TestCall([[...text("I am putting you through."), ...handsOff]]).answered();
  const from = call.sent.length;

  await call.says("I was charged twice.");
  await call.hearsOut();

  expect(call.spoken(from)).toBe("I am putting you through.");
  expect(call.ends).toHaveLength(1);
});

test("B36: without reports from Twilio, end waits as long as the goodbye takes by the speaking rate", async () => {
  const call = await new TestCall([handsOff]).connects();
  await call.passes(6_000);

  await call.says("I was charged twice.");
  const saidAtMs = call.sent.at(-1)?.atMs ?? 0;
  const line = call.spoken();
  await call.passes(20_000);

  const waited = (call.ends[0]?.atMs ?? 0) - saidAtMs;
  expect(waited).toBeGreaterThan((line.length / 16) * 1_000);
  expect(waited).toBeLessThan((line.length / 16) * 1_000 + 1_500);
});

test("B36: a hand-off survives the caller's interruption, and ends once", async () => {
  const call = await new TestCall([handsOff]).answered();
  await call.says("I was charged twice.");
  await call.startsSpeaking();

  await call.interrupts("I'm");
  await call.says("Hello?");
  await call.passes(20_000);

  expect(call.ends).toHaveLength(1);
});

test.each([
  ["a lost socket", async (call: TestCall) => call.event({ type: "socket_closed", how: "lost" })],
  ["a killed process", async (call: TestCall) => call.restarts(false)],
])("B36: a hand-off survives %s: the new socket gets the end at once", async (_, happens) => {
  const call = await new TestCall([handsOff]).answered();
  await call.says("I was charged twice.");
  expect(call.ends).toEqual([]);

  await happens(call);
  await call.connects("VX2");

  expect(call.ends).toHaveLength(1);
  expect(call.ends[0]?.handoff?.callSummary).toBe("Charged twice for order 1042.");
});

test.each(["Could I talk to someone about my bill?", "Representative!", "I want to speak to a human."])(
  "B34: %j reaches a person without the model's consent",
  async (words) => {
    const call = await new TestCall([callsTool("hand_off", summary)]).answered();

    await call.says(words);
    await call.passes(100);
    await call.hearsOut();

    expect(call.ends[0]?.handoff).toMatchObject({ reasonCode: "caller_requested", triggeredBy: "caller" });
  },
);

test("B34: pressing 0 reaches a person at once, also over the agent", async () => {
  const call = await new TestCall([
    says("Your order left on Monday and comes on Thursday."),
    hangs(),
  ]).answered();
  await call.says("Where is my order?");
  await call.startsSpeaking();
  await call.passes(1_000);

  await call.presses("0");
  await call.played("Your order");
  await call.interrupts("Your order");
  await call.passes(2_000);
  await call.hearsOut();

  expect(call.ends[0]?.handoff).toMatchObject({
    reasonCode: "caller_requested",
    callSummary: expect.stringContaining("Where is my order?"),
  });
});

test("B34: the model that did not understand twice in a row makes way for a person", async () => {
  const call = await new TestCall([
    says("Sorry, I didn't catch that. Could you say it again?"),
    says("I'm afraid I still didn't understand."),
    hangs(),
  ]).answered();

  await call.says("The thing with the thing.");
  await call.hearsOut();
  expect(call.ends).toEqual([]);
  await call.says("The thing.");
  await call.passes(2_000);
  await call.hearsOut();

  expect(call.ends[0]?.handoff).toMatchObject({ reasonCode: "repeated_misunderstanding" });
});

test("B35: where a rule decides, the model's summary is used if it comes while the goodbye is heard", async () => {
  const call = await new TestCall([
    says("Sure."),
    [{ type: "wait", ms: 900 }, ...callsTool("hand_off", summary)],
  ]).answered();
  await call.says("I was charged twice.");
  await call.hearsOut();

  await call.presses("0");
  await call.passes(1_000);
  await call.hearsOut();

  expect(call.model.asked.at(-1)?.request.toolChoice).toEqual({ name: "hand_off" });
  expect(call.ends[0]?.handoff).toMatchObject({
    callSummary: "Charged twice for order 1042.",
    reasonCode: "caller_requested",
  });
});

test("B35: a summary that takes longer than 1.5 s is not waited for", async () => {
  const call = await new TestCall([says("Sure."), hangs()]).answered();
  await call.says("I was charged twice.");
  await call.hearsOut();
  const t0 = call.clock.now() - call.startedAtMs;

  await call.presses("0");
  await call.hearsOut();
  expect(call.ends).toEqual([]);
  await call.passes(1_600);

  // The rest of the second and a half is for what the network and the process take.
  expect((call.ends[0]?.atMs ?? 0) - t0).toBeLessThanOrEqual(1_350);
  expect(call.ends[0]?.handoff?.callSummary).toContain("I was charged twice.");
});

test("B35: as long as the goodbye is being said, a summary may take longer", async () => {
  const call = await new TestCall([
    says("Sure."),
    [{ type: "wait", ms: 2_500 }, ...callsTool("hand_off", summary)],
  ]).answered();
  await call.says("I was charged twice.");
  await call.hearsOut();

  await call.presses("0");
  await call.startsSpeaking();
  await call.passes(2_600);
  expect(call.ends).toEqual([]);
  await call.hearsOut();

  expect(call.ends[0]?.handoff?.callSummary).toBe("Charged twice for order 1042.");
});

test("B35: a summary that is late at the end of the goodbye is left behind", async () => {
  const call = await new TestCall([says("Sure."), hangs()]).answered();
  await call.says("I was charged twice.");
  await call.hearsOut();

  await call.presses("0");
  await call.startsSpeaking();
  await call.passes(2_600);
  await call.hearsOut();

  expect(call.ends[0]?.handoff?.callSummary).toContain("I was charged twice.");
});

test("B35: a dead model is not asked for a summary of its death", async () => {
  const call = await new TestCall(Array.from({ length: 6 }, () => fails("unavailable", 200))).answered();
  await call.says("Are you open on Sunday?");
  await call.passes(4_000);
  await call.hearsOut();
  await call.says("Hello? Are you open?");
  await call.passes(4_000);

  await call.hearsOut();

  expect(call.ends[0]?.handoff).toMatchObject({ reasonCode: "model_failed" });
  expect(call.model.asked.map((a) => a.request.toolChoice)).not.toContainEqual({ name: "hand_off" });
});

test("B36: a decided hand-off does not leave the guess at the caller's next words running", async () => {
  const call = await new TestCall([hangs()]).answered();
  await call.partly("Where is my order");
  await call.passes(300);
  expect(call.model.asked).toHaveLength(1);

  await call.presses("0");

  expect(call.model.asked[0]?.abortedAtMs).toBe(call.clock.now());
});

test("the model's hand_off is taken as it is, however badly it is spelt", async () => {
  const call = await new TestCall([callsTool("hand_off", "{broken")]).answered();

  await call.says("I was charged twice.");
  await call.hearsOut();

  expect(call.ends[0]?.handoff).toMatchObject({
    sentiment: "neutral",
    callSummary: expect.stringContaining("charged twice"),
  });
});

test("end_call ends the call without a payload, after the goodbye was heard", async () => {
  const call = await new TestCall([
    [...text("Goodbye, and enjoy the shoes."), ...callsTool("end_call")],
  ]).answered();

  await call.says("That was all, thank you, bye.");
  expect(call.ends).toEqual([]);
  await call.hearsOut();

  expect(call.ends).toEqual([{ atMs: expect.any(Number), handoff: undefined }]);
});

test("nothing is sent after end", async () => {
  const call = await new TestCall([handsOff]).answered();
  await call.says("I was charged twice.");
  await call.hearsOut();
  const sent = call.sent.length;

  await call.says("Hello?");
  await call.presses("1");
  await call.passes(4_900);
  await call.event({ type: "socket_closed", how: "hung_up" });
  await call.passes(60_000);

  expect(call.sent).toHaveLength(sent);
  expect(call).toMatchObject({ finished: 1, closes: 0 });
});

test("L9: a socket that Twilio leaves open after the end is closed, and the call is finished once", async () => {
  const call = await new TestCall([handsOff]).answered();
  await call.says("I was charged twice.");
  await call.hearsOut();

  await call.passes(4_900);
  expect(call).toMatchObject({ finished: 0, closes: 0 });
  await call.passes(200);
  expect(call).toMatchObject({ finished: 1, closes: 1 });
  await call.passes(3_600_000);

  expect(call).toMatchObject({ finished: 1, closes: 1 });
  expect(nextDueMs(call.state)).toBeUndefined();
  expect(call.clock.pending).toBe(0);
});

test("B38: a transfer that nobody took comes back to an agent that remembers", async () => {
  const call = await new TestCall([handsOff, says("Let us go on.")]).answered();
  await call.says("I was charged twice.");
  await call.hearsOut();
  await call.event({ type: "socket_closed", how: "hung_up" });
  const from = call.sent.length;

  await call.connects("VX2");
  expect(call.spoken(from)).not.toBe("");
  await call.hearsOut();
  await call.says("Then tell me, what can you do?");
  await call.passes(100);

  const items = call.model.lastItems;
  expect(items.some((i) => i.text === "I was charged twice.")).toBe(true);
  expect(items.some((i) => i.role === "note" && i.text.includes("Do not ask again"))).toBe(true);
});

test("the longest call ends at a person", async () => {
  const call = await new TestCall([], {
    limits: { maxCallMs: 60_000 },
    silence: { enabled: false },
  }).answered();

  await call.passes(58_000);
  await call.hearsOut();

  expect(call.ends[0]?.handoff).toMatchObject({ reasonCode: "rule" });
});

const never: Part = hangs();

test("B13: silence is met by a nudge, another, and a goodbye, each after its time", async () => {
  const call = await new TestCall([never]).answered();
  const from = call.sent.length;
  const quietAtMs = call.clock.now() - call.startedAtMs;

  const waits: number[] = [];
  let since = quietAtMs;
  for (const _ of [1, 2, 3]) {
    await call.passes(8_100);
    waits.push((call.sent.at(-1)?.atMs ?? 0) - since);
    await call.hearsOut();
    since = call.clock.now() - call.startedAtMs;
  }

  expect(waits.every((w) => Math.abs(w - 8_000) <= 250)).toBe(true);
  expect(call.sent.slice(from).map((s) => s.frame.type)).toEqual(["text", "text", "text", "end"]);
  expect(call.ends[0]?.handoff).toBeUndefined();
});

test("B13: words and keys start the ladder anew, and it waits while we speak", async () => {
  const call = await new TestCall([says("It is on its way to you.")]).answered();
  await call.passes(7_000);
  await call.partly("Where");
  await call.passes(2_000);
  const from = call.sent.length;
  await call.says("Where is my order?");
  await call.startsSpeaking();
  await call.passes(9_000);

  expect(call.sent.slice(from).filter((s) => s.frame.type === "text" && s.frame.last)).toHaveLength(1);
});

test("B33: nothing is promised before it is known whether anybody is there", async () => {
  const call = await new TestCall([handsOff]).answered();
  const from = call.sent.length;
  let known = (_: { state: "free" }) => {};
  call.looksUp = () => new Promise((resolve) => (known = resolve));

  await call.says("I was charged twice.");
  await call.passes(500);
  expect(call.sent).toHaveLength(from);
  known({ state: "free" });
  await call.passes(10);

  expect(call.spoken(from)).not.toBe("");
  await call.hearsOut();
  expect(call.ends).toHaveLength(1);
});

test("B33: a look-up that hangs is not waited for longer than a second", async () => {
  const call = await new TestCall([handsOff]).answered();
  const from = call.sent.length;
  call.looksUp = () => new Promise(() => {});

  await call.says("I was charged twice.");
  await call.passes(1_050);
  await call.hearsOut();

  expect(call.spoken(from)).not.toBe("");
  expect(call.ends).toHaveLength(1);
});

test("B33: where all are busy, the wait is told as it is", async () => {
  const call = await new TestCall([handsOff]).answered();
  const from = call.sent.length;
  call.availability = { state: "busy", estimateS: 250 };

  await call.says("I was charged twice.");
  await call.hearsOut();

  expect(call.spoken(from)).toContain("5 minutes");
  expect(call.ends).toHaveLength(1);
});

test("B33: where nobody is there at all, and nothing to estimate by, that is what is said", async () => {
  const call = await new TestCall([handsOff]).answered();
  const from = call.sent.length;
  call.availability = { state: "busy" };

  await call.says("I was charged twice.");
  await call.hearsOut();

  expect(call.spoken(from)).toMatch(/Nobody is free .* can't say how long/);
  expect(call.spoken(from)).not.toContain("put you through");
  expect(call.ends).toHaveLength(1);
});

test("B33: out of hours a callback is offered, and arranged once, with the whole context", async () => {
  const call = await new TestCall([
    handsOff,
    callsTool("request_callback"),
    says("You will be called."),
    callsTool("request_callback"),
    says("It is arranged."),
  ]).answered();
  call.availability = { state: "closed" };

  await call.says("I was charged twice.");
  await call.passes(50);
  expect(call.spoken()).toMatch(/call you back\?$/);
  await call.hearsOut();
  await call.says("Yes, please call me back.");
  await call.passes(100);
  await call.hearsOut();
  await call.says("And you are sure about the callback?");
  await call.passes(100);

  expect(call.ends).toEqual([]);
  expect(call.callbacks).toHaveLength(1);
  expect(call.callbacks[0]).toMatchObject({
    callSummary: "Charged twice for order 1042.",
    reason: "Billing.",
    promises: [expect.stringContaining("callback")],
  });
});

test("B33: with nobody there and the model down, a callback is arranged and said", async () => {
  const call = await new TestCall([hangs(), hangs(), hangs(), hangs()]).answered();
  call.availability = { state: "closed" };

  await call.says("Are you open on Sunday?");
  await call.passes(4_000);
  await call.hearsOut();
  await call.says("Hello? Are you open?");
  await call.passes(4_000);
  await call.hearsOut();

  expect(call.callbacks).toHaveLength(1);
  expect(call.ends).toEqual([{ atMs: expect.any(Number), handoff: undefined }]);
});

test("B33: the callback that the engine has arranged is not arranged again by the model", async () => {
  const dead = [hangs(), hangs(), hangs(), hangs()];
  const call = await new TestCall([...dead, callsTool("request_callback"), says("Yes.")]).answered();
  call.availability = { state: "closed" };
  await call.says("Are you open on Sunday?");
  await call.passes(4_000);
  await call.hearsOut();
  await call.says("Hello? Are you open?");
  await call.passes(4_000);
  await call.hearsOut();
  expect(call.callbacks).toHaveLength(1);

  // The socket broke before Twilio had read the end, and the model is back.
  await call.event({ type: "socket_closed", how: "lost" });
  await call.connects("VX2");
  await call.hearsOut();
  await call.says("Will somebody call me back?");
  await call.passes(100);

  expect(call.callbacks).toHaveLength(1);
  expect(call.spoken()).toMatch(/Yes\.$/);
});

test("B33: a callback that could not be arranged is not promised: the call is put through", async () => {
  const call = await new TestCall([hangs(), hangs(), hangs(), hangs()]).answered();
  call.availability = { state: "closed" };
  call.refusesCallbacks = true;

  await call.says("Are you open on Sunday?");
  await call.passes(4_000);
  await call.hearsOut();
  await call.says("Hello? Are you open?");
  await call.passes(4_000);
  await call.hearsOut();

  expect(call.spoken()).not.toContain("I've arranged");
  expect(call.ends).toMatchObject([{ handoff: { reasonCode: "model_failed" } }]);
});

/** The model is dead, and nobody is there: the engine itself arranges a callback. */
async function modelDies(call: TestCall): Promise<void> {
  call.availability = { state: "closed" };
  for (const words of ["Are you open on Sunday?", "Hello? Are you open?"]) {
    await call.says(words);
    await call.passes(4_000);
    await call.hearsOut();
  }
}

const deaf = (): Part[] => Array.from({ length: 4 }, () => hangs());

test("B33: a second callback that cannot be arranged either does not leave the caller in silence", async () => {
  const call = await new TestCall([...deaf(), ...deaf()]).answered();
  call.refusesCallbacks = true;
  await modelDies(call);
  expect(call.ends).toHaveLength(1);

  await call.event({ type: "socket_closed", how: "hung_up" });
  await call.connects("VX2", { [CONNECT_PARAMETER]: "nobody_free" });
  await call.hearsOut();
  await modelDies(call);

  expect(call.ends).toMatchObject([{}, { handoff: { reasonCode: "model_failed" } }]);
});

test("B33: after a callback of the engine's own the model is not asked with a result that it never called for", async () => {
  const call = await new TestCall([...deaf(), says("Sure.")]).answered();
  call.refusesCallbacks = true;
  await modelDies(call);

  await call.event({ type: "socket_closed", how: "hung_up" });
  await call.connects("VX2", { [CONNECT_PARAMETER]: "nobody_free" });
  await call.hearsOut();
  await call.says("Then tell me, what can you do?");

  const items = call.model.asked.at(-1)?.request.items ?? [];
  const ids = (role: string) => items.flatMap((i) => (i.role === role && "callId" in i ? [i.callId] : []));
  expect(items.at(-1)).toMatchObject({ role: "caller" });
  expect(ids("tool_result")).toEqual(ids("tool_call"));
});

test("B33: a process that dies while the engine arranges a callback does not forget it", async () => {
  const call = await new TestCall(deaf()).answered();
  call.callbackTakes = new Promise(() => {});
  await modelDies(call);

  call.callbackTakes = Promise.resolve();
  call.availability = { state: "free" };
  await call.restarts(true);
  await call.passes(2_000);
  await call.hearsOut();

  expect(call.callbacks).toHaveLength(1);
  expect(call.spoken()).toContain("arranged");
});

test("B33: a callback that failed while nobody was on the line is made once when the next process finds the line", async () => {
  const call = await new TestCall(deaf()).answered();
  call.callbackTakes = new Promise(() => {});
  await modelDies(call);
  call.callbackTakes = Promise.resolve();
  call.refusesCallbacks = true;
  await call.restarts(false);
  await call.passes(2_000);

  call.refusesCallbacks = false;
  await call.restarts(true);
  await call.passes(2_000);
  await call.hearsOut();

  expect(call.callbacks).toHaveLength(1);
  expect(call.spoken()).toContain("arranged");
});

test("no timer is set by what Twilio still reports after the end", async () => {
  const call = await new TestCall([[...text("I am putting you through."), ...handsOff]]).connects();
  await call.says("I was charged twice.");
  await call.passes(6_000);
  expect(call.ends).toHaveLength(1);

  await call.startsSpeaking();

  expect(Object.keys(call.state.timers).filter((name) => name !== "close")).toEqual([]);
});

test("B33: where the agent is to go on, it says so and helps", async () => {
  const call = await new TestCall([handsOff, says("Let me see.")], {
    handOff: { whenNobodyFree: "agent" },
  }).answered();
  call.availability = { state: "busy" };

  await call.says("I was charged twice.");
  await call.passes(50);
  await call.hearsOut();
  await call.says("Then tell me what you can do, please.");
  await call.passes(50);

  expect(call.spoken()).toMatch(/Let me see\.$/);
  expect(call.model.lastItems.some((i) => i.role === "note" && i.text.includes("Nobody is free"))).toBe(true);
});

test("B35: what a tool has found out and what the model says of it are one fact", async () => {
  const lookUp = defineTool({
    name: "look_up",
    description: "Looks up.",
    input: z.object({}),
    facts: () => [{ name: "Order number", value: "1042", from: "tool", confirmed: true }],
    run: () => ({ found: true }),
  });
  const parts = [
    callsTool("look_up"),
    callsTool("hand_off", { ...summary, entities: { orderNumber: "ten forty-two", size: "9" } }),
  ];
  const call = await new TestCall(parts, { tools: [lookUp] }).answered();

  await call.says("I was charged twice for my order.");
  await call.passes(100);
  await call.hearsOut();

  expect(call.ends[0]?.handoff?.facts).toEqual([
    { name: "Order number", value: "1042", from: "tool", confirmed: true },
    { name: "size", value: "9", from: "agent", confirmed: false },
  ]);
});

test("a callback that takes long to arrange, with nobody free and no model, is not waited for in silence", async () => {
  const call = await new TestCall(
    Array.from({ length: 6 }, () => fails("unreachable")),
    {
      handOff: { whenNobodyFree: "callback" },
    },
  ).answered();
  call.availability = { state: "busy" };
  call.callbackTakes = new Promise(() => {});
  await call.says("Where are my shoes?");
  await call.passes(3_000);
  const from = call.sent.length;

  await call.says("Where are my shoes?");
  await call.passes(9_000);

  const heardAtMs = call.sent.slice(from).flatMap(({ frame, atMs }) => (frame.type === "text" ? [atMs] : []));
  const gapsMs = heardAtMs.slice(1).map((atMs, i) => atMs - (heardAtMs[i] ?? 0));
  expect(Math.max(...gapsMs)).toBeLessThanOrEqual(4_000);
  expect(call.spoken(from)).toMatch(/put you through to a colleague who can help\.$/);
});
