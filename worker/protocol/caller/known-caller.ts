/**
 * What was known of a caller before they said a word. It is information: nobody is identified by it, and nothing is routed by
 * it, as whoever calls from a number need not be the one who is known by it.
 */

/** One thing that is known; a memory has no name. */
export interface Known {
  /** Where it comes from, as a person reads it: "Segment". */
  readonly from: string;
  readonly name?: string | undefined;
  readonly value: string;
}

export interface KnownCaller {
  readonly facts: readonly Known[];
  /** By name, for the greeting and for tools; the model is not told of them. */
  readonly variables: Readonly<Record<string, string>>;
}

export const NOTHING_KNOWN: KnownCaller = { facts: [], variables: {} };
