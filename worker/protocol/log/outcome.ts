/** What a call came to, for whoever counts calls. Each has one; `reasonCode` beside it says why. */
export const OUTCOMES = [
  /** The caller's last words were answered, and nobody else was wanted. */
  "resolved",
  /** A person has it, or the queue for one. */
  "handed_off",
  /** A callback is arranged. */
  "callback",
  /** A person was wanted, and there was none, nor is there a callback. */
  "unserved",
  /**
   * The caller was gone before they were served: nothing was said, what they said last was not answered, or they hung up on
   * the way to a person before anybody could be there.
   */
  "abandoned",
  /** The line broke off, and the call did not come back. */
  "lost",
  /** The call had used up what it may, and the agent said goodbye. */
  "limit",
  /** The model did not answer the caller's last words. */
  "failed",
] as const;

export type Outcome = (typeof OUTCOMES)[number];
