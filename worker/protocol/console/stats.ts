import type { Handoff } from "../handoff.ts";
import type { Outcome } from "../log/outcome.ts";

/** `GET /api/stats?from&to&by`: counts, rates and latencies of the calls that began then. */

export const GROUPED_BY = ["day", "agent", "language", "release", "version"] as const;
export type GroupedBy = (typeof GROUPED_BY)[number];

export interface Figures {
  readonly calls: number;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  /** Why people were needed. */
  readonly reasons: Readonly<Partial<Record<Handoff["reasonCode"], number>>>;
  /** Medians and 95th percentiles of the calls' own; absent without a turn. Milliseconds. */
  readonly firstFrameP50Ms?: number;
  readonly firstFrameP95Ms?: number;
  /** Calls in which a caller who waited for an answer heard nothing for more than 4 s. */
  readonly silent: number;
  readonly modelFailures: number;
  readonly toolFailures: number;
  readonly seconds: number;
  /** US dollars of the calls whose cost is known, and how many are not. */
  readonly costUsd: number;
  readonly unpriced: number;
}

export interface Stats {
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly by: GroupedBy;
  readonly total: Figures;
  /** `key`: a day as 2026-11-28 in UTC, an agent, a language, a release or an agent's version as shop@3; days in order, others by calls. */
  readonly groups: readonly (Figures & { readonly key: string })[];
}
