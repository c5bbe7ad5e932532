import { expect, test } from "vitest";
import { playAgain, readReplay, stepsOf } from "../../../local/recorder/replay.ts";
import type { StackEvent, StackEventBody } from "../../../local/twilio/events.ts";
import { createFakeStack } from "../../browser/fake-stack.ts";

type Timed = readonly [at: number, body: StackEventBody];

const call = (...timed: readonly Timed[]): StackEvent[] =>
  timed.map(([at, body], index) => ({ seq: index + 1, at: 1_000 + at, callSid: "CA1", ...body }));

const status = (name: "ringing" | "completed"): StackEventBody => ({
  kind: "call",
  status: name,
  from: "+1",
  to: "+2",
});
const agent = (state: "started" | "finished" | "cut", id = "1"): StackEventBody => ({
  kind: "agent_speech",
  state,
  id,
  text: "Hello there.",
  ms: 1_000,
  lang: "en-US",
  source: "text",
});
const heard = (text: string, final = true): StackEventBody => ({ kind: "caller_speech", text, final });
const key = (digit: string): StackEventBody => ({ kind: "caller_key", digit });
const frame = (type: string, direction: "to_worker" | "from_worker"): StackEventBody => ({
  kind: "frame",
  direction,
  socket: 1,
  frame: { type },
});
const greeting: readonly Timed[] = [
  [0, status("ringing")],
  [500, agent("started")],
  [1_500, agent("finished")],
];

test.each<[string, readonly Timed[], ReturnType<typeof stepsOf>]>([
  [
    "what is said when the agent is silent",
    [...greeting, [2_300, heard("Where", false)], [2_900, heard("Where is it?")]],
    [{ do: "say", text: "Where is it?", after: "end", ms: 800 }],
  ],
  [
    "an interruption, by its first word",
    [...greeting.slice(0, 2), [900, heard("Wait", false)], [950, agent("cut")], [1_400, heard("Wait, no.")]],
    [{ do: "say", text: "Wait, no.", after: "start", ms: 400 }],
  ],
  [
    "an interruption of the second sentence counts from the first",
    [...greeting, [1_600, agent("started", "2")], [2_000, heard("Stop.")]],
    [{ do: "say", text: "Stop.", after: "start", ms: 1_500 }],
  ],
  [
    "keys, together as they were pressed",
    [...greeting, [2_000, key("1")], [2_300, key("0")], [2_600, key("#")]],
    [{ do: "press", text: "10#", after: "end", ms: 500 }],
  ],
  [
    "keys with a pause between them",
    [...greeting, [2_000, key("1")], [4_000, key("0")]],
    [
      { do: "press", text: "1", after: "end", ms: 500 },
      { do: "press", text: "0", after: "step", ms: 2_000 },
    ],
  ],
  [
    "two sentences without an answer",
    [...greeting, [2_000, heard("It is")], [2_400, heard("order 1042.")]],
    [
      { do: "say", text: "It is", after: "end", ms: 500 },
      { do: "say", text: "order 1042.", after: "step", ms: 400 },
    ],
  ],
  [
    "a cough",
    [...greeting.slice(0, 2), [1_200, frame("interrupt", "to_worker")]],
    [{ do: "cough", text: "", after: "start", ms: 700 }],
  ],
  [
    "a barge-in is no cough",
    [
      ...greeting.slice(0, 2),
      [900, heard("Wait", false)],
      [930, frame("interrupt", "to_worker")],
      [999, heard("Wait.")],
    ],
    [{ do: "say", text: "Wait.", after: "start", ms: 400 }],
  ],
  [
    "the caller hangs up",
    [...greeting, [9_500, status("completed")]],
    [{ do: "hang_up", text: "", after: "end", ms: 8_000 }],
  ],
  [
    "the agent ends the call",
    [...greeting, [9_000, frame("end", "from_worker")], [9_500, status("completed")]],
    [],
  ],
  ["words that came to nothing", [...greeting, [2_000, heard("Uh", false)], [2_100, heard("")]], []],
])("%s", (_what, timed, steps) => {
  expect(stepsOf(call(...timed))).toEqual(steps);
});

test.each(["{}", '{"call":"CA1","events":[]}', '{"call":"CA1","events":[{"kind":"sms"}]}', "[]"])(
  "%s is no exported call",
  (json) => {
    expect(() => readReplay(json)).toThrow("no call that the page has exported");
  },
);

/** The caller's side of a call on the stack of the page's tests. */
async function played(
  does: (stack: ReturnType<typeof createFakeStack>, callSid: string) => Promise<unknown>,
) {
  const stack = createFakeStack({ msPerChar: 8 });
  const { callSid = "" } = await stack.command({ do: "dial" });
  await does(stack, callSid);
  stack.close();
  return { call: callSid, events: stack.events };
}

test("a call that is played again has the same words in the same places", async () => {
  const first = await played(async (stack, callSid) => {
    await stack.seen((e) => e.kind === "agent_speech" && e.state === "finished");
    await stack.command({ do: "say", callSid, text: "Where is my order 1042?" });
    await stack.seen(
      (e) => e.kind === "agent_speech" && e.state === "started" && e.text.startsWith("It left"),
    );
    await stack.command({ do: "say", callSid, text: "When are you open?" });
    await stack.seen(
      (e) => e.kind === "agent_speech" && e.state === "finished" && e.text.startsWith("We are"),
    );
    await stack.command({ do: "press", callSid, digits: "10#" });
    await stack.command({ do: "hang_up", callSid });
  });
  const replay = readReplay(JSON.stringify(first));

  const second = await played((stack, callSid) => playAgain(stack, callSid, replay));

  expect(replay.steps.map(({ do: does, text, after }) => [does, text, after])).toEqual([
    ["say", "Where is my order 1042?", "end"],
    ["say", "When are you open?", "start"],
    ["press", "10#", "end"],
    ["hang_up", "", "step"],
  ]);
  expect(stepsOf(second.events).map(({ do: does, text, after }) => [does, text, after])).toEqual(
    replay.steps.map(({ do: does, text, after }) => [does, text, after]),
  );
  expect(second.events.filter((e) => e.kind === "agent_speech" && e.state === "cut")).toHaveLength(1);
});
