import type { RecordItem } from "../../../worker/protocol/call-record.ts";
import type { CallRow } from "../../../worker/protocol/console/call-row.ts";
import type { Bar, CallDetail } from "../../../worker/protocol/console/timeline.ts";
import { REASON_CODES } from "../../../worker/protocol/handoff.ts";
import type { Outcome } from "../../../worker/protocol/log/outcome.ts";

/** Calls as an installation of some weeks has them: made up, the same each time but for the days they lie on. */

export const MARKUP = `<img src=x onerror="alert('caller')"><b>Bold</b>`;
export const SCRIPT = "</script><script>alert('tool')</script>";

/** Numbers from 0 to 1, the same row for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const AGENTS = ["owl-shoes", "owl-shoes", "owl-shoes", "front-desk", "kestrel-driving"] as const;
const LANGUAGES = ["en-US", "en-US", "en-US", "de-DE", "es-ES", "fr-FR"] as const;
const OUTCOMES: readonly Outcome[] = [
  ..."resolved ".repeat(12).trim().split(" "),
  ..."handed_off ".repeat(6).trim().split(" "),
  "callback",
  "unserved",
  "abandoned",
  "abandoned",
  "lost",
  "failed",
] as Outcome[];

const STORIES = [
  {
    intent: "Late delivery",
    summary:
      "Order 1042, a pair of Brogues in brown, was due on Tuesday and has not arrived. The agent found it held at the depot in Leeds and offered a new delivery on Friday; the caller needs it by Thursday for a wedding.",
    reason: "The caller wants to speak to a person about a late parcel.",
    talk: [
      ["caller", "Hi, I ordered shoes last week and they still aren't here."],
      ["agent", "I'm sorry to hear that. May I have your order number?"],
      ["caller", "It's 1042."],
      ["tool", "Looked up order 1042"],
      [
        "agent",
        "Thank you. Your Brogues are held at the depot in Leeds. I can have them delivered on Friday. Would that suit you?",
      ],
      ["caller", "No, that's too late. The wedding is on Thursday!"],
      ["tool", "Asked the carrier for a new date"],
      ["agent", "I understand. Let me find someone who can arrange a courier for you."],
      ["caller", "Yes please, a person."],
      ["agent", "I'm putting you through now. They will know what we talked about."],
    ],
  },
  {
    intent: "Opening hours",
    summary: "The caller asked when the shop in Bristol is open on Sunday. It is open from eleven to five.",
    reason: "Nothing was left open.",
    talk: [
      ["caller", "When are you open on Sunday?"],
      ["agent", "Which of our shops do you mean? We have one in Bristol and one in Bath."],
      ["caller", "Bristol."],
      ["tool", "Read the opening hours"],
      ["agent", "Bristol is open on Sunday from eleven in the morning to five in the afternoon."],
      ["caller", "Great, thanks, bye."],
      ["agent", "You're welcome. Goodbye!"],
    ],
  },
  {
    intent: "Refund",
    summary:
      "A refund of 89 pounds for order 2210 was promised ten days ago and is not on the account. The caller is angry: this is the third call about it.",
    reason: "A refund needs a person's approval.",
    talk: [
      ["caller", "I was promised a refund ten days ago. This is the third time I call."],
      ["agent", "I'm sorry that you have to call again. Could you key in your order number, please?"],
      ["tool", "Keys entered: order number"],
      ["agent", "Thank you. I see that the refund of 89 pounds is approved, and"],
      ["caller", "You said that last time as well!"],
      ["agent", "You're right to be annoyed. A colleague has to release it; I'll put you through."],
      ["caller", "Fine."],
    ],
  },
] as const;

export const sidOf = (n: number): string => `CA${n.toString(16).padStart(32, "0")}`;
const HOUR = 3_600_000;

/** @param now - the newest began some minutes before; the oldest 29 days. */
export function makeCalls(now: number, howMany = 300): readonly CallDetail[] {
  const random = dice(7);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] ?? (from[0] as T);
  const details: CallDetail[] = [];
  let startedAt = now - 9 * 60_000;
  for (let n = 0; n < howMany; n += 1) {
    const story = pick(STORIES);
    const outcome = n === 1 ? "handed_off" : pick(OUTCOMES);
    const withPerson = ["handed_off", "callback", "unserved"].includes(outcome);
    const unlucky = outcome === "failed" || outcome === "lost";
    details.push(
      makeCall({
        n: n + 1,
        startedAt,
        story: n === 1 ? STORIES[0] : story,
        outcome,
        random,
        kept: startedAt > now - 72 * HOUR,
        rest: {
          agent: pick(AGENTS),
          ...(n % 4 === 1 ? { agentVersion: 2 } : {}),
          language: pick(LANGUAGES),
          from: n === 5 ? "" : `+1555010${String(1000 + Math.floor(random() * 8_999))}`,
          ...(withPerson ? { reasonCode: n === 1 ? "caller_requested" : pick(REASON_CODES) } : {}),
          sentiment:
            withPerson || unlucky ? pick(["negative", "negative", "neutral"]) : pick(["positive", "neutral"]),
          modelFailures: unlucky ? 1 : 0,
          toolFailures: random() < 0.12 ? 1 : 0,
        },
      }),
    );
    startedAt -= (0.2 + random() * 4.4) * HOUR;
  }
  const second = details[2];
  if (second !== undefined) details[2] = withMarkup(second);
  details.push(fourHours(now - 30 * HOUR));
  return details.sort((a, b) => b.call.startedAt - a.call.startedAt);
}

/** Everything that others bring is markup. */
function withMarkup(detail: CallDetail): CallDetail {
  return {
    ...detail,
    call: {
      ...detail.call,
      from: MARKUP,
      agent: `a"><i>x</i>`,
      summary: MARKUP,
      reason: SCRIPT,
      intent: MARKUP,
    },
    transcript: [
      ...detail.transcript,
      { at: detail.timeline.startedAt + 40_000, who: "caller", text: `My name is ${MARKUP}` },
      { at: detail.timeline.startedAt + 41_000, who: "tool", text: `Found ${SCRIPT}` },
    ],
    timeline: {
      ...detail.timeline,
      bars: detail.timeline.bars.map((bar) =>
        bar.lane === "tools" ? { ...bar, label: SCRIPT, what: MARKUP } : bar,
      ),
    },
    facts: [{ label: MARKUP, value: SCRIPT }],
    known: [
      { from: MARKUP, name: MARKUP, value: SCRIPT },
      { from: "Segment", value: SCRIPT },
    ],
  };
}

interface Made {
  readonly n: number;
  readonly startedAt: number;
  readonly story: (typeof STORIES)[number];
  readonly outcome: Outcome;
  readonly random: () => number;
  /** What was said is still kept. */
  readonly kept: boolean;
  readonly rest: Pick<CallRow, "agent" | "language" | "modelFailures" | "toolFailures"> & Partial<CallRow>;
}

function makeCall({ n, startedAt, story, outcome, random, kept, rest }: Made): CallDetail {
  const bars: Bar[] = [];
  const transcript: RecordItem[] = [];
  const firstFrames: number[] = [];
  let at = startedAt + 1_200;
  let turn = 0;
  const say = (text: string, heard = 1): void => {
    const length = 900 + text.length * 52;
    const item = transcript.length;
    const cut = at + length * heard;
    bars.push({ lane: "agent", what: "heard", from: at, to: cut, item, turn, label: text.slice(0, 80) });
    if (heard < 1) {
      bars.push({ lane: "agent", what: "unheard", from: cut, to: at + length, item, turn });
      bars.push({ lane: "agent", what: "interrupted", from: cut, turn });
    }
    transcript.push({ at, who: "agent", text, ...(heard < 1 ? { interrupted: true } : {}) });
    at = cut;
  };
  say("Owl Shoes, good morning. How can I help you today?");
  const talk = outcome === "abandoned" ? [] : story.talk;
  talk.forEach(([who, text], index) => {
    if (who === "caller") {
      turn += 1;
      at += 300 + random() * 700;
      const until = at + 600 + text.length * 55;
      const item = transcript.length;
      bars.push({ lane: "caller", what: "speaking", from: at, to: until, item, turn });
      bars.push({ lane: "caller", what: "turn", from: until + 160, turn, item });
      transcript.push({ at, who, text });
      if (random() < 0.4)
        bars.push({
          lane: "model",
          what: "guess",
          from: until - 500,
          to: until + 200,
          outcome: "lost",
          turn,
          firstAt: until - 120,
        });
      at = until + 160;
      const first = 380 + random() * 500 + (random() < 0.12 ? 2_600 : 0);
      firstFrames.push(Math.round(first));
      bars.push({
        lane: "model",
        what: "answer",
        from: at,
        to: at + first + 700,
        firstAt: at + first - 40,
        outcome: "ok",
        turn,
      });
      if (first > 2_000) {
        bars.push({ lane: "silence", what: "silence", from: at, to: at + first });
        bars.push({
          lane: "model",
          what: "hedge",
          from: at + 1_200,
          to: at + first,
          outcome: "lost",
          firstAt: at + first - 20,
          turn,
        });
      }
      at += first;
    } else if (who === "tool") {
      const took = 240 + random() * 1_400;
      const failed = rest.toolFailures > 0 && index > 4;
      bars.push({
        lane: "tools",
        what: text.split(" ")[0]?.toLowerCase() ?? "tool",
        label: text,
        from: at,
        to: at + took,
        outcome: failed ? "timeout" : "ok",
        ...(/\d/.test(text) && { arguments: JSON.stringify({ order_id: text.replace(/\D/g, "") }) }),
        item: transcript.length,
        turn,
      });
      if (text.startsWith("Keys"))
        for (let key = 0; key < 4; key += 1)
          bars.push({ lane: "keys", what: "key", from: at - 2_000 + key * 420 });
      transcript.push({ at, who, text, ...(failed ? { outcome: "timeout" } : {}) });
      at += took;
      bars.push({
        lane: "model",
        what: "answer",
        from: at,
        to: at + 900,
        firstAt: at + 320,
        outcome: "ok",
        turn,
      });
      at += 360;
    } else say(text, talk[index + 1]?.[0] === "caller" && text.endsWith("and") ? 0.55 : 1);
  });
  if (outcome === "handed_off" || outcome === "unserved" || outcome === "callback") {
    bars.push({ lane: "handoff", what: "looking", from: at - 3_000, to: at - 1_400 });
    bars.push({ lane: "model", what: "summary", from: at - 2_800, to: at - 1_500, outcome: "ok" });
    bars.push({ lane: "handoff", what: "goodbye", from: at - 1_400, to: at });
    bars.push({ lane: "handoff", what: "sent", from: at });
    if (outcome === "handed_off") {
      bars.push({ lane: "person", what: "waiting", from: at, to: at + 14_000, label: "Queue Everyone" });
      bars.push({ lane: "person", what: "talking", from: at + 14_000, to: at + 41_000 });
      at += 41_000;
    }
  }
  if (outcome === "lost") bars.push({ lane: "line", what: "lost", from: at - 800, to: at });
  const endedAt = Math.round(at + 400);
  const sorted = [...firstFrames].sort((a, b) => a - b);
  const recorded = kept && n % 3 === 2;
  const call: CallRow = {
    callSid: sidOf(n),
    to: "+15550100010",
    startedAt,
    endedAt,
    phase: "ended",
    outcome,
    turns: turn,
    interruptions: bars.filter(({ what }) => what === "interrupted").length,
    inputTokens: 2_400 + turn * 900,
    cachedTokens: 1_900 + turn * 700,
    outputTokens: turn * 46,
    ...(n % 40 === 0 ? {} : { costUsd: 0.0004 + turn * 0.00021 }),
    model: "gpt-5.4-mini",
    version: "3f7c1a90-5a1b-4c0e-9a0e-2f6c7d1b8e11",
    release: n < 120 ? "9a8b7c6d5e4f" : "1f2e3d4c5b6a",
    keptUntil: endedAt + 72 * HOUR,
    ...(sorted.length > 0
      ? {
          firstFrameP50Ms: sorted[Math.floor(sorted.length / 2)] ?? 0,
          firstFrameP95Ms: sorted.at(-1) ?? 0,
          longestSilenceMs: sorted.at(-1) ?? 0,
        }
      : {}),
    ...(kept && outcome !== "abandoned"
      ? { summary: story.summary, reason: story.reason, intent: story.intent }
      : {}),
    ...(recorded ? { recording: "kept" } : {}),
    ...rest,
  };
  if (!kept) delete (call as { from?: string }).from;
  return {
    call,
    timeline: { startedAt, endedAt, bars: kept ? bars : [] },
    transcript: kept ? transcript : [],
    actions: [],
    facts:
      kept && outcome !== "abandoned"
        ? [
            { label: "order_number", value: "1042" },
            { label: "needed_by", value: "Thursday" },
            { label: "postcode", value: "LS1 ••••" },
          ]
        : [],
    ...(recorded ? { recording: { startedAt: startedAt + 1_000, seconds: 20 } } : {}),
  };
}

export const LONG_SID = sidOf(0xf04);

/** Four hours and 5,000 bars: somebody left the line open beside a radio. */
function fourHours(startedAt: number): CallDetail {
  const random = dice(4);
  const bars: Bar[] = [];
  const transcript: RecordItem[] = [];
  const end = startedAt + 4 * HOUR;
  let at = startedAt + 1_000;
  for (let turn = 1; bars.length < 5_000; turn += 1) {
    const talk = 1_500 + random() * 3_000;
    const item = transcript.length;
    bars.push({ lane: "caller", what: "speaking", from: at, to: at + talk, item, turn });
    transcript.push({ at, who: "caller", text: `And then he said number ${turn}, as I told you before.` });
    at += talk + 150;
    bars.push({ lane: "caller", what: "turn", from: at, turn, item });
    const first = 400 + random() * 600;
    bars.push({
      lane: "model",
      what: "answer",
      from: at,
      to: at + first + 600,
      firstAt: at + first,
      outcome: "ok",
      turn,
    });
    at += first;
    bars.push({ lane: "agent", what: "heard", from: at, to: at + 2_200, item: item + 1, turn });
    transcript.push({
      at,
      who: "agent",
      text: `I see. Is there anything about your order that I can do for you? (${turn})`,
    });
    if (turn % 4 === 0)
      bars.push({
        lane: "tools",
        what: "look_up",
        from: at,
        to: at + 500,
        outcome: "ok",
        label: "Looked it up",
      });
    at += 2_200 + ((end - startedAt) / 1_190 - 7_000) * (0.5 + random());
    if (at > end - 20_000) at = end - 20_000 + random() * 10;
  }
  return {
    call: {
      callSid: LONG_SID,
      agent: "owl-shoes",
      from: "+15550109999",
      to: "+15550100010",
      startedAt,
      endedAt: end,
      phase: "ended",
      language: "en-US",
      outcome: "limit",
      turns: 1_190,
      interruptions: 3,
      firstFrameP50Ms: 690,
      firstFrameP95Ms: 980,
      longestSilenceMs: 1_004,
      modelFailures: 0,
      toolFailures: 0,
      inputTokens: 9_120_000,
      cachedTokens: 8_800_000,
      outputTokens: 61_000,
      costUsd: 1.42,
      sentiment: "neutral",
      model: "gpt-5.4-mini",
      version: "3f7c1a90-5a1b-4c0e-9a0e-2f6c7d1b8e11",
      release: "9a8b7c6d5e4f",
      summary: "The caller talked about the past for four hours and wanted nothing.",
      keptUntil: end + 72 * HOUR,
    },
    timeline: { startedAt, endedAt: end, bars },
    transcript,
    actions: [],
    facts: [],
  };
}
