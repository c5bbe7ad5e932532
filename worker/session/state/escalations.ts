import type { Handoff } from "../../protocol/handoff.ts";

interface EscalationRule {
  readonly reasonCode: Handoff["reasonCode"];
  readonly triggeredBy: Handoff["triggeredBy"];
  /** Why, in words, for the person who takes over; `{…}` is filled in. */
  readonly reason: string;
  /** The agent's setting that tunes the rule or turns it off; none for what no agent may turn off. */
  readonly setting: string | undefined;
}

/** Every rule by which the engine decides for a person by itself, without the model. */
export const ESCALATIONS = {
  asked_for_person: {
    reasonCode: "caller_requested",
    triggeredBy: "caller",
    reason: "The caller asked for a person.",
    setting: "escalation.onRequest",
  },
  pressed_key: {
    reasonCode: "caller_requested",
    triggeredBy: "caller",
    reason: "The caller pressed {key} for a person.",
    setting: "escalation.personKey",
  },
  not_understood: {
    reasonCode: "repeated_misunderstanding",
    triggeredBy: "rule",
    reason: "The assistant could not understand the caller.",
    setting: "escalation.misunderstandings",
  },
  tools_failed: {
    reasonCode: "tool_failed",
    triggeredBy: "rule",
    reason: "The assistant's {tool} tool failed repeatedly.",
    setting: "escalation.toolFailures",
  },
  model_failed: {
    reasonCode: "model_failed",
    triggeredBy: "rule",
    reason: "The assistant's language model did not answer.",
    setting: "escalation.modelFailures",
  },
  too_long: {
    reasonCode: "rule",
    triggeredBy: "rule",
    reason: "The call reached the longest time an assistant may take.",
    setting: "limits.maxCallMs",
  },
  too_many_calls: {
    reasonCode: "rule",
    triggeredBy: "rule",
    reason: "More calls came in than an assistant may take.",
    setting: undefined,
  },
  day_too_expensive: {
    reasonCode: "rule",
    triggeredBy: "rule",
    reason: "The assistants had spent what they may in a day.",
    setting: undefined,
  },
  too_many_turns: {
    reasonCode: "rule",
    triggeredBy: "rule",
    reason: "The call reached the most turns an assistant may answer.",
    setting: "limits.maxTurns",
  },
  too_many_tokens: {
    reasonCode: "rule",
    triggeredBy: "rule",
    reason: "The call reached the most tokens an assistant may use.",
    setting: "limits.maxTokens",
  },
  too_expensive: {
    reasonCode: "rule",
    triggeredBy: "rule",
    reason: "The call reached the most money an assistant may spend.",
    setting: "limits.maxSpendUsd",
  },
  line_lost_too_often: {
    reasonCode: "agent_unreachable",
    triggeredBy: "rule",
    reason: "The connection to the assistant broke off repeatedly.",
    setting: "limits.maxConnects",
  },
  operator: {
    reasonCode: "rule",
    triggeredBy: "rule",
    reason: "An operator who watched the call handed it over{why}",
    setting: undefined,
  },
  other_release: {
    reasonCode: "agent_unreachable",
    triggeredBy: "rule",
    reason: "A new version of the assistant could not take up this call.",
    setting: undefined,
  },
  fault: {
    reasonCode: "agent_unreachable",
    triggeredBy: "rule",
    reason: "The assistant had an internal fault.",
    setting: undefined,
  },
} as const satisfies Record<string, EscalationRule>;

export type EscalationName = keyof typeof ESCALATIONS;
