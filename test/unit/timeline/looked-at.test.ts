import { expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../worker/agent/define.ts";
import { rulesOf } from "../../../worker/agent/judge.ts";
import { searchOf } from "../../../worker/ledger/calls/search.ts";
import type { Timeline } from "../../../worker/protocol/console/timeline.ts";
import { outcomeOf } from "../../../worker/session/account/summary.ts";
import { timelineOf } from "../../../worker/session/account/timeline/timeline.ts";
import { refusalOf } from "../../../worker/session/operator/acts.ts";
import { salvage } from "../../../worker/session/state/salvage.ts";
import { TestCall } from "../../support/conversation.ts";
import { callsTool, hangs, says } from "../../support/played-model.ts";

/** What is seen of a call later, when its object has been let go and is there again. */

test("a call that is over has no restart, however often it is looked at", async () => {
  const call = await new TestCall([says("Until noon.")]).answered();
  await call.says("Until when are you open?");
  await call.passes(5_000);
  await call.event({ type: "socket_closed", how: "hung_up" });
  const { endedAt } = call.timeline;

  for (let look = 0; look < 3; look++) {
    await call.passes(600_000);
    await call.restarts(false);
  }

  expect(call.timeline.endedAt).toBe(endedAt);
  expect(call.timeline.incomplete).toBeUndefined();
  expect(call.timeline.bars.filter(({ from, to = from }) => to > (endedAt ?? 0))).toEqual([]);
});

test("a goodbye that no hand-off has led to is none", async () => {
  const call = await new TestCall([callsTool("end_call")]).answered();
  await call.says("That was all, goodbye.");
  await call.passes(3_000);
  await call.event({ type: "socket_closed", how: "hung_up" });

  expect(call.timeline.bars.filter(({ lane }) => lane === "handoff")).toEqual([]);
});

test("a line that is in no transcript is seen with its words, and what an earlier release has noted without", async () => {
  const call = await new TestCall([hangs(), hangs()]).answered();
  await call.says("Until when are you open?");
  await call.passes(2_100);
  const spoken = (bars: Timeline["bars"]) =>
    bars.filter((bar) => bar.lane === "agent" && bar.label !== undefined);

  expect(spoken(call.timeline.bars)).toMatchObject([{ label: "One moment, please." }]);
  const [line] = spoken(timelineOf([["line", 5, 9, 0]], call.state, rulesOf(call.agent)).bars);
  expect(line?.label).toBe("A line that bridges a wait");
});

test("requests that do not answer in time are failures of the model", async () => {
  const call = await new TestCall([hangs(), hangs(), hangs()]).answered();
  await call.says("Until when are you open?");
  await call.passes(30_000);

  expect(call.state.tally.modelFailures).toBeGreaterThan(0);
});

test("a caller whom an operator has served is not one who was abandoned", async () => {
  const call = await new TestCall([]).answered();
  await call.event({ type: "operator_acted", do: "end", by: "op1" });
  expect(refusalOf(call.state, "whisper")).toBe("goodbye");
  await call.hearsOut();
  await call.event({ type: "socket_closed", how: "hung_up" });

  expect(outcomeOf(call.state)).toBe("resolved");
});

test("a caller to whom nobody has said anything hung up, whatever an operator told the agent", async () => {
  const call = await new TestCall([]).answered();
  await call.event({ type: "operator_acted", do: "whisper", text: "They are a regular.", by: "op1" });
  await call.event({ type: "socket_closed", how: "hung_up" });

  expect(outcomeOf(call.state)).toBe("abandoned");
});

test("what another release has stored of a call that is over ends no second time", () => {
  const stored = {
    v: 1,
    phase: { name: "ended", cause: "hung_up" },
    line: { at: "lost", sinceMs: 7, closed: true },
    call: { callSid: "CA1", startedAtMs: 5 },
  };

  expect(salvage(stored, [], "CA1").line).toEqual({ at: "lost", sinceMs: 7, closed: true });
  expect(salvage({ ...stored, line: undefined }, [], "CA1").line).toEqual({ at: "lost", sinceMs: 5 });
  expect(salvage({ ...stored, phase: { name: "listening" } }, [], "CA1").line).toEqual({ at: "open" });
});

test("of a recording whose start another release had ordered nobody knows, so it is stopped and deleted", () => {
  const recording = { at: "none", order: "start", spoilt: false, consent: "given" };

  expect(salvage({ recording }, [], "CA1").recording).toMatchObject({ at: "failing", spoilt: true });
});

test.each([
  ["15550100077", "+15550100077"],
  ["(555) 010-0077", "+15550100077"],
  ["555-010-0077", "+15550100077"],
  ["0049 30 123456", "+4930123456"],
])("%s is looked for as a number", (typed, number) => {
  expect(searchOf(typed, true)).toEqual({ by: "number", number });
});

test.each(["1042", "order -1042", "2026-11-28"])("%s is looked for as words", (typed) => {
  expect(searchOf(typed, true).by).toBe("words");
});

test("a CallSid is found as it is typed", () => {
  const sid = `CA${"ab".repeat(16)}`;
  expect(searchOf(sid.toUpperCase(), false)).toEqual({ by: "call_sid", callSid: sid });
});

test("a tool is seen with what it was called with, less what is a secret, and no longer than can be read", async () => {
  const note = defineTool({
    name: "note",
    description: "Notes something.",
    input: z.object({ about: z.string(), to: z.string().optional(), copies: z.number().optional() }),
    run: () => ({ noted: true }),
  });
  const call = await new TestCall(
    [
      callsTool("note", { about: "the card is 4111 1111 1111 1111", to: "ada@example.com", copies: 2 }),
      callsTool("note", { about: "so ".repeat(300) }),
      callsTool("note", { copies: "two" }),
      says("It is noted."),
    ],
    { tools: [note], conceal: ["email"] },
  ).answered();
  await call.says("Please note that.");
  await call.passes(5_000);

  const [first, second, refused] = call.timeline.bars.filter(({ lane }) => lane === "tools");
  expect(JSON.parse(first?.arguments ?? "")).toMatchObject({ copies: 2 });
  expect(first?.arguments).not.toMatch(/4111|ada@example/);
  expect(second?.arguments?.length).toBeLessThanOrEqual(401);
  expect(refused).toMatchObject({ outcome: "unconfirmed", arguments: '{"copies":"two"}' });
});

test("a secret is none of a person's business under whatever name a tool was called with it", async () => {
  const note = defineTool({
    name: "note",
    description: "Notes something.",
    input: z.object({ orderNumber: z.string(), tracking: z.number(), reference: z.string() }),
    run: () => ({ noted: true }),
  });
  const secrets = {
    orderNumber: "4111 1111 1111 1111",
    tracking: 4111111111111111,
    reference: "ada@example.com",
  };
  const call = await new TestCall([callsTool("note", secrets), says("It is noted.")], {
    tools: [note],
    conceal: ["email"],
  }).answered();
  await call.says("Please note that.");
  await call.passes(5_000);

  const [bar] = call.timeline.bars.filter(({ lane }) => lane === "tools");
  expect(bar?.arguments).toMatch(/orderNumber.*tracking.*reference/);
  expect(bar?.arguments).not.toMatch(/4111|ada@example/);
});

test("a tool that is called with nothing is seen with nothing", async () => {
  const call = await new TestCall([callsTool("end_call"), says("Goodbye.")]).answered();
  await call.says("That was all, goodbye.");
  await call.passes(3_000);

  const [end] = call.timeline.bars.filter(({ lane }) => lane === "tools");
  expect(end).toMatchObject({ what: "end_call", outcome: "ok", label: "Ended the call" });
  expect(end?.arguments).toBeUndefined();
});

test("what the engine has carried out by itself is not shown as waiting for a yes", async () => {
  const call = await new TestCall([
    callsTool("collect_digits", { purpose: "order_number", length: 4 }),
    says("Please key it in."),
    callsTool("change_language", { language: "xx" }),
    says("I cannot do that."),
    callsTool("hand_off", { reason: "wants help", callSummary: "It is late.", sentiment: "neutral" }),
  ]).answered();
  for (const words of ["I have an order.", "Can we go on in Klingon?", "This is no use to me."]) {
    await call.says(words);
    await call.passes(5_000);
  }

  expect(call.timeline.bars.filter(({ lane }) => lane === "tools")).toMatchObject([
    { what: "collect_digits", outcome: "ok", label: "Asked for digits on the keypad" },
    { what: "change_language", outcome: "unconfirmed" },
    { what: "hand_off", outcome: "ok", label: "Asked for a person" },
  ]);
});
