import { describe, expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../worker/agent/define.ts";
import { CONNECT_PARAMETER } from "../../../worker/protocol/relay/connect-reason.ts";
import { TestCall } from "../../support/conversation.ts";
import { callsTool, callsTools, hangs, says } from "../../support/played-model.ts";

test("B28: after a lost socket an unanswered turn is answered on the new one, with memory", async () => {
  const call = await new TestCall([hangs(), says("On its way.")]).answered();
  await call.says("Where is my order?");
  await call.event({ type: "socket_closed", how: "lost" });
  expect(call.model.asked[0]?.abortedAtMs).toBeDefined();
  const from = call.sent.length;

  await call.connects("VX2");
  await call.passes(100);

  expect(call.spoken(from)).toMatch(/On its way\.$/);
  expect(call.model.lastItems.at(-1)).toEqual({ role: "caller", text: "Where is my order?" });
});

test("B28: what the caller had not heard when the socket was lost is said again", async () => {
  const call = await new TestCall([
    says("Your order left on Monday. You will get it on Thursday."),
    says("On Thursday."),
  ]).answered();
  await call.says("Where is my order?");
  await call.startsSpeaking();
  await call.passes(1_800);
  await call.played("Your order left on Monday.");

  await call.event({ type: "socket_closed", how: "lost" });
  await call.connects("VX2");
  await call.passes(100);

  expect(call.model.lastItems.find((i) => i.role === "agent" && i.text.startsWith("Your order"))?.text).toBe(
    "Your order left on Monday.",
  );
  expect(call.spoken()).toMatch(/On Thursday\.$/);
});

test("B28: a process that dies in the middle of a turn comes back with the turn", async () => {
  const call = await new TestCall([hangs(), says("On its way.")]).answered();
  await call.says("Where is my order?");

  await call.restarts(true);
  await call.passes(100);

  expect(call.spoken()).toMatch(/On its way\.$/);
});

describe.each([
  ["that is still there", true],
  ["that is lost as well", false],
] as const)("a process that died inside a tool, with a socket %s", (_, connected) => {
  /** The process dies while the tool runs. @returns the keys that it was run under. */
  async function diesInside(sideEffect: boolean) {
    const keys: string[] = [];
    const order = defineTool({
      name: "order",
      description: "Orders.",
      input: z.object({}),
      sideEffect,
      run: (_input, context) => {
        keys.push(context.idempotencyKey);
        return keys.length === 1 ? new Promise(() => {}) : { ordered: true };
      },
    });
    const parts = [callsTool("order"), says("It may be."), callsTool("order"), says("I cannot tell.")];
    const call = await new TestCall(parts, { tools: [order] }).answered();
    await call.says("Order it, please.");
    await call.restarts(connected);
    if (!connected) await call.connects("VX2");
    await call.passes(100);
    return { call, keys };
  }

  test("B28: runs it again under its old key where it only reads", async () => {
    const { call, keys } = await diesInside(false);

    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
    expect(call.model.lastItems.at(-1)?.text).toContain("ordered");
  });

  test("L13: does not do again what changes the world, nor when the model asks for it, and the model knows", async () => {
    const { call, keys } = await diesInside(true);
    expect(call.spoken()).toMatch(/It may be\.$/);
    expect(call.model.lastItems.at(-1)?.text).toContain("Nobody knows");
    await call.hearsOut();

    await call.says("Then try it again, please.");
    await call.passes(100);

    expect(keys).toHaveLength(1);
    expect(call.model.lastItems.at(-1)?.text).toContain("Nobody knows");
  });
});

test("L9: a socket without a setup is closed, and there is no call", async () => {
  const call = new TestCall([]);
  await call.event({ type: "socket_opened" });
  await call.passes(10_100);

  expect(call).toMatchObject({ closes: 1, finished: 0, saved: undefined });
  expect(call.clock.pending).toBe(0);
});

test("L9: a socket of a call that has ended, on which nothing comes, is closed, and the call stays ended", async () => {
  const call = await new TestCall([]).answered();
  await call.event({ type: "socket_closed", how: "hung_up" });
  await call.event({ type: "socket_opened" });
  await call.passes(10_100);

  expect(call).toMatchObject({ closes: 1, finished: 1 });
  expect(call.state.phase).toEqual({ name: "ended", cause: "hung_up" });
});

test("B28: an end that nobody has read when the process died is sent again, also without a setup", async () => {
  const call = await new TestCall([callsTool("hand_off", { reason: "Billing." })]).answered();
  await call.says("I was charged twice.");
  await call.hearsOut();
  await call.passes(3_000);
  expect(call.ends).toHaveLength(1);

  await call.restarts(false);
  expect(call.finished).toBe(1);
  await call.event({ type: "socket_opened" });
  await call.event({ type: "agent_speaking", on: false });

  expect(call.ends).toHaveLength(2);
});

test("B28: an end that nobody has read is sent again on a socket that brings nothing new", async () => {
  const call = await new TestCall([callsTool("hand_off", { reason: "Billing." })]).answered();
  await call.says("I was charged twice.");
  await call.hearsOut();
  await call.passes(3_000);
  await call.event({ type: "socket_closed", how: "lost" });

  // What Twilio sends again on it is known already, and nothing comes of that.
  await call.event({ type: "socket_opened" });
  await call.passes(800);

  expect(call.ends).toHaveLength(2);
});

test("B28: who is back from the queue on a socket whose setup is slow is not sent there again", async () => {
  const call = await new TestCall([callsTool("hand_off", { reason: "Billing." })]).answered();
  await call.says("I was charged twice.");
  await call.hearsOut();
  await call.passes(3_000);
  await call.event({ type: "socket_closed", how: "hung_up" });

  await call.event({ type: "socket_opened" });
  await call.passes(800);
  await call.connects("VX2", { [CONNECT_PARAMETER]: "nobody_free" });
  await call.passes(11_000);

  expect(call).toMatchObject({ closes: 0 });
  expect(call.ends).toHaveLength(1);
  expect(call.spoken()).toContain("nobody could take your call");
});

test.each([
  ["the same session", "VX1", "34"],
  ["a new session", "VX2", "1234"],
])("B28: a number that is half keyed when the line is lost is whole in %s", async (_, session, keys) => {
  const ask = callsTool("collect_digits", { purpose: "order_number", length: 4 });
  const call = await new TestCall([ask, says("Key it in."), says("Thank you.")]).answered();
  await call.says("I have a number.");
  await call.hearsOut();
  await call.presses("12");
  await call.restarts(false);

  await call.connects(session);
  await call.hearsOut();
  await call.presses(keys);

  expect(call.model.lastItems.at(-1)?.text).toMatch(/\b1234$/);
});

test("a second session is not greeted again", async () => {
  const call = await new TestCall([]).answered();

  await call.event({ type: "socket_closed", how: "lost" });
  await call.connects("VX2");

  expect(call.state.transcript.filter((e) => e.item.role === "agent")).toHaveLength(1);
});

test("B24: a new session of a call in Spanish is not listened to in the language of the TwiML", async () => {
  const call = await new TestCall([callsTool("change_language", { language: "es-ES" }), says("Claro.")], {
    languages: [{ code: "es-ES" }],
  }).answered();
  await call.says("Can we speak Spanish?");
  await call.hearsOut();
  await call.event({ type: "socket_closed", how: "lost" });
  const from = call.sent.length;

  await call.connects("VX2");

  const frame = { type: "language", ttsLanguage: "es-ES", transcriptionLanguage: "es-ES" };
  expect(call.sent[from]?.frame).toEqual(frame);
});

test("B24: a new session of a call in the agent's own language gets no language frame", async () => {
  const call = await new TestCall([]).answered();
  await call.event({ type: "socket_closed", how: "lost" });

  await call.connects("VX2");

  expect(call.sent.filter((s) => s.frame.type === "language")).toEqual([]);
});

test("a call that loses its socket again and again ends at a person", async () => {
  const call = await new TestCall([]).answered();

  for (const n of [2, 3, 4, 5]) {
    await call.event({ type: "socket_closed", how: "lost" });
    await call.connects(`VX${n}`);
  }
  await call.hearsOut();

  expect(call.ends[0]?.handoff).toMatchObject({ reasonCode: "agent_unreachable" });
});

test("B28: the same session on a new socket without a setup goes on without a word about it", async () => {
  const call = await new TestCall([hangs(), says("On its way.")]).answered();
  await call.says("Where is my order?");
  await call.event({ type: "socket_closed", how: "lost" });
  const from = call.sent.length;

  await call.event({ type: "caller_speaking", on: false });
  await call.passes(100);

  expect(call.spoken(from)).toBe("On its way.");
});

test("B29: a hang-up stops the model and leaves no timer of the conversation", async () => {
  const call = await new TestCall([hangs()]).answered();
  await call.says("Where is my order?");

  await call.event({ type: "socket_closed", how: "hung_up" });

  expect(call.model.asked[0]?.abortedAtMs).toBe(call.clock.now());
  expect(call.state.timers).toEqual({});
  expect(call.state.phase).toMatchObject({ name: "ended", cause: "hung_up" });
  expect(call.finished).toBe(1);
});

test("B29: a hang-up stops a tool that only reads, and leaves one that changes the world to its end", async () => {
  const stopped: string[] = [];
  const tool = (name: string, sideEffect: boolean) =>
    defineTool({
      name,
      description: "Works.",
      input: z.object({}),
      sideEffect,
      run: (_, { signal }) =>
        new Promise(() => signal.addEventListener("abort", () => stopped.push(name), { once: true })),
    });
  const call = await new TestCall([callsTools(["look_up", {}], ["order", {}])], {
    tools: [tool("look_up", false), tool("order", true)],
  }).answered();
  await call.says("Order it, if it is there.");

  await call.event({ type: "socket_closed", how: "hung_up" });

  expect(stopped).toEqual(["look_up"]);
});

test("B13: a tool that died with its process after the end does not keep a call that comes back in silence", async () => {
  const order = defineTool({
    name: "order",
    description: "Orders.",
    input: z.object({}),
    sideEffect: true,
    run: () => new Promise(() => {}),
  });
  const call = await new TestCall([callsTool("order"), hangs(), hangs(), hangs()], {
    tools: [order],
  }).answered();
  await call.says("Order it, please.");
  await call.event({ type: "socket_closed", how: "hung_up" });
  await call.restarts(false);
  await call.connects("VX2");
  await call.passes(100);
  await call.hearsOut();
  await call.passes(5_000);
  await call.hearsOut();
  const from = call.sent.length;

  await call.passes(30_000);

  expect(call.sent.length).toBeGreaterThan(from);
});

test("a lost call that nobody takes up is over after a minute", async () => {
  const call = await new TestCall([]).answered();

  await call.event({ type: "socket_closed", how: "lost" });
  await call.passes(61_000);

  expect(call.state.phase).toEqual({ name: "ended", cause: "lost" });
  expect(call.finished).toBe(1);
});

test("B6: consecutive requests share their prefix to the byte", async () => {
  const call = await new TestCall([says("Yes."), says("Also yes.")]).answered();
  await call.says("Are you open today?");
  await call.hearsOut();
  await call.says("And are you open on Sunday?");

  const [first, second] = call.model.asked.map((a) => a.request);
  expect(second?.instructions).toBe(first?.instructions);
  expect(second?.tools).toEqual(first?.tools);
  expect(second?.cacheKey).toBe(first?.cacheKey);
  expect(JSON.stringify(second?.items).startsWith(JSON.stringify(first?.items).slice(0, -1))).toBe(true);
});

test("B24: the language changes for listening and speaking, and for the engine's own lines", async () => {
  const call = await new TestCall([callsTool("change_language", { language: "es-ES" }), says("Claro.")], {
    languages: [{ code: "es-ES" }],
  }).answered();

  await call.says("Can we speak Spanish?");
  await call.passes(100);

  expect(call.sent.find((s) => s.frame.type === "language")?.frame).toEqual({
    type: "language",
    ttsLanguage: "es-ES",
    transcriptionLanguage: "es-ES",
  });
  await call.hearsOut();
  const from = call.sent.length;
  await call.passes(8_100);
  expect(call.spoken(from)).toMatch(/[¿áéíóúñ]/);
});

test("B24: one reply can be in another language", async () => {
  const call = await new TestCall(
    [
      callsTool("change_language", { language: "fr-FR", onlyThisReply: true }),
      says("Bonjour."),
      says("Hello."),
    ],
    { languages: [{ code: "fr-FR" }] },
  ).answered();

  await call.says("How do you say hello in French?");
  await call.passes(100);
  expect(call.sent.filter((s) => s.frame.type === "text" && s.frame.lang === "fr-FR").length).toBeGreaterThan(
    0,
  );
  await call.hearsOut();
  await call.says("And in English, please?");
  await call.passes(100);

  expect(call.sent.at(-1)?.frame).not.toHaveProperty("lang");
});
