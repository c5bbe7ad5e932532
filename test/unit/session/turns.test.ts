import { expect, test } from "vitest";
import { TestCall } from "../../support/conversation.ts";
import { callsTool, fails, hangs, says } from "../../support/played-model.ts";

test("B1: the model is asked in the same step that the final prompt comes in", async () => {
  const call = await new TestCall([says("Gladly.")]).answered();

  await call.says("Where is my order?");

  expect(call.model.asked).toHaveLength(1);
  expect(call.model.lastItems.at(-1)).toEqual({ role: "caller", text: "Where is my order?" });
});

test("B2: tokens leave as they come, and the cycle is closed by one empty last token", async () => {
  const call = await new TestCall([says("Your order is on its way.", { gapMs: 20 })]).answered();
  const from = call.sent.length;

  await call.says("Where is my order?");
  await call.passes(1_000);

  const frames = call.sent.slice(from).map((s) => s.frame);
  expect(call.spoken(from)).toBe("Your order is on its way.");
  expect(frames.length).toBeGreaterThanOrEqual(6);
  expect(frames.filter((f) => f.type === "text" && f.last)).toHaveLength(1);
  expect(frames.at(-1)).toMatchObject({ type: "text", last: true });
});

test("B7: two finals within the merge window are one turn with one answer", async () => {
  const call = await new TestCall([hangs(), says("Of course.")]).answered();

  await call.says("I have a question");
  await call.passes(400);
  await call.says("about my order 1042.");
  await call.passes(500);

  expect(call.model.asked[0]?.abortedAtMs).toBeDefined();
  expect(call.model.lastItems.filter((i) => i.role === "caller")).toEqual([
    { role: "caller", text: "I have a question about my order 1042." },
  ]);
  expect(call.spoken()).toBe("Of course.");
  call.model.assertFinished();
});

test("B7: a final that comes later is a turn of its own, and no words are lost", async () => {
  const call = await new TestCall([hangs(), says("Both, then.")]).answered();

  await call.says("Where is my order?");
  await call.passes(900);
  await call.says("And do you have the runner in nine?");
  await call.passes(100);

  expect(call.model.lastItems.filter((i) => i.role === "caller").map((i) => i.text)).toEqual([
    "Where is my order?",
    "And do you have the runner in nine?",
  ]);
  call.model.assertFinished();
});

test("partial prompts never become turns", async () => {
  const call = await new TestCall([], { speculation: { enabled: false } }).answered();

  for (const words of ["Where", "Where is", "Where is my order"]) await call.partly(words);
  await call.passes(600);

  expect(call.model.asked).toHaveLength(0);
});

test("B3: a stable partial starts the model, and its words leave with the final", async () => {
  const call = await new TestCall([says("On its way.", { firstMs: 150 })]).answered();
  const from = call.sent.length;

  await call.partly("Where is my order");
  await call.passes(600);
  const beforeFinal = call.sent.length;
  const finalAtMs = call.clock.now();
  await call.says("Where is my order?");

  expect(beforeFinal).toBe(from);
  expect(call.spoken(from)).toBe("On its way.");
  expect((call.sent[from]?.atMs ?? 0) + call.startedAtMs - finalAtMs).toBeLessThanOrEqual(20);
  expect(call.model.asked).toHaveLength(1);
});

test("B4: a guess that does not come true leaves nothing behind", async () => {
  const call = await new TestCall([
    callsTool("hand_off", { reason: "x", callSummary: "", sentiment: "neutral" }),
    says("It is."),
  ]).answered();

  await call.partly("I want");
  await call.partly("Is the shop open");
  await call.passes(300);
  await call.says("Is the shop open on Sunday?");
  await call.passes(300);

  expect(call.model.asked).toHaveLength(2);
  expect(call.spoken()).toBe("It is.");
  expect(call.ends).toEqual([]);
  expect(call.state.transcript.map((e) => e.item.role)).toEqual(["agent", "caller", "agent"]);
});

test("B3: words that come at the recorded pace are no reason to guess; the pause after the last is", async () => {
  const call = await new TestCall([says("On its way.", { firstMs: 100 })]).answered();

  const words = "Where is my order ten forty two please".split(" ");
  for (let said = 1; said <= words.length; said += 1) {
    await call.partly(words.slice(0, said).join(" "));
    await call.passes(said < words.length ? 250 : 550);
  }
  await call.says("Where is my order, ten forty-two, please?");

  expect(call.spoken()).toBe("On its way.");
  expect(call.model.asked).toHaveLength(1);
});

test("B3: there are at most three guesses a turn", async () => {
  const call = await new TestCall([hangs(), hangs(), hangs(), says("Yes.")]).answered();

  for (const words of [
    "Is it open today",
    "Is it open today or not",
    "Is it open today or not Peter",
    "Is it open today Paul",
  ]) {
    await call.partly(words);
    await call.passes(500);
  }

  expect(call.model.asked).toHaveLength(3);
  expect(call.model.asked.every((a, i) => i === 2 || a.abortedAtMs !== undefined)).toBe(true);
});

test("B3: a caller who has spoken for ten seconds is not guessed at any more", async () => {
  const call = await new TestCall(
    Array.from({ length: 8 }, () => hangs()),
    { speculation: { maxAttemptsPerTurn: 10 } },
  ).answered();
  const startedAtMs = call.clock.now();

  for (const day of ["today", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]) {
    await call.partly(`Is it open on ${day}`);
    await call.passes(2_000);
  }

  const guessedAtS = call.model.asked.map((a) => Math.floor((a.atMs - startedAtMs) / 1_000));
  expect(guessedAtS).toEqual([0, 2, 4, 6, 8]);
});

test.each([250, 350])(
  "B3: words that come every %d ms are guessed at once a turn, when they end",
  async (pace) => {
    const call = await new TestCall(Array.from({ length: 12 }, () => says("Yes."))).answered();
    const before = call.model.asked.length;

    for (const day of ["Monday", "Tuesday", "Friday"]) {
      // Each beginning could be all of it.
      for (const words of ["Hello", `Hello. Open on ${day}?`, `Hello. Open on ${day}? Or not?`]) {
        await call.partly(words);
        await call.passes(pace);
      }
      await call.passes(500);
      await call.says(`Hello. Open on ${day}? Or not?`);
      await call.passes(3_000);
    }

    // A recogniser that is slower than most is known after its first turn.
    expect(call.model.asked.length - before).toBe(pace === 250 ? 3 : 4);
  },
);

test("B12: an unfinished sentence is waited for, and its rest joins it", async () => {
  const call = await new TestCall([says("Sure.")]).answered();

  await call.says("I need help with");
  await call.passes(3_000);
  expect(call.model.asked).toHaveLength(0);
  await call.says("my order.");

  expect(call.model.lastItems.at(-1)?.text).toBe("I need help with my order.");
});

test.each([
  ["I need help with", 5_000],
  ["Hold on a second.", 10_000],
])("B12: after %j the caller is nudged once, after %d ms", async (words, afterMs) => {
  const call = await new TestCall([]).answered();
  const from = call.sent.length;

  await call.says(words);
  await call.passes(afterMs - 100);
  expect(call.sent).toHaveLength(from);
  await call.passes(200);

  expect(call.sent).toHaveLength(from + 1);
});

test("B12: after an unfinished sentence and a noise that was no word the caller is nudged all the same", async () => {
  const call = await new TestCall([hangs()]).answered();
  await call.says("I need help with");
  const from = call.sent.length;

  await call.event({ type: "caller_speaking", on: true });
  await call.event({ type: "caller_speaking", on: false });
  await call.passes(10_000);

  expect(call.sent).toHaveLength(from + 1);
});

test("an endless prompt, an empty one and one without spaces are all survived", async () => {
  const call = await new TestCall([says("Ja."), says("Hai.")]).answered();

  await call.says("word ".repeat(4_000));
  await call.passes(100);
  await call.says("注文はどこですか");
  await call.passes(100);
  await call.says("");

  expect(call.model.lastItems.at(-1)?.text).toBe("注文はどこですか");
  call.model.assertFinished();
});

test("B27: one failed request is made good by another, and the caller hears nothing of it", async () => {
  const call = await new TestCall([fails("unavailable"), says("Here I am.")]).answered();

  await call.says("Hello there, are you open?");
  await call.passes(100);

  expect(call.model.asked.map((a) => a.request.model)).toEqual(["main-model", "fallback-model"]);
  expect(call.spoken()).toBe("Here I am.");
});

test.each([
  "rejected",
  "rate_limited",
  "unavailable",
  "unreachable",
  "cut",
  "bad_stream",
  "empty",
  "refused",
] as const)(
  "B27: a model that fails with %s ends in speech, and the second time in a person with a summary",
  async (code) => {
    const parts = Array.from({ length: 6 }, () => fails(code, 200));
    const call = await new TestCall(parts).answered();
    const from = call.sent.length;

    await call.says("Are you open on Sunday?");
    await call.passes(4_000);
    expect(call.spoken(from)).not.toBe("");
    expect(call.ends).toEqual([]);
    await call.hearsOut();
    await call.says("Hello? Are you open?");
    await call.passes(4_000);
    await call.hearsOut();

    expect(call.ends).toHaveLength(1);
    expect(call.ends[0]?.handoff).toMatchObject({ reasonCode: "model_failed", triggeredBy: "rule" });
    expect(call.ends[0]?.handoff?.callSummary).toContain("Are you open on Sunday?");
  },
);

test("B25: a silent model is raced by another, and the first words win", async () => {
  const call = await new TestCall([hangs(), says("Yes, we are.", { firstMs: 300 })]).answered();

  await call.says("Are you open on Sunday?");
  await call.passes(1_600);

  expect(call.model.asked).toHaveLength(2);
  expect(call.model.asked[0]?.abortedAtMs).toBeDefined();
  expect(call.spoken()).toBe("Yes, we are.");
});

test("B25: a model that stays silent is covered by a holding line by two seconds, and by an apology before four", async () => {
  const call = await new TestCall([hangs(), hangs()]).answered();
  const from = call.sent.length;
  const askedAtMs = call.clock.now() - call.startedAtMs;

  await call.says("Are you open on Sunday?");
  await call.passes(5_000);

  const spoken = call.sent.slice(from).filter((s) => s.frame.type === "text");
  expect(spoken).toHaveLength(2);
  expect(spoken.map((s) => s.atMs - askedAtMs)).toEqual([2_000, 3_500]);
});

test("B26: a reply that stalls is continued from what was said, without a word lost or repeated", async () => {
  const call = await new TestCall([
    [
      { type: "text", delta: "Your order is" },
      { type: "wait", ms: Number.POSITIVE_INFINITY },
    ],
    says(" on its way."),
  ]).answered();

  await call.says("Where is my order?");
  await call.passes(2_000);

  expect(call.spoken()).toBe("Your order is on its way.");
  expect(call.model.lastItems.at(-1)).toEqual({ role: "agent", text: "Your order is" });
  expect(call.state.transcript.at(-1)?.item).toEqual({ role: "agent", text: "Your order is on its way." });
});

test("B26: a reply that cannot be continued is closed, and the caller is told", async () => {
  const stall = [
    { type: "text", delta: "Your order is" },
    { type: "fail", code: "cut" },
  ] as const;
  const call = await new TestCall([stall, fails("unavailable"), fails("unavailable")]).answered();

  await call.says("Where is my order?");
  await call.passes(4_000);

  expect(call.spoken()).toMatch(/^Your order is.+/);
  expect(call.state.phase.name).toBe("listening");
  expect(call.sent.filter(({ frame }) => frame.type === "text" && frame.last)).toHaveLength(2);
});
