import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  hear,
  isLive,
  newCall,
  speakingLine,
  spokenSoFar,
} from "../../../local/page/client/state/call-view.ts";
import { absorb, emptyScene } from "../../../local/page/client/state/scene.ts";
import { median } from "../../../local/page/client/state/turns.ts";
import type { StackEvent, StackEventBody, Task } from "../../../local/twilio/events.ts";

const CALL = "CA1";

/** Events of one call, 100 ms apart unless a time is given. */
const story = (...bodies: readonly (StackEventBody & { readonly at?: number })[]): StackEvent[] =>
  bodies.map((body, index) => ({ seq: index + 1, at: index * 100, callSid: CALL, ...body }));

const callAfter = (...bodies: readonly (StackEventBody & { readonly at?: number })[]) =>
  story(...bodies).reduce(hear, newCall(CALL, 0));

const starts = (id: string, text: string, ms = 1_000): Extract<StackEventBody, { kind: "agent_speech" }> => ({
  kind: "agent_speech",
  state: "started",
  id,
  text,
  ms,
  lang: "en-US",
  source: "text",
});

const task = (status: Task["status"], sid = "WT1"): Extract<StackEventBody, { kind: "task" }> => ({
  kind: "task",
  task: {
    sid,
    callSid: CALL,
    workflowSid: "WW1",
    status,
    priority: 0,
    timeoutS: 60,
    attributes: {},
    createdAt: 0,
    queueName: "Everyone",
  },
});

describe("the agent's words", () => {
  test("a piece is spoken from its start to its end", () => {
    const speaking = callAfter(starts("1", "Hello there."));
    const done = callAfter(starts("1", "Hello there."), {
      ...starts("1", "Hello there."),
      state: "finished",
    });

    expect(speakingLine(speaking)?.text).toBe("Hello there.");
    expect(speakingLine(done)).toBeUndefined();
  });

  test("of a piece that is cut, what was reported as heard is kept", () => {
    const call = callAfter(starts("1", "It leaves on Monday."), {
      ...starts("1", "It leaves o"),
      state: "cut",
    });

    expect(call.lines).toMatchObject([{ state: "cut", text: "It leaves on Monday.", heard: "It leaves o" }]);
  });

  test("a cut that reports the whole text is cut by the time that passed, after a word", () => {
    const call = callAfter(starts("1", "It leaves on Monday."), {
      ...starts("1", "It leaves on Monday."),
      state: "cut",
      at: 400,
    });

    expect(call.lines).toMatchObject([{ state: "cut", heard: "It leaves" }]);
  });

  test("what is spoken so far only grows, and ends in whole words", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-zé]{1,9}$/), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (words, share) => {
          const text = words.join(" ");
          const earlier = spokenSoFar(text, share / 2);
          const later = spokenSoFar(text, share);
          expect(later.startsWith(earlier)).toBe(true);
          expect(text.startsWith(later)).toBe(true);
          expect(["", " ", undefined]).toContain(text[later.length] ?? "");
        },
      ),
    );
  });

  test("a piece that takes no time is said at once", () => {
    expect(spokenSoFar("Hello", 0 / 0)).toBe("Hello");
  });
});

describe("the caller's words", () => {
  test("each partial result replaces the one before, and the final closes it", () => {
    const call = callAfter(
      { kind: "caller_speech", text: "Where", final: false },
      { kind: "caller_speech", text: "Where is it", final: false },
      { kind: "caller_speech", text: "Where is it?", final: true },
      { kind: "caller_speech", text: "Hello", final: false },
    );

    expect(call.lines).toEqual([
      { who: "caller", at: 0, text: "Where is it?", final: true },
      { who: "caller", at: 300, text: "Hello", final: false },
    ]);
  });

  test("keys pressed one after the other stand together", () => {
    const call = callAfter({ kind: "caller_key", digit: "1" }, { kind: "caller_key", digit: "#" });

    expect(call.lines).toEqual([{ who: "keys", at: 0, digits: "1#" }]);
  });

  test("an unfinished word is closed when the call ends", () => {
    const call = callAfter(
      { kind: "caller_speech", text: "But", final: false },
      { kind: "call", status: "completed", from: "+1", to: "+2" },
    );

    expect(call.lines[0]).toMatchObject({ text: "But", final: true });
  });
});

describe("whom the caller is with", () => {
  test("the way of a call that is handed over", () => {
    const steps: StackEventBody[] = [
      { kind: "call", status: "ringing", from: "+1", to: "+2" },
      { kind: "socket", state: "open", socket: 1 },
      { kind: "socket", state: "closed", socket: 1, code: 1000 },
      { kind: "verb", verb: "Enqueue", detail: {} },
      task("assigned"),
      { kind: "call", status: "completed", from: "+1", to: "+2" },
      task("completed"),
    ];

    const company = steps.map((_, index) => callAfter(...steps.slice(0, index + 1)).company);

    expect(company).toEqual(["nobody", "agent", "nobody", "queue", "person", "nobody", "nobody"]);
  });

  test("who leaves the queue is not told that nobody came", () => {
    const leaves = (reason: string) => {
      const { task: pending } = task("pending");
      return callAfter(
        { kind: "call", status: "in-progress", from: "+1", to: "+2" },
        { kind: "verb", verb: "Enqueue", detail: {} },
        { kind: "task", task: { ...pending, status: "canceled", reason } },
      ).lines.at(-1);
    };

    expect(leaves("leave")).toMatchObject({ text: "You left the queue", tone: "calm" });
    expect(leaves("Task TTL Exceeded")).toMatchObject({ text: "Nobody took the call", tone: "warning" });
  });

  test("a lost socket is told once, and not after the call", () => {
    const lost: StackEventBody = { kind: "socket", state: "closed", socket: 1, code: 1006 };
    const during = callAfter({ kind: "socket", state: "open", socket: 1 }, lost);
    const after = callAfter({ kind: "call", status: "completed", from: "", to: "" }, lost);

    expect(during.lines).toMatchObject([{ who: "note", tone: "warning" }]);
    expect(after.lines).toHaveLength(1);
  });

  test("a socket that closes late, when the call is with somebody else, is no loss", () => {
    const call = callAfter(
      { kind: "socket", state: "open", socket: 1 },
      { kind: "verb", verb: "Enqueue", detail: {} },
      { kind: "socket", state: "closed", socket: 1, code: 1006 },
    );

    expect(call).toMatchObject({ company: "queue", lines: [{ tone: "calm" }] });
  });

  test("hold music that loops is one remark", () => {
    const play: StackEventBody = { kind: "verb", verb: "Play", detail: {} };

    expect(callAfter({ kind: "verb", verb: "Enqueue", detail: {} }, play, play, play).lines).toMatchObject([
      { text: "Waiting for a person" },
      { text: "♪ Hold music" },
    ]);
  });

  test("the silence before the agent is no hold music", () => {
    expect(callAfter({ kind: "verb", verb: "Play", detail: {} }).lines).toEqual([]);
  });
});

describe("turn latencies", () => {
  const said = (text: string): StackEventBody => ({ kind: "caller_speech", text, final: true });
  const token = (text: string): StackEventBody => ({
    kind: "frame",
    direction: "from_worker",
    socket: 1,
    frame: { type: "text", token: text, last: false },
  });

  test("a turn is timed from the last word to the first text, and to the voice", () => {
    const call = callAfter(said("Hi"), token(""), token("Hello"), token(" you"), starts("1", "Hello you"));

    expect(call.turns).toEqual([{ said: "Hi", saidAt: 0, firstTextMs: 200, heardMs: 400 }]);
  });

  test("the greeting and a voice that still belongs to the last answer are not counted", () => {
    const greeting: StackEventBody = { ...starts("1", "Welcome"), source: "greeting" };
    const call = callAfter(greeting, said("Hi"), starts("2", "late"), token("Hello"));

    expect(call.turns).toEqual([{ said: "Hi", saidAt: 100, firstTextMs: 200 }]);
  });

  test.each([
    [[], undefined],
    [[5], 5],
    [[9, 1, 5], 5],
    [[1, 2, 4, 30], 3],
  ])("the median of %j is %s", (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe("the scene", () => {
  const dial = (callSid: string, seq: number): StackEvent => ({
    seq,
    at: seq,
    callSid,
    kind: "call",
    status: "ringing",
    from: `+1${seq}`,
    to: "+2",
  });

  test("it is the same whether events come one by one or all at once", () => {
    const events = story(
      { kind: "call", status: "in-progress", from: "+1", to: "+2" },
      starts("1", "Hello"),
      { kind: "caller_speech", text: "Hi", final: true },
      task("pending"),
      task("reserved"),
      task("pending", "WT2"),
    );

    const oneByOne = events.reduce((scene, event) => absorb(scene, [event]), emptyScene);

    expect(oneByOne).toEqual(absorb(emptyScene, events));
    expect(oneByOne.tasks.map(({ sid, status }) => `${sid} ${status}`)).toEqual([
      "WT2 pending",
      "WT1 reserved",
    ]);
  });

  test("calls are kept apart", () => {
    const scene = absorb(emptyScene, [dial("CA1", 1), dial("CA2", 2)]);

    expect(scene.calls.map(({ callSid, from }) => [callSid, from])).toEqual([
      ["CA1", "+11"],
      ["CA2", "+12"],
    ]);
    expect(scene.calls.every(isLive)).toBe(true);
  });

  test("a task that is no call, such as a callback, is at the desk and on no phone", () => {
    const { task: pending } = task("pending");
    const scene = absorb(emptyScene, [{ seq: 1, at: 0, kind: "task", task: { ...pending, callSid: "" } }]);

    expect(scene.tasks).toHaveLength(1);
    expect(scene.calls).toEqual([]);
  });

  test("a text message without a call goes to the phone it was sent to", () => {
    const sms: StackEvent = { seq: 3, at: 3, kind: "sms", from: "+2", to: "+11", body: "Track it" };
    const scene = absorb(emptyScene, [dial("CA1", 1), dial("CA2", 2), sms]);

    expect(scene.calls.map(({ lines }) => lines.length)).toEqual([1, 0]);
  });
});
