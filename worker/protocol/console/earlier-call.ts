import type { CallRow } from "./call-row.ts";

/** A call of the same caller that is over, as the ledger still has it. */
export type EarlierCall = Pick<
  CallRow,
  | "startedAt"
  | "agent"
  | "outcome"
  | "reasonCode"
  | "reason"
  | "summary"
  | "intent"
  | "wanted"
  | "done"
  | "promises"
>;

export interface EarlierCallsQuery {
  /** Epoch ms of their beginning, at the earliest. */
  readonly sinceMs: number;
  readonly limit: number;
}
