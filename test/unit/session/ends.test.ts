import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../worker/agent/define.ts";
import { TestCall } from "../../support/conversation.ts";
import type { ManualClock } from "../../support/manual-clock.ts";
import { callsTool, hangs, type Part, says } from "../../support/played-model.ts";

/**
 * B29: a caller hangs up at any moment, and nothing goes on: no request, no timer, and no tool but those that change the
 * world. A Durable Object with a timer or a request is kept awake, and paid for.
 *
 * ENDS_SEED=… repeats a run that failed (the seed is in its message), ENDS_RUNS=… has more hang-ups.
 */
const numRuns = Number(process.env.ENDS_RUNS ?? 100);
const seed = Number(process.env.ENDS_SEED ?? Date.now() % 2 ** 31);

const PARTS: readonly (() => Part)[] = [
  () => says("Your order left on Monday. It comes with the post.", { firstMs: 300, gapMs: 40 }),
  () => says("", { firstMs: 100 }),
  () => hangs(),
  () => callsTool("look_up", { on: "a" }),
  () => callsTool("order", { on: "a" }),
  () => callsTool("ship", { on: "a" }),
  () => callsTool("hand_off", { reason: "Billing.", callSummary: "Charged twice.", sentiment: "negative" }),
  () => callsTool("end_call", {}),
  () => callsTool("collect_digits", { purpose: "pin", secure: true }),
  () => callsTool("request_callback", {}),
];

const MOVES: Readonly<Record<string, (call: TestCall) => Promise<unknown>>> = {
  "a moment passes": (call) => call.passes(70),
  "a second passes": (call) => call.passes(1_100),
  "some seconds pass": (call) => call.passes(6_000),
  asks: (call) => call.says("Where is my order?"),
  agrees: (call) => call.says("Yes, please do that."),
  "wants a person": (call) => call.says("I want to speak to a human."),
  "begins to ask": async (call) => {
    await call.event({ type: "caller_speaking", on: true });
    await call.partly("Where is my");
  },
  "stops in the middle": (call) => call.says("I need help with"),
  "presses keys": (call) => call.presses("12"),
  interrupts: (call) => call.interrupts("Your order"),
  "hears it out": (call) => call.hearsOut(),
  "loses the line": (call) => call.event({ type: "socket_closed", how: "lost" }),
  "comes back": (call) => call.connects("VX1"),
};

interface Ending {
  readonly moves: readonly string[];
  readonly parts: readonly number[];
  /** How long a tool, and a look at who is there, takes; ms. */
  readonly takesMs: number;
}

const endings: fc.Arbitrary<Ending> = fc.record({
  moves: fc.array(fc.constantFrom(...Object.keys(MOVES)), { minLength: 1, maxLength: 14 }),
  parts: fc.array(fc.nat(PARTS.length - 1), { minLength: 12, maxLength: 12 }),
  takesMs: fc.constantFrom(0, 500, 30_000),
});

/** Work of others that is under way on the clock: not ours to stop, and not ours. */
class Others {
  running = 0;

  takes(clock: ManualClock, ms: number): Promise<object> {
    this.running += 1;
    return new Promise((resolve) => {
      clock.after(ms, () => {
        this.running -= 1;
        resolve({ state: "free" });
      });
    });
  }
}

/** @returns what is still going on 100 ms after the caller has hung up. */
async function leftAfter({ moves, parts, takesMs }: Ending) {
  const others = new Others();
  const run = () => others.takes(call.clock, takesMs);
  const tool = (name: string, kind: { readonly sideEffect?: true; readonly background?: true } = {}) =>
    defineTool({ name, description: "Works.", input: z.object({ on: z.string() }), run, ...kind });
  const call: TestCall = new TestCall(
    parts.map((n) => PARTS[n]?.() ?? hangs()),
    { tools: [tool("look_up"), tool("order", { sideEffect: true }), tool("ship", { background: true })] },
  );
  call.looksUp = async () => {
    await others.takes(call.clock, Math.min(takesMs, 800));
    return { state: "free" };
  };
  await call.connects();
  for (const move of moves) await MOVES[move]?.(call);
  await call.event({ type: "socket_closed", how: "hung_up" });
  await call.passes(100);
  // Each has the timer of its deadline.
  const changing = call.state.tools.runs.filter((t) => t.status === "running" && t.sideEffect).length;
  return {
    requests: call.model.open,
    timers: call.clock.pending - others.running - changing,
    finished: call.finished > 0,
  };
}

test("B29: nothing is running 100 ms after a hang-up at any moment", async () => {
  await fc.assert(
    fc.asyncProperty(endings, async (ending) => {
      expect(await leftAfter(ending)).toEqual({ requests: 0, timers: 0, finished: true });
    }),
    { seed, numRuns },
  );
}, 240_000);
