import { describe, expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../worker/agent/define.ts";
import type { Bar, Lane } from "../../../worker/protocol/console/timeline.ts";
import { CONNECT_PARAMETER } from "../../../worker/protocol/relay/connect-reason.ts";
import { longestSilenceMs } from "../../../worker/session/account/timeline/silence.ts";
import { TestCall } from "../../support/conversation.ts";
import { Line } from "../../support/line.ts";
import { callsTool, fails, hangs, type Part, says } from "../../support/played-model.ts";

/**
 * B40: what the timeline shows agrees with what happened, as whoever is around the call has seen it by their own clock: the
 * model when it was asked and when it spoke, the telephone when the voice sounded and how much of it, the tool when it
 * worked, the caller when they spoke.
 */
const WITHIN_MS = 10;

/** Of what reached nobody else: what the test did, and when. */
interface Seen {
  readonly said: number[];
  readonly cut: number[];
  readonly keyed: number[];
  readonly worked: { readonly fromMs: number; toMs: number }[];
  readonly lost: { readonly fromMs: number; toMs: number }[];
  readonly restarted: number[];
  readonly acted: number[];
}

class Scene {
  readonly seen: Seen = { said: [], cut: [], keyed: [], worked: [], lost: [], restarted: [], acted: [] };
  readonly call: TestCall;
  readonly line: Line;

  constructor(parts: readonly Part[], toolMs = 0) {
    const work = defineTool({
      name: "work",
      description: "Works.",
      input: z.object({}),
      deadlineMs: 60_000,
      run: async () => {
        const work = { fromMs: this.now, toMs: 0 };
        this.seen.worked.push(work);
        await new Promise<void>((done) => void this.call.clock.after(toolMs, done));
        work.toMs = this.now;
        return { done: true };
      },
    });
    this.call = new TestCall(parts, { tools: [work] });
    this.line = new Line(this.call);
  }

  get now(): number {
    return this.call.clock.now();
  }

  async says(text: string, partlyMs = 0): Promise<void> {
    if (partlyMs > 0) {
      await this.call.partly(text);
      await this.call.passes(partlyMs);
    }
    this.seen.said.push(this.now);
    await this.call.says(text);
  }

  async bargesIn(text: string): Promise<void> {
    this.seen.cut.push(this.now);
    this.seen.said.push(this.now + 600);
    await this.line.bargesIn(text);
  }

  async presses(digit: string): Promise<void> {
    this.seen.keyed.push(this.now);
    await this.call.presses(digit);
  }

  async losesLine(forMs: number, back: (call: TestCall) => Promise<unknown>): Promise<void> {
    const lost = { fromMs: this.now, toMs: 0 };
    this.seen.lost.push(lost);
    this.line.drops();
    await this.call.event({ type: "socket_closed", how: "lost" });
    await this.call.passes(forMs);
    lost.toMs = this.now;
    await back(this.call);
  }

  async acts(what: "say" | "mute" | "unmute" | "end" | "whisper", text?: string): Promise<void> {
    this.seen.acted.push(this.now);
    await this.call.event({ type: "operator_acted", do: what, ...(text ? { text } : {}), by: "op1" });
  }
}

const answer = (words: string): Part => says(words, { firstMs: 300, gapMs: 20 });
const LONG =
  "Your order left our house on Monday. It comes with the post, as you have asked for. You will have it on Thursday.";

/** What happens in each kind of call, and which requests it makes: what they were for, and how they went. */
const CALLS: Readonly<
  Record<
    string,
    {
      readonly parts: readonly Part[];
      readonly toolMs?: number;
      readonly requests: string;
      readonly play: (s: Scene) => Promise<void>;
    }
  >
> = {
  "a plain call": {
    parts: [answer(LONG), answer("You are welcome.")],
    requests: "answer ok, answer ok",
    play: async (s) => {
      await s.says("Where is my order?");
      await s.line.untilQuiet();
      await s.call.passes(700);
      await s.says("Thank you, that helps.");
      await s.line.untilQuiet();
    },
  },
  "a caller who speaks over the agent": {
    parts: [answer(LONG), answer("To your office, then.")],
    requests: "answer ok, guess ok",
    play: async (s) => {
      await s.says("Where is my order?");
      await s.call.passes(4_130);
      await s.bargesIn("Can you send it to my office?");
      await s.line.untilQuiet();
    },
  },
  "a caller who speaks while the reply is still being made": {
    parts: [says(LONG, { firstMs: 300, gapMs: 400 }), answer("To your office, then.")],
    requests: "answer stopped, guess ok",
    play: async (s) => {
      await s.says("Where is my order?");
      await s.call.passes(4_150);
      await s.bargesIn("Can you send it to my office?");
      await s.line.untilQuiet();
    },
  },
  "a slow tool, with lines that bridge the wait": {
    parts: [callsTool("work"), answer("It is done. You will have it on Thursday.")],
    toolMs: 6_500,
    requests: "answer ok, answer ok",
    play: async (s) => {
      await s.says("Please do it for me.");
      await s.line.untilQuiet();
    },
  },
  "a guess that comes true": {
    parts: [answer("Yes, we are open on Sunday.")],
    requests: "guess ok",
    play: async (s) => {
      await s.says("Are you open on Sunday?", 350);
      await s.line.untilQuiet();
    },
  },
  "a guess that does not come true": {
    parts: [answer("Yes, we are open on Sunday."), answer("On Saturday, too.")],
    requests: "guess lost, answer ok",
    play: async (s) => {
      await s.call.partly("Are you open on Sunday?");
      await s.call.passes(400);
      await s.says("Are you open on Sunday? And on Saturday?");
      await s.line.untilQuiet();
    },
  },
  "a model that shows no life, and another that does": {
    parts: [hangs(), answer("On Sunday, too.")],
    requests: "answer lost, hedge ok",
    play: async (s) => {
      await s.says("Are you open on Sunday?");
      await s.line.untilQuiet();
    },
  },
  "a model that fails, and another that does not": {
    parts: [fails("unavailable", 80), answer("On Sunday, too.")],
    requests: "answer failed, answer ok",
    play: async (s) => {
      await s.says("Are you open on Sunday?");
      await s.line.untilQuiet();
    },
  },
  "a caller who is handed to a person": {
    parts: [
      answer("Yes, we are open on Sunday."),
      [
        { type: "wait", ms: 900 },
        ...callsTool("hand_off", { reason: "Billing.", callSummary: "Charged twice.", sentiment: "neutral" }),
      ],
    ],
    requests: "answer ok, summary ok",
    play: async (s) => {
      await s.says("Are you open on Sunday?");
      await s.line.untilQuiet();
      await s.says("I want to speak to a human.");
      await s.line.untilQuiet();
      await s.call.passes(2_000);
    },
  },
  "a line that is lost in the middle of a reply": {
    parts: [answer(LONG), answer("Your order comes on Thursday.")],
    requests: "answer ok, answer ok",
    play: async (s) => {
      await s.says("Where is my order?");
      await s.call.passes(3_000);
      await s.losesLine(1_700, (call) => call.connects("VX2", { [CONNECT_PARAMETER]: "lost_socket" }));
      await s.line.untilQuiet();
    },
  },
  "a process that is replaced while the model is asked": {
    parts: [answer("We are."), hangs(), answer("On Saturday, too.")],
    requests: "answer ok, answer stopped, answer ok",
    play: async (s) => {
      await s.says("Are you open on Sunday?");
      await s.line.untilQuiet();
      await s.says("And on Saturday?");
      await s.call.passes(500);
      s.seen.restarted.push(s.now);
      await s.call.restarts(true);
      await s.line.untilQuiet();
    },
  },
  "a caller who keys a number": {
    parts: [answer("I have found it.")],
    requests: "answer ok",
    play: async (s) => {
      for (const digit of "1042") {
        await s.presses(digit);
        await s.call.passes(310);
      }
      await s.call.passes(2_500);
      await s.line.untilQuiet();
    },
  },
  "an operator who says something while an answer is made, and then types for the agent": {
    parts: [hangs(), answer("On Saturday, too.")],
    requests: "answer stopped, answer ok",
    play: async (s) => {
      await s.says("Are you open on Saturday?");
      await s.call.passes(400);
      await s.acts("say", "One moment, I am looking into it.");
      await s.line.untilQuiet();
      await s.acts("mute");
      await s.says("And on Monday?");
      await s.call.passes(2_500);
      await s.acts("say", "On Monday we are closed.");
      await s.line.untilQuiet();
    },
  },
};

const near = (shown: number | undefined, happened: number | undefined, what: string): void => {
  if (happened === undefined) return expect(shown, what).toBeUndefined();
  expect(shown, `${what} is not shown`).toBeDefined();
  expect(Math.abs((shown ?? 0) - happened), what).toBeLessThanOrEqual(WITHIN_MS);
};

/** Bars that follow each other without a gap are one sound to who hears them. */
function spans(bars: readonly Bar[]): { fromMs: number; toMs: number | undefined; chars: number }[] {
  const joined: { fromMs: number; toMs: number | undefined; chars: number }[] = [];
  for (const { from, to, chars } of bars) {
    const last = joined.at(-1);
    const heard = chars?.heard ?? 0;
    if (last?.toMs !== undefined && from - last.toMs <= WITHIN_MS) {
      last.toMs = to;
      last.chars += heard;
    } else joined.push({ fromMs: from, toMs: to, chars: heard });
  }
  return joined;
}

describe.each(Object.entries(CALLS))(
  "B40: %s is shown as it was",
  (_name, { parts, toolMs, requests, play }) => {
    test("by the model, the telephone, the tool and the caller", async () => {
      const s = new Scene(parts, toolMs);
      await s.line.dial();
      await play(s);
      const { timeline, model, sent, startedAtMs } = s.call;
      const lane = (name: Lane, what?: string) =>
        timeline.bars.filter((b) => b.lane === name && (what === undefined || b.what === what));

      // The model.
      const asked = lane("model");
      expect(asked.map((b) => `${b.what} ${b.outcome}`).join(", ")).toBe(requests);
      expect(asked).toHaveLength(model.asked.length);
      for (const [i, bar] of asked.entries()) {
        const request = model.asked[i];
        near(bar.from, request?.atMs, `request ${i + 1}`);
        near(bar.firstAt, request?.firstAtMs, `its first output`);
        near(bar.to, request?.abortedAtMs ?? request?.endedAtMs, `its end`);
      }

      // The telephone.
      const heard = spans(lane("agent", "heard"));
      expect(heard).toHaveLength(s.line.sounds.length);
      for (const [i, sound] of s.line.sounds.entries()) {
        near(heard[i]?.fromMs, sound.fromMs, `sound ${i + 1}`);
        near(heard[i]?.toMs, sound.toMs, `the end of sound ${i + 1}`);
        expect(
          Math.abs((heard[i]?.chars ?? 0) - sound.chars),
          `characters of sound ${i + 1}`,
        ).toBeLessThanOrEqual(1);
      }
      const frames = sent.flatMap(({ frame, atMs }) =>
        frame.type === "text" && frame.token.trim() !== "" ? [startedAtMs + atMs] : [],
      );
      const firstFrames = lane("agent").flatMap((b) => (b.firstAt === undefined ? [] : [b.firstAt]));
      for (const said of s.seen.said) {
        const first = frames.find((at) => at >= said);
        near(
          firstFrames.find((at) => at >= said),
          first,
          "the first frame of an answer",
        );
      }

      // The caller, the tool, the line, the operator.
      const at = (bars: readonly Bar[]) => bars.map((b) => b.from);
      const all = (shown: readonly number[], happened: readonly number[], what: string) => {
        expect(shown, what).toHaveLength(happened.length);
        for (const [i, ms] of happened.entries()) near(shown[i], ms, what);
      };
      all(at(lane("caller", "turn")), s.seen.said, "a final prompt");
      all(at(lane("agent", "interrupted")), s.seen.cut, "an interruption");
      all(at(lane("keys", "key")), s.seen.keyed, "a key");
      all(at(lane("line", "restarted")), s.seen.restarted, "a restart");
      all(at(lane("operator")), s.seen.acted, "what an operator did");
      const times = (what: readonly { fromMs: number; toMs: number }[]) =>
        what.flatMap((w) => [w.fromMs, w.toMs]);
      const both = (bars: readonly Bar[]) => bars.flatMap((b) => [b.from, b.to ?? 0]);
      all(both(lane("tools", "work")), times(s.seen.worked), "a tool");
      all(both(lane("line", "lost")), times(s.seen.lost), "a lost line");
      all(
        at(lane("handoff", "sent")),
        s.call.ends.map((e) => startedAtMs + e.atMs),
        "the hand-off",
      );
      expect(timeline.incomplete ?? false).toBe(s.seen.restarted.length > 0);

      // The longest wait for a voice, as the telephone has heard it: not counted where the line was lost.
      if (
        s.seen.lost.length + s.seen.restarted.length + s.seen.keyed.length === 0 &&
        s.seen.worked.length === 0
      ) {
        const waits = s.seen.said.map((ms) => (s.line.sounds.find((x) => x.fromMs >= ms)?.fromMs ?? ms) - ms);
        near(longestSilenceMs(timeline, s.now), Math.max(...waits), "the longest silence");
      }
    });
  },
);
