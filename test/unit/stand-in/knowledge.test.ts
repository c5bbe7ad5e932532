import { expect, test } from "vitest";
import agents from "../../../agents/index.ts";
import type { Message } from "../../../local/model/model-call.ts";
import { standIn } from "../../../local/model/stand-in.ts";
import { toolsOf } from "../../../worker/agent/prompt.ts";

/** The practice model looks up what callers ask of the shop's policies, and tells it. */

const shop = agents.forNumber("");
const brain = standIn(() => new Date("2026-11-28T12:00:00Z"));

const answer = (...messages: readonly Message[]) =>
  brain({
    api: "responses",
    model: "practice",
    messages: [
      { role: "system", text: shop.instructions },
      { role: "assistant", text: shop.greeting, toolCalls: [] },
      ...messages,
    ],
    tools: toolsOf(shop),
    toolChoice: "auto",
    stream: true,
    includeUsage: false,
    maxTokens: undefined,
  });

const said = (text: string): Message => ({ role: "user", text });

test.each([
  "How long do I have to return my shoes?",
  "How much is delivery to Canada?",
  "How do I clean leather?",
  "Can I pay with a gift card?",
  "What is your return policy?",
  "What are your delivery conditions?",
])("%s is looked up in the caller's words", (text) => {
  expect(answer(said(text)).toolCalls).toEqual([{ name: "search_knowledge", arguments: { query: text } }]);
});

test.each([
  "Where is my order 1042?",
  "Where is my order 1042? The ZIP code is 97201.",
  "Do you have the City Perch in size nine?",
  "I want to talk to a person.",
])("%s is not", (text) => {
  expect(answer(said(text)).toolCalls?.map(({ name }) => name)).not.toContain("search_knowledge");
});

const looked = (result: object): readonly Message[] => [
  said("How long do I have to return my shoes?"),
  {
    role: "assistant",
    text: "",
    toolCalls: [{ callId: "c1", name: "search_knowledge", arguments: '{"query":"return"}' }],
  },
  { role: "tool", callId: "c1", text: JSON.stringify(result) },
];

test("what was found is told in a sentence or two, a table's row without its lines", () => {
  const passage = (text: string) => ({ found: true, passages: [{ file: "r.md", title: "R", text }] });

  expect(answer(...looked(passage("It is easy. Shoes can be returned within thirty days."))).text).toMatch(
    /returned within thirty days\./,
  );
  expect(answer(...looked(passage("| a | b |\n| --- | --- |\n| return | thirty days |"))).text).toMatch(
    /return, thirty days\./,
  );
});

test("where nothing was found it says so and offers a person", () => {
  expect(answer(...looked({ found: false, next: "…" })).text).toBe(
    "I'm sorry, I don't have that here. Shall I get a colleague for you?",
  );
});
