import type { LogEvent } from "./protocol/log/log-events.ts";

/** What the outside has to provide. Production gives workerd's; tests give doubles that behave. */

export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Calls back once. @returns cancels it. */
  readonly after: (ms: number, callback: () => void) => () => void;
}

/**
 * Writes one JSON object a line: a static event name, which has its level in `LOG_EVENTS`, and fields with units. Nothing a
 * person said or pressed.
 *
 * @param thrown - whatever it was: its kind, its places and Twilio's or the server's codes are logged; the rest of it may
 * quote the conversation.
 */
export type Log = (event: LogEvent, fields?: LogFields, ...thrown: readonly [cause?: unknown]) => void;

export type LogFields = Readonly<Record<string, string | number | boolean>>;
