import { expect, test } from "vitest";
import { readCall } from "../../local/model/read-call.ts";
import { chatBody } from "../../worker/adapters/openai/chat/chat-body.ts";
import { responsesBody } from "../../worker/adapters/openai/responses/responses-body.ts";
import type { ModelRequest } from "../../worker/agent/model.ts";
import type { Item } from "../../worker/session/state/transcript.ts";

/** The bodies that leave for the two APIs, and what stays the same from one turn to the next. */

const CONVERSATION: readonly Item[] = [
  { role: "caller", text: "Where is my order, and do you have the City Perch?" },
  { role: "agent", text: "Let me look." },
  { role: "tool_call", callId: "call_a", name: "lookup_order", arguments: '{"orderNumber":"1042"}' },
  { role: "tool_call", callId: "call_b", name: "check_stock", arguments: '{"product":"City Perch"}' },
  { role: "tool_result", callId: "call_b", output: '{"found":true}' },
  { role: "tool_result", callId: "call_a", output: '{"status":"shipped"}' },
  { role: "agent", text: "It has been shipped and", interrupted: true },
  { role: "note", text: "(keypad) 1077" },
  { role: "caller", text: "And this one?" },
];

const request = (change: Partial<ModelRequest> = {}): ModelRequest => ({
  model: "gpt-4.1",
  instructions: "You are a phone agent.",
  items: CONVERSATION,
  trailer: "It is 8 in the evening.",
  tools: [
    {
      name: "lookup_order",
      description: "Looks up an order.",
      parameters: { type: "object", properties: {} },
    },
  ],
  toolChoice: "auto",
  maxOutputTokens: 500,
  cacheKey: "baton-owl-shoes",
  ...change,
});

const BODIES = { responses: responsesBody, chat: chatBody } as const;
const APIS = ["responses", "chat"] as const;

test("a conversation becomes a Responses request", () => {
  expect(responsesBody(request())).toEqual({
    model: "gpt-4.1",
    stream: true,
    store: false,
    prompt_cache_key: "baton-owl-shoes",
    max_output_tokens: 500,
    parallel_tool_calls: true,
    tools: [
      {
        type: "function",
        name: "lookup_order",
        description: "Looks up an order.",
        parameters: { type: "object", properties: {} },
        strict: false,
      },
    ],
    instructions: "You are a phone agent.",
    input: [
      { role: "user", content: "Where is my order, and do you have the City Perch?" },
      { role: "assistant", content: "Let me look." },
      { type: "function_call", call_id: "call_a", name: "lookup_order", arguments: '{"orderNumber":"1042"}' },
      {
        type: "function_call",
        call_id: "call_b",
        name: "check_stock",
        arguments: '{"product":"City Perch"}',
      },
      { type: "function_call_output", call_id: "call_a", output: '{"status":"shipped"}' },
      { type: "function_call_output", call_id: "call_b", output: '{"found":true}' },
      { role: "assistant", content: "It has been shipped and … [interrupted by the caller]" },
      { role: "developer", content: "(keypad) 1077" },
      { role: "user", content: "And this one?" },
      { role: "developer", content: "It is 8 in the evening." },
    ],
    tool_choice: "auto",
  });
});

test("a conversation becomes a Chat Completions request", () => {
  expect(chatBody(request({ reasoningEffort: "low", temperature: 0.3 }))).toEqual({
    model: "gpt-4.1",
    stream: true,
    stream_options: { include_usage: true },
    prompt_cache_key: "baton-owl-shoes",
    max_completion_tokens: 500,
    temperature: 0.3,
    reasoning_effort: "low",
    parallel_tool_calls: true,
    tools: [
      {
        type: "function",
        function: {
          name: "lookup_order",
          description: "Looks up an order.",
          parameters: { type: "object", properties: {} },
        },
      },
    ],
    messages: [
      { role: "system", content: "You are a phone agent." },
      { role: "user", content: "Where is my order, and do you have the City Perch?" },
      {
        role: "assistant",
        content: "Let me look.",
        tool_calls: [
          {
            id: "call_a",
            type: "function",
            function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' },
          },
          {
            id: "call_b",
            type: "function",
            function: { name: "check_stock", arguments: '{"product":"City Perch"}' },
          },
        ],
      },
      { role: "tool", tool_call_id: "call_a", content: '{"status":"shipped"}' },
      { role: "tool", tool_call_id: "call_b", content: '{"found":true}' },
      { role: "assistant", content: "It has been shipped and … [interrupted by the caller]" },
      { role: "system", content: "(keypad) 1077" },
      { role: "user", content: "And this one?" },
      { role: "system", content: "It is 8 in the evening." },
    ],
    tool_choice: "auto",
  });
});

test("a forced tool is named as each API wants it", () => {
  const forced = request({ toolChoice: { name: "lookup_order" } });

  expect(responsesBody(forced).tool_choice).toEqual({ type: "function", name: "lookup_order" });
  expect(chatBody(forced).tool_choice).toEqual({ type: "function", function: { name: "lookup_order" } });
});

test.each(APIS)(
  "%s: settings that are not set, and anything of tools without a tool, are not sent",
  (api) => {
    const body = BODIES[api](request({ tools: [], toolChoice: "none" }));

    for (const name of [
      "temperature",
      "reasoning",
      "reasoning_effort",
      "tools",
      "tool_choice",
      "parallel_tool_calls",
    ]) {
      expect(body).not.toHaveProperty(name);
    }
  },
);

test.each(APIS)("%s: from turn to turn the request is the same bytes up to what is new", (api) => {
  const body = (turn: number) =>
    JSON.stringify(BODIES[api](request({ items: CONVERSATION.slice(0, turn), trailer: `Turn ${turn}.` })));
  // Requests are made when the caller has spoken or the last result is in, never between a call and its result.
  const turns = [1, 6, 7, 8, 9];

  for (const [i, turn] of turns.slice(1).entries()) {
    const before = body(turns[i] ?? 0);
    const shared = before.slice(0, before.indexOf(',{"role":"', before.lastIndexOf("Turn") - 60));
    expect(shared).toContain("Where is my order");
    expect(body(turn).startsWith(shared), `turn ${turn}`).toBe(true);
  }
});

test.each(APIS)("%s: the same request is the same bytes", (api) => {
  expect(JSON.stringify(BODIES[api](request()))).toBe(
    JSON.stringify(BODIES[api](structuredClone(request()))),
  );
});

const ODD: Readonly<Record<string, readonly Item[]>> = {
  "nothing at all": [],
  "nothing but white space": [
    { role: "caller", text: "  " },
    { role: "agent", text: "" },
    { role: "note", text: "\n" },
  ],
  "a call without a result": [
    { role: "caller", text: "Hi" },
    { role: "tool_call", callId: "a", name: "lookup_order", arguments: "{}" },
    { role: "caller", text: "Still there?" },
  ],
  "a result that comes after other things": [
    { role: "tool_call", callId: "a", name: "lookup_order", arguments: "{}" },
    { role: "caller", text: "Still there?" },
    { role: "tool_result", callId: "a", output: "{}" },
  ],
  "a result without a call": [{ role: "tool_result", callId: "gone", output: "{}" }],
  "two results for one call": [
    { role: "tool_call", callId: "a", name: "lookup_order", arguments: "{}" },
    { role: "tool_result", callId: "a", output: "1" },
    { role: "tool_result", callId: "a", output: "2" },
  ],
  "the same call twice": [
    { role: "tool_call", callId: "a", name: "lookup_order", arguments: "{}" },
    { role: "tool_call", callId: "a", name: "lookup_order", arguments: "{}" },
    { role: "tool_result", callId: "a", output: "1" },
  ],
  "two rounds of calls": [
    { role: "tool_call", callId: "a", name: "lookup_order", arguments: "{}" },
    { role: "tool_result", callId: "a", output: "1" },
    { role: "tool_call", callId: "b", name: "lookup_order", arguments: "{}" },
    { role: "tool_result", callId: "b", output: "2" },
  ],
  "arguments that are no JSON, and an empty result": [
    { role: "tool_call", callId: "a", name: "lookup_order", arguments: '{"order' },
    { role: "tool_result", callId: "a", output: "" },
  ],
};

test.each(APIS.flatMap((api) => Object.entries(ODD).map(([name, items]) => [api, name, items] as const)))(
  "%s: %s is still a request that the API takes",
  (api, _, items) => {
    const body = JSON.stringify(BODIES[api](request({ items, trailer: "" })));

    expect(readCall(api, body)).toMatchObject({ ok: true });
  },
);

test("every call has its output, be it that there is none yet", () => {
  const body = chatBody(request({ items: ODD["a call without a result"] ?? [], trailer: "" }));

  expect(body.messages).toContainEqual({
    role: "tool",
    tool_call_id: "a",
    content: '{"status":"no result yet"}',
  });
});

test("a reply of which nothing was heard is no more than its mark", () => {
  const body = responsesBody(
    request({ items: [{ role: "agent", text: "", interrupted: true }], trailer: "" }),
  );

  expect(body.input).toEqual([{ role: "assistant", content: "… [interrupted by the caller]" }]);
});
