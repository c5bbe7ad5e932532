import { expect, test } from "vitest";
import { standIn } from "../../../local/model/stand-in.ts";
import { defineAgent } from "../../../worker/agent/define.ts";
import { toolsOf } from "../../../worker/agent/prompt.ts";

/** The practice model puts a caller through to the place that they name, so that a directory can be tried without a key. */

const agent = defineAgent({
  name: "shop",
  greeting: "Hello.",
  instructions: "You help callers of a shop.",
  handOff: {
    places: {
      repairs: { says: "the repair desk", target: { kind: "number", number: "+15550100020" } },
      portland: { says: "the shop in Portland", target: { kind: "number", number: "+15550100021" } },
    },
  },
});
const brain = standIn(() => new Date("2026-11-28T12:00:00Z"));

const placed = (text: string): unknown => {
  const { toolCalls = [] } = brain({
    api: "responses",
    model: "practice",
    messages: [
      { role: "system", text: agent.instructions },
      { role: "assistant", text: agent.greeting, toolCalls: [] },
      { role: "user", text },
    ],
    tools: toolsOf(agent),
    toolChoice: "auto",
    stream: true,
    includeUsage: false,
    maxTokens: undefined,
  });
  const [first] = toolCalls;
  return first?.name === "hand_off" ? (first.arguments as { place?: string }).place : first?.name;
};

test.each([
  ["I want to talk to somebody at the repair desk", "repairs"],
  ["Please put me through to the repair desk.", "repairs"],
  ["repair desk", "repairs"],
  ["Connect me with the shop in Portland, please.", "portland"],
  ["I want to talk to a person.", undefined],
])("%s", (text, place) => expect(placed(text)).toBe(place));

test("a question about one leads nowhere", () =>
  expect(placed("Is the repair desk open on Sunday?")).not.toBe("repairs"));
