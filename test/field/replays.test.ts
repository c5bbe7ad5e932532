import { expect, test } from "vitest";
import { ReplayFilter } from "../../worker/adapters/replay-filter.ts";
import { type Inbound, parseInbound } from "../../worker/protocol/relay/inbound.ts";
import { keysAreSecret } from "../../worker/session/caller/keypad.ts";
import { lineEvent } from "../../worker/session/line/frames.ts";
import { TestCall } from "../support/conversation.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { callsTool, says } from "../support/played-model.ts";
import { STORIES } from "./replayed-frames.ts";

type Frame = Exclude<Inbound, { type: "setup" }>;

/** `p words` and so on, as the frame that Twilio sends. */
function wire(short: string): string {
  const rest = short.slice(2);
  switch (short[0]) {
    case "p":
      return JSON.stringify({ type: "prompt", voicePrompt: rest, lang: "en-US", last: true });
    case "q":
      return JSON.stringify({ type: "prompt", voicePrompt: rest, lang: "en-US", last: false });
    case "k":
      return JSON.stringify({ type: "dtmf", digit: rest });
    case "x":
      return JSON.stringify({
        type: "interrupt",
        utteranceUntilInterrupt: rest,
        durationUntilInterruptMs: 1_000,
      });
    default:
      return JSON.stringify({ type: "info", name: "agentSpeaking", value: rest });
  }
}

function frameOf(raw: string): Frame {
  const parsed = parseInbound(raw);
  if (!parsed.ok || parsed.frame.type === "setup") throw new Error(raw);
  return parsed.frame;
}

const shortOf = (frame: Frame): string => {
  if (frame.type === "prompt") return `${frame.last ? "p" : "q"} ${frame.voicePrompt}`;
  if (frame.type === "dtmf") return `k ${frame.digit}`;
  return frame.type === "interrupt"
    ? `x ${frame.utteranceUntilInterrupt}`
    : `i ${frame.type === "info" ? frame.value : ""}`;
};

/** A filter, and what it has let through. */
function filtering(clock = new ManualClock(), secret = false, seen: readonly string[] = []) {
  const heard: string[] = [];
  const marks: string[] = [];
  const filter = new ReplayFilter(
    {
      clock,
      deliver: (frame, mark) => {
        heard.push(shortOf(frame));
        if (mark !== undefined) marks.push(mark);
      },
      keysAreSecret: () => secret,
    },
    seen,
  );
  return {
    clock,
    filter,
    heard,
    marks,
    sends: (short: string) => filter.take(frameOf(wire(short)), wire(short)),
  };
}

test.each(STORIES)("$name", async ({ before, after, heard }) => {
  const line = filtering();
  for (const frame of before) line.sends(frame);
  line.heard.length = 0;
  line.filter.reconnected();
  let nowMs = 0;

  for (const [ms, frame] of after) {
    await line.clock.advance(ms - nowMs);
    nowMs = ms;
    line.sends(frame);
  }
  await line.clock.advance(1_000);

  expect(line.heard).toEqual(heard);
});

test.each(STORIES.filter(({ before }) => !before.some((f) => f.startsWith("i"))))(
  "in a new process: $name",
  async ({ before, after, heard }) => {
    const old = filtering();
    for (const frame of before) old.sends(frame);
    const line = filtering(new ManualClock(), false, old.marks);
    line.filter.reconnected();
    let nowMs = 0;

    for (const [ms, frame] of after) {
      await line.clock.advance(ms - nowMs);
      nowMs = ms;
      line.sends(frame);
    }
    await line.clock.advance(1_000);

    expect(line.heard).toEqual(heard);
  },
);

test("L2: neither words nor secret keys are in what is kept of a frame", () => {
  const line = filtering(new ManualClock(), true);

  for (const frame of ["p My card is 4111 1111 1111 1111.", "k 9", "k 8"]) line.sends(frame);

  expect(line.marks).toHaveLength(3);
  expect(line.marks.join(" ")).not.toMatch(/4111|card|[98]$/);
  expect(line.marks.slice(1)).toEqual(["key", "key"]);
});

test("B50: secret keys that are replayed count once", async () => {
  const line = filtering(new ManualClock(), true);
  for (const frame of ["p I pay.", "k 9", "k 8"]) line.sends(frame);
  line.filter.reconnected();

  for (const frame of ["k 9", "k 8"]) line.sends(frame);
  await line.clock.advance(1_000);

  expect(line.heard).toEqual(["p I pay.", "k 9", "k 8"]);
});

test("B50: what was held back for a moment is 250 ms late at most", async () => {
  const line = filtering();
  for (const frame of ["p Yes.", "p No."]) line.sends(frame);
  line.filter.reconnected();
  await line.clock.advance(900);

  line.sends("p Yes.");
  await line.clock.advance(250);

  expect(line.heard).toEqual(["p Yes.", "p No.", "p Yes."]);
});

/** A call whose frames go through a filter, as in the Worker. */
async function connected(...replies: readonly string[]) {
  const call = await new TestCall(replies.map((r) => says(r))).answered();
  const filter = new ReplayFilter({
    clock: call.clock,
    deliver: (frame) => {
      const event = lineEvent(frame);
      if (event) void call.event(event);
    },
    keysAreSecret: () => keysAreSecret(call.state),
  });
  const sends = async (...frames: readonly string[]) => {
    for (const frame of frames) filter.take(frameOf(wire(frame)), wire(frame));
    await call.passes(0);
  };
  const reconnects = async () => {
    await call.event({ type: "socket_closed", how: "lost" });
    await call.passes(1_500);
    await call.event({ type: "socket_opened" });
    filter.reconnected();
  };
  return { call, sends, reconnects };
}

test("H7: a line on which only replayed frames come is there all the same", async () => {
  const { call, sends, reconnects } = await connected("It is on its way.", "As I said, on its way.");
  await sends("p Where is my order?");
  await call.startsSpeaking();
  await reconnects();

  await sends("p Where is my order?");
  await call.passes(1_000);

  expect(call.state.line).toEqual({ at: "open" });
  expect(call.spoken()).toContain("As I said");
  expect(call.state.transcript.filter((e) => e.item.role === "caller")).toHaveLength(1);
});

test("H7: 'Yes.' after the reconnect is answered", async () => {
  const { call, sends, reconnects } = await connected("Shall I send it?", "It is sent.", "And that as well.");
  await sends("p Yes.");
  await call.passes(100);
  await call.hearsOut();
  await reconnects();
  await call.passes(2_500);

  await sends("p Yes.");
  await call.passes(500);

  expect(call.spoken()).toContain("It is sent.");
});

test("H7: 0 after the reconnect is a person, although it was pressed before in a number", async () => {
  const { call, sends, reconnects } = await connected("Thank you.", "Yes?", "Yes?");
  await sends("k 1", "k 0", "k #");
  await call.passes(100);
  await call.hearsOut();
  await reconnects();
  await call.passes(1_000);

  await sends("k 0");
  await call.passes(500);

  expect(call.state.phase.name).toBe("handing_off");
});

test("L2: a replayed secret is one entry", async () => {
  const call = await new TestCall([
    callsTool("collect_digits", { purpose: "pin", length: 4, secure: true }),
    says("Key it in."),
    says("Thank you."),
  ]).answered();
  await call.says("I pay.");
  await call.passes(100);
  await call.presses("9876");
  await call.passes(100);

  expect(keysAreSecret(call.state)).toBe(true);
});
