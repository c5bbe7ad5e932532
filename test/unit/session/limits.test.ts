import { describe, expect, test } from "vitest";
import * as z from "zod";
import { type AgentDefinition, defineTool } from "../../../worker/agent/define.ts";
import { priced } from "../../../worker/agent/prices.ts";
import { CONNECT_PARAMETER } from "../../../worker/protocol/relay/connect-reason.ts";
import { TestCall } from "../../support/conversation.ts";
import { callsTools, type Part, says } from "../../support/played-model.ts";

/** What one call may use, and who uses more. */

const answer = (inputTokens = 1_000): Part => [
  { type: "text", delta: "It is on its way to you." },
  { type: "finished", reason: "stop", usage: { inputTokens, cachedTokens: 0, outputTokens: 100 } },
];

async function callOf(limits: AgentDefinition["limits"], parts: readonly Part[]): Promise<TestCall> {
  const definition = { limits, silence: { enabled: false }, model: { name: "gpt-4.1" } };
  return new TestCall(parts, definition).answered();
}

/** So many turns, each heard to its end. */
async function turns(call: TestCall, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    await call.says(`Where is order number ${i}, please?`);
    await call.passes(500);
    await call.hearsOut();
    await call.passes(1_000);
  }
}

const reached = (call: TestCall) =>
  call.logs.flatMap(({ event, fields }) => (event === "limit.reached" ? [fields] : []));

const HEAVY = 5_000;
test.each<readonly [string, AgentDefinition["limits"], string, RegExp]>([
  ["talks for ever, turn after turn", { maxTurns: 5 }, "turns", /most turns/],
  ["makes the model read and write", { maxTokens: 5 * (HEAVY + 100) }, "tokens", /most tokens/],
  ["makes it expensive", { maxSpendUsd: 0.054 }, "spend", /most money/],
  [
    "makes it expensive at a price of one's own",
    { maxSpendUsd: 2.55, prices: { "gpt-4.1": { input: 100, cached: 1, output: 100 } } },
    "spend",
    /most money/,
  ],
])("a caller who %s reaches a person, once and politely", async (_, limits, code, reason) => {
  const call = await callOf(
    limits,
    Array.from({ length: 5 }, () => answer(HEAVY)),
  );
  await turns(call, 5);
  expect(call.ends).toEqual([]);
  const from = call.sent.length;

  await call.says("And where is the sixth?");
  await call.passes(100);

  expect(call.spoken(from)).toMatch(/put you through to a colleague/);
  await call.hearsOut();
  await call.passes(2_000);
  expect(call.ends[0]?.handoff).toMatchObject({ reasonCode: "rule", reason: expect.stringMatching(reason) });
  expect(reached(call)).toEqual([{ limit: code }]);
  expect(call.state.transcript.at(-2)?.item).toMatchObject({
    role: "caller",
    text: "And where is the sixth?",
  });
});

test("what a peer that reads nothing makes us keep is bounded, whatever the model writes", async () => {
  const delta = Array.from({ length: 5_000 }, (_, n) => `Parcel ${n} lies in hall ${n * 7}. `).join("");
  const endless = Array.from({ length: 5 }, (): Part => [{ type: "text", delta }]);
  const call = await callOf({ maxTurns: 5 }, endless);

  // A turn is spoken over as soon as it has begun: nobody waits for its end.
  for (let i = 0; i < 8; i += 1) {
    await call.says(`Where is order number ${i}, please?`);
    await call.passes(5_000);
    await call.interrupts("Parcel");
  }

  // By 16 characters a second, 90 s of speech and the end of its sentence; figures are longer as they are spoken.
  const perTurn = 2 * (16 * 90 + 200);
  expect(call.spoken().length).toBeLessThan(5 * perTurn);
  expect(call.spoken().length).toBeGreaterThan(4 * 16 * 90);
});

test("a guess does not go round the limit", async () => {
  const call = await callOf({ maxTurns: 5 }, [
    ...Array.from({ length: 5 }, () => answer()),
    answer(),
    answer(),
  ]);
  await turns(call, 5);

  await call.partly("And where is the sixth?");
  await call.passes(600);
  await call.says("And where is the sixth?");
  await call.passes(100);

  expect(reached(call)).toEqual([{ limit: "turns" }]);
});

describe("where nobody is there to take it", () => {
  const nobody = async (limits: AgentDefinition["limits"]) => {
    const call = await callOf(
      limits,
      Array.from({ length: 20 }, () => answer()),
    );
    call.availability = { state: "closed" };
    return call;
  };

  test("a few turns are left to arrange a callback, and no more", async () => {
    const call = await nobody({ maxTurns: 5 });
    await turns(call, 6);
    expect(reached(call)).toHaveLength(1);
    const before = call.model.asked.length;

    await turns(call, 6);
    expect(call.ends).toEqual([]);
    const asked = call.model.asked.length;
    await turns(call, 1);
    await call.passes(5_000);

    expect(asked - before).toBe(6);
    expect(call.model.asked).toHaveLength(asked);
    expect(call.ends).toEqual([{ atMs: expect.any(Number), handoff: undefined }]);
  });

  test("who talks over that goodbye does not take it back", async () => {
    const call = await nobody({ maxTurns: 5 });
    await turns(call, 12);
    const asked = call.model.asked.length;

    await call.says("Where is order number 12, please?");
    for (let i = 0; i < 20; i += 1) {
      await call.says("No, wait, tell me more.");
      await call.passes(1_000);
    }

    expect(call.model.asked).toHaveLength(asked);
    expect(call.ends).toHaveLength(1);
  });

  test("three minutes are left of the longest call, and no more", async () => {
    const call = await nobody({ maxCallMs: 60_000 });
    await turns(call, 1);
    await call.passes(60_000);
    await call.hearsOut();
    expect(call.ends).toEqual([]);

    await call.passes(180_000);
    await call.hearsOut();
    await call.passes(5_000);

    expect(call.ends).toHaveLength(1);
    expect(reached(call)).toEqual([{ limit: "time" }]);
  });
});

test("a tool that texts and texts sends as many as a call may, also side by side and again", async () => {
  const sent: string[] = [];
  const spam = defineTool({
    name: "send_offer",
    description: "Texts the offer.",
    input: z.object({ n: z.number() }),
    run: async (_, { textCaller }) => textCaller("Our offer"),
  });
  const parts = [
    callsTools(["send_offer", { n: 1 }], ["send_offer", { n: 2 }], ["send_offer", { n: 3 }]),
    says("Sent."),
    callsTools(["send_offer", { n: 4 }]),
    says("Hm."),
  ];
  const call = new TestCall(parts, { tools: [spam], limits: { maxTexts: 2 }, silence: { enabled: false } });
  call.texts = async (body) => {
    sent.push(body);
    return { sid: "SM1" };
  };
  await call.answered();
  await turns(call, 1);
  await call.restarts(true);
  await turns(call, 1);

  expect(sent).toHaveLength(2);
  expect(reached(call)).toEqual([{ limit: "texts" }, { limit: "texts" }]);
  expect(call.model.lastItems.some(({ text }) => text.includes("Offer the caller a person"))).toBe(true);
});

test("who was sent as many texts today as they may be is sent none, and the model is told", async () => {
  const asked: number[] = [];
  const spam = defineTool({
    name: "send_offer",
    description: "Texts the offer.",
    input: z.object({}),
    run: async (_, { textCaller }) => textCaller("Our offer"),
  });
  const definition = { tools: [spam], limits: { maxTextsADay: 7 }, silence: { enabled: false } };
  const call = new TestCall([callsTools(["send_offer", {}]), says("Hm.")], definition);
  call.texts = () => Promise.reject(new Error("It was sent."));
  call.mayText = async (atMost) => {
    asked.push(atMost);
    return false;
  };
  await call.answered();

  await turns(call, 1);

  expect(asked).toEqual([7]);
  expect(reached(call)).toEqual([{ limit: "texts_of_day" }]);
  expect(JSON.stringify(call.model.lastItems)).toContain("a caller may be sent 7 text messages a day");
  expect(JSON.stringify(call.model.lastItems)).not.toContain("It was sent");
});

test.each([
  ["gpt-4.1", { inputTokens: 1_000_000, cachedTokens: 0, outputTokens: 0 }, 2_000_000],
  ["gpt-4.1-2025-04-14", { inputTokens: 1_000_000, cachedTokens: 1_000_000, outputTokens: 0 }, 500_000],
  ["gpt-5.4-mini", { inputTokens: 1_000, cachedTokens: 400, outputTokens: 100 }, 930],
  ["gpt-4.1", { inputTokens: 5, cachedTokens: 9, outputTokens: 0 }, 5],
  ["llama-3.3-70b", { inputTokens: 1_000_000, cachedTokens: 0, outputTokens: 1_000 }, undefined],
  ["constructor", { inputTokens: 1_000_000, cachedTokens: 0, outputTokens: 1_000 }, undefined],
] as const)("what %s costs", (model, usage, microUsd) => {
  expect(priced(model, usage, {})).toEqual({ ...usage, microUsd });
});

test.each([
  ["calls_of_caller", /calls/],
  ["calls_of_account", /calls/],
  ["calls_at_once_of_caller", /calls/],
  ["calls_at_once_of_account", /calls/],
  ["spend_of_day", /spent what they may in a day/],
] as const)(
  "a call beyond %s reaches a person, whom the model is not asked about, and is counted",
  async (limit, reason) => {
    const call = await callOf({}, []);

    await call.event({ type: "limit_reached", limit });
    await call.passes(100);
    await call.hearsOut();
    await call.passes(2_000);

    expect(call.spoken(0)).toMatch(/put you through to a colleague/);
    expect(call.spoken(0)).not.toMatch(/talking for quite a while/);
    expect(call.ends[0]?.handoff).toMatchObject({
      reasonCode: "rule",
      reason: expect.stringMatching(reason),
    });
    expect(reached(call)).toEqual([{ limit }]);
  },
);

test("a call beyond two limits is told of one", async () => {
  const call = await callOf({}, [says("On Monday.")]);
  call.availability = { state: "closed" };
  await call.event({ type: "limit_reached", limit: "calls_of_caller" });
  await call.hearsOut();
  const from = call.sent.length;

  await call.event({ type: "limit_reached", limit: "calls_at_once_of_caller" });
  await call.passes(1_000);

  expect(reached(call)).toEqual([{ limit: "calls_of_caller" }]);
  expect(call.spoken(from)).toBe("");
});

test("a limit that becomes known after the call has ended changes nothing", async () => {
  const call = await callOf({}, []);
  await call.event({ type: "socket_closed", how: "hung_up" });
  const { state } = call;

  await call.event({ type: "limit_reached", limit: "calls_of_caller" });

  expect(call.state).toEqual(state);
  expect(reached(call)).toEqual([]);
});

test("a call that is lost and comes back in a new session keeps its beginning, and its longest time", async () => {
  const call = await callOf({ maxCallMs: 60_000 }, [says("On Monday."), says("On Monday.")]);
  const { startedAtMs } = call.state.call;
  await call.passes(20_000);
  await call.event({ type: "socket_closed", how: "lost" });
  await call.passes(2_000);
  await call.connects("VX2");
  await call.hearsOut();

  expect(call.state.call.startedAtMs).toBe(startedAtMs);
  await call.passes(61_000);
  await call.hearsOut();

  expect(reached(call)).toEqual([{ limit: "time" }]);
});

test.each<readonly [string, (call: TestCall) => Promise<unknown>]>([
  ["in a new session, when it had been given up", (call) => call.connects("VX2")],
  [
    "on a new socket of its session, when it had been given up",
    async (call) => {
      await call.event({ type: "socket_opened" });
      await call.connects("VX1");
    },
  ],
])("a call that comes back has a longest time again: %s", async (_, comesBack) => {
  const call = await callOf({ maxCallMs: 300_000 }, [says("On Monday."), says("On Monday.")]);
  await call.event({ type: "socket_closed", how: "lost" });
  await call.passes(70_000);
  expect(call.state.phase.name).toBe("ended");

  await comesBack(call);
  await call.hearsOut();
  await call.passes(301_000);
  await call.hearsOut();

  expect(reached(call)).toEqual([{ limit: "time" }]);
});

test("a call that nobody took has a longest time again", async () => {
  const call = await callOf({ maxCallMs: 60_000 }, [says("On Monday."), says("On Monday.")]);
  await call.presses("0");
  await call.hearsOut();
  await call.passes(5_000);
  expect(call.ends).toHaveLength(1);

  await call.connects("VX2", { [CONNECT_PARAMETER]: "nobody" });
  await call.hearsOut();
  await call.passes(61_000);
  await call.hearsOut();

  expect(reached(call)).toEqual([{ limit: "time" }]);
});
