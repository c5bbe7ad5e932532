import type { RecordItem } from "../../../worker/protocol/call-record.ts";
import type { CallRow } from "../../../worker/protocol/console/call-row.ts";
import type { Timeline } from "../../../worker/protocol/console/timeline.ts";

/** A call of two turns that was handed over, as its row, its transcript and its timeline tell it. */

const T0 = 1_764_331_200_000;
export const at = (ms: number): number => T0 + ms;

export const call: CallRow = {
  callSid: "CA0123456789abcdef0123456789abcdef",
  agent: "shoes",
  from: "+15550100001",
  to: "+15550100002",
  startedAt: at(0),
  endedAt: at(30_000),
  phase: "ended",
  language: "en-US",
  outcome: "handed_off",
  reasonCode: "caller_requested",
  reason: "The caller asked for a person.",
  summary: "Wants to return order 1042.",
  sentiment: "neutral",
  turns: 2,
  interruptions: 1,
  firstFrameP50Ms: 610,
  firstFrameP95Ms: 840,
  longestSilenceMs: 900,
  modelFailures: 1,
  toolFailures: 1,
  inputTokens: 4_000,
  cachedTokens: 3_000,
  outputTokens: 90,
  costUsd: 0.0042,
  model: "gpt-4.1",
  version: "v1",
  release: "1.2.0",
};

export const transcript: readonly RecordItem[] = [
  { at: at(0), who: "agent", text: "Hello" },
  { at: at(4_000), who: "caller", text: "Where is my order 1042?" },
  { at: at(4_500), who: "tool", text: "Looked up order 1042", outcome: "failed" },
  { at: at(5_500), who: "agent", text: "I cannot", interrupted: true },
  { at: at(9_000), who: "caller", text: "A person please 😀" },
];

export const timeline: Timeline = {
  startedAt: at(0),
  endedAt: at(30_000),
  bars: [
    { lane: "agent", what: "heard", from: at(0), to: at(1_500), item: 0 },
    { lane: "caller", what: "speaking", from: at(2_000), to: at(4_000), turn: 1 },
    { lane: "caller", what: "turn", from: at(4_000), to: at(4_000), turn: 1, item: 1 },
    { lane: "silence", what: "silence", from: at(4_000), to: at(4_840), turn: 1 },
    { lane: "model", what: "guess", from: at(3_800), to: at(4_100), turn: 1, outcome: "lost" },
    {
      lane: "model",
      what: "answer",
      from: at(4_010),
      to: at(4_600),
      firstAt: at(4_500),
      turn: 1,
      outcome: "ok",
    },
    { lane: "model", what: "hedge", from: at(4_300), to: at(4_300), turn: 1, outcome: "failed" },
    {
      lane: "tools",
      what: "lookup_order",
      from: at(4_500),
      to: at(4_700),
      turn: 1,
      outcome: "timeout",
      label: "Looked up order 1042",
      item: 2,
    },
    { lane: "agent", what: "heard", from: at(4_840), to: at(6_000), turn: 1, item: 3 },
    { lane: "agent", what: "interrupted", from: at(6_000), to: at(6_000), turn: 1 },
    { lane: "keys", what: "key", from: at(7_000), to: at(7_000) },
    { lane: "line", what: "restarted", from: at(7_500), to: at(7_500) },
    { lane: "caller", what: "turn", from: at(9_000), to: at(9_000), turn: 2, item: 4 },
    { lane: "handoff", what: "looking", from: at(9_010), to: at(9_400) },
    { lane: "handoff", what: "sent", from: at(12_000), to: at(12_000) },
    { lane: "person", what: "waiting", from: at(12_000) },
    { lane: "tools", what: "say «1042»", from: at(13_000), to: at(13_000), outcome: "unconfirmed" },
  ],
};
