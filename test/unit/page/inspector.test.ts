import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asCurl } from "../../../local/page/client/inspector/curl.ts";
import { digest, groupOf } from "../../../local/page/client/inspector/digest.ts";
import { matcher } from "../../../local/page/client/inspector/filter.ts";
import { foldRows, foldTurns } from "../../../local/page/client/inspector/fold.ts";
import { layOutJson, unfold } from "../../../local/page/client/inspector/pretty/pretty-json.ts";
import { layOutXml } from "../../../local/page/client/inspector/pretty/twiml.ts";
import { digestRow } from "../../../local/page/client/inspector/row-digest.ts";
import { layOut } from "../../../local/page/client/inspector/rows.ts";
import type { StackEvent, StackEventBody, ToolCalled } from "../../../local/twilio/events.ts";

const event = (body: StackEventBody, callSid = "CA1"): StackEvent => ({ seq: 1, at: 0, callSid, ...body });
const log = (name: string, fields: Readonly<Record<string, string | number | boolean>>): StackEvent =>
  event({ kind: "log", level: "info", event: name, fields });
const tool = (known: Partial<ToolCalled>): StackEvent =>
  event({ kind: "tool", callId: "call_1", name: "lookup_order", arguments: '{"order":"1042"}', ...known });
const asked = (attempt: number): Extract<StackEvent, { kind: "model_request" }> => ({
  seq: 1,
  at: 0,
  callSid: "CA1",
  kind: "model_request",
  id: `${attempt}.1`,
  attempt,
  model: "gpt-4.1",
  beside: false,
  guess: false,
  messages: [{ role: "user", text: "Where is it?" }],
});
const answered = (attempt: number, outcome: "finished" | "stopped" = "finished"): StackEvent =>
  event({
    kind: "model_response",
    id: `${attempt}.1`,
    attempt,
    outcome,
    text: "It is held.",
    toolCalls: [],
    ms: 900,
    firstTokenMs: 400,
    usage: { inputTokens: 1_607, cachedTokens: 1_408, outputTokens: 27 },
  });
const webhook = (name: string, body: string, id = "1") => ({
  request: event({ kind: "webhook_request", id, name, url: "u", params: {} }),
  response: event({ kind: "webhook_response", id, name, status: 200, body, ms: 14 }),
});
const frame = (content: unknown, direction: "to_worker" | "from_worker" = "to_worker"): StackEvent =>
  event({ kind: "frame", direction, socket: 1, frame: content });

describe("one line for an event", () => {
  test.each([
    [frame({ type: "text", token: " yes", last: true }, "from_worker"), "in", "text", '" yes" ⏎'],
    [frame({ type: "prompt", voicePrompt: "Hi", last: false }), "out", "prompt", '"Hi"'],
    [frame({ type: "dtmf", digit: "5" }), "out", "dtmf", "5"],
    [frame("not json"), "out", "not a frame", "not json"],
    [frame(null), "out", "not a frame", "null"],
    [
      event({
        kind: "webhook_request",
        id: "1",
        name: "/voice/incoming",
        url: "u",
        params: { CallStatus: "ringing" },
      }),
      "out",
      "POST",
      "/voice/incoming · CallStatus=ringing",
    ],
    [
      event({ kind: "webhook_response", id: "1", name: "/x", status: 0, body: "", ms: 15_000 }),
      "in",
      "no answer",
      "/x · ",
    ],
    [
      event({
        kind: "rest",
        method: "GET",
        path: `/v1/Workspaces/WS${"0".repeat(32)}/TaskQueues/WQ${"f".repeat(32)}/RealTimeStatistics?TaskChannel=voice`,
        status: 200,
        ms: 2,
      }),
      "in",
      "REST",
      "GET /TaskQueues/WQ…/RealTimeStatistics · 200",
    ],
    [event({ kind: "socket", state: "closed", socket: 2, code: 1006 }), "none", "socket closed", "#2 · 1006"],
  ])("of %j", (given, way, label, text) => {
    expect(digest(given)).toMatchObject({ way, label, text });
  });

  test("what went wrong is marked", () => {
    const failed = event({ kind: "webhook_response", id: "1", name: "/x", status: 500, body: "", ms: 3 });
    const closed = event({ kind: "socket", state: "closed", socket: 1, code: 1000 });

    expect(digest(failed).tone).toBe("warning");
    expect(digest(closed).tone).toBe("plain");
  });

  test("a kind that nobody knows yet is shown as it is", () => {
    // As from a newer stack.
    const unknown = { seq: 1, at: 0, kind: "teleport", to: "mars" } as unknown as StackEvent;

    expect(groupOf(unknown)).toBe("call");
    expect(digest(unknown).text).toContain("mars");
  });
});

describe("the search", () => {
  const rowOf = (...events: [StackEvent, ...StackEvent[]]) => ({ seq: 1, callSid: "CA1", events });
  const hello = rowOf(frame({ type: "text", token: "Hello World" }));

  test.each([
    ["", true],
    ["hello", true],
    ["HELLO world", true],
    ["hello mars", false],
    ["hello -world", false],
    ["-info", true],
    ["-", true],
  ])("%j finds a frame that says Hello World: %s", (search, found) => {
    expect(matcher(search)(hello)).toBe(found);
  });

  // What a person reads in a row and types; before, only the event's JSON was searched.
  const { request, response } = webhook("/voice/incoming", "<Response><Connect/></Response>");
  test.each([
    ["post", rowOf(request, response)],
    ["post 200 connect", rowOf(request, response)],
    ["no answer", rowOf({ ...response, status: 0 } as StackEvent)],
    ["from_worker", rowOf(frame({ type: "end" }, "from_worker"))],
    ["sign of listening", rowOf(log("turn.backchannel", { turn: 2 }))],
    ["guess where is it", rowOf({ ...asked(3), guess: true }, answered(3))],
    ["1408 cached", rowOf(asked(3), answered(3))],
    ["order: 1042 found: true", rowOf(tool({ outcome: "ok", output: '{"found":true}' }))],
    [
      "agents broken shop/agent.ts:12",
      rowOf(event({ kind: "agents", state: "broken", message: "no name", file: "shop/agent.ts", line: 12 })),
    ],
  ])("%j finds the row that shows it", (search, row) => {
    expect(matcher(search)(row)).toBe(true);
  });

  test("a word of the prompt does not find every request", () => {
    const request = { ...asked(1), prompt: { instructions: "Never promise a delivery.", tools: [] } };

    expect(matcher("delivery")(rowOf(request))).toBe(false);
    expect(matcher("where is it")(rowOf(request))).toBe(true);
  });
});

describe("rows of one kind fold", () => {
  const inOrder = (...events: readonly StackEvent[]): StackEvent[] =>
    events.map((e, index) => ({ ...e, seq: index + 1, at: index * 100 }));
  const lines = (...events: readonly StackEvent[]) =>
    foldRows(inOrder(...events)).map((row) => {
      const { label, text } = digestRow(row);
      return `${label}: ${text} ×${row.events.length}`;
    });
  const token = (text: string, last = false) => frame({ type: "text", token: text, last }, "from_worker");
  const prompt = (text: string, last = false) => frame({ type: "prompt", voicePrompt: text, last });
  const heard = (text: string, final = false) => event({ kind: "caller_speech", text, final });
  const spoken = (id: string, state: "started" | "finished", text: string) =>
    event({ kind: "agent_speech", state, id, text, ms: 900, lang: "en-US", source: "text" });

  test.each<[string, readonly StackEvent[], readonly string[]]>([
    ["the tokens of an answer", [token("It "), token("left."), token("", true)], ["text: “It left.” ×3"]],
    [
      "two answers are two",
      [token("Yes.", true), token("No.", true)],
      ['text: "Yes." ⏎ ×1', 'text: "No." ⏎ ×1'],
    ],
    [
      "a sentence of the caller, as heard and as sent",
      [heard("Where"), prompt("Where"), heard("Where is it?", true), prompt("Where is it?", true)],
      ["caller said: Where is it? ×4"],
    ],
    [
      "two sentences are two",
      [
        heard("Where is", true),
        prompt("Where is", true),
        heard("my order?", true),
        prompt("my order?", true),
      ],
      ["caller said: Where is ×2", "caller said: my order? ×2"],
    ],
    [
      "a piece of speech",
      [spoken("1", "started", "Hi."), token("x"), spoken("1", "finished", "Hi.")],
      ["agent said: Hi. ×2", 'text: "x" ×1'],
    ],
    [
      "a request and its answer, with what was between",
      [asked(1), log("turn.unfinished", {}), answered(1)],
      [
        "model: “It is held.” · 1607 in (1408 cached), 27 out · gpt-4.1 ×2",
        "turn.unfinished: the sentence is not finished: waits for the rest ×1",
      ],
    ],
    [
      "a guess that was lost",
      [{ ...asked(1), guess: true }, answered(1, "stopped")],
      ["model: guess on “Where is it?”, lost · “It is held.” · 1607 in (1408 cached), 27 out · gpt-4.1 ×2"],
    ],
    [
      "a tool",
      [tool({ outcome: "ok", ms: 31 }), tool({ outcome: "ok", ms: 31, output: '{"found":true}' })],
      ["lookup_order: (order: 1042) → found: true ×2"],
    ],
    [
      "webhooks that overlap",
      Object.values(webhook("/a", "A")).toSpliced(1, 0, webhook("/b", "B", "2").request),
      ["POST 200: /a · A ×2", "POST: /b ×1"],
    ],
    [
      "calls are kept apart",
      [token("a"), { ...token("b"), callSid: "CA2" }],
      ['text: "a" ×1', 'text: "b" ×1'],
    ],
  ])("%s", (_what, events, expected) => {
    expect(lines(...events)).toEqual(expected);
  });

  test("nothing is lost and nothing is told twice", () => {
    const kinds = [
      token("a"),
      token("b", true),
      prompt("p"),
      heard("p", true),
      spoken("1", "started", "x"),
      asked(1),
      answered(1),
      tool({}),
      log("call.summary", {}),
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...kinds)), (some) => {
        const events = inOrder(...some);
        const told = foldTurns(events, []).flatMap(({ rows }) => rows.flatMap((row) => row.events));
        expect(told.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(events.map(({ seq }) => seq));
      }),
    );
  });

  test("who is cut off has begun no turn of their own", () => {
    const cut = event({
      kind: "agent_speech",
      state: "cut",
      id: "1",
      text: "It",
      ms: 90,
      lang: "en-US",
      source: "text",
    });
    const sections = foldTurns(
      inOrder(
        spoken("1", "started", "It is held."),
        heard("And"),
        cut,
        spoken("2", "started", "It"),
        heard("And when?", true),
      ),
      [],
    );

    expect(sections.map(({ title }) => title)).toEqual(["The call comes in", "“And when?”"]);
  });

  test("a sentence that the queue cuts into stays the title of its own turn", () => {
    const sections = foldTurns(
      inOrder(
        spoken("1", "started", "I'll put you through."),
        heard("I want"),
        event({ kind: "verb", verb: "Enqueue", detail: {} }),
        heard("I want a person", true),
      ),
      [],
    );

    expect(sections.map(({ title }) => title)).toEqual([
      "The call comes in",
      "“I want a person”",
      "Queued for a person",
    ]);
  });

  test("a call is folded by turn, and a guess stands in the turn it was for", () => {
    const sections = foldTurns(
      inOrder(
        event({ kind: "call", status: "ringing", from: "+1", to: "+2" }),
        spoken("1", "started", "Hello."),
        heard("Where"),
        asked(1),
        heard("Where is it?", true),
        answered(1),
        spoken("2", "started", "It is held."),
        event({ kind: "caller_key", digit: "1" }),
        event({ kind: "caller_key", digit: "#" }),
        event({ kind: "verb", verb: "Enqueue", detail: {} }),
        event({ kind: "call", status: "completed", from: "+1", to: "+2" }),
      ),
      [{ said: "Where is it?", saidAt: 400, firstTextMs: 200 }],
    );

    expect(sections.map(({ title, rows, turn }) => [title, rows.length, turn?.firstTextMs])).toEqual([
      ["The call comes in", 2, undefined],
      ["“Where is it?”", 3, 200],
      ["Keys 1#", 2, undefined],
      ["Queued for a person", 1, undefined],
      ["The end", 1, undefined],
    ]);
  });
});

describe("the place of rows", () => {
  test("is what adding up their heights gives", () => {
    const opened = fc.dictionary(fc.nat(60).map(String), fc.integer({ min: 0, max: 500 }));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        opened,
        fc.integer({ min: -50, max: 9_000 }),
        (count, open, y) => {
          const extra = new Map(Object.entries(open).map(([index, height]) => [Number(index), height]));
          const tops: number[] = [];
          let total = 0;
          for (let index = 0; index < count; index += 1) {
            tops.push(total);
            total += 28 + (extra.get(index) ?? 0);
          }

          const rows = layOut(count, 28, extra);

          expect(rows.total).toBe(total);
          expect(tops.map((_, index) => rows.top(index))).toEqual(tops);
          expect(rows.at(y)).toBe(
            Math.max(
              0,
              tops.findLastIndex((top) => top <= y),
            ),
          );
        },
      ),
    );
  });
});

describe("pretty printing", () => {
  const joined = (pieces: readonly { readonly text: string }[] | undefined): string | undefined =>
    pieces?.map(({ text }) => text).join("");

  test("TwiML is laid out one element a line, short texts on theirs", () => {
    const xml =
      '<?xml version="1.0"?><Response><Say voice="a">Hi there</Say><Pause/><Connect><X y="1"></X></Connect></Response>';

    expect(joined(layOutXml(xml))).toBe(
      [
        '<?xml version="1.0"?>',
        "<Response>",
        '  <Say voice="a">Hi there</Say>',
        "  <Pause/>",
        "  <Connect>",
        '    <X y="1"></X>',
        "  </Connect>",
        "</Response>",
      ].join("\n"),
    );
  });

  test("a long tag gets one attribute a line", () => {
    const xml = `<R><ConversationRelay url="wss://localhost:8787/relay/CA1" welcomeGreeting="Good morning, Owl Shoes." a='1'/></R>`;

    expect(joined(layOutXml(xml))?.split("\n")).toEqual([
      "<R>",
      "  <ConversationRelay",
      '    url="wss://localhost:8787/relay/CA1"',
      '    welcomeGreeting="Good morning, Owl Shoes."',
      "    a='1'/>",
      "</R>",
    ]);
  });

  test("the JSON of a task is laid out inside its element", () => {
    expect(joined(layOutXml('<Enqueue><Task>{"a":{"b":1}}</Task></Enqueue>'))).toBe(
      '<Enqueue>\n  <Task>{\n      "a": {\n        "b": 1\n      }\n    }</Task>\n</Enqueue>',
    );
  });

  test("nothing but white space is changed, even in what is not well formed", () => {
    const bits = fc.constantFrom(
      "<a>",
      "</a>",
      "<b c='1'/>",
      "text & more",
      "<",
      ">",
      '"',
      "<!-- x -->",
      "=",
      " ",
      "<?p?>",
    );
    const bare = (text: string | undefined): string | undefined => text?.replaceAll(/\s/g, "");
    fc.assert(
      fc.property(fc.array(bits), (parts) => {
        const xml = `<r>${parts.join("")}</r>`;
        expect(bare(joined(layOutXml(xml)))).toBe(bare(xml));
      }),
    );
  });

  test("plain text is not taken for XML", () => {
    expect(layOutXml("Internal Server Error")).toBeUndefined();
  });

  test("JSON in pieces is the same JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(joined(layOutJson(value))).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });

  test("JSON inside a string is opened for the eye", () => {
    expect(unfold({ type: "end", handoffData: '{"reason":"[billing"}', note: "{broken" })).toEqual({
      type: "end",
      handoffData: { reason: "[billing" },
      note: "{broken",
    });
  });
});

test("a webhook becomes a shell command, whatever the caller said", () => {
  expect(asCurl("http://localhost:3000/voice/incoming", { Said: "it's $HOME; `x`" })).toBe(
    `curl -X POST 'http://localhost:3000/voice/incoming' \\\n  --data-urlencode 'Said=it'\\''s $HOME; \`x\`'`,
  );
});
