import type { CallRow } from "../../protocol/console/call-row.ts";
import type { EarlierCall } from "../../protocol/console/earlier-call.ts";
import { present } from "../../protocol/present.ts";
import type { SqlValue } from "../sql.ts";

/** A call's row as the table has it: what is filtered, summed or deleted in columns of its own, all else as JSON in `more`. */

const COLUMNS = {
  callSid: "call_sid",
  agent: "agent",
  agentVersion: "agent_version",
  from: "from_number",
  to: "to_number",
  startedAt: "started_at",
  endedAt: "ended_at",
  phase: "phase",
  language: "language",
  outcome: "outcome",
  reasonCode: "reason_code",
  firstFrameP50Ms: "p50_ms",
  firstFrameP95Ms: "p95_ms",
  longestSilenceMs: "silence_ms",
  modelFailures: "model_failures",
  toolFailures: "tool_failures",
  costUsd: "cost_usd",
  release: "release",
  keptUntil: "kept_until",
} as const satisfies Partial<Record<keyof CallRow, string>>;

const NAMES = Object.entries(COLUMNS);

/** Of the columns, in the order of `valuesOf`. */
export const COLUMN_NAMES: readonly string[] = [...NAMES.map(([, column]) => column), "more"];

export function valuesOf(row: CallRow): readonly SqlValue[] {
  const more = Object.entries(row).filter(([name]) => !Object.hasOwn(COLUMNS, name));
  const columns = NAMES.map(([name]) => row[name as keyof typeof COLUMNS] ?? null);
  return [...columns, JSON.stringify(Object.fromEntries(more))];
}

export type Stored = Readonly<Record<string, SqlValue | ArrayBuffer>> & {
  readonly id: number;
  readonly more: string;
};

export function rowOf(stored: Stored): CallRow {
  const columns = NAMES.flatMap(([name, column]) =>
    stored[column] === null ? [] : [[name, stored[column]]],
  );
  // Written by `valuesOf` alone, of a row; another release's has other names in it, which are left as they are.
  return { ...Object.fromEntries(columns), ...JSON.parse(stored.more) } as CallRow;
}

/** What a later call of the same caller is told of it. */
export const earlierCallOf = (row: CallRow): EarlierCall => {
  const { startedAt, agent, outcome, reasonCode, reason, summary, intent, wanted, done, promises } = row;
  return present({
    startedAt,
    agent,
    outcome,
    reasonCode,
    reason,
    summary,
    intent,
    wanted,
    done,
    promises,
  });
};
