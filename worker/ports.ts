/** What the outside has to provide. Production gives workerd's; tests give doubles that behave. */

export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Calls back once. @returns cancels it. */
  readonly after: (ms: number, callback: () => void) => () => void;
}

/** One JSON object a line: a static event name and fields with units. Nothing a person said or pressed. */
export interface Log {
  readonly info: (event: string, fields?: LogFields) => void;
  readonly warn: (event: string, fields?: LogFields) => void;
  /** `cause` is logged by its kind and its places; the rest of it may quote the conversation. */
  readonly error: (event: string, cause: unknown, fields?: LogFields) => void;
}

export type LogFields = Readonly<Record<string, string | number | boolean>>;
