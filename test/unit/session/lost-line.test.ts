import { describe, expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../worker/agent/define.ts";
import { CONNECT_PARAMETER } from "../../../worker/protocol/relay/connect-reason.ts";
import type { Availability } from "../../../worker/session/state/event.ts";
import { TestCall } from "../../support/conversation.ts";
import { callsTool, callsTools, hangs, type Part, says } from "../../support/played-model.ts";

/**
 * Between a lost socket and the reconnect the call goes on: tools end, look-ups come in, time passes. Nobody hears
 * anything then, so nothing may be sent, and nothing may count as said: it is said after the reconnect, once.
 */

/** How the line comes back. The first two are Twilio's own reconnect, the third is the action URL's. */
const WAYS_BACK: readonly (readonly [string, (call: TestCall) => Promise<unknown>])[] = [
  ["the same session with a setup", (call) => call.connects("VX1")],
  ["the same session without a setup", (call) => call.event({ type: "caller_speaking", on: false })],
  ["a new session", (call) => call.connects("VX2", { [CONNECT_PARAMETER]: "lost_socket" })],
];

const loses = (call: TestCall): Promise<void> => call.event({ type: "socket_closed", how: "lost" });

/** The line comes back, and whatever is said then is heard out. @returns the words. */
async function comesBack(call: TestCall, back: (call: TestCall) => Promise<unknown>): Promise<string> {
  const from = call.sent.length;
  await back(call);
  await call.passes(100);
  if (call.sent.length > from) await call.hearsOut();
  await call.passes(100);
  return call.spoken(from);
}

const times = (text: string, part: string): number => text.split(part).length - 1;

/** A call with a tool that ends when the test says so. */
async function withTool(
  parts: readonly Part[],
  options: { readonly background?: boolean; readonly deadlineMs?: number } = {},
  settings: ConstructorParameters<typeof TestCall>[1] = {},
) {
  const runs: PromiseWithResolvers<unknown>[] = [];
  const work = defineTool({
    name: "work",
    description: "Works.",
    input: z.object({ on: z.string() }),
    deadlineMs: 100_000,
    promises: () => ["A text message"],
    ...options,
    run: () => {
      const run = Promise.withResolvers<unknown>();
      runs.push(run);
      return run.promise;
    },
  });
  const call = await new TestCall(parts, { tools: [work], ...settings }).answered();
  return { call, runs };
}

describe.each(WAYS_BACK)("F1: after %s", (name, back) => {
  const newSession = name === "a new session";

  test("a tool's result is told that came in while nobody was on the line", async () => {
    const { call, runs } = await withTool([
      callsTool("work", { on: "a" }),
      says("It left on Monday."),
      says("Anything else?"),
    ]);
    await call.says("Where is my order?");
    await loses(call);
    const from = call.sent.length;

    runs[0]?.resolve({ left: "Monday" });
    await call.passes(1_000);
    expect(call.sent).toHaveLength(from);
    const heard = await comesBack(call, back);

    expect(heard).toMatch(/It left on Monday\.$/);
    expect(heard === "It left on Monday.").toBe(!newSession);
    await call.passes(3_000);
    expect(times(call.spoken(), "It left on Monday.")).toBe(1);
  });

  test("a background tool's result is told that came in while nobody was on the line", async () => {
    const { call, runs } = await withTool(
      [callsTool("work", { on: "a" }), says("Started."), says("It is ready.")],
      { background: true },
    );
    await call.says("Start it, please.");
    await call.hearsOut();
    await loses(call);
    const from = call.sent.length;

    runs[0]?.resolve({ ready: true });
    await call.passes(1_000);
    expect(call.sent).toHaveLength(from);
    const heard = await comesBack(call, back);

    expect(heard).toMatch(/It is ready\.$/);
    await call.passes(3_000);
    expect(times(call.spoken(), "It is ready.")).toBe(1);
  });

  test("a transfer is announced, and then made, that was found possible while nobody was on the line", async () => {
    const known = Promise.withResolvers<Availability>();
    const call = await new TestCall([callsTool("hand_off", { reason: "Billing." })]).answered();
    call.looksUp = () => known.promise;
    await call.says("I was charged twice.");
    await loses(call);
    const from = call.sent.length;

    known.resolve({ state: "free" });
    await call.passes(1_500);
    expect(call.sent).toHaveLength(from);
    await back(call);
    await call.passes(100);

    expect(call.spoken(from)).not.toBe("");
    expect(call.ends).toEqual([]);
    await call.hearsOut();
    expect(call.ends).toMatchObject([{ handoff: { promises: ["To be put through to a person"] } }]);
  });

  test("a callback is offered where it was found out while nobody was on the line that the shop is closed", async () => {
    const known = Promise.withResolvers<Availability>();
    const call = await new TestCall([callsTool("hand_off", { reason: "Billing." })]).answered();
    call.looksUp = () => known.promise;
    await call.says("I was charged twice.");
    await loses(call);
    const from = call.sent.length;

    known.resolve({ state: "closed" });
    await call.passes(1_500);
    expect(call.sent).toHaveLength(from);

    expect(await comesBack(call, back)).toMatch(/call you back\?$/);
    expect(call.ends).toEqual([]);
  });

  test("a transfer is announced that tools led to which failed while nobody was on the line", async () => {
    const { call, runs } = await withTool([
      callsTools(["work", { on: "a" }], ["work", { on: "b" }]),
      ...Array.from({ length: 3 }, () => hangs()),
    ]);
    await call.says("Do both, please.");
    await loses(call);
    const from = call.sent.length;

    for (const run of runs) run.reject(new Error("boom"));
    await call.passes(3_000);
    expect(call.sent).toHaveLength(from);
    await back(call);
    await call.passes(100);

    expect(call.spoken(from)).not.toBe("");
    expect(call.ends).toEqual([]);
    await call.hearsOut();
    await call.passes(2_000);
    expect(call.ends).toMatchObject([
      { handoff: { reasonCode: "tool_failed", promises: ["To be put through to a person"] } },
    ]);
  });

  test.each([
    ["told, and then the call ends, that was arranged", false, /arranged/, undefined],
    ["not promised, and the call is put through, that was refused", true, /./, "model_failed"],
  ] as const)("a callback is %s while nobody was on the line", async (_, refused, said, reasonCode) => {
    const taken = Promise.withResolvers<void>();
    const call = await new TestCall(Array.from({ length: 6 }, () => hangs())).answered();
    call.availability = { state: "closed" };
    call.callbackTakes = taken.promise;
    call.refusesCallbacks = refused;
    await call.says("Are you open on Sunday?");
    await call.passes(4_000);
    await call.hearsOut();
    await call.says("Hello? Are you open?");
    await call.passes(4_000);
    await call.hearsOut();
    await loses(call);
    const from = call.sent.length;

    taken.resolve();
    await call.passes(1_500);
    expect(call.sent).toHaveLength(from);
    await back(call);
    await call.passes(100);

    expect(call.spoken(from)).toMatch(said);
    expect(call.ends).toEqual([]);
    await call.hearsOut();
    expect(call.ends.map((end) => end.handoff?.reasonCode)).toEqual([reasonCode]);
    expect(call.callbacks).toHaveLength(refused ? 0 : 1);
  });

  test("what was not said while nobody was on the line is not in history", async () => {
    const { call } = await withTool([hangs(), says("On its way."), says("Yes.")]);
    await call.says("Where is my order?");
    await loses(call);
    await call.passes(20_000);
    await comesBack(call, back);

    await call.says("Is it sure to come?");

    expect(call.model.lastItems.map((i) => [i.role, i.text])).toEqual([
      ["agent", expect.stringContaining("Hello")],
      ["caller", "Where is my order?"],
      ["agent", "On its way."],
      ["caller", "Is it sure to come?"],
    ]);
  });
});

test("F1: the caller's own words come first after the reconnect, and their answer tells the result", async () => {
  const { call, runs } = await withTool([
    callsTool("work", { on: "a" }),
    says("It left on Monday, and we are open until four."),
  ]);
  await call.says("Where is my order?");
  await loses(call);
  const from = call.sent.length;
  runs[0]?.resolve({ left: "Monday" });
  await call.passes(1_000);
  expect(call.sent).toHaveLength(from);

  await call.says("And how long are you open?");
  await call.passes(100);

  expect(call.model.asked).toHaveLength(2);
  expect(call.model.asked.at(-1)?.request.trailer).toContain("work");
  expect(call.spoken(from)).toBe("It left on Monday, and we are open until four.");
});

test("F1: a tool that a new process runs again while nobody is on the line is told after the reconnect", async () => {
  const { call, runs } = await withTool([callsTool("work", { on: "a" }), says("It left on Monday.")]);
  await call.says("Where is my order?");
  await call.restarts(false);
  const from = call.sent.length;

  runs[1]?.resolve({ left: "Monday" });
  await call.passes(1_000);
  expect(call.sent).toHaveLength(from);

  expect(await comesBack(call, (c) => c.connects("VX2"))).toMatch(/It left on Monday\.$/);
});

test("a tool that held its process until it was ended does not hold the next one", async () => {
  const { call, runs } = await withTool([callsTool("work", { on: "a" }), hangs()], { deadlineMs: 8_000 });
  await call.says("Where is my order?");
  const atItsStart = call.saved;
  await call.passes(8_100);
  call.saved = atItsStart;

  await call.restarts(true);
  await call.passes(100);

  expect(runs).toHaveLength(1);
  expect(call.state.tools.runs.map((t) => t.status)).toEqual(["timeout"]);
});

test("F1: a tool's promise that nobody was on the line to hear is not made", async () => {
  const { call, runs } = await withTool([
    callsTool("work", { on: "a" }),
    says("You will get a message."),
    hangs(),
  ]);
  await call.says("Where is my order?");
  await loses(call);
  runs[0]?.resolve({ sent: true });
  await call.passes(1_000);

  await call.presses("0");
  await call.hearsOut();
  await call.passes(2_000);

  expect(call.ends[0]?.handoff?.promises).toEqual(["To be put through to a person"]);
});

/** Timers run on the clock, whoever is there to hear what they say. */
const WAITS: readonly (readonly [string, readonly Part[], (call: TestCall) => Promise<unknown>])[] = [
  ["the caller's silence", [], async () => {}],
  ["an unfinished sentence", [], (call) => call.says("I need help with")],
  ["a slow model", [hangs(), hangs()], (call) => call.says("Where is my order?")],
  ["a slow tool", [callsTool("work", { on: "a" })], (call) => call.says("Where is my order?")],
  ["a half-entered number", [], (call) => call.presses("12")],
  [
    "an interruption that no words follow",
    [says("Your order left on Monday. It comes with the post.")],
    async (call) => {
      await call.says("Where is my order?");
      await call.startsSpeaking();
      await call.passes(1_500);
      await call.interrupts("Your order");
    },
  ],
];

test.each(WAITS)("nothing is said for %s while nobody is on the line", async (_, parts, waits) => {
  const { call } = await withTool(parts);
  await waits(call);
  await loses(call);
  const from = call.sent.length;
  const said = () => call.state.transcript.filter((e) => e.item.role === "agent").length;
  const before = said();

  await call.passes(50_000);

  expect(call.sent).toHaveLength(from);
  expect(said()).toBe(before);
});

test("the ladder of silence begins anew when the line is back", async () => {
  const { call } = await withTool([]);
  await call.passes(7_000);
  await loses(call);
  await call.passes(30_000);
  await call.connects("VX1");
  const from = call.sent.length;

  await call.passes(7_900);
  expect(call.sent).toHaveLength(from);
  await call.passes(200);

  expect(call.sent).toHaveLength(from + 1);
});

test("a call that had lost its first socket before the setup is not given up a minute later", async () => {
  const call = new TestCall([], { silence: { enabled: false } });
  await loses(call);
  await call.connects("VX1");

  await call.passes(61_000);

  expect(call.finished).toBe(0);
});

test("a process that is replaced after a reconnect knows that the line is back", async () => {
  const { call } = await withTool([], {}, { silence: { enabled: false } });
  await loses(call);
  await call.connects("VX1");

  await call.restarts(true);
  await call.passes(61_000);

  expect(call.finished).toBe(0);
});

test("F1: a transfer is announced that a fault of ours led to while nobody is on the line", async () => {
  const { call } = await withTool([]);
  await loses(call);
  const from = call.sent.length;

  await call.event({ type: "person_needed", rule: "fault" });
  await call.passes(3_000);
  expect(call.sent).toHaveLength(from);
  await call.connects("VX1");
  await call.passes(1_100);

  expect(call.spoken(from)).not.toBe("");
  expect(call.ends).toEqual([]);
  await call.hearsOut();
  expect(call.ends).toMatchObject([{ handoff: { promises: ["To be put through to a person"] } }]);
});

test.each(
  WAYS_BACK.flatMap(([name, back]) =>
    [0, 1, 2].map(
      (heard) => [["nothing", "half a sentence", "a sentence"][heard] ?? "", name, back, heard] as const,
    ),
  ),
)(
  "F1: a promise of which %s was heard before the line was lost is made when it is said again after %s",
  async (_, _name, back, heard) => {
    const { call, runs } = await withTool([
      callsTool("work", { on: "a" }),
      says("It is done. You will get a message."),
      says("It is done. You will get a message."),
      says("Yes."),
    ]);
    await call.says("Do it, please.");
    runs[0]?.resolve({ sent: true });
    await call.passes(100);
    if (heard > 0) await call.played(["", "It is", "It is done."][heard] ?? "");
    await loses(call);
    await comesBack(call, back);

    await call.says("Is it sure?");
    await call.hearsOut();
    await call.presses("0");
    await call.hearsOut();
    await call.passes(2_000);

    expect(call.ends[0]?.handoff?.promises).toEqual(["A text message", "To be put through to a person"]);
  },
);
