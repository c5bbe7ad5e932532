import fc from "fast-check";

/** Streams that no good model server sends, for both APIs: good events in any order, bent, cut and mixed with others. */

/** Stands in every made-up text, so that it can be looked for where it must not be. One word would pass for an error's code. */
export const PLANTED = "zebra quartz";

/** A body in pieces, and how it ends. */
export interface OddStream {
  readonly status: number;
  readonly type: string;
  readonly pieces: readonly Uint8Array[];
  readonly breaks: boolean;
}

const planted = fc.string({ maxLength: 30, unit: "binary" }).map((s) => `${PLANTED} ${s}`);
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  planted,
  fc.constantFrom(null, true, -1, 1e308, "", [], {}, [{}], [[null]]),
);
const words = fc.constantFrom(
  "Hello.",
  " there",
  "",
  " ",
  "\u0000",
  "\ud83d",
  "<think>",
  "```",
  "{",
  PLANTED,
);
const id = fc.constantFrom("a", "b", "", 0, 1, null);

/** Fields of which some have become something else, or have gone. */
const bent = (good: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    Object.fromEntries(
      Object.entries(good).map(([name, value]) => [
        name,
        fc.oneof({ arbitrary: value, weight: 8 }, { arbitrary: anything, weight: 1 }),
      ]),
    ),
    { requiredKeys: [] },
  );

const call = bent({
  index: id,
  id,
  type: fc.constant("function"),
  function: bent({
    name: fc.constantFrom("look", "hand_off", PLANTED, ""),
    arguments: fc.constantFrom("{", "}", "{}", '{"a":', "1", "null", PLANTED),
  }),
});
const chat = bent({
  choices: fc.array(
    bent({
      index: fc.constantFrom(0, 1),
      delta: bent({
        content: words,
        role: words,
        tool_calls: fc.array(call, { maxLength: 3 }),
        refusal: words,
      }),
      finish_reason: fc.constantFrom(null, "stop", "length", "tool_calls", "content_filter", PLANTED),
    }),
    { maxLength: 2 },
  ),
  usage: bent({ prompt_tokens: fc.nat(), completion_tokens: fc.nat() }),
  error: fc.constantFrom(null, {}, PLANTED, { message: PLANTED, code: "x" }),
});
const item = bent({
  type: fc.constantFrom("function_call", "message"),
  id,
  call_id: id,
  name: words,
  arguments: words,
  content: anything,
});
const responses = bent({
  type: fc.constantFrom(
    "response.created",
    "response.output_text.delta",
    "response.output_text.done",
    "response.output_item.added",
    "response.output_item.done",
    "response.function_call_arguments.delta",
    "response.function_call_arguments.done",
    "response.refusal.delta",
    "response.completed",
    "response.incomplete",
    "response.failed",
    "error",
    PLANTED,
  ),
  delta: words,
  text: words,
  item_id: id,
  output_index: id,
  content_index: id,
  arguments: words,
  item,
  response: bent({
    status: fc.constantFrom("completed", "failed", "incomplete"),
    output: fc.array(item, { maxLength: 2 }),
    error: bent({ code: words, message: planted }),
    usage: anything,
  }),
});

const written = (type: unknown) => (typeof type === "string" ? type : JSON.stringify(type));

const event = fc.oneof(
  { arbitrary: chat.map((e) => `data: ${JSON.stringify(e)}\n\n`), weight: 6 },
  {
    // The type may be bent into an object without a prototype, which no template can write.
    arbitrary: responses.map((e) => `event: ${written(e.type)}\ndata: ${JSON.stringify(e)}\n\n`),
    weight: 6,
  },
  {
    arbitrary: fc.constantFrom(
      "data: [DONE]\n\n",
      ": ping\n\n",
      "\n",
      "\r\n\r\n",
      "data:\n\n",
      "retry: 1\n\n",
    ),
    weight: 2,
  },
  { arbitrary: planted.map((s) => `data: ${s}\n\n`), weight: 1 },
  { arbitrary: planted.map((s) => `data: {"choices":[{"delta":{"content":"${s}`), weight: 1 },
  { arbitrary: anything.map((v) => JSON.stringify(v)), weight: 1 },
);

const odd: fc.Arbitrary<OddStream> = fc
  .record({
    status: fc.oneof(
      { arbitrary: fc.constant(200), weight: 12 },
      { arbitrary: fc.constantFrom(201, 206, 302, 400, 401, 429, 500, 503), weight: 1 },
    ),
    type: fc.oneof(
      { arbitrary: fc.constant("text/event-stream"), weight: 8 },
      { arbitrary: fc.constantFrom("application/json", "text/html", ""), weight: 1 },
    ),
    events: fc.array(event, { maxLength: 12 }),
    noise: fc.option(fc.uint8Array({ maxLength: 20 }), { freq: 8 }),
    size: fc.integer({ min: 1, max: 400 }),
    breaks: fc.boolean(),
  })
  .map(({ status, type, events, noise, size, breaks }) => {
    const bytes = [...new TextEncoder().encode(events.join("")), ...(noise ?? [])];
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += size) pieces.push(Uint8Array.from(bytes.slice(at, at + size)));
    return { status, type, pieces, breaks };
  });

/** The same streams for the same seed. */
export const oddStreams = (count: number, seed: number): readonly OddStream[] =>
  fc.sample(odd, { numRuns: count, seed });
