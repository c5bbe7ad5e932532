import type { Fact, Identity } from "../../protocol/handoff.ts";

/** One check of who the caller is, and how it went. */
export interface IdentityCheck {
  readonly status: Extract<Identity["status"], "verified" | "failed">;
  /** What was checked, for a person to judge it by: "order number and ZIP code". */
  readonly method: string;
  /** Whose call it is; of a check that failed, who the caller said they were. */
  readonly name?: string | undefined;
}

/**
 * What a run that went well says to the person who may take over. Text is plain, bounded, and without card numbers
 * and secret keypad entries.
 */
export interface ToolReport {
  /** What was done: "Looked up order 1042". */
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly identity: IdentityCheck | undefined;
  /** What the caller may count on from now on, once they are told. */
  readonly promises: readonly string[];
}
