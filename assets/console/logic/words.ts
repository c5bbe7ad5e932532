import type { RowPhase } from "../../../worker/protocol/console/call-row.ts";
import type { BarOutcome, Lane } from "../../../worker/protocol/console/timeline.ts";
import type { Handoff } from "../../../worker/protocol/handoff.ts";
import type { Outcome } from "../../../worker/protocol/log/outcome.ts";
import { inWords } from "./format.ts";

/** What codes are called on the page, each in one place. A code of a newer Worker is shown as it is. */

/** How a thing is to be taken: by a colour, and never by the colour alone. */
export type Tone = "good" | "person" | "bad" | "warn" | "plain";

export const OUTCOME_WORDS: Readonly<Record<Outcome, readonly [words: string, tone: Tone]>> = {
  resolved: ["Resolved", "good"],
  handed_off: ["Handed over", "person"],
  callback: ["Callback", "person"],
  unserved: ["Nobody free", "bad"],
  abandoned: ["Hung up", "plain"],
  lost: ["Line lost", "bad"],
  limit: ["Limit reached", "warn"],
  failed: ["Failed", "bad"],
};

export const REASON_WORDS: Readonly<Record<Handoff["reasonCode"], string>> = {
  caller_requested: "Asked for a person",
  caller_frustrated: "Frustrated",
  out_of_scope: "Out of scope",
  policy_required: "Policy requires a person",
  verification_failed: "Not verified",
  repeated_misunderstanding: "Misunderstood repeatedly",
  tool_failed: "A tool failed",
  model_failed: "The model failed",
  agent_unreachable: "Agent not reachable",
  safety: "Safety",
  rule: "A rule",
};

export const PHASE_WORDS: Readonly<Record<RowPhase, readonly [words: string, tone: Tone]>> = {
  listening: ["Listening", "good"],
  answering: ["Answering", "good"],
  handing_off: ["Handing over", "person"],
  saying_goodbye: ["Saying goodbye", "plain"],
  lost: ["Line lost", "bad"],
  with_person: ["With a person", "person"],
  ended: ["Ended", "plain"],
};

export const LANE_WORDS: Readonly<Record<Lane, string>> = {
  caller: "Caller",
  agent: "Agent",
  model: "Model",
  tools: "Tools",
  keys: "Keys",
  silence: "Silence",
  line: "Line",
  handoff: "Hand-off",
  person: "Person",
  operator: "Operator",
};

/** What a bar of a lane is; tools are called by their names. */
const BAR_WORDS: Readonly<Partial<Record<Lane, Readonly<Record<string, string>>>>> = {
  caller: { speaking: "Caller speaks", turn: "The caller's words arrived" },
  agent: { heard: "Heard", unheard: "Sent, not heard", interrupted: "The caller spoke over it" },
  model: {
    answer: "Model request",
    guess: "Model request ahead of the turn's end",
    hedge: "Second model request",
    summary: "Summary request",
  },
  keys: { key: "A key", entry: "Keys" },
  silence: { silence: "Nothing heard" },
  line: { lost: "Line lost", restarted: "Process replaced" },
  handoff: {
    looking: "Looking for a person",
    telling: "Telling the caller",
    summary: "Writing the summary",
    sent: "Sent to the queue",
    goodbye: "Goodbye",
  },
  person: { waiting: "Waiting in the queue", talking: "Talking to a person" },
};

export const barName = (lane: Lane, what: string): string => BAR_WORDS[lane]?.[what] ?? inWords(what);

export const BAR_OUTCOME_WORDS: Readonly<Record<BarOutcome, string>> = {
  ok: "went well",
  failed: "failed",
  timeout: "timed out",
  lost: "another answer was spoken",
  stopped: "stopped",
  unconfirmed: "not run: it waits for a yes, or was refused",
};

const AUDIT_WORDS: Readonly<Record<string, string>> = {
  "action say": "Had the agent say something",
  "action whisper": "Whispered to the agent",
  "action hand_over": "Handed the call over",
  "action mute": "Muted the agent",
  "action unmute": "Unmuted the agent",
  "action end": "Ended the call",
  "signed_in operator": "Signed in as operator",
  "signed_in reader": "Signed in as reader",
  signed_out: "Signed out",
};

/** A line of the audit list. */
export const auditWords = (what: string): string =>
  own(AUDIT_WORDS, what) ?? what.charAt(0).toUpperCase() + what.slice(1);

const own = <T>(table: Readonly<Record<string, T>>, code: string): T | undefined =>
  Object.hasOwn(table, code) ? table[code] : undefined;

export const outcomeOf = (code: string): readonly [words: string, tone: Tone] =>
  own(OUTCOME_WORDS, code) ?? [inWords(code), "plain"];

export const phaseOf = (code: string): readonly [words: string, tone: Tone] =>
  own(PHASE_WORDS, code) ?? [inWords(code), "plain"];

export const reasonOf = (code: string, rule?: string): string =>
  rule === "operator" ? "An operator" : (own(REASON_WORDS, code) ?? inWords(code));
