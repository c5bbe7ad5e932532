import { expect, test } from "vitest";
import * as z from "zod";
import { standIn } from "../../../local/model/stand-in.ts";
import { defineTool } from "../../../worker/agent/define.ts";
import { answeredBy } from "../../support/brain-model.ts";
import { TestCall } from "../../support/conversation.ts";

/** A tool that wants what nobody says on the phone: the practice model asks, and then a person takes over. */

const brain = standIn(() => new Date("2026-11-30T10:00:00"));
/** Longer than the engine waits for the rest of a sentence. */
const ANSWER_MS = 2_500;

interface Category {
  readonly name: string;
  readonly sub: readonly Category[];
}
const Category: z.ZodType<Category> = z.lazy(() => z.object({ name: z.string(), sub: z.array(Category) }));
const letters = (count: number) => Array.from({ length: count }, (_, i) => `${"abcdefgh"[i % 8]}part${i}`);

/** @returns the call after these words, as far as it went, with what the tool was called with. */
async function hears(says: readonly string[], shape: z.ZodRawShape) {
  const made: unknown[] = [];
  const tool = defineTool({
    name: "register_bike",
    description: "Registers a bike.",
    input: z.object(shape),
    run: (input) => {
      made.push(input);
      return { registered: true };
    },
  });
  const call = new TestCall([], { tools: [tool] }, answeredBy(brain));
  await call.connects();
  await call.hearsOut();
  const heard: string[] = [];
  for (const line of says) {
    if (call.ends.length > 0) break;
    const from = call.sent.length;
    await call.says(line);
    await call.passes(ANSWER_MS);
    await call.hearsOut();
    await call.passes(ANSWER_MS);
    heard.push(call.spoken(from));
  }
  return { heard, made, handoff: call.ends.at(-1)?.handoff };
}

test.for<readonly [string, z.ZodType]>([
  ["a list of objects", z.array(z.object({ sku: z.string(), count: z.number() }))],
  ["one of two objects", z.union([z.object({ card: z.string() }), z.object({ iban: z.string() })])],
  ["a record", z.record(z.string(), z.string())],
  ["anything", z.any()],
  ["an object of no known fields", z.object({})],
  ["a pair", z.tuple([z.number(), z.number()])],
  ["what holds itself", Category],
])("%s is asked for once, and the person is told which field it was", async ([, schema]) => {
  const { heard, made, handoff } = await hears(["I want to register a bike", "It is the green one"], {
    extra: schema,
  });

  expect(heard[0]).toBe("May I have the extra, please?");
  expect(made).toEqual([]);
  expect(handoff).toMatchObject({
    reasonCode: "out_of_scope",
    reason: 'The assistant cannot take down "extra", which "register bike" needs.',
  });
  expect(handoff?.callSummary).toContain("It is the green one");
});

test("objects within objects are asked for field by field", async () => {
  const address = z.object({
    street: z.string(),
    town: z.object({ zip: z.string().describe("The ZIP code") }),
  });

  const { made } = await hears(["I want to register a bike", "Elm Road", "1 0 1 1 5"], { address });

  expect(made).toEqual([{ address: { street: "Elm Road", town: { zip: "10115" } } }]);
});

test("a text or a number takes what the caller says", async () => {
  const { made } = await hears(["I want to register a bike", "4471"], {
    frame: z.union([z.number(), z.string()]).describe("The frame number"),
  });

  expect(made).toEqual([{ frame: "4471" }]);
});

test("forty required fields are asked for one by one, and a person comes where one is not given", async () => {
  const shape = Object.fromEntries(letters(40).map((name) => [name, z.string()]));

  const { heard, handoff } = await hears(
    ["I want to register a bike", "Red", "Blue", "Yes", "Yes", "Yes"],
    shape,
  );

  expect(heard.every((words) => words !== "")).toBe(true);
  expect(new Set(heard.slice(0, 3)).size).toBe(3);
  expect(handoff?.reasonCode).toBe("repeated_misunderstanding");
});

test("a pattern that only some flag makes one is passed over", async () => {
  const { heard } = await hears(["I want to register a bike"], {
    colour: z.string().regex(/^[\p{L}--[a-z]]+$/v),
  });

  expect(heard).toEqual(["May I have the colour, please?"]);
});
