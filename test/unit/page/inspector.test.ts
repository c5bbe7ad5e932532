import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asCurl } from "../../../local/page/client/inspector/curl.ts";
import { digest, type Group, groupOf } from "../../../local/page/client/inspector/digest.ts";
import { matcher } from "../../../local/page/client/inspector/filter.ts";
import { layOutJson, unfold } from "../../../local/page/client/inspector/pretty-json.ts";
import { layOut } from "../../../local/page/client/inspector/rows.ts";
import { layOutXml } from "../../../local/page/client/inspector/twiml.ts";
import type { StackEvent, StackEventBody } from "../../../local/twilio/events.ts";

const event = (body: StackEventBody, callSid = "CA1"): StackEvent => ({ seq: 1, at: 0, callSid, ...body });
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

describe("the filter", () => {
  const none: ReadonlySet<Group> = new Set();
  const hello = frame({ type: "text", token: "Hello World" });

  test.each([
    ["", true],
    ["hello", true],
    ["HELLO world", true],
    ["hello mars", false],
    ["hello -world", false],
    ["-info", true],
    ["-", true],
  ])("%j finds a frame that says Hello World: %s", (search, found) => {
    expect(matcher({ hidden: none, search })(hello)).toBe(found);
  });

  test("a group and other calls can be left out", () => {
    expect(matcher({ hidden: new Set<Group>(["frames"]), search: "" })(hello)).toBe(false);
    expect(matcher({ hidden: none, search: "", callSid: "CA2" })(hello)).toBe(false);
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
