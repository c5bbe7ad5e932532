import type { ModelErrorCode } from "../../worker/agent/model.ts";

/**
 * What servers send that call themselves compatible, as data: a stream, and what of it is said, called and taken for
 * life. Written down before the readers were looked at; "BC" and "L" numbers are the reports', "own" is of the same kind.
 */

export interface Sent {
  readonly name: string;
  readonly api: "chat" | "responses";
  /** Pieces of the body as they arrive; a number is a pause in milliseconds. */
  readonly body: readonly (string | Uint8Array | number)[];
  readonly contentType?: string | null;
  /** The server leaves it open for ever. */
  readonly open?: true;
  readonly says?: string;
  readonly calls?: readonly (readonly [name: string, args: unknown])[];
  readonly error?: ModelErrorCode;
  /** Whether the model shows itself at work otherwise than by text and whole calls. */
  readonly life?: boolean;
}

const sse = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const DONE = "data: [DONE]\n\n";

/** One chunk of Chat Completions. */
const c = (delta: unknown, reason: unknown = null, more: object = {}, choice: object = {}): string =>
  sse({
    id: "x",
    object: "chat.completion.chunk",
    model: "m",
    choices: [{ index: 0, delta, finish_reason: reason, ...choice }],
    ...more,
  });
const t = (content: unknown, reason: unknown = null): string => c({ content }, reason);
const call = (call: object): string => c({ tool_calls: [call] });
const END = c({}, "stop") + DONE;
const CALLED = c({}, "tool_calls") + DONE;
const SHOES = "Your order is on its way.";
const hello = t("Your order") + t(" is on its way.") + END;
const LOOK = [["lookup_order", { orderNumber: "1042" }]] as const;
const TWO = [
  ["lookup_order", { orderNumber: "1" }],
  ["lookup_order", { orderNumber: "2" }],
] as const;

/** One event of Responses. */
const ev = (type: string, more: object = {}): string => `event: ${type}\n${sse({ type, ...more })}`;
const said = (delta: unknown, more: object = {}): string =>
  ev("response.output_text.delta", { item_id: "m1", output_index: 0, content_index: 0, delta, ...more });
const completed = (output: unknown = [], more: object = {}): string =>
  ev("response.completed", { response: { status: "completed", output, ...more } });
const fc = (more: object = {}) => ({
  type: "function_call",
  id: "fc1",
  call_id: "c1",
  name: "lookup_order",
  arguments: '{"orderNumber":"1042"}',
  ...more,
});

const HAND_OFF = '{"reason":"refund","callSummary":"Wants her money back for order 1042."}';
const piecesOf = (text: string): string[] => text.match(/.{1,7}/gs) ?? [];
const HANDED = [["hand_off", JSON.parse(HAND_OFF)]] as const;

export const CHAT: readonly Sent[] = [
  {
    name: "BC-01: pieces of arguments are life, and the call is one",
    api: "chat",
    body: [
      t("Sure, one moment."),
      call({ index: 0, id: "a", type: "function", function: { name: "hand_off", arguments: "" } }),
      ...piecesOf(HAND_OFF).map((p) => call({ index: 0, function: { arguments: p } })),
      CALLED,
    ],
    says: "Sure, one moment.",
    calls: HANDED,
    life: true,
  },
  {
    name: "BC-01: a call that was only announced is life",
    api: "chat",
    body: [call({ index: 0, id: "a", function: { name: "hand_off", arguments: "" } })],
    error: "cut",
    life: true,
  },
  {
    name: "BC-39: reasoning is life and is not said",
    api: "chat",
    body: [
      c({ role: "assistant", content: "" }),
      c({ reasoning_content: "Hmm, 1042" }),
      c({ reasoning_content: " is theirs." }),
      hello,
    ],
    says: SHOES,
    life: true,
  },
  {
    name: "BC-39: `reasoning` is life as well",
    api: "chat",
    body: [c({ reasoning: "Let me think", content: "" }), hello],
    says: SHOES,
    life: true,
  },
  {
    name: "own: `reasoning_details` is life",
    api: "chat",
    body: [c({ reasoning_details: [{ type: "reasoning.text", text: "Well" }] }), hello],
    says: SHOES,
    life: true,
  },
  {
    name: "BC-39: a chunk with a role only is not life",
    api: "chat",
    body: [c({ role: "assistant", content: "" }), c({ role: "assistant", content: null })],
    error: "cut",
    life: false,
  },
  {
    name: "BC-39: comments are not life",
    api: "chat",
    body: [": OPENROUTER PROCESSING\n\n", ": OPENROUTER PROCESSING\n\n", hello],
    says: SHOES,
    life: false,
  },
  {
    name: "own: empty reasoning, empty lists and empty arguments are not life",
    api: "chat",
    body: [c({ reasoning_content: "", reasoning: null, tool_calls: [], reasoning_details: [] }), hello],
    says: SHOES,
    life: false,
  },
  {
    name: "own: arguments that only run on in white space are not life",
    api: "chat",
    body: [
      t("Well."),
      call({ index: 0, function: { arguments: "\n" } }),
      call({ index: 0, function: { arguments: "   " } }),
      END,
    ],
    says: "Well.",
    life: false,
  },
  {
    name: "own: usage in a chunk of its own is not life",
    api: "chat",
    body: [sse({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 0 } }), hello],
    says: SHOES,
    life: false,
  },
  {
    name: "BC-06: empty events between the words",
    api: "chat",
    body: [
      t("Your order"),
      "data:\n\n",
      "data: \n\n",
      "id: 7\n\n: heartbeat\n\n",
      'event: ping\ndata: {"type":"ping"}\n\n',
      "data: {}\n\n",
      t(" is on its way."),
      END,
    ],
    says: SHOES,
    life: false,
  },
  {
    name: "own: heartbeats in words",
    api: "chat",
    body: [
      t("Your order"),
      "data: ping\n\n",
      "event: ping\ndata: now\n\n",
      "data: null\n\n",
      "event: heartbeat\ndata:\n\n",
      "retry: 500\n\n",
      ":\n\n",
      t(" is on its way."),
      END,
    ],
    says: SHOES,
    life: false,
  },
  {
    name: "BC-12: `{}` in front of the arguments",
    api: "chat",
    body: [
      call({ index: 0, id: "t1", function: { name: "hand_off", arguments: "{}" } }),
      ...piecesOf(HAND_OFF).map((p) => call({ index: 0, function: { arguments: p } })),
      CALLED,
    ],
    calls: HANDED,
  },
  {
    name: "BC-12: `{}` alone stays",
    api: "chat",
    body: [call({ index: 0, id: "t1", function: { name: "hand_off", arguments: "{}" } }), CALLED],
    calls: [["hand_off", {}]],
  },
  {
    name: "own: an empty object as an object, then the arguments",
    api: "chat",
    body: [
      call({ index: 0, id: "t1", function: { name: "lookup_order", arguments: {} } }),
      call({ index: 0, function: { arguments: '{"orderNumber":"1042"}' } }),
      CALLED,
    ],
    calls: LOOK,
  },
  {
    name: "own: the same arguments twice over",
    api: "chat",
    body: [
      call({ index: 0, id: "t1", function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' } }),
      call({ index: 0, id: "t1", function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' } }),
      CALLED,
    ],
    calls: LOOK,
  },
  {
    name: "own: `null` in front of the arguments",
    api: "chat",
    body: [
      call({ index: 0, id: "t1", function: { name: "lookup_order", arguments: "null" } }),
      call({ index: 0, function: { arguments: '{"orderNumber":"1042"}' } }),
      CALLED,
    ],
    calls: LOOK,
  },
  {
    name: "own: the arguments grow with each piece",
    api: "chat",
    body: [
      call({ index: 0, id: "t1", function: { name: "lookup_order", arguments: '{"order' } }),
      call({ index: 0, id: "t1", function: { name: "lookup_order", arguments: '{"orderNumber":"10' } }),
      call({ index: 0, id: "t1", function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' } }),
      CALLED,
    ],
    calls: LOOK,
  },
  {
    name: "BC-32: an error in the choice",
    api: "chat",
    body: [
      t("Your order left"),
      c({ content: "" }, "error", {}, { error: { code: 502, message: "x" } }),
      DONE,
    ],
    says: "Your order left",
    error: "unavailable",
  },
  {
    name: "BC-32: `error` as the reason",
    api: "chat",
    body: [t("Your order left"), c({ content: "" }, "error"), DONE],
    says: "Your order left",
    error: "unavailable",
  },
  {
    name: "BC-32: an error with a number on top, half a call before it",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "hand_off", arguments: '{"rea' } }),
      sse({ error: { code: 429, message: "slow" }, choices: [] }),
    ],
    error: "rate_limited",
  },
  {
    name: "BC-32: an error in words",
    api: "chat",
    body: [t("Your order left"), sse({ error: "upstream overloaded" }), DONE],
    says: "Your order left",
    error: "unavailable",
  },
  {
    name: "own: an error as vLLM has it",
    api: "chat",
    body: [
      t("Your order left"),
      sse({ object: "error", message: "x", type: "InternalServerError", code: 500 }),
      DONE,
    ],
    says: "Your order left",
    error: "unavailable",
  },
  {
    name: "own: an error event in plain words",
    api: "chat",
    body: [t("Your order left"), "event: error\ndata: overloaded\n\n"],
    says: "Your order left",
    error: "unavailable",
  },
  {
    name: "own: `error: null` on each chunk is none",
    api: "chat",
    body: [c({ content: SHOES }, null, { error: null }), c({}, "stop", { error: null }), DONE],
    says: SHOES,
  },
  {
    name: "BC-33: a whole call, then nothing",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' } }),
    ],
    calls: LOOK,
  },
  {
    name: "BC-33: half a call, then nothing",
    api: "chat",
    body: [call({ index: 0, id: "a", function: { name: "lookup_order", arguments: '{"orderNum' } })],
    error: "cut",
  },
  {
    name: "BC-33: half a sentence, then nothing",
    api: "chat",
    body: [t("Your order"), t(" is on")],
    says: "Your order is on",
    error: "cut",
  },
  {
    name: "BC-33: a whole sentence, then nothing, from a server of which nothing is known",
    api: "chat",
    body: [t("Your order"), t(" is on its way.")],
    says: SHOES,
  },
  {
    name: "BC-33: a reason under another name",
    api: "chat",
    body: [t("Your order is on"), c({}, undefined, {}, { finishReason: "STOP" })],
    says: "Your order is on",
  },
  { name: "BC-33: [DONE] without a reason", api: "chat", body: [t("Well"), DONE], says: "Well" },
  {
    name: "own: [DONE] in the middle of a call",
    api: "chat",
    body: [t("Well."), call({ index: 0, id: "a", function: { name: "hand_off", arguments: '{"rea' } }), DONE],
    says: "Well.",
    error: "cut",
  },
  {
    name: "BC-34: content in parts, thoughts left out",
    api: "chat",
    body: [
      t([{ type: "thinking", thinking: [{ type: "text", text: "secret" }] }]),
      t([{ type: "text", text: "Your order" }]),
      t(" is on its way."),
      END,
    ],
    says: SHOES,
    life: true,
  },
  {
    name: "BC-34: references are not said",
    api: "chat",
    body: [
      t([
        { type: "text", text: "Your order" },
        { type: "reference", reference_ids: [1, 2] },
        { type: "text", text: " is on its way." },
      ]),
      END,
    ],
    says: SHOES,
  },
  {
    name: "own: a part as an object, a part that is text",
    api: "chat",
    body: [
      t({ type: "text", text: "Your order" }),
      t([" is on", { type: "output_text", text: " its way." }]),
      END,
    ],
    says: SHOES,
  },
  {
    name: "BC-35: a whole completion in JSON",
    api: "chat",
    contentType: "application/json",
    body: [
      JSON.stringify({
        id: "x",
        object: "chat.completion",
        choices: [{ index: 0, message: { role: "assistant", content: SHOES }, finish_reason: "stop" }],
      }),
    ],
    says: SHOES,
  },
  {
    name: "BC-35: a whole completion in JSON with a call",
    api: "chat",
    contentType: "application/json; charset=utf-8",
    body: [
      JSON.stringify(
        {
          choices: [
            {
              index: 0,
              message: {
                role: "assistant",
                content: null,
                tool_calls: [
                  {
                    id: "a",
                    type: "function",
                    function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' },
                  },
                ],
              },
              finish_reason: "tool_calls",
            },
          ],
        },
        null,
        2,
      ),
    ],
    calls: LOOK,
  },
  {
    name: "BC-35: a stream that calls itself JSON",
    api: "chat",
    contentType: "application/json",
    body: [hello],
    says: SHOES,
  },
  {
    name: "BC-35: a stream that does not say what it is",
    api: "chat",
    contentType: null,
    body: [hello],
    says: SHOES,
  },
  { name: "BC-35: an empty body", api: "chat", body: [], error: "cut" },
  {
    name: "BC-35: a login page",
    api: "chat",
    contentType: "text/html",
    body: ["<!doctype html><title>Login</title>"],
    error: "bad_stream",
  },
  {
    name: "own: a login page that calls itself a stream",
    api: "chat",
    body: ["\n<html><body>Sign in</body></html>"],
    error: "bad_stream",
  },
  {
    name: "own: a stream that calls itself HTML",
    api: "chat",
    contentType: "text/html",
    body: [hello],
    says: SHOES,
  },
  {
    name: "own: lines of JSON",
    api: "chat",
    contentType: "application/x-ndjson",
    body: [
      t("Your order").slice(6).trim(),
      "\n",
      t(" is on its way.").slice(6).trim(),
      "\n",
      c({}, "stop").slice(6),
    ],
    says: SHOES,
  },
  {
    name: "own: an error in JSON with 200",
    api: "chat",
    contentType: "application/json",
    body: ['{"error":{"message":"x","code":"rate_limit_exceeded"}}'],
    error: "rate_limited",
  },
  {
    name: "own: JSON that breaks off",
    api: "chat",
    contentType: "application/json",
    body: ['{"choices":[{"index":0,"message":{"content":"Your'],
    error: "cut",
  },
  {
    name: "own: a completion in JSON that is of `message` in a stream",
    api: "chat",
    body: [
      sse({ choices: [{ index: 0, message: { role: "assistant", content: SHOES }, finish_reason: "stop" }] }),
      DONE,
    ],
    says: SHOES,
  },
  {
    name: "own: the whole message again at the end",
    api: "chat",
    body: [
      t("Your order"),
      t(" is on its way."),
      sse({ choices: [{ index: 0, message: { content: SHOES }, finish_reason: "stop" }] }),
      DONE,
    ],
    says: SHOES,
  },
  {
    name: "own: each piece repeats what came before",
    api: "chat",
    body: [t("Your"), t("Your order"), t("Your order is on"), t(SHOES), END],
    says: SHOES,
  },
  {
    name: "own: the last piece is the whole reply again",
    api: "chat",
    body: [t("Your order"), t(" is on its way."), t(SHOES), END],
    says: SHOES,
  },
  {
    name: "own: honest repetition stays",
    api: "chat",
    body: [t("No"), t(", no"), t(", no"), t("."), END],
    says: "No, no, no.",
  },
  {
    name: "own: figures that repeat stay",
    api: "chat",
    body: [t("1"), t("10"), t(" pairs."), END],
    says: "110 pairs.",
  },
  {
    name: "BC-37: Azure's chunks",
    api: "chat",
    body: [
      sse({ id: "", model: "", object: "", choices: [], prompt_filter_results: [{}] }),
      t("Your order"),
      sse({
        id: "",
        model: "",
        choices: [{ index: 0, finish_reason: null, content_filter_offsets: { start: 1 } }],
      }),
      t(" is on its way."),
      END,
    ],
    says: SHOES,
    life: false,
  },
  {
    name: "own: a reason on each chunk",
    api: "chat",
    body: [t("Your", "stop"), 60, t(" order", "stop"), 60, t(" is on its way.", "stop"), 60, DONE],
    says: SHOES,
  },
  {
    name: "own: a reason on the first, empty chunk",
    api: "chat",
    body: [
      c({ role: "assistant", content: "" }, "stop"),
      60,
      t("Your order", "stop"),
      60,
      t(" is on its way.", "stop"),
      DONE,
    ],
    says: SHOES,
  },
  {
    name: "own: an empty reason on each chunk",
    api: "chat",
    body: [t("Your", ""), 40, t(" order is on its way.", ""), 40, c({}, "stop"), DONE],
    says: SHOES,
  },
  {
    name: "own: a reason and usage on each chunk",
    api: "chat",
    body: [
      c({ content: "Your order" }, "stop", { usage: { prompt_tokens: 1, completion_tokens: 1 } }),
      60,
      c({ content: " is on its way." }, "stop", { usage: { prompt_tokens: 1, completion_tokens: 2 } }),
      DONE,
    ],
    says: SHOES,
  },
  {
    name: "own: the reason twice",
    api: "chat",
    body: [t("Your order"), t(" is on its way."), c({}, "stop"), c({}, "stop"), DONE],
    says: SHOES,
  },
  {
    name: "own: `stop` with a call",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' } }),
      END,
    ],
    calls: LOOK,
  },
  {
    name: "own: the call comes in the chunk with the reason",
    api: "chat",
    body: [
      c(
        {
          tool_calls: [
            { index: 0, id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' } },
          ],
        },
        "tool_calls",
      ),
      DONE,
    ],
    calls: LOOK,
  },
  {
    name: "own: a call in pieces, a reason on each",
    api: "chat",
    body: [
      c(
        { tool_calls: [{ index: 0, id: "a", function: { name: "lookup_order", arguments: '{"orderN' } }] },
        "tool_calls",
      ),
      60,
      c({ tool_calls: [{ index: 0, function: { arguments: 'umber":"1042"}' } }] }, "tool_calls"),
      DONE,
    ],
    calls: LOOK,
  },
  {
    name: "own: `tool_calls: []` and nulls in each delta",
    api: "chat",
    body: [
      c({
        role: null,
        content: "Your order",
        tool_calls: [],
        refusal: null,
        function_call: null,
        audio: null,
        reasoning_content: null,
      }),
      c({ content: " is on its way.", tool_calls: null }, "stop"),
      DONE,
    ],
    says: SHOES,
    life: false,
  },
  {
    name: 'own: `name: ""` and nulls on later pieces',
    api: "chat",
    body: [
      call({ index: 0, id: "a", type: "function", function: { name: "lookup_order", arguments: null } }),
      call({ index: 0, id: null, type: null, function: { name: "", arguments: '{"orderNumber":' } }),
      call({ index: 0, id: "", function: { name: null, arguments: '"1042"}' } }),
      CALLED,
    ],
    calls: LOOK,
    life: true,
  },
  {
    name: "own: `null` among the calls",
    api: "chat",
    body: [
      c({
        tool_calls: [
          null,
          { index: 0, id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' } },
        ],
      }),
      CALLED,
    ],
    calls: LOOK,
  },
  {
    name: "own: the first call has index 1",
    api: "chat",
    body: [
      t("Let me look."),
      call({ index: 1, id: "a", function: { name: "lookup_order", arguments: "" } }),
      call({ index: 1, function: { arguments: '{"orderNumber":"1042"}' } }),
      CALLED,
    ],
    says: "Let me look.",
    calls: LOOK,
  },
  {
    name: "own: pieces with an id that changes",
    api: "chat",
    body: [
      call({ index: 0, id: "a1", function: { name: "lookup_order", arguments: '{"orderN' } }),
      call({ index: 0, id: "a2", function: { name: "", arguments: 'umber":' } }),
      call({ index: 0, id: "a3", function: { arguments: '"1042"}' } }),
      CALLED,
    ],
    calls: LOOK,
  },
  {
    name: "own: pieces without an index, in two calls",
    api: "chat",
    body: [
      call({ id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":' } }),
      call({ function: { arguments: '"1"}' } }),
      call({ id: "b", function: { name: "lookup_order", arguments: '{"orderNumber":' } }),
      call({ function: { arguments: '"2"}' } }),
      CALLED,
    ],
    calls: TWO,
  },
  {
    name: "own: pieces of two calls, by turns",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "lookup_order", arguments: "" } }),
      call({ index: 1, id: "b", function: { name: "lookup_order", arguments: "" } }),
      call({ index: 0, function: { arguments: '{"orderNumber":"1"}' } }),
      call({ index: 1, function: { arguments: '{"orderNumber":"2"}' } }),
      CALLED,
    ],
    calls: TWO,
  },
  {
    name: "L7: two calls under one id",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"1"}' } }),
      call({ index: 1, id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"2"}' } }),
      CALLED,
    ],
    calls: TWO,
  },
  {
    name: "L7: two calls in one index and id, each whole",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"1"}' } }),
      call({ index: 0, id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"2"}' } }),
      CALLED,
    ],
    calls: TWO,
  },
  {
    name: "L7: two objects in one call",
    api: "chat",
    body: [
      call({
        index: 0,
        id: "a",
        function: { name: "lookup_order", arguments: '{"orderNumber":"1"}{"orderNumber":"2"}' },
      }),
      CALLED,
    ],
    calls: TWO,
  },
  {
    name: "L7: a name in pieces",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "lookup", arguments: "" } }),
      call({ index: 0, function: { name: "_order", arguments: "" } }),
      call({ index: 0, function: { arguments: '{"orderNumber":"1042"}' } }),
      CALLED,
    ],
    calls: LOOK,
  },
  {
    name: "L7: another choice is not said",
    api: "chat",
    body: [
      c({ content: "Your order" }),
      sse({ choices: [{ index: 1, delta: { content: "NO" }, finish_reason: null }] }),
      sse({
        choices: [
          { index: 1, delta: { content: "NO" } },
          { index: 0, delta: { content: " is on its way." } },
        ],
      }),
      END,
    ],
    says: SHOES,
  },
  {
    name: "own: the name comes after the arguments",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { arguments: '{"orderNumber":"1042"}' } }),
      call({ index: 0, function: { name: "lookup_order" } }),
      CALLED,
    ],
    calls: LOOK,
  },
  {
    name: "own: a call as of 2023",
    api: "chat",
    body: [
      c({ function_call: { name: "lookup_order", arguments: "" } }),
      c({ function_call: { arguments: '{"orderNumber":' } }),
      c({ function_call: { arguments: '"1042"}' } }),
      c({}, "function_call"),
      DONE,
    ],
    calls: LOOK,
    life: true,
  },
  {
    name: "own: arguments beside the function",
    api: "chat",
    body: [call({ index: 0, id: "a", name: "lookup_order", arguments: { orderNumber: "1042" } }), CALLED],
    calls: LOOK,
  },
  {
    name: "own: a call as an object, not a list",
    api: "chat",
    body: [
      c({ tool_calls: { id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' } } }),
      CALLED,
    ],
    calls: LOOK,
  },
  {
    name: "own: arguments that were written as JSON twice",
    api: "chat",
    body: [
      call({
        index: 0,
        id: "a",
        function: { name: "lookup_order", arguments: JSON.stringify('{"orderNumber":"1042"}') },
      }),
      CALLED,
    ],
    calls: LOOK,
  },
  {
    name: "own: CRLF, no space, a BOM",
    api: "chat",
    body: [`\uFEFF${hello.replaceAll("data: ", "data:").replaceAll("\n", "\r\n")}`],
    says: SHOES,
  },
  {
    name: "own: one event over several data lines",
    api: "chat",
    body: [`data: {"choices":[{"index":0,\ndata: "delta":{"content":"${SHOES}"}}]}\n\n`, END],
    says: SHOES,
  },
  {
    name: "own: two events without the empty line between",
    api: "chat",
    body: [t("Your order").trim(), "\n", t(" is on its way.").trim(), "\n\n", END],
    says: SHOES,
  },
  {
    name: "own: letters cut in the middle",
    api: "chat",
    body: [...new TextEncoder().encode(t("Está en camino 🦉.") + END)].map((byte) => Uint8Array.of(byte)),
    says: "Está en camino 🦉.",
  },
  {
    name: "own: `text` in the choice",
    api: "chat",
    body: [sse({ choices: [{ index: 0, text: "Your order is on its way.", finish_reason: null }] }), END],
    says: SHOES,
  },
  {
    name: "own: a choice without an index",
    api: "chat",
    body: [
      sse({ choices: [{ delta: { content: SHOES } }] }),
      sse({ choices: [{ delta: {}, finish_reason: "stop" }] }),
    ],
    says: SHOES,
  },
  {
    name: "own: a reason in capitals, of another vendor",
    api: "chat",
    body: [t("Once upon a"), c({}, "MAX_TOKENS"), DONE],
    says: "Once upon a",
  },
  {
    name: "own: a refusal is life, and not said",
    api: "chat",
    body: [c({ refusal: "I can't" }), c({ refusal: " do that" }), END],
    error: "refused",
    life: true,
  },
  {
    name: "two calls by turns in one place, told apart by their ids",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":' } }),
      call({ index: 0, id: "b", function: { name: "lookup_order", arguments: '{"orderNumber":' } }),
      call({ index: 0, id: "a", function: { arguments: '"1"}' } }),
      call({ index: 0, id: "b", function: { arguments: '"2"}' } }),
      CALLED,
    ],
    calls: TWO,
  },
  {
    name: "a piece of text that became a number on its way",
    api: "chat",
    body: [t("Order "), t(1042), t(" left."), END],
    says: "Order 1042 left.",
  },
  {
    name: "the caller's words and a tool's output in the agent's stream",
    api: "chat",
    body: [
      c({ role: "user", content: "Where is it?" }),
      c({ role: "tool", content: '{"status":"shipped"}' }),
      c({ role: "assistant", content: SHOES }),
      END,
    ],
    says: SHOES,
  },
];

export const RESPONSES: readonly Sent[] = [
  {
    name: "BC-01: pieces of arguments are life",
    api: "responses",
    body: [
      said("Sure, one moment."),
      ev("response.output_item.added", {
        output_index: 1,
        item: fc({ name: "hand_off", arguments: "", status: "in_progress" }),
      }),
      ...piecesOf(HAND_OFF).map((delta) =>
        ev("response.function_call_arguments.delta", { item_id: "fc1", output_index: 1, delta }),
      ),
      ev("response.function_call_arguments.done", { item_id: "fc1", output_index: 1, arguments: HAND_OFF }),
      ev("response.output_item.done", {
        output_index: 1,
        item: fc({ name: "hand_off", arguments: HAND_OFF }),
      }),
      completed(),
    ],
    says: "Sure, one moment.",
    calls: HANDED,
    life: true,
  },
  {
    name: "BC-01: a call that was only announced is life",
    api: "responses",
    body: [ev("response.output_item.added", { output_index: 0, item: fc({ arguments: "" }) })],
    error: "cut",
    life: true,
  },
  {
    name: "BC-39: reasoning is life and is not said",
    api: "responses",
    body: [
      ev("response.output_item.added", {
        output_index: 0,
        item: { type: "reasoning", id: "r", summary: [] },
      }),
      ev("response.reasoning_summary_text.delta", { item_id: "r", delta: "Hm" }),
      ev("response.reasoning_text.delta", { item_id: "r", delta: "Hm" }),
      said(SHOES),
      completed(),
    ],
    says: SHOES,
    life: true,
  },
  {
    name: "BC-39: that a response exists is not life",
    api: "responses",
    body: [
      ev("response.created", { response: { status: "in_progress" } }),
      ev("response.in_progress", { response: {} }),
      ev("response.queued"),
      ev("response.output_item.added", {
        output_index: 0,
        item: { type: "message", id: "m1", role: "assistant", content: [] },
      }),
      ev("response.content_part.added", {
        item_id: "m1",
        output_index: 0,
        content_index: 0,
        part: { type: "output_text", text: "" },
      }),
      said(SHOES),
      completed(),
    ],
    says: SHOES,
    life: false,
  },
  {
    name: "own: heartbeats, comments and empty pieces are not life",
    api: "responses",
    body: [
      ": hi\n\n",
      "data:\n\n",
      'event: keepalive\ndata: {"type":"keepalive","sequence_number":3}\n\n',
      "data: {}\n\n",
      ev("response.function_call_arguments.delta", { item_id: "f", delta: "" }),
      said(""),
      said("Your order"),
      "data: \n\n",
      said(" is on its way."),
      completed(),
    ],
    says: SHOES,
    life: false,
  },
  {
    name: "confirmed list: an item id that changes with each piece",
    api: "responses",
    body: [
      said("Your", { item_id: "q1" }),
      said(" or", { item_id: "q2" }),
      said("der is", { item_id: "q3" }),
      said(" on its way.", { item_id: "q4" }),
      completed(),
    ],
    says: SHOES,
  },
  {
    name: "own: an item id that changes, and no indices",
    api: "responses",
    body: ["Your", " or", "der is", " on its way."]
      .map((delta, i) => ev("response.output_text.delta", { item_id: `q${i}`, delta }))
      .concat(completed()),
    says: SHOES,
  },
  {
    name: "own: two messages have a space between them",
    api: "responses",
    body: [said("Let me check."), said("It is here.", { item_id: "m2", output_index: 1 }), completed()],
    says: "Let me check. It is here.",
  },
  {
    name: "own: text that is only in `done`",
    api: "responses",
    body: [
      ev("response.output_text.done", { item_id: "m1", output_index: 0, content_index: 0, text: SHOES }),
      completed(),
    ],
    says: SHOES,
  },
  {
    name: "own: text in `done` that the pieces left out",
    api: "responses",
    body: [
      said("Your order"),
      ev("response.output_text.done", { item_id: "m1", output_index: 0, content_index: 0, text: SHOES }),
      completed(),
    ],
    says: SHOES,
  },
  {
    name: "own: text that is only in the finished item",
    api: "responses",
    body: [
      ev("response.output_item.done", {
        output_index: 0,
        item: {
          type: "message",
          id: "m1",
          role: "assistant",
          content: [{ type: "output_text", text: SHOES }],
        },
      }),
      completed(),
    ],
    says: SHOES,
  },
  {
    name: "own: the text is in all four places",
    api: "responses",
    body: [
      said("Your order"),
      said(" is on its way."),
      ev("response.output_text.done", { item_id: "m1", output_index: 0, content_index: 0, text: SHOES }),
      ev("response.content_part.done", {
        item_id: "m1",
        output_index: 0,
        content_index: 0,
        part: { type: "output_text", text: SHOES },
      }),
      ev("response.output_item.done", {
        output_index: 0,
        item: { type: "message", id: "m1", content: [{ type: "output_text", text: SHOES }] },
      }),
      completed([{ type: "message", id: "zz", content: [{ type: "output_text", text: SHOES }] }]),
    ],
    says: SHOES,
  },
  {
    name: "own: content as text in the last event",
    api: "responses",
    body: [completed([{ type: "message", id: "m", role: "assistant", content: SHOES }])],
    says: SHOES,
  },
  {
    name: "own: the type stands in the event's name only",
    api: "responses",
    body: [
      `event: response.output_text.delta\n${sse({ item_id: "m1", output_index: 0, content_index: 0, delta: SHOES })}`,
      `event: response.completed\n${sse({ response: { status: "completed", output: [] } })}`,
    ],
    says: SHOES,
  },
  {
    name: "BC-32: an error after words",
    api: "responses",
    body: [said("Your order left"), sse({ type: "error", code: "server_error", message: "x" })],
    says: "Your order left",
    error: "unavailable",
  },
  {
    name: "BC-32: an error in words",
    api: "responses",
    body: [said("Your order left"), sse({ error: "overloaded" })],
    says: "Your order left",
    error: "unavailable",
  },
  {
    name: "own: a response that failed, in `completed`",
    api: "responses",
    body: [
      said("Your order left"),
      ev("response.completed", {
        response: { status: "failed", error: { code: "rate_limit_exceeded" }, output: [] },
      }),
    ],
    says: "Your order left",
    error: "rate_limited",
  },
  {
    name: "own: a response that was cancelled",
    api: "responses",
    body: [said("Your order left"), ev("response.cancelled", { response: { status: "cancelled" } })],
    says: "Your order left",
    error: "unavailable",
  },
  {
    name: "BC-33: a whole call, then nothing",
    api: "responses",
    body: [ev("response.output_item.done", { output_index: 0, item: fc() })],
    calls: LOOK,
  },
  {
    name: "BC-33: half a sentence, then nothing",
    api: "responses",
    body: [said("Your order is")],
    says: "Your order is",
    error: "cut",
  },
  {
    name: "BC-33: half a call, then nothing",
    api: "responses",
    body: [
      ev("response.output_item.added", { output_index: 0, item: fc({ arguments: "" }) }),
      ev("response.function_call_arguments.delta", { item_id: "fc1", output_index: 0, delta: '{"orderN' }),
    ],
    error: "cut",
    life: true,
  },
  {
    name: "BC-33: [DONE] in place of the last event",
    api: "responses",
    body: [said("Your order is"), DONE],
    says: "Your order is",
  },
  {
    name: "own: `response.done` in place of `completed`",
    api: "responses",
    body: [said("Your order is"), ev("response.done", { response: { status: "completed", output: [] } })],
    says: "Your order is",
  },
  {
    name: "BC-35: a whole response in JSON",
    api: "responses",
    contentType: "application/json",
    body: [
      JSON.stringify({
        id: "r",
        object: "response",
        status: "completed",
        output: [
          { type: "reasoning", id: "r", summary: [] },
          { type: "message", id: "m", content: [{ type: "output_text", text: SHOES }] },
          fc(),
        ],
      }),
    ],
    says: SHOES,
    calls: LOOK,
  },
  {
    name: "BC-35: a stream that calls itself JSON",
    api: "responses",
    contentType: "application/json",
    body: [said(SHOES), completed()],
    says: SHOES,
  },
  { name: "BC-35: an empty body", api: "responses", body: [], error: "cut" },
  {
    name: "BC-35: a login page",
    api: "responses",
    contentType: "text/html",
    body: ["<html>"],
    error: "bad_stream",
  },
  {
    name: "L7: two calls under one item id",
    api: "responses",
    body: [
      ev("response.output_item.done", { output_index: 0, item: fc({ arguments: '{"orderNumber":"1"}' }) }),
      ev("response.output_item.done", {
        output_index: 1,
        item: fc({ call_id: "c2", arguments: '{"orderNumber":"2"}' }),
      }),
      completed(),
    ],
    calls: TWO,
  },
  {
    name: "L7: two calls under one call id",
    api: "responses",
    body: [
      ev("response.output_item.done", {
        output_index: 0,
        item: fc({ id: "f1", arguments: '{"orderNumber":"1"}' }),
      }),
      ev("response.output_item.done", {
        output_index: 1,
        item: fc({ id: "f2", arguments: '{"orderNumber":"2"}' }),
      }),
      completed(),
    ],
    calls: TWO,
  },
  {
    name: "L7: arguments as an object",
    api: "responses",
    body: [
      ev("response.output_item.done", { output_index: 0, item: fc({ arguments: { orderNumber: "1042" } }) }),
      completed(),
    ],
    calls: LOOK,
  },
  {
    name: "L7: arguments in the pieces only",
    api: "responses",
    body: [
      ev("response.output_item.added", { output_index: 0, item: fc({ arguments: "" }) }),
      ev("response.function_call_arguments.delta", {
        item_id: "fc1",
        output_index: 0,
        delta: '{"orderNumber":',
      }),
      ev("response.function_call_arguments.delta", { item_id: "fc1", output_index: 0, delta: '"1042"}' }),
      ev("response.output_item.done", { output_index: 0, item: fc({ arguments: "" }) }),
      completed(),
    ],
    calls: LOOK,
  },
  {
    name: "L7: arguments after the item was done",
    api: "responses",
    body: [
      ev("response.output_item.done", { output_index: 0, item: fc({ arguments: "" }) }),
      ev("response.function_call_arguments.done", {
        item_id: "fc1",
        output_index: 0,
        arguments: '{"orderNumber":"1042"}',
      }),
      completed(),
    ],
    calls: LOOK,
  },
  {
    name: "own: a call that is never said to be done",
    api: "responses",
    body: [
      ev("response.output_item.added", { output_index: 0, item: fc({ arguments: "" }) }),
      ev("response.function_call_arguments.delta", {
        item_id: "fc1",
        output_index: 0,
        delta: '{"orderNumber":"1042"}',
      }),
      completed(),
    ],
    calls: LOOK,
  },
  {
    name: "own: a call whose ids change from event to event",
    api: "responses",
    body: [
      ev("response.output_item.added", { output_index: 0, item: fc({ id: "q1", arguments: "" }) }),
      ev("response.function_call_arguments.delta", {
        item_id: "q2",
        output_index: 0,
        delta: '{"orderNumber":"1042"}',
      }),
      ev("response.function_call_arguments.done", {
        item_id: "q3",
        output_index: 0,
        arguments: '{"orderNumber":"1042"}',
      }),
      ev("response.output_item.done", { output_index: 0, item: fc({ id: "q4" }) }),
      completed([fc({ id: "q5" })]),
    ],
    calls: LOOK,
  },
  {
    name: "own: a call in `done` and again in the last event, without its call id",
    api: "responses",
    body: [
      ev("response.output_item.done", { output_index: 0, item: fc() }),
      completed([fc({ call_id: undefined, id: undefined })]),
    ],
    calls: LOOK,
  },
  {
    name: "own: `{}` in front of the arguments",
    api: "responses",
    body: [
      ev("response.output_item.done", {
        output_index: 0,
        item: fc({ arguments: '{}{"orderNumber":"1042"}' }),
      }),
      completed(),
    ],
    calls: LOOK,
  },
  {
    name: "own: content indices are missing",
    api: "responses",
    body: [
      ev("response.output_text.delta", { delta: "Your order" }),
      ev("response.output_text.delta", { delta: " is on its way." }),
      completed(null),
    ],
    says: SHOES,
  },
  {
    name: "own: a delta as an object",
    api: "responses",
    body: [said({ type: "output_text", text: SHOES }), completed()],
    says: SHOES,
  },
  {
    name: "own: unknown events with nulls in them",
    api: "responses",
    body: [
      ev("response.output_item.added", { output_index: 0, item: null }),
      ev("response.output_item.done", { item: null }),
      sse({ type: null }),
      ev("response.rate_limits.updated", { x: 1 }),
      said(SHOES),
      completed([null]),
    ],
    says: SHOES,
    life: false,
  },
  {
    name: "own: a call that the length limit cut off",
    api: "responses",
    body: [
      said("Well."),
      ev("response.output_item.done", {
        output_index: 1,
        item: fc({ status: "incomplete", arguments: '{"orderN' }),
      }),
      ev("response.incomplete", {
        response: { status: "incomplete", incomplete_details: { reason: "max_output_tokens" }, output: [] },
      }),
    ],
    says: "Well.",
    error: "cut",
  },
];

/** Written when the readers were there, without a look at them: what they do with what they were not made for. */
export const AFTERWARDS: readonly Sent[] = [
  {
    name: "two calls, each in two pieces with all fields repeated",
    api: "chat",
    body: [
      call({
        index: 0,
        id: "a",
        type: "function",
        function: { name: "lookup_order", arguments: '{"orderNumber":' },
      }),
      call({ index: 0, id: "a", type: "function", function: { name: "lookup_order", arguments: '"1"}' } }),
      call({
        index: 1,
        id: "b",
        type: "function",
        function: { name: "lookup_order", arguments: '{"orderNumber":' },
      }),
      call({ index: 1, id: "b", type: "function", function: { name: "lookup_order", arguments: '"2"}' } }),
      CALLED,
    ],
    calls: TWO,
  },
  {
    name: "an index that counts up with each piece",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "lookup_order", arguments: "" } }),
      call({ index: 1, function: { arguments: '{"orderNumber":' } }),
      call({ index: 2, function: { arguments: '"1042"}' } }),
      CALLED,
    ],
    calls: LOOK,
  },
  {
    name: "an index as text",
    api: "chat",
    body: [
      call({ index: "0", id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"1"}' } }),
      call({ index: "1", id: "b", function: { name: "lookup_order", arguments: '{"orderNumber":"2"}' } }),
      CALLED,
    ],
    calls: TWO,
  },
  {
    name: "two calls in one delta, without index and id",
    api: "chat",
    body: [
      c({
        tool_calls: [
          { function: { name: "lookup_order", arguments: '{"orderNumber":"1"}' } },
          { function: { name: "lookup_order", arguments: '{"orderNumber":"2"}' } },
        ],
      }),
      CALLED,
    ],
    calls: TWO,
  },
  {
    name: "two calls without index and id, the first without arguments",
    api: "chat",
    body: [
      c({
        tool_calls: [
          { function: { name: "where", arguments: "{}" } },
          { function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' } },
        ],
      }),
      CALLED,
    ],
    calls: [["where", {}], ...LOOK],
  },
  {
    name: "three pieces of `{}` in front",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "lookup_order", arguments: "{}" } }),
      call({ index: 0, function: { arguments: "{}" } }),
      call({ index: 0, function: { arguments: '{"orderNumber":"1042"}' } }),
      CALLED,
    ],
    calls: LOOK,
  },
  {
    name: "`{}` behind the arguments",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' } }),
      call({ index: 0, function: { arguments: "{}" } }),
      CALLED,
    ],
    calls: LOOK,
  },
  {
    name: "the name again with the empty end",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' } }),
      call({ index: 0, id: "a", function: { name: "lookup_order", arguments: "" } }),
      CALLED,
    ],
    calls: LOOK,
  },
  {
    name: "arguments with braces and quotes in their text",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "note", arguments: '{"text":"a \\"}{\\" b' } }),
      call({ index: 0, function: { arguments: ' {}"}' } }),
      CALLED,
    ],
    calls: [["note", { text: 'a "}{" b {}' }]],
  },
  {
    name: "the call, then words",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' } }),
      t("Let me look."),
      CALLED,
    ],
    says: "Let me look.",
    calls: LOOK,
  },
  {
    name: "the same call in the message at the end",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' } }),
      sse({
        choices: [
          {
            index: 0,
            message: {
              content: null,
              tool_calls: [
                { id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' } },
              ],
            },
            finish_reason: "tool_calls",
          },
        ],
      }),
      DONE,
    ],
    calls: LOOK,
  },
  {
    name: "thoughts in `thinking`",
    api: "chat",
    body: [c({ thinking: "Hm, 1042." }), hello],
    says: SHOES,
    life: true,
  },
  {
    name: "thoughts in `reasoning_text`",
    api: "chat",
    body: [c({ reasoning_text: "Hm." }), hello],
    says: SHOES,
    life: true,
  },
  {
    name: "thoughts as an object",
    api: "chat",
    body: [c({ reasoning: { content: "Hm." } }), hello],
    says: SHOES,
    life: true,
  },
  {
    name: "thoughts that are a line break are none",
    api: "chat",
    body: [c({ reasoning_content: "\n\n" }), hello],
    says: SHOES,
    life: false,
  },
  {
    name: "audio with its transcript is not life, nor said",
    api: "chat",
    body: [c({ audio: null, annotations: [] }), hello],
    says: SHOES,
    life: false,
  },
  {
    name: "the error is a list",
    api: "chat",
    body: [t("Your order left"), sse([{ error: { code: 503, message: "x", status: "UNAVAILABLE" } }])],
    says: "Your order left",
    error: "unavailable",
  },
  {
    name: "the error is in `detail`",
    api: "chat",
    body: [t("Your order left"), sse({ detail: "Internal Server Error" })],
    says: "Your order left",
    error: "unavailable",
  },
  {
    name: "an error in `message` with a status",
    api: "chat",
    body: [t("Your order left"), sse({ message: "overloaded", status: 503, success: false })],
    says: "Your order left",
    error: "unavailable",
  },
  {
    name: "an error event without data, then nothing",
    api: "chat",
    body: [t("Your order left"), "event: error\ndata:\n\n"],
    says: "Your order left",
    error: "unavailable",
  },
  {
    name: "a reason of another vendor: end_turn",
    api: "chat",
    body: [t("Your order is on"), c({}, "end_turn"), DONE],
    says: "Your order is on",
  },
  {
    name: "an error as the reason, after a whole call",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' } }),
      c({}, "error"),
      DONE,
    ],
    calls: LOOK,
    error: "unavailable",
  },
  { name: "a reason of a number", api: "chat", body: [t(SHOES), c({}, 1), DONE], says: SHOES },
  {
    name: "the reason and the usage, then silence with the line open",
    api: "chat",
    body: [t(SHOES), c({}, "stop", { usage: { prompt_tokens: 1 } }), 3_000],
    says: SHOES,
  },
  {
    name: "usage of nulls on each chunk",
    api: "chat",
    body: [
      c({ content: "Your order" }, null, { usage: null }),
      c({ content: " is on its way." }, null, { usage: {} }),
      c({}, "stop", { usage: { prompt_tokens: null, completion_tokens: null } }),
      DONE,
    ],
    says: SHOES,
  },
  {
    name: "choices as an object",
    api: "chat",
    body: [sse({ choices: { index: 0, delta: { content: SHOES } } }), END],
    says: SHOES,
  },
  {
    name: "a choice of null",
    api: "chat",
    body: [sse({ choices: [null] }), sse({ choices: null }), hello],
    says: SHOES,
    life: false,
  },
  {
    name: "the delta as text",
    api: "chat",
    body: [sse({ choices: [{ index: 0, delta: "Your order is on its way." }] }), END],
    says: SHOES,
  },
  {
    name: "data in single letters of CR only",
    api: "chat",
    body: [...hello.replaceAll("\n", "\r")],
    says: SHOES,
  },
  { name: "white space in front of the first event", api: "chat", body: ["\n\n  \n", hello], says: SHOES },
  {
    name: "events with names and ids",
    api: "chat",
    body: [`event: message\nid: 1\n${t("Your order")}`, `event: chunk\nid: 2\n${t(" is on its way.")}`, END],
    says: SHOES,
  },
  {
    name: "an event `done` with its own data",
    api: "chat",
    body: [t(SHOES), "event: done\ndata: [DONE]\n\n"],
    says: SHOES,
  },
  {
    name: "[DONE] in quotes",
    api: "chat",
    body: [t("Your order is on"), 'data: "[DONE]"\n\n'],
    says: "Your order is on",
  },
  {
    name: "done in an object",
    api: "chat",
    body: [t(SHOES), c({}, "stop"), sse({ done: true })],
    says: SHOES,
  },
  {
    name: "a list of chunks as one document",
    api: "chat",
    contentType: "application/json",
    body: [`[${t("Your order").slice(6)},${t(" is on its way.").slice(6)},${c({}, "stop").slice(6)}]`],
    says: SHOES,
  },
  {
    name: "a document over many lines, in pieces",
    api: "chat",
    contentType: null,
    body: [...JSON.stringify({ choices: [{ message: { content: SHOES } }] }, null, 2)],
    says: SHOES,
  },
  {
    name: "cumulative content in Spanish, beginning with one letter",
    api: "chat",
    body: [t("Y"), t("Ya"), t("Ya está"), t("Ya está en camino."), END],
    says: "Ya está en camino.",
  },
  {
    name: "a whole reply that happens to repeat a word",
    api: "chat",
    body: [t("Ha"), t("ha"), t(", ha"), t("!"), END],
    says: "Haha, ha!",
  },
  {
    name: "a spoken phone number, figure by figure",
    api: "chat",
    body: [..."5550150".split("").map((figure) => t(figure)), t("."), END],
    says: "5550150.",
  },
  {
    name: "a phrase said twice on purpose",
    api: "chat",
    body: [t("Thank you, "), t("thank you, "), t("thank you."), END],
    says: "Thank you, thank you, thank you.",
  },
  {
    name: "deltas without `type` in data, none in the event",
    api: "responses",
    body: [sse({ delta: "x" }), said(SHOES), completed()],
    says: SHOES,
    life: false,
  },
  {
    name: "two messages under one id and index, each announced",
    api: "responses",
    body: [
      ev("response.output_item.added", { item: { type: "message", id: "m" } }),
      ev("response.output_text.delta", { item_id: "m", delta: "Let me check." }),
      ev("response.output_item.added", { item: { type: "message", id: "m" } }),
      ev("response.output_text.delta", { item_id: "m", delta: "It is here." }),
      completed(),
    ],
    says: "Let me check. It is here.",
  },
  {
    name: "two parts of one message",
    api: "responses",
    body: [said("Let me check."), said("It is here.", { content_index: 1 }), completed()],
    says: "Let me check. It is here.",
  },
  {
    name: "text in the item only, the call in the last event only",
    api: "responses",
    body: [
      ev("response.output_item.done", {
        output_index: 0,
        item: { type: "message", id: "m", content: [{ type: "output_text", text: "Let me look." }] },
      }),
      completed([
        { type: "message", id: "m", content: [{ type: "output_text", text: "Let me look." }] },
        fc(),
      ]),
    ],
    says: "Let me look.",
    calls: LOOK,
  },
  {
    name: "two equal calls without any ids, in the last event",
    api: "responses",
    body: [
      completed([
        fc({ id: undefined, call_id: undefined, arguments: '{"orderNumber":"1"}' }),
        fc({ id: undefined, call_id: undefined, arguments: '{"orderNumber":"2"}' }),
      ]),
    ],
    calls: TWO,
  },
  {
    name: "a call of which every event comes twice",
    api: "responses",
    body: [
      ev("response.output_item.added", { output_index: 0, item: fc({ arguments: "" }) }),
      ev("response.output_item.added", { output_index: 0, item: fc({ arguments: "" }) }),
      ev("response.function_call_arguments.done", {
        item_id: "fc1",
        output_index: 0,
        arguments: '{"orderNumber":"1042"}',
      }),
      ev("response.output_item.done", { output_index: 0, item: fc() }),
      ev("response.output_item.done", { output_index: 0, item: fc() }),
      completed([fc()]),
    ],
    calls: LOOK,
  },
  {
    name: "two calls in place 0, ids of their own",
    api: "responses",
    body: [
      ev("response.output_item.done", {
        output_index: 0,
        item: fc({ id: "f1", call_id: "c1", arguments: '{"orderNumber":"1"}' }),
      }),
      ev("response.output_item.done", {
        output_index: 0,
        item: fc({ id: "f2", call_id: "c2", arguments: '{"orderNumber":"2"}' }),
      }),
      completed(),
    ],
    calls: TWO,
  },
  {
    name: "two calls by turns, item ids only",
    api: "responses",
    body: [
      ev("response.output_item.added", { item: fc({ id: "f1", call_id: "c1", arguments: "" }) }),
      ev("response.output_item.added", { item: fc({ id: "f2", call_id: "c2", arguments: "" }) }),
      ev("response.function_call_arguments.delta", { item_id: "f1", delta: '{"orderNumber":"1"}' }),
      ev("response.function_call_arguments.delta", { item_id: "f2", delta: '{"orderNumber":"2"}' }),
      completed(),
    ],
    calls: TWO,
  },
  {
    name: "a call without arguments",
    api: "responses",
    body: [
      ev("response.output_item.added", { output_index: 0, item: fc({ name: "end_call", arguments: "" }) }),
      ev("response.output_item.done", { output_index: 0, item: fc({ name: "end_call", arguments: "" }) }),
      completed([fc({ name: "end_call", arguments: "{}" })]),
    ],
    calls: [["end_call", {}]],
  },
  {
    name: "the reason in `incomplete`, half a call before it",
    api: "responses",
    body: [
      said("Well."),
      ev("response.output_item.added", { output_index: 1, item: fc({ arguments: "" }) }),
      ev("response.function_call_arguments.delta", { item_id: "fc1", output_index: 1, delta: '{"orderN' }),
      ev("response.incomplete", {
        response: { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } },
      }),
    ],
    says: "Well.",
    error: "cut",
  },
  {
    name: "thoughts under `response.reasoning.delta`",
    api: "responses",
    body: [ev("response.reasoning.delta", { delta: { text: "Hm" } }), said(SHOES), completed()],
    says: SHOES,
    life: true,
  },
  {
    name: "a summary's empty part is not life",
    api: "responses",
    body: [
      ev("response.reasoning_summary_part.added", { part: { type: "summary_text", text: "" } }),
      said(SHOES),
      completed(),
    ],
    says: SHOES,
    life: false,
  },
  {
    name: "an error with `response.error` as its name",
    api: "responses",
    body: [said("Your order left"), ev("response.error", { error: { code: "rate_limit_exceeded" } })],
    says: "Your order left",
    error: "rate_limited",
  },
  {
    name: "a failed response without its error",
    api: "responses",
    body: [said("Your order left"), ev("response.failed", { response: null })],
    says: "Your order left",
    error: "unavailable",
  },
  {
    name: "a response in lines of JSON",
    api: "responses",
    contentType: "application/jsonl",
    body: [
      `${JSON.stringify({ type: "response.output_text.delta", output_index: 0, content_index: 0, delta: SHOES })}\n`,
      `${JSON.stringify({ type: "response.completed", response: { status: "completed", output: [] } })}\n`,
    ],
    says: SHOES,
  },
];

const lookWith = (args: string): string =>
  call({ index: 0, id: "a", type: "function", function: { name: "lookup_order", arguments: args } });

/** Kinds that none of the lists above has. */
export const MORE: readonly Sent[] = [
  {
    name: "own: the prefix of an event twice",
    api: "chat",
    body: [t("Your order"), t(" is on its way."), END].map((s) => s.replaceAll("data: ", "data: data: ")),
    says: SHOES,
  },
  {
    name: "L7: a closing tag behind the arguments",
    api: "chat",
    body: [lookWith('{"orderNumber":"1042"}</tool_call>'), CALLED],
    calls: LOOK,
  },
  {
    name: "L7: a control token behind the arguments",
    api: "chat",
    body: [lookWith('{"orderNumber":"1042"}<|call|>'), CALLED],
    calls: LOOK,
  },
  {
    name: "L7: arguments under `parameters`",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "lookup_order", parameters: { orderNumber: "1042" } } }),
      CALLED,
    ],
    calls: LOOK,
  },
  {
    name: "L7: arguments under `input`, beside no function",
    api: "chat",
    body: [
      call({ index: 0, id: "a", type: "tool_use", name: "lookup_order", input: { orderNumber: "1042" } }),
      CALLED,
    ],
    calls: LOOK,
  },
  {
    name: "own: a step of the server's own tool is life",
    api: "responses",
    body: [
      ev("response.web_search_call.searching", { output_index: 0, item_id: "w" }),
      said(SHOES),
      completed(),
    ],
    says: SHOES,
    life: true,
  },
  {
    name: "own: the input of a custom tool is life",
    api: "responses",
    body: [
      ev("response.custom_tool_call_input.delta", { output_index: 0, item_id: "w", delta: "ab" }),
      said(SHOES),
      completed(),
    ],
    says: SHOES,
    life: true,
  },
];

const bare = (event: string): string => event.slice(6).trim();
const wrapped = (event: string, wrap: (value: unknown) => unknown): string =>
  sse(wrap(JSON.parse(bare(event))));
const JSON_TYPE = "application/json";
const COMPLETION = {
  id: "x",
  choices: [{ index: 0, message: { role: "assistant", content: SHOES }, finish_reason: "stop" }],
};
const handOff = (args = HAND_OFF): string =>
  call({ index: 0, id: "a", type: "function", function: { name: "hand_off", arguments: args } });
const thinks = c({ reasoning_content: "Hm." });
const forEver = (piece: string | number): (string | number)[] =>
  Array.from({ length: 400 }, () => [piece, 20]).flat();
const fcItem = (type: string, args: string): string =>
  ev(type, { output_index: 0, item: fc({ name: "hand_off", arguments: args }) });
const RESPONSE = {
  object: "response",
  status: "completed",
  output: [{ type: "message", content: [{ type: "output_text", text: SHOES }] }],
};

/** What inputs of others still broke: envelopes, lines, numbers, failures under 200, and calls whose stream goes on. */
export const STRANGE: readonly Sent[] = [
  ...["data", "result", "response", "body"].map(
    (name): Sent => ({
      name: `own: a completion within \`${name}\``,
      api: "chat",
      contentType: JSON_TYPE,
      body: [JSON.stringify({ code: 0, message: "ok", success: true, [name]: COMPLETION })],
      says: SHOES,
    }),
  ),
  ...["data", "result"].map(
    (name): Sent => ({
      name: `own: chunks within \`${name}\``,
      api: "chat",
      body: [
        ...[t("Your order"), t(" is on its way."), c({}, "stop")].map((s) =>
          wrapped(s, (value) => ({ [name]: value })),
        ),
        DONE,
      ],
      says: SHOES,
    }),
  ),
  {
    name: "own: a response within `data`",
    api: "responses",
    contentType: JSON_TYPE,
    body: [JSON.stringify({ data: RESPONSE })],
    says: SHOES,
  },
  {
    name: "own: a chunk as JSON in JSON",
    api: "chat",
    body: [wrapped(t(SHOES), (value) => ({ data: JSON.stringify(value) })), END],
    says: SHOES,
  },
  {
    name: "own: an array of chunks in one event",
    api: "chat",
    body: [sse([JSON.parse(bare(t("Your order"))), JSON.parse(bare(t(" is on its way.")))]), END],
    says: SHOES,
  },
  {
    name: "own: an array of chunks as a document over many lines",
    api: "chat",
    contentType: JSON_TYPE,
    body: [`[\n${bare(t("Your order"))},\n`, 30, `${bare(t(" is on its way."))},\n${bare(c({}, "stop"))}\n]`],
    says: SHOES,
  },
  {
    name: "own: lines of JSON after an empty line",
    api: "chat",
    body: [
      "\n",
      bare(t("Your order")),
      "\r\n",
      bare(t(" is on its way.")),
      "\n\n",
      bare(c({}, "stop")),
      "\n",
    ],
    says: SHOES,
  },
  {
    name: "own: lines of JSON, with `[DONE]` on the last",
    api: "chat",
    body: [`${bare(t(SHOES))}\n${bare(c({}, "stop"))}\n[DONE]\n`],
    says: SHOES,
  },
  {
    name: "own: objects of JSON one behind the other",
    api: "chat",
    body: [bare(t("Your order")), bare(t(" is on its way.")), bare(c({}, "stop"))],
    says: SHOES,
  },
  {
    name: "own: lines of JSON that break off",
    api: "chat",
    body: [`${bare(t("Your order"))}\n`, '{"choices":[{"delta":{"con'],
    says: "Your order",
    error: "cut",
  },
  {
    name: "own: `NaN` and `Infinity` in a chunk",
    api: "chat",
    body: [
      t("Your order is").replace('"index":0', '"index":0,"logprob":-Infinity,"p":NaN'),
      t(" on its NaN-y way.").replace('"index":0', '"index":0,"p":NaN'),
      END,
    ],
    says: "Your order is on its NaN-y way.",
  },
  {
    name: "own: `NaN` in a document",
    api: "chat",
    contentType: JSON_TYPE,
    body: [JSON.stringify(COMPLETION).replace('"index":0', '"index":0,"score":NaN,"top":Infinity')],
    says: SHOES,
  },
  ...(
    [
      [1002, "rate_limited"],
      [1004, "rejected"],
      [1008, "rate_limited"],
      [1027, "refused"],
      [1000, "unavailable"],
      [2013, "rejected"],
    ] as const
  ).map(
    ([status_code, error]): Sent => ({
      name: `own: MiniMax's failure ${status_code} under 200`,
      api: "chat",
      contentType: JSON_TYPE,
      body: [JSON.stringify({ id: "x", choices: null, base_resp: { status_code, status_msg: "no" } })],
      error,
    }),
  ),
  {
    name: "own: MiniMax's failure in a stream",
    api: "chat",
    body: [t("Your order"), sse({ choices: [], base_resp: { status_code: 1002, status_msg: "rate limit" } })],
    says: "Your order",
    error: "rate_limited",
  },
  {
    name: "own: MiniMax's `base_resp` of no failure",
    api: "chat",
    body: [c({ content: SHOES }, null, { base_resp: { status_code: 0, status_msg: "" } }), END],
    says: SHOES,
  },
  {
    name: "own: a failure as Baidu has it",
    api: "chat",
    contentType: JSON_TYPE,
    body: ['{"error_code":18,"error_msg":"Open api qps request limit reached"}'],
    error: "unavailable",
  },
  {
    name: "own: a failure as Cloudflare's gateway has it",
    api: "chat",
    contentType: JSON_TYPE,
    body: ['{"success":false,"result":null,"errors":[{"code":2003,"message":"Rate limited"}],"messages":[]}'],
    error: "unavailable",
  },
  {
    name: "own: a failure in an envelope",
    api: "chat",
    body: [sse({ code: 429, msg: "busy", data: null })],
    error: "rate_limited",
  },
  {
    name: "own: a failure in an envelope's object",
    api: "responses",
    body: [sse({ data: { error: { code: "rate_limit_exceeded", message: "x" } } })],
    error: "rate_limited",
  },
  ...["1", "true", "null", "0", "-1", "12.5", "false"].map(
    (value): Sent => ({
      name: `own: \`data: ${value}\` between the words`,
      api: "chat",
      body: [`data: ${value}\n\n`, t("Your order"), `data: ${value}\n\n`, t(" is on its way."), END],
      says: SHOES,
    }),
  ),
  {
    name: "own: nothing but `data: 1`",
    api: "chat",
    body: ["data: 1\n\n", "data: 1\n\n"],
    error: "cut",
  },
  { name: "own: `null` as the document", api: "chat", contentType: JSON_TYPE, body: ["null"], error: "cut" },
  {
    name: "own: an empty list as the document",
    api: "chat",
    contentType: JSON_TYPE,
    body: ["[]"],
    error: "bad_stream",
  },
  {
    name: "own: a reason on each chunk, played slower than at first",
    api: "chat",
    body: [t("Your order", "stop"), 800, t(" is on", "stop"), 800, t(" its way.", "stop"), DONE],
    says: SHOES,
  },
  {
    name: "own: a whole call, then heartbeats for ever",
    api: "chat",
    body: [t("One moment."), handOff(), ...forEver(": keep-alive\n\n"), 60_000],
    open: true,
    says: "One moment.",
    calls: HANDED,
  },
  {
    name: "own: a whole call, then nothing for ever",
    api: "chat",
    body: [
      ...piecesOf(HAND_OFF).map((p, i) => (i ? call({ index: 0, function: { arguments: p } }) : handOff(p))),
    ],
    open: true,
    calls: HANDED,
  },
  {
    name: "own: a whole call, then empty chunks for ever",
    api: "chat",
    body: [handOff(), ...forEver(c({})), 60_000],
    open: true,
    calls: HANDED,
  },
  {
    name: "own: a whole call, then the stream breaks with an error",
    api: "chat",
    body: [handOff(), sse({ error: { code: 502, message: "x" } })],
    calls: HANDED,
    error: "unavailable",
  },
  {
    name: "own: a whole call, then thoughts, then the stream breaks with an error",
    api: "chat",
    body: [handOff(), thinks, thinks, sse({ error: { code: 502, message: "x" } })],
    calls: HANDED,
    error: "unavailable",
  },
  {
    name: "own: a whole call in Responses that is never said to be done, then heartbeats for ever",
    api: "responses",
    body: [
      fcItem("response.output_item.added", ""),
      ev("response.function_call_arguments.delta", { output_index: 0, delta: HAND_OFF }),
      ...forEver('event: keepalive\ndata: {"type":"keepalive"}\n\n'),
      60_000,
    ],
    open: true,
    calls: HANDED,
  },
  {
    name: "own: a whole call in Responses, then an error",
    api: "responses",
    body: [
      fcItem("response.output_item.added", ""),
      ev("response.function_call_arguments.done", { output_index: 0, arguments: HAND_OFF }),
      ev("response.failed", { response: { status: "failed", error: { code: "server_error" } } }),
    ],
    calls: HANDED,
    error: "unavailable",
  },
  {
    name: "own: the length limit in the middle of a call is no answer",
    api: "chat",
    body: [t("Let me connect you."), handOff('{"reason":"re'), c({}, "length"), DONE],
    says: "Let me connect you.",
    error: "cut",
  },
  ...["abort", "insufficient_system_resource", "network_error", "cancelled", "timeout"].map(
    (reason): Sent => ({
      name: `own: \`${reason}\` as the reason`,
      api: "chat",
      body: [t("Your order left"), c({}, reason), DONE],
      says: "Your order left",
      error: "unavailable",
    }),
  ),
];

const chunk = (event: string): object => JSON.parse(bare(event));

/** The same kinds once more, written after the readers were mended, without a look at them. */
export const STRANGER: readonly Sent[] = [
  {
    name: "own: an envelope in an envelope",
    api: "chat",
    contentType: JSON_TYPE,
    body: [JSON.stringify({ status: 200, result: { data: COMPLETION } })],
    says: SHOES,
  },
  {
    name: "own: lines of JSON in envelopes",
    api: "chat",
    body: [t("Your order"), t(" is on its way."), c({}, "stop")].map(
      (s) => `${JSON.stringify({ data: chunk(s) })}\n`,
    ),
    says: SHOES,
  },
  {
    name: "own: a list of chunks in an envelope",
    api: "chat",
    contentType: JSON_TYPE,
    body: [JSON.stringify({ data: [t("Your order"), t(" is on its way."), c({}, "stop")].map(chunk) })],
    says: SHOES,
  },
  {
    name: "own: events of Responses in envelopes",
    api: "responses",
    body: [
      sse({ data: { type: "response.output_text.delta", output_index: 0, content_index: 0, delta: SHOES } }),
      sse({ data: { type: "response.completed", response: { status: "completed", output: [] } } }),
    ],
    says: SHOES,
  },
  {
    name: "own: an event of Responses by its name only is no envelope",
    api: "responses",
    body: [
      `event: response.output_text.delta\n${sse({ output_index: 0, content_index: 0, delta: SHOES })}`,
      `event: response.completed\n${sse({ response: { status: "completed", output: [] } })}`,
    ],
    says: SHOES,
  },
  {
    name: "own: a call in an envelope",
    api: "chat",
    body: [
      wrapped(handOff(), (value) => ({ code: "0", msg: "success", data: value })),
      wrapped(c({}, "tool_calls"), (value) => ({ code: "0", msg: "success", data: value })),
      DONE,
    ],
    calls: HANDED,
  },
  {
    name: "own: brackets and quotes within a document's text",
    api: "chat",
    contentType: JSON_TYPE,
    body: [
      JSON.stringify({
        choices: [{ message: { content: 'It says "}{" and \\ there.' }, finish_reason: "stop" }],
      }),
    ],
    says: 'It says "}{" and \\ there.',
  },
  {
    name: "own: a document a letter at a time",
    api: "chat",
    contentType: JSON_TYPE,
    body: [...JSON.stringify(COMPLETION, null, 2)],
    says: SHOES,
  },
  {
    name: "own: lines of JSON, a letter at a time, with empty lines",
    api: "chat",
    body: [
      ...[t("Your order"), t(" is on its way."), c({}, "stop")].flatMap((s) => [...bare(s), "\n", "\n"]),
    ],
    says: SHOES,
  },
  {
    name: "own: heartbeats among lines of JSON",
    api: "chat",
    body: [
      `${bare(t("Your order"))}\n{}\nnull\n\n{"type":"ping"}\n${bare(t(" is on its way."))}\n${bare(c({}, "stop"))}`,
    ],
    says: SHOES,
  },
  {
    name: "own: an error on the second line",
    api: "chat",
    body: [`${bare(t("Your order"))}\n{"error":{"code":429,"message":"slow"}}\n`],
    says: "Your order",
    error: "rate_limited",
  },
  {
    name: "own: JSON that is none",
    api: "chat",
    contentType: JSON_TYPE,
    body: ["{choices: oops}"],
    error: "bad_stream",
  },
  {
    name: "own: a document of another kind",
    api: "chat",
    contentType: JSON_TYPE,
    body: ['{"hello":"world"}'],
    error: "bad_stream",
  },
  {
    name: "own: `NaN` where the usage stands",
    api: "chat",
    body: [
      t(SHOES),
      c({}, "stop", { usage: { prompt_tokens: 1 } }).replace('_tokens":1', '_tokens":NaN'),
      DONE,
    ],
    says: SHOES,
  },
  {
    name: "own: `-Infinity` in an event of Responses, and in its text",
    api: "responses",
    body: [said("To Infinity.", { logprobs: [1.5] }).replace("1.5", "-Infinity"), completed()],
    says: "To Infinity.",
  },
  {
    name: "own: MiniMax's failure as the last line after words",
    api: "chat",
    body: [t("Your order"), `data: {"base_resp":{"status_code":1039,"status_msg":"token limit"}}\n\n`],
    says: "Your order",
    error: "rate_limited",
  },
  {
    name: "own: `success: false` with words",
    api: "chat",
    contentType: JSON_TYPE,
    body: ['{"success":false,"message":"quota"}'],
    error: "unavailable",
  },
  {
    name: "own: `errcode` in a stream",
    api: "responses",
    body: [said("Your order"), sse({ errcode: 40001, errmsg: "invalid credential" })],
    says: "Your order",
    error: "unavailable",
  },
  {
    name: "own: `errors` of a GraphQL gateway",
    api: "chat",
    contentType: JSON_TYPE,
    body: ['{"data":null,"errors":[{"message":"Unauthorized","extensions":{}}]}'],
    error: "unavailable",
  },
  {
    name: "own: an empty list of errors on each chunk",
    api: "chat",
    body: [
      c({ content: SHOES }, null, { errors: [], code: 0, msg: "ok" }),
      c({}, "stop", { errors: null }),
      DONE,
    ],
    says: SHOES,
  },
  {
    name: "own: `data: 42` in Responses",
    api: "responses",
    body: ["data: 42\n\n", said("Your order"), "data: false\n\n", said(" is on its way."), completed()],
    says: SHOES,
  },
  {
    name: "own: a text as the event",
    api: "chat",
    body: ['data: "Your order"\n\n', DONE],
    error: "bad_stream",
  },
  {
    name: "own: two calls, heartbeats for ever",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"1"}' } }),
      call({ index: 1, id: "b", function: { name: "lookup_order", arguments: '{"orderNumber":"2"}' } }),
      ...forEver("data: {}\n\n"),
      60_000,
    ],
    open: true,
    calls: TWO,
  },
  {
    name: "own: a whole call, and half of another that never goes on",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"1042"}' } }),
      call({ index: 1, id: "b", function: { name: "lookup_order", arguments: '{"orderN' } }),
      2_000,
    ],
    calls: LOOK,
    error: "cut",
  },
  {
    name: "own: two calls six seconds apart, the second shown at work",
    api: "chat",
    body: [
      call({ index: 0, id: "a", function: { name: "lookup_order", arguments: '{"orderNumber":"1"}' } }),
      ...Array.from({ length: 6 }, () => [1_000, thinks]).flat(),
      call({ index: 1, id: "b", function: { name: "lookup_order", arguments: '{"orderNumber":"2"}' } }),
      60_000,
    ],
    open: true,
    calls: TWO,
  },
  {
    name: "own: a call, then six seconds of words",
    api: "chat",
    body: [handOff(), ...[t("Your order"), 3_000, t(" is on"), 3_000, t(" its way."), CALLED]],
    open: true,
    says: SHOES,
    calls: HANDED,
  },
  {
    name: "own: `{}` in front of arguments that take two seconds",
    api: "chat",
    body: [handOff("{}"), 2_000, call({ index: 0, function: { arguments: HAND_OFF } }), CALLED],
    open: true,
    calls: HANDED,
  },
  {
    name: "own: a call of Responses that is done, and nothing more",
    api: "responses",
    body: [said("One moment."), fcItem("response.output_item.done", HAND_OFF)],
    open: true,
    says: "One moment.",
    calls: HANDED,
  },
  {
    name: "own: a call of Responses, then thoughts, then the end",
    api: "responses",
    body: [
      fcItem("response.output_item.done", HAND_OFF),
      3_000,
      ev("response.reasoning_text.delta", { delta: "Hm" }),
      3_000,
      completed(),
    ],
    open: true,
    calls: HANDED,
  },
  {
    name: "own: the length limit after a whole call",
    api: "chat",
    body: [handOff(), c({}, "length"), DONE],
    calls: HANDED,
  },
  {
    name: "own: the length limit in the second call of a response",
    api: "responses",
    body: [
      ev("response.output_item.done", { output_index: 0, item: fc() }),
      ev("response.output_item.added", {
        output_index: 1,
        item: fc({ id: "fc2", call_id: "c2", arguments: "" }),
      }),
      ev("response.function_call_arguments.delta", { output_index: 1, delta: '{"ord' }),
      ev("response.incomplete", {
        response: { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } },
      }),
    ],
    calls: LOOK,
    error: "cut",
  },
  {
    name: "own: `sensitive` as the reason",
    api: "chat",
    body: [c({}, "sensitive"), DONE],
    error: "refused",
  },
  {
    name: "own: `eos` and `end_turn` are ends",
    api: "chat",
    body: [t(SHOES), c({}, "end_turn"), DONE],
    says: SHOES,
  },
  {
    name: "own: a reason on each chunk, a second and a quarter apart",
    api: "chat",
    body: [t("Your order", "length"), 1_250, t(" is on its way.", "stop"), DONE],
    says: SHOES,
  },
];

/** An event of Responses with its number. */
const nth = (n: number, event: string): string => event.replace(/^(data: \{)/m, `$1"sequence_number":${n},`);
const part = (text: string, more: object = {}): string =>
  ev("response.content_part.added", {
    item_id: "m1",
    output_index: 0,
    content_index: 0,
    part: { type: "output_text", text },
    ...more,
  });
const numbered = [
  nth(0, ev("response.created")),
  nth(1, said("Your order")),
  nth(2, said(" is on its way.")),
  nth(3, completed()),
];

/** Events that come again, and parts that are announced with their text. */
export const AGAIN: readonly Sent[] = [
  {
    name: "own: each numbered event twice",
    api: "responses",
    body: numbered.flatMap((event) => [event, event]),
    says: SHOES,
  },
  {
    name: "own: a stream taken up again from two events before",
    api: "responses",
    body: [...numbered.slice(0, 3), ...numbered.slice(1)],
    says: SHOES,
  },
  {
    name: "own: a stream replayed from its start",
    api: "responses",
    body: [...numbered.slice(0, 2), ...numbered],
    says: SHOES,
  },
  {
    name: "own: numbered pieces of arguments twice",
    api: "responses",
    body: [
      nth(0, ev("response.created")),
      nth(1, ev("response.output_item.added", { output_index: 0, item: fc({ arguments: "" }) })),
      ...[2, 2].map((n) =>
        nth(n, ev("response.function_call_arguments.delta", { output_index: 0, delta: '{"orderNumber"' })),
      ),
      ...[3, 3].map((n) =>
        nth(n, ev("response.function_call_arguments.delta", { output_index: 0, delta: ':"1042"}' })),
      ),
      nth(4, completed()),
    ],
    calls: LOOK,
  },
  {
    name: "own: a server whose number is always nought",
    api: "responses",
    body: [
      nth(0, ev("response.created")),
      nth(0, said("No,")),
      nth(0, said(" no,")),
      nth(0, said(" no,")),
      nth(0, said(" no.")),
      nth(0, completed()),
    ],
    says: "No, no, no, no.",
  },
  {
    name: "own: a server that counts anew with each message",
    api: "responses",
    body: [
      nth(0, said("Yes.")),
      nth(1, said(" Yes.")),
      nth(0, said("It is.", { output_index: 1 })),
      nth(1, said(" Yes.", { output_index: 1 })),
      completed(),
    ],
    says: "Yes. Yes. It is. Yes.",
  },
  {
    name: "own: the same words with numbers of their own",
    api: "responses",
    body: [nth(1, said("bye")), nth(2, said(" bye")), nth(3, said(" bye.")), nth(4, completed())],
    says: "bye bye bye.",
  },
  {
    name: "own: a part that is announced with its first words",
    api: "responses",
    body: [part("Your order"), said(" is on its way."), completed()],
    says: SHOES,
  },
  {
    name: "own: a part that is announced whole",
    api: "responses",
    body: [part(SHOES), completed()],
    says: SHOES,
  },
  {
    name: "own: a part that is announced whole, and then said in pieces",
    api: "responses",
    body: [
      part(""),
      part(SHOES),
      ev("response.output_text.done", { output_index: 0, text: SHOES }),
      completed(),
    ],
    says: SHOES,
  },
  {
    name: "own: two parts with their first words",
    api: "responses",
    body: [
      part("Your order"),
      said(" left."),
      part("It is", { content_index: 1 }),
      said(" on its way.", { content_index: 1 }),
      completed(),
    ],
    says: "Your order left. It is on its way.",
  },
  {
    name: "own: a message that is announced with its first words",
    api: "responses",
    body: [
      ev("response.output_item.added", {
        output_index: 0,
        item: { type: "message", content: [{ type: "output_text", text: "Your order" }] },
      }),
      said(" is on its way."),
      completed(),
    ],
    says: SHOES,
  },
  {
    name: "own: a part with text, and no places",
    api: "responses",
    body: [
      ev("response.content_part.added", { part: { type: "output_text", text: "Your order" } }),
      ev("response.output_text.delta", { delta: " is on its way." }),
      completed(),
    ],
    says: SHOES,
  },
];
