/** How the bench's model answers, until it is told otherwise. */
export interface Plan {
  /** From the request to the first piece of the answer; milliseconds. */
  readonly firstMs: number;
  /** Between two pieces; milliseconds. */
  readonly gapMs: number;
  /** The reply's pieces. `$who` stands for the two words that the question names its caller by. */
  readonly deltas: readonly string[];
  /** Made in answer to the caller, all in one response; their results are answered with `deltas`. */
  readonly calls?: readonly { readonly name: string; readonly arguments: object }[];
  /** How long TaskRouter's statistics take to say nothing of use; milliseconds, 0 where absent. */
  readonly statisticsMs?: number;
  /** Of all requests, those that get a fault in place of an answer: see ./faults.ts. From 0, which is the default, to 1. */
  readonly faultShare?: number;
}

/** One request and what became of it. Times as in `nowUs`. */
export interface ModelRecord {
  /** The bearer token it came with: which server asked. */
  readonly key: string;
  /** The caller's last words in it. */
  readonly question: string;
  /** It brings the results of tools. */
  readonly afterTools: boolean;
  /** The whole request had come in. */
  readonly receivedUs: number;
  readonly bytes: number;
  /** When the first and the third piece, and the last of all, were written. */
  readonly firstUs: number | undefined;
  readonly thirdUs: number | undefined;
  readonly lastUs: number | undefined;
  /** It was answered with a fault. */
  readonly faulty: boolean;
  /** The client went away before the reply was over. */
  readonly abortedUs: number | undefined;
  /** As it came, where it was asked for. */
  readonly body: string | undefined;
}

export type ModelOrder =
  | { readonly do: "play"; readonly plan: Plan; readonly keepBodies: boolean }
  /** Connections that are idle are closed, and new ones take this long. */
  | { readonly do: "slow_connects"; readonly ms: number }
  | { readonly do: "collect" };

export type ModelNews =
  | { readonly is: "listening"; readonly port: number }
  | { readonly is: "collected"; readonly records: readonly ModelRecord[]; readonly connections: number };
