import { expect, test } from "vitest";
import { createTeller } from "../../../local/recorder/describe.ts";
import type { StackEventBody, ToolCalled } from "../../../local/twilio/events.ts";

const told = (...bodies: readonly StackEventBody[]): readonly string[] => {
  const tell = createTeller();
  return bodies.flatMap((body, index) =>
    tell({ seq: index, at: index, ...body }).map(
      ({ who, text, wrong }) => `${wrong ? "! " : ""}${who}: ${text}`,
    ),
  );
};

const tool: ToolCalled = { kind: "tool", callId: "a", name: "find", arguments: '{"id":1}' };
const over = { ...tool, outcome: "ok", ms: 31 };
const failed = { ...tool, outcome: "failed", ms: 9, output: '{"error":"no"}' };
const log = (event: string, level: "info" | "warning" | "error" = "info", fields = {}): StackEventBody => ({
  kind: "log",
  level,
  event,
  fields,
});

test.each<[string, readonly StackEventBody[], readonly string[]]>([
  [
    "a tool once, when it is over",
    [tool, over, { ...over, output: "{}" }, { ...over, output: "{}" }],
    ['tool: find {"id":1} → {}   (31 ms)'],
  ],
  [
    "the result before the log",
    [
      { ...tool, output: "{}" },
      { ...over, output: "{}" },
    ],
    ['tool: find {"id":1} → {}   (31 ms)'],
  ],
  [
    "what it threw, however late",
    [failed, { ...failed, stack: "E\n at x" }, { ...failed, stack: "E\n at x" }],
    ['! tool: find {"id":1} → {"error":"no"}   (9 ms)', '! tool: find {"id":1} threw E\n at x'],
  ],
  [
    "decisions, and nothing else that is well",
    [log("turn.interrupted"), log("turn.finished"), log("call.connected"), log("socket.closed")],
    ["engine: turn.interrupted"],
  ],
  [
    "whatever went wrong",
    [log("call.fault", "error", { during: "x", stack: " at y" })],
    ["! engine: call.fault during=x\n at y"],
  ],
  [
    "a Worker that a tool holds",
    [log("worker.stuck", "error", { seconds: 5, lastTool: "count_stars" })],
    [
      "! engine: The Worker has not answered for 5 s; the model had just called count_stars. A tool that computes without an await holds the thread of every call.",
    ],
  ],
  [
    "a refused request",
    [
      {
        kind: "model_response",
        id: "1",
        attempt: 1,
        outcome: "failed",
        text: "",
        toolCalls: [],
        ms: 3,
        error: "401 bad key",
      },
    ],
    ["! model: 401 bad key"],
  ],
])("it tells %s", (_what, bodies, lines) => {
  expect(told(...bodies)).toEqual(lines);
});
