/** Whom the bench calls, and how they answer the phone. */
export interface Called {
  readonly number: string;
  readonly greeting: string;
}

/** The bench's own agent, whose tools take their time: see agents.ts. */
export const SLOW_TOOLS: Called = { number: "+15550100077", greeting: "Hello, what can I look up?" };

/** Reaches the agent as it is shipped; its greeting is learnt from its first request. */
export const SHIPPED_NUMBER = "+15550100002";
