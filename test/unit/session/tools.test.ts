import { expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../worker/agent/define.ts";
import { TestCall } from "../../support/conversation.ts";
import type { ManualClock } from "../../support/manual-clock.ts";
import { callsTool, callsTools, hangs, type Part, says } from "../../support/played-model.ts";

interface Ran {
  readonly input: unknown;
  readonly key: string;
}

interface Options {
  readonly result?: unknown;
  readonly name?: string;
  readonly deadlineMs?: number;
  readonly sideEffect?: boolean;
  readonly background?: boolean;
  readonly confirm?: () => string;
}

/** A tool that takes `ms` on the call's clock, and remembers its runs. */
function slowTool(ms: number, options: Options = {}) {
  const ran: Ran[] = [];
  let clock: ManualClock | undefined;
  const { result, ...traits } = options;
  const tool = defineTool({
    name: "work",
    description: "Works.",
    input: z.object({ on: z.string() }),
    run: (input, context) => {
      ran.push({ input, key: context.idempotencyKey });
      return new Promise<unknown>((resolve) =>
        clock?.after(ms, () => resolve("result" in options ? result : { done: input.on })),
      );
    },
    ...traits,
  });
  return {
    tool,
    ran,
    call: async (parts: readonly Part[], definition: ConstructorParameters<typeof TestCall>[1] = {}) => {
      const call = new TestCall(parts, { tools: [tool], ...definition });
      clock = call.clock;
      return call.answered();
    },
  };
}

const results = (call: TestCall) =>
  call.model.lastItems.filter((i) => i.role === "tool_result").map((i) => i.text);

test("B16: four tools of 500 ms run side by side, and one request follows the last result", async () => {
  const { ran, call: start } = slowTool(500);
  const call = await start([
    callsTools(...["a", "b", "c", "d"].map((on) => ["work", { on }] as const)),
    says("Done."),
  ]);

  await call.says("Do all four, please.");
  await call.passes(650);

  expect(ran).toHaveLength(4);
  expect(call.model.asked).toHaveLength(2);
  expect(results(call)).toEqual(["a", "b", "c", "d"].map((on) => JSON.stringify({ done: on })));
  expect(call.spoken()).toBe("Done.");
});

test.each([
  ["not json", "{on:", "not JSON"],
  ["of the wrong shape", { on: ["a"] }, "on:"],
])("B17: arguments that are %s are told to the model, and the tool does not run", async (_, args, said) => {
  const { ran, call: start } = slowTool(0);
  const call = await start([callsTool("work", args), says("Sorry.")]);

  await call.says("Do it, please.");
  await call.passes(100);

  expect(ran).toHaveLength(0);
  expect(results(call)[0]).toContain(said);
});

test("B17: a tool that does not exist is named to the model with those that do", async () => {
  const { call: start } = slowTool(0);
  const call = await start([callsTool("fly", {}), says("I cannot.")]);

  await call.says("Fly me to the moon.");
  await call.passes(100);

  expect(results(call)[0]).toContain("work");
});

test("B18: a tool that misses its deadline is a timeout the model can read, and its siblings go on", async () => {
  const hung = slowTool(Number.MAX_SAFE_INTEGER, { name: "hung", deadlineMs: 2_000 }).tool;
  const { tool, call: start } = slowTool(200);
  const call = await start([callsTools(["work", { on: "a" }], ["hung", { on: "b" }]), says("Half.")], {
    tools: [tool, hung],
  });

  await call.says("Do both, please.");
  await call.passes(2_500);

  expect(call.model.asked).toHaveLength(2);
  expect(results(call)[0]).toBe('{"done":"a"}');
  expect(results(call)[1]).toContain("timeout");
});

test.each([
  ["five megabytes", "x".repeat(5_000_000), "truncated"],
  [
    "circular data",
    (() => {
      const o: Record<string, unknown> = {};
      o.self = o;
      return o;
    })(),
    "not JSON",
  ],
  ["nothing", undefined, '"ok"'],
])("a tool that returns %s still gives the model something to read", async (_, result, said) => {
  const { call: start } = slowTool(0, { result });
  const call = await start([callsTool("work", { on: "a" }), says("Done.")]);

  await call.says("Do it, please.");
  await call.passes(100);

  expect(results(call)[0]).toContain(said);
  expect(results(call)[0]?.length).toBeLessThanOrEqual(8_000);
});

test("B19: a tool survives the caller's interruption: it runs once, and its result is told in the next answer", async () => {
  const { ran, call: start } = slowTool(3_000);
  const call = await start([callsTool("work", { on: "a" }), hangs(), hangs(), says("It is done.")]);

  await call.says("Do it, please.");
  await call.passes(1_200);
  await call.interrupts("One");
  await call.says("How long does that take?");
  await call.passes(2_500);

  expect(ran).toHaveLength(1);
  expect(call.model.lastItems.some((i) => i.role === "note" && i.text.includes('{"done":"a"}'))).toBe(true);
  expect(call.model.asked.at(-1)?.request.trailer).toContain("Not told");
  expect(call.spoken()).toMatch(/It is done\.$/);
});

test.each([0, 300, 900, 1_500, 2_900])(
  "B19: interrupted after %d ms, a retry of the model joins the run, with one side effect",
  async (atMs) => {
    const { ran, call: start } = slowTool(3_000, { sideEffect: true });
    const call = await start([
      callsTool("work", { on: "a" }),
      callsTool("work", { on: "a" }),
      says("Done."),
      says("Done again."),
    ]);

    await call.says("Do it, please.");
    await call.passes(atMs);
    await call.says("Come on, do it now!");
    await call.passes(6_000);

    expect(ran).toHaveLength(1);
  },
);

test("B19: the same arguments carry the same key, others another", async () => {
  const { ran, call: start } = slowTool(10);
  const call = await start([
    callsTool("work", { on: "a" }),
    callsTool("work", { on: "b" }),
    callsTool("work", { on: "a" }),
    says("Done."),
  ]);

  await call.says("Do it, please.");
  await call.passes(200);

  expect(ran[0]?.key).toBe(ran[2]?.key);
  expect(ran[0]?.key).not.toBe(ran[1]?.key);
});

test.each([
  [700, []],
  [1_500, [1_000]],
  [14_500, [1_000, 5_000, 9_000]],
])("B20: a tool of %d ms is covered by lines at %j", async (ms, at) => {
  const { call: start } = slowTool(ms, { deadlineMs: 60_000 });
  const call = await start([callsTool("work", { on: "a" }), says("Done.")]);
  const from = call.sent.length;
  const t0 = call.clock.now() - call.startedAtMs;

  await call.says("Do it, please.");
  await call.passes(ms - 1);

  expect(call.sent.slice(from).map((s) => s.atMs - t0)).toEqual(at);
  await call.passes(100);
  expect(call.model.lastItems.filter((i) => i.role === "agent")).toHaveLength(1);
});

test("B21: while a background tool runs the caller goes on; its result is told at the next pause, once", async () => {
  const { call: start } = slowTool(4_000, { background: true });
  const call = await start([
    callsTool("work", { on: "a" }),
    says("Started."),
    says("Sunday, yes."),
    says("It is ready."),
  ]);

  await call.says("Start it, please.");
  await call.passes(500);
  await call.hearsOut();
  await call.says("Are you open on Sunday?");
  await call.passes(500);
  await call.hearsOut();
  await call.passes(5_000);

  expect(call.spoken()).toContain("Sunday, yes.It is ready.");
  expect(call.model.asked.at(-1)?.request.trailer).toContain("work");
  await call.hearsOut();
  await call.passes(5_000);
  expect(call.model.asked).toHaveLength(4);
});

test("B22: after five rounds of tools the model has to answer without", async () => {
  const { call: start } = slowTool(0);
  const rounds = ["a", "b", "c", "d", "e"].map((on) => callsTool("work", { on }));
  const call = await start([...rounds, says("Enough.")]);

  await call.says("Do it, please.");
  await call.passes(200);

  expect(call.model.asked.map((a) => a.request.toolChoice)).toEqual([
    "auto",
    "auto",
    "auto",
    "auto",
    "auto",
    "none",
  ]);
  expect(call.spoken()).toBe("Enough.");
});

test("the same tool called fifty times in one response runs a few times, and every call has its output", async () => {
  const { ran, call: start } = slowTool(10);
  const call = await start([
    callsTools(...Array.from({ length: 50 }, () => ["work", { on: "a" }] as const)),
    says("Done."),
  ]);

  await call.says("Do it, please.");
  await call.passes(200);

  expect(ran.length).toBeLessThanOrEqual(3);
  expect(results(call)).toHaveLength(50);
  expect(call.spoken()).toBe("Done.");
});

test("a model that goes round in circles makes the same call three times in a turn, and is told so", async () => {
  const { ran, call: start } = slowTool(10);
  const again = Array.from({ length: 4 }, () => callsTool("work", { on: "a" }));
  const call = await start([...again, says("Done.")]);

  await call.says("Do it, please.");
  await call.passes(200);

  expect(ran).toHaveLength(3);
  expect(results(call).at(-1)).toContain("already made with the same arguments");
  expect(call.spoken()).toBe("Done.");
});

test("B19: a side effect that is done is not done again by the same call in a later turn", async () => {
  const { ran, call: start } = slowTool(10, { sideEffect: true });
  const call = await start([
    callsTool("work", { on: "a" }),
    says("Done."),
    callsTool("work", { on: "a" }),
    says("It is done."),
  ]);

  await call.says("Do it, please.");
  await call.passes(100);
  await call.hearsOut();
  await call.says("And you are sure that it is done?");
  await call.passes(100);

  expect(ran).toHaveLength(1);
  expect(results(call)).toEqual(['{"done":"a"}', '{"done":"a"}']);
  expect(call.spoken()).toMatch(/It is done\.$/);
});

test("a tool that needs the caller's word runs only after the caller has spoken since", async () => {
  const { ran, call: start } = slowTool(10, {
    sideEffect: true,
    confirm: () => "One pair, nine, a hundred dollars?",
  });
  const order = callsTool("work", { on: "a" });
  const call = await start([
    order,
    says("One pair, nine. Shall I?"),
    callsTool("work", { on: "a" }),
    says("Ordered."),
  ]);

  await call.says("I want to order the runner.");
  await call.passes(200);
  expect(ran).toHaveLength(0);
  expect(call.model.lastItems.at(-1)?.text).toContain("needs_confirmation");
  await call.hearsOut();
  await call.says("Yes, please do.");
  await call.passes(200);

  expect(ran).toHaveLength(1);
  expect(call.spoken()).toMatch(/Ordered\.$/);
});

test("B34: two tool failures in a row reach a person in the same turn", async () => {
  const broken = defineTool({
    name: "work",
    description: "Works.",
    input: z.object({}),
    run: () => Promise.reject(new Error("boom")),
  });
  const call = new TestCall([callsTool("work", { on: "a" }), callsTool("work", { on: "b" }), hangs()], {
    tools: [broken],
  });
  await call.answered();

  await call.says("Do it, please.");
  await call.passes(2_000);
  await call.hearsOut();

  expect(call.ends[0]?.handoff).toMatchObject({
    reasonCode: "tool_failed",
    triggeredBy: "rule",
    steps: [
      { what: "work", outcome: "failed" },
      { what: "work", outcome: "failed" },
    ],
  });
});
