import type { Handoff } from "../handoff.ts";

/** The agent's part of a call, for Flex Insights. */
export interface BotSegment {
  readonly callSid: string;
  readonly outcome: "resolved" | "escalated";
  /** How the agent's part ended, where a person's task has the code of the hand-off. */
  readonly reason: string;
  /** Seconds the agent talked with the caller. */
  readonly botSeconds: number;
  /** BCP 47 tag. */
  readonly language: string;
  readonly quality?: Handoff["quality"];
}

/**
 * Attributes of a virtual task, by which Flex Insights reports a call that no person took. They say nothing of the
 * caller. The segment is joined to a person's by `conversation_id`, which is the call's SID in both.
 *
 * Source: Flex Insights' data model; the fields of a virtual bot segment are a pattern of the field.
 */
export function insightsAttributes({ callSid, outcome, reason, botSeconds, language, quality }: BotSegment) {
  const seconds = Math.round(botSeconds);
  return {
    type: "virtual",
    taskType: "virtual",
    direction: "inbound",
    name: "AI assistant",
    conversations: {
      conversation_id: callSid,
      virtual: "Yes",
      kind: "Bot",
      communication_channel: "Call",
      abandoned: "No",
      abandoned_phase: "BOT",
      outcome,
      conversation_attribute_1: reason,
      language,
      ivr_time: seconds,
      conversation_measure_1: seconds,
      ...(quality
        ? { conversation_measure_2: quality.turns, conversation_measure_3: quality.toolFailures }
        : {}),
    },
  } as const;
}
