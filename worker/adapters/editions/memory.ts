import type { Edited } from "../../agent/editing/edited.ts";

/** Of each: a handful of agents have a handful of versions that calls still have. */
const MOST = 50;

/** What a process knows of the agents' versions: for as long as it runs, and for whatever of it asks. */
export interface Memory {
  /** What the ledger said last, by `answering/AGENT` and `edition/AGENT/VERSION`; `stamp` is another where it is another. */
  readonly copies: Map<string, { readonly stamp: string; readonly value: object }>;
  /** A version with its code, checked: by `AGENT@VERSION`, which never changes. */
  readonly checked: Map<string, Edited>;
}

export const emptyMemory = (): Memory => ({ copies: new Map(), checked: new Map() });

/** The newest of them: what has not been needed for longest goes. */
export function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MOST && oldest !== undefined) map.delete(oldest);
}
