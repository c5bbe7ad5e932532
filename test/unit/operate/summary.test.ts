import { describe, expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../worker/agent/define.ts";
import type { Action } from "../../../worker/protocol/console/actions.ts";
import { OUTCOMES, type Outcome } from "../../../worker/protocol/log/outcome.ts";
import { TestCall } from "../../support/conversation.ts";
import { callsTool, fails, hangs, type Part, says } from "../../support/played-model.ts";

/** `call.summary`: one line a call, when it is over. */

const summaries = (call: TestCall) =>
  call.logs.filter((l) => l.event === "call.summary").map((l) => l.fields);
const hangsUp = (call: TestCall) => call.event({ type: "socket_closed", how: "hung_up" });

const told = (text: string, usage: { in: number; cached: number; out: number }): Part => [
  { type: "text", delta: text },
  {
    type: "finished",
    reason: "stop",
    usage: { inputTokens: usage.in, cachedTokens: usage.cached, outputTokens: usage.out },
  },
];

async function turn(call: TestCall, words: string): Promise<void> {
  await call.says(words);
  await call.passes(1_000);
  await call.hearsOut();
}

test("it says who answered, what came of it, how fast, and what it took", async () => {
  const usage = { in: 1_000, cached: 600, out: 50 };
  const parts = [told("It left on Monday.", usage), told("You are welcome.", usage)];
  const call = await new TestCall(parts, { model: { name: "gpt-4.1" } }).answered();
  await turn(call, "Where is my order?");
  await turn(call, "Thank you very much for that.");

  await hangsUp(call);

  expect(summaries(call)).toEqual([
    {
      agent: "test",
      agentVersion: 0,
      called: "+15550100002",
      language: "en-US",
      outcome: "resolved",
      cause: "hung_up",
      ends: 1,
      connects: 1,
      seconds: expect.any(Number),
      turns: 2,
      firstFrameP50Ms: 0,
      firstFrameP95Ms: 0,
      firstFrameMaxMs: 0,
      interruptions: 0,
      reprompts: 0,
      modelFailures: 0,
      toolFailures: 0,
      requests: 2,
      guessesKept: 0,
      guessesLost: 0,
      unmetered: 0,
      inputTokens: 2_000,
      cachedTokens: 1_200,
      outputTokens: 100,
      // Twice 400 × 2 + 600 × 0.5 + 50 × 8 millionths.
      costUsd: 0.003,
      model: "gpt-4.1",
      version: "dev",
      release: "dev",
    },
  ]);
});

describe("the cost is not known, and not 0,", () => {
  const usage = { in: 1_000, cached: 0, out: 50 };

  test.each<readonly [string, readonly Part[], number]>([
    ["where a reply's price is not known", [told("Hello there.", usage), told("Yes, we are.", usage)], 0],
    ["where no reply has said what it took", [says("Hello there."), says("Yes, we are.")], 2],
  ])("%s", async (_, parts, unmetered) => {
    const call = await new TestCall(parts, { model: { name: "a-model-of-ones-own" } }).answered();
    await turn(call, "Is anybody at home?");
    await turn(call, "Are you open on Sunday?");

    await hangsUp(call);

    expect(summaries(call)).toMatchObject([{ requests: 2, unmetered }]);
    expect(summaries(call)[0]).not.toHaveProperty("costUsd");
  });

  test("but it is 0 where nothing was asked, and what was stopped is counted apart", async () => {
    const silent = await new TestCall([]).answered();
    await hangsUp(silent);
    const stopped = await new TestCall([hangs(), told("It is here.", usage)], {
      model: { name: "gpt-4.1" },
    }).answered();
    await stopped.says("Where is it?");
    await stopped.passes(100);
    await turn(stopped, "Where is my order from Monday?");
    await hangsUp(stopped);

    expect(summaries(silent)).toMatchObject([{ requests: 0, costUsd: 0 }]);
    expect(summaries(stopped)).toMatchObject([{ requests: 2, unmetered: 1, costUsd: 0.0024 }]);
  });
});

const wantsPerson = "I want to speak to a human.";

describe("what it came to", () => {
  const CALLBACK = callsTool("request_callback");

  const stories: Readonly<
    Record<string, readonly [outcome: (typeof OUTCOMES)[number], more: object, play: () => Promise<TestCall>]>
  > = {
    "the caller had their answer": [
      "resolved",
      { cause: "hung_up" },
      async () => {
        const call = await new TestCall([says("Yes.")]).answered();
        await turn(call, "Are you open on Sunday?");
        await hangsUp(call);
        return call;
      },
    ],
    "the agent said goodbye": [
      "resolved",
      { cause: "said_goodbye" },
      async () => {
        const call = await new TestCall([callsTool("end_call")]).answered();
        await turn(call, "That was all, goodbye.");
        await call.passes(3_000);
        await hangsUp(call);
        return call;
      },
    ],
    "a person has it": [
      "handed_off",
      { cause: "handed_off", reasonCode: "caller_requested", rule: "asked_for_person" },
      async () => {
        const call = await new TestCall([]).answered();
        await turn(call, wantsPerson);
        await call.passes(2_000);
        await hangsUp(call);
        return call;
      },
    ],
    "a callback is arranged": [
      "callback",
      { reasonCode: "caller_requested" },
      async () => {
        const call = await new TestCall([CALLBACK, says("You will be called.")], {
          handOff: { whenNobodyFree: "callback" },
        }).answered();
        call.availability = { state: "busy" };
        await turn(call, wantsPerson);
        await turn(call, "Yes, please call me back.");
        await hangsUp(call);
        return call;
      },
    ],
    "nobody was there, and no callback was wanted": [
      "unserved",
      { reasonCode: "caller_requested" },
      async () => {
        const call = await new TestCall([], { handOff: { whenNobodyFree: "callback" } }).answered();
        call.availability = { state: "busy" };
        await turn(call, wantsPerson);
        await hangsUp(call);
        return call;
      },
    ],
    "the caller hung up on the way to a person": [
      "abandoned",
      { cause: "hung_up", reasonCode: "caller_requested" },
      async () => {
        const call = await new TestCall([]).answered();
        await call.says(wantsPerson);
        await call.passes(50);
        await hangsUp(call);
        return call;
      },
    ],
    "the caller said nothing": [
      "abandoned",
      { turns: 0 },
      async () => {
        const call = await new TestCall([]).answered();
        await hangsUp(call);
        return call;
      },
    ],
    "the line broke off": [
      "lost",
      { cause: "lost" },
      async () => {
        const call = await new TestCall([says("Yes.")]).answered();
        await turn(call, "Are you open on Sunday?");
        await call.event({ type: "socket_closed", how: "lost" });
        await call.passes(61_000);
        return call;
      },
    ],
    "the call had used up what it may, and nobody was there": [
      "limit",
      { reasonCode: "rule", rule: "too_many_turns" },
      async () => {
        const definition = { limits: { maxTurns: 5 }, handOff: { whenNobodyFree: "agent" } } as const;
        const call = await new TestCall([], definition, () => says("Yes.")).answered();
        call.availability = { state: "busy" };
        for (const day of ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Sunday"])
          await turn(call, `Are you open on ${day}?`);
        await hangsUp(call);
        return call;
      },
    ],
    "the model did not answer": [
      "failed",
      { modelFailures: 3 },
      async () => {
        const dead = fails("unavailable");
        const call = await new TestCall([dead, dead, dead, dead]).answered();
        await turn(call, "Are you open on Sunday?");
        await hangsUp(call);
        return call;
      },
    ],
  };

  test.each(Object.entries(stories))("%s", async (_, [outcome, more, play]) => {
    expect(summaries(await play())).toMatchObject([{ outcome, ...more }]);
  });

  test("there is a story for each outcome", () => {
    expect(new Set(Object.values(stories).map(([outcome]) => outcome))).toEqual(new Set(OUTCOMES));
  });
});

describe("whoever goes before they are served is not resolved", () => {
  const question = "Are you open on Sunday?";
  const LONG =
    "Yes, on Sunday we are open from ten to four. In December we are open until six on every day. On holidays we are closed all day. Is there anything else I can do for you?";
  const acts = (call: TestCall, what: Action, text?: string) =>
    call.event({ type: "operator_acted", do: what, ...(text ? { text } : {}), by: "op1" });
  const heardFor = async (ms: number, reply = LONG) => {
    const call = await new TestCall([says("Hello to you."), says(reply)]).answered();
    await turn(call, "Good morning, I have a question.");
    await call.says(question);
    await call.startsSpeaking();
    await call.passes(ms);
    return call;
  };

  test.each<readonly [string, Outcome, () => Promise<TestCall>]>([
    ["in the middle of the only answer", "abandoned", () => heardFor(4_500)],
    ["in the last words of a long answer", "resolved", () => heardFor(8_300)],
    [
      "in the offer of more help behind it",
      "resolved",
      () => heardFor(1_200, "Yes, we are. Is there anything else I can do for you?"),
    ],
    [
      "before the answer",
      "abandoned",
      async () => {
        const call = await new TestCall([hangs()]).answered();
        await call.says(question);
        await call.passes(1_000);
        return call;
      },
    ],
    [
      "while a tool looks for the answer",
      "abandoned",
      async () => {
        const tool = defineTool({
          name: "work",
          description: "Works.",
          input: z.object({}),
          run: () => new Promise(() => {}),
        });
        const call = await new TestCall([callsTool("work")], { tools: [tool] }).answered();
        await call.says(question);
        await call.passes(3_000);
        return call;
      },
    ],
    [
      "with thanks, at once behind the answer",
      "resolved",
      async () => {
        const call = await new TestCall([says("Yes, from ten to four."), hangs()]).answered();
        await turn(call, question);
        await call.says("Great, thank you, bye.");
        return call;
      },
    ],
    [
      "muted, behind a line of the operator's",
      "abandoned",
      async () => {
        const call = await new TestCall([]).answered();
        await acts(call, "say", "Hello, this is Ann.");
        await call.hearsOut();
        await acts(call, "mute");
        await call.says(question);
        await call.passes(3_000);
        return call;
      },
    ],
    [
      "muted, answered by the operator",
      "resolved",
      async () => {
        const call = await new TestCall([]).answered();
        await acts(call, "mute");
        await call.says(question);
        await acts(call, "say", "From ten to four.");
        await call.hearsOut();
        return call;
      },
    ],
    [
      "sent away by an operator behind the question",
      "abandoned",
      async () => {
        const call = await new TestCall([hangs()]).answered();
        await call.says(question);
        await acts(call, "end");
        await call.hearsOut();
        await call.passes(3_000);
        return call;
      },
    ],
    [
      "sent away by an operator behind the answer",
      "resolved",
      async () => {
        const call = await new TestCall([says("Yes, from ten to four.")]).answered();
        await turn(call, question);
        await acts(call, "end");
        await call.hearsOut();
        await call.passes(3_000);
        return call;
      },
    ],
    [
      "over the line that tells of the transfer",
      "abandoned",
      async () => {
        const call = await new TestCall([]).answered();
        await call.says(wantsPerson);
        await call.passes(2_500);
        return call;
      },
    ],
    [
      "on the way to a person, a second time",
      "unserved",
      async () => {
        const call = await new TestCall([], { handOff: { whenNobodyFree: "callback" } }).answered();
        call.availability = { state: "busy" };
        await turn(call, wantsPerson);
        call.availability = { state: "free" };
        await call.says(wantsPerson);
        await call.passes(2_500);
        return call;
      },
    ],
  ])("%s: %s", async (_, outcome, play) => {
    const call = await play();
    await hangsUp(call);

    expect(summaries(call).at(-1)).toMatchObject({ outcome });
  });
});

test("a call that comes back from the queue is summed up again, in whole", async () => {
  const call = await new TestCall([says("Yes.")]).answered();
  await turn(call, "I want to speak to a human.");
  await call.passes(2_000);
  await hangsUp(call);

  await call.connects("VX2", { connect: "nobody_free" });
  await call.passes(5_000);
  await turn(call, "Are you open on Sunday?");
  await hangsUp(call);

  expect(summaries(call)).toMatchObject([
    { ends: 1, connects: 1, outcome: "handed_off", turns: 0 },
    { ends: 2, connects: 2, outcome: "unserved", turns: 1 },
  ]);
});

test("the time in which a lost line is waited for is none of the call's", async () => {
  const call = await new TestCall([]).answered();
  await call.event({ type: "socket_closed", how: "lost" });
  const talkedMs = call.clock.now() - call.startedAtMs;
  await call.passes(61_000);

  expect(summaries(call)).toMatchObject([{ seconds: Math.round(talkedMs / 1_000) }]);
});

test("failures are counted by kind, guesses by what became of them", async () => {
  const breaks = defineTool({
    name: "look_up",
    description: "Looks up.",
    input: z.object({}),
    run: () => {
      throw new Error("no");
    },
  });
  const parts = [
    says("A guess that is kept."),
    hangs(), // a guess that is not
    callsTool("look_up"),
    fails("cut"),
    says("I am sorry."),
  ];
  const call = await new TestCall(parts, { tools: [breaks] }).answered();
  await call.partly("Are you open on Sunday?");
  await call.passes(900);
  await turn(call, "Are you open on Sunday?");
  await call.partly("Where is my order?");
  await call.passes(900);
  await turn(call, "Where is my order from last week?");

  await hangsUp(call);

  expect(summaries(call)).toMatchObject([
    { modelFailures: 1, toolFailures: 1, guessesKept: 1, guessesLost: 1, requests: 5 },
  ]);
  expect(call.logs.filter((l) => l.event === "turn.finished").map((l) => l.fields)).toMatchObject([
    { turn: 1, guesses: 1, guessed: true },
    { turn: 2, guesses: 1, guessed: false },
  ]);
  expect(call.logs.map((l) => l.event).filter((event) => event.startsWith("speculation"))).toEqual([]);
});

test("latencies are those of the turns, by the nearest rank", async () => {
  const waits = [100, 200, 300, 400, 2_000];
  const parts = waits.map((firstMs) => says("Yes, it is.", { firstMs }));
  const call = await new TestCall(parts, { speculation: { enabled: false } }).answered();
  for (const _ of waits) {
    await call.says("Are you open on Sunday?");
    await call.passes(4_000);
    await call.hearsOut();
  }

  await hangsUp(call);

  expect(summaries(call)).toMatchObject([
    { firstFrameP50Ms: 300, firstFrameP95Ms: 2_000, firstFrameMaxMs: 2_000 },
  ]);
});

test("call.connected says who answers, in which language, and which code it is", async () => {
  const call = await new TestCall([]).connects();

  expect(call.logs.find((l) => l.event === "call.connected")?.fields).toEqual({
    agent: "test",
    agentVersion: 0,
    called: "+15550100002",
    language: "en-US",
    connects: 1,
    version: "dev",
    release: "dev",
  });
});
