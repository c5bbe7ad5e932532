import { expect, test } from "vitest";
import * as z from "zod";
import type { AgentDefinition } from "../../../worker/agent/define.ts";
import { defineTool } from "../../../worker/agent/define.ts";
import { toolsOf } from "../../../worker/agent/prompt.ts";
import { TestCall } from "../../support/conversation.ts";
import { callsTool, type Part, says } from "../../support/played-model.ts";

/** Whatever becomes of a tool, its run has an output: a call without one is refused by the model's API, and the caller waits. */

type Tools = NonNullable<AgentDefinition["tools"]>;

const description = "Books a table.";
const booksFor = z.object({ people: z.number() });

/** It never comes back by itself. */
const slow = defineTool({
  name: "book",
  description,
  input: booksFor,
  run: () => new Promise<object>(() => {}),
});

/** As `slow`, in the release that comes after. */
const book = (input: z.ZodType, run: () => unknown = () => ({ booked: true })) =>
  defineTool({ name: "book", description, input, run });

const answered = async (parts: readonly Part[], tools: Tools): Promise<TestCall> => {
  const call = await new TestCall(parts, { tools }).answered();
  await call.says("A table for two, please.");
  await call.passes(100);
  return call;
};

const outputs = (call: TestCall): string[] =>
  call.model.lastItems.filter((i) => i.role === "tool_result").map((i) => i.text);

const explodes = (): never => {
  throw new Error("boom");
};

test.each<[string, Tools, string]>([
  ["wants other arguments", [book(z.object({ guests: z.number() }))], "guests:"],
  ["has the tool no more", [], 'no tool \\"book\\"'],
  [
    "checks its arguments with a promise",
    [book(booksFor.refine(() => Promise.resolve(true)))],
    "could not be checked",
  ],
  ["has a schema that throws", [book(booksFor.transform(explodes))], "boom"],
])(
  "a tool that runs while a release comes that %s ends with an output, and the caller is answered",
  async (_, tools, said) => {
    const call = await answered([callsTool("book", { people: 2 }), says("I could not book it.")], [slow]);

    await call.restarts(true, { tools });
    await call.passes(5_000);

    expect(outputs(call)).toEqual([expect.stringContaining(said)]);
    expect(call.state.tools.runs).toMatchObject([{ status: "failed" }]);
    expect(call.spoken()).toMatch(/I could not book it\.$/);
  },
);

test("a tool that the release has no more is answered with all that the model is told of, and no other", async () => {
  const other = defineTool({ name: "look_up", description, input: booksFor, run: () => 1 });
  const call = await answered([callsTool("book", { people: 2 }), says("I could not book it.")], [slow]);

  await call.restarts(true, { tools: [other], relay: { dtmfDetection: false } });
  await call.passes(5_000);

  const named = /There are: ([\w, ]+)\./.exec(outputs(call)[0] ?? "")?.[1]?.split(", ");
  expect(named).toEqual(toolsOf(call.agent).map(({ name }) => name));
  expect(named).toEqual(expect.arrayContaining(["look_up", "hand_off"]));
});

test("a tool whose stored arguments are no JSON ends with an output, and the caller is answered", async () => {
  const call = await answered([callsTool("book", { people: 2 }), says("I could not book it.")], [slow]);
  if (!call.saved) throw new Error("The tool's start was not saved.");
  const runs = call.saved.tools.runs.map((tool) => ({ ...tool, arguments: "{peo" }));
  call.saved = { ...call.saved, tools: { ...call.saved.tools, runs } };

  await call.restarts(true);
  await call.passes(5_000);

  expect(outputs(call)).toEqual([expect.stringContaining("not JSON")]);
  expect(call.spoken()).toMatch(/I could not book it\.$/);
});

test.each([
  [
    "checks its arguments with a promise",
    book(booksFor.refine(() => Promise.resolve(true))),
    "could not be checked",
  ],
  ["has a schema that throws", book(booksFor.transform(explodes)), "boom"],
  [
    "cannot say what to confirm",
    defineTool({ name: "book", description, input: booksFor, confirm: explodes, run: () => 1 }),
    "boom",
  ],
  [
    "throws no error but a bare object",
    book(booksFor, () => {
      throw Object.create(null);
    }),
    "failed",
  ],
  [
    "throws an error whose message is no text",
    book(booksFor, () => {
      throw Object.assign(new Error(), { message: 5 });
    }),
    "5",
  ],
])("a tool that %s has an output, and the caller is answered", async (_, tool, said) => {
  const call = await answered([callsTool("book", { people: 2 }), says("I could not book it.")], [tool]);

  expect(outputs(call)).toEqual([expect.stringContaining(said)]);
  expect(call.spoken()).toMatch(/I could not book it\.$/);
});

test("a tool that cannot say what it does runs, and a person reads its name", async () => {
  const tool = defineTool({
    name: "book",
    description,
    input: booksFor,
    title: explodes,
    run: () => ({ booked: true }),
  });
  const call = await answered([callsTool("book", { people: 2 }), says("Booked.")], [tool]);

  expect(outputs(call)).toEqual(['{"booked":true}']);
  expect(call.state.tools.runs).toMatchObject([{ title: "book", status: "ok" }]);
});

test.each(["facts", "identity", "promises"] as const)(
  "L15: a tool whose %s throw when they are read has done what it did",
  async (told) => {
    const said = new Proxy([], { get: explodes, ownKeys: explodes });
    const tool = defineTool({
      name: "book",
      description,
      input: booksFor,
      sideEffect: true,
      run: () => ({ booked: true }),
      [told]: () => said,
    });
    const call = await answered([callsTool("book", { people: 2 }), says("Booked.")], [tool]);

    expect(outputs(call)).toEqual(['{"booked":true}']);
    expect(call.state.tools.runs).toMatchObject([{ title: "book", status: "ok" }]);
  },
);

test.each(["null", "[]", '"please"'])("a callback that is asked for with %s is arranged", async (args) => {
  const call = await new TestCall([
    callsTool("request_callback", args),
    says("We call you back."),
  ]).answered();
  await call.says("Please call me back.");
  await call.passes(100);

  expect(call.callbacks).toHaveLength(1);
  expect(call.spoken()).toMatch(/We call you back\.$/);
});

test("a hand-off that is asked for with a list reaches a person", async () => {
  const call = await answered([callsTool("hand_off", "[]")], []);
  await call.hearsOut();

  expect(call.ends[0]?.handoff).toMatchObject({ triggeredBy: "model", sentiment: "neutral" });
});
