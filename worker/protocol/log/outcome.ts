/** What a call came to, for whoever counts calls. Each has one; `reasonCode` beside it says why. */
export const OUTCOMES = [
  /** The agent has talked with the caller to the end, and nobody else was wanted. */
  "resolved",
  /** A person has it, or the queue for one. */
  "handed_off",
  /** A callback is arranged. */
  "callback",
  /** A person was wanted, and there is neither one nor a callback. */
  "unserved",
  /** The caller hung up before they had said anything. */
  "abandoned",
  /** The line broke off, and the call did not come back. */
  "lost",
  /** The call had used up what it may, and the agent said goodbye. */
  "limit",
  /** The model did not answer the caller's last words. */
  "failed",
] as const;

export type Outcome = (typeof OUTCOMES)[number];
