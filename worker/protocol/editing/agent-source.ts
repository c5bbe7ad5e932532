/**
 * Where edits of agents come from beside people: rows of somebody's table, documents of somebody's account. It is read and
 * never written, and whatever it says is unknown until it was checked as an edit.
 */
export interface AgentSource {
  /** Asks once, and does not try again. @throws the reason of an aborted `signal`. */
  readonly read: (signal: AbortSignal) => Promise<SourceRead>;
}

export type SourceRead =
  /** Each agent once. */
  { readonly ok: true; readonly edits: readonly SourceEdit[] } | SourceFault;

export type SourceEdit =
  | {
      /** As it is written there. */
      readonly agent: string;
      readonly edit: unknown;
      /** Which row or revision it is, for the list of versions. */
      readonly note?: string;
    }
  /** It cannot be told which edit is meant. */
  | { readonly agent: string; readonly fault: string };

export interface SourceFault {
  readonly ok: false;
  /** `refused` is for somebody to repair, and so is `empty`; the others may pass. */
  readonly reason: "empty" | "unreadable" | "refused" | "rate_limited" | "unreachable" | "slow";
  /** Fit for a log and a page: nothing of what was read, no secret. */
  readonly message: string;
  /** Before that it is not to be asked again, milliseconds. */
  readonly waitMs?: number;
}
