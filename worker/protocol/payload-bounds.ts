/**
 * How much a hand-off holds, so that a person reads it in seconds and no field crowds out the others.
 *
 * The Worker counts characters as they are read (UTF-16 units), a task's attributes count them as they travel: escaped
 * to ASCII, where an accent costs six. So a text within its bound in the Worker may still be cut on the task.
 */
export const BOUNDS = {
  /** Characters. */
  reason: 240,
  /** On a task it may take all that the other fields leave. */
  callSummary: 1_200,
  intent: 160,
  desiredOutcome: 240,
  nextBestAction: 240,
  callerName: 120,
  /** How the caller was checked: two checks and how they went. */
  method: 120,
  /** What a place is called. */
  place: 120,
  factName: 60,
  factValue: 160,
  knownFrom: 60,
  knownName: 60,
  knownValue: 200,
  step: 100,
  promise: 160,
  sideEffect: 160,
  /** Words of the caller's that show the mood. */
  quote: 100,
  /** An id of Twilio Agent Connect. */
  id: 100,
  /** The link to the record, which goes whole or not at all. */
  link: 400,

  /** Items. */
  facts: 20,
  known: 12,
  steps: 20,
  quotes: 3,
  promises: 10,
  sideEffects: 10,
} as const;

/** One run of a tool is one of many in a call. */
export const RUN_BOUNDS = { facts: 10, promises: 5, method: 60 } as const;

/** Promises, and side effects, on a task: 2,000 characters are for everything, and these are shed late. */
export const TASK_LINES = 6;
