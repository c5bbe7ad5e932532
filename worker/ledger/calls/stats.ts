import type { CallRow } from "../../protocol/console/call-row.ts";
import type { Figures, GroupedBy, Stats } from "../../protocol/console/stats.ts";
import { IDS_A_MS } from "../schema.ts";
import type { Sql } from "../sql.ts";

/** What is asked for: the calls that began then, epoch ms. */
export interface StatsQuery {
  readonly fromMs: number;
  readonly toMs: number;
  readonly by: GroupedBy;
}

/** A caller who waited for an answer heard nothing for longer: milliseconds. */
const SILENT_MS = 4_000;

const KEYS: Readonly<Record<GroupedBy, string>> = {
  day: "strftime('%Y-%m-%d', started_at / 1000, 'unixepoch')",
  agent: "agent",
  language: "language",
  release: "release",
  version: "agent || '@' || coalesce(agent_version, 0)",
};

type Sums = {
  readonly key: string;
  readonly outcome: Required<CallRow>["outcome"] | null;
  readonly reason: Required<CallRow>["reasonCode"] | null;
  readonly calls: number;
  readonly silent: number;
  readonly model_failures: number;
  readonly tool_failures: number;
  readonly ms: number;
  readonly cost: number;
  readonly unpriced: number;
};

/** Sums by group, and over all. Of 100,000 calls the rows stay in the database: what leaves it are groups. */
export function statsOf(sql: Sql, { fromMs, toMs, by }: StatsQuery): Stats {
  const range = [fromMs * IDS_A_MS, toMs * IDS_A_MS] as const;
  const sums = sql
    .exec<Sums>(
      `SELECT ${KEYS[by]} AS key, outcome, reason_code AS reason, count(*) AS calls,
        sum(coalesce(silence_ms, 0) > ${SILENT_MS}) AS silent,
        sum(model_failures) AS model_failures, sum(tool_failures) AS tool_failures,
        sum(coalesce(ended_at - started_at, 0)) AS ms, coalesce(sum(cost_usd), 0.0) AS cost,
        sum(ended_at IS NOT NULL AND cost_usd IS NULL) AS unpriced
      FROM calls WHERE id >= ? AND id < ? GROUP BY 1, 2, 3`,
      ...range,
    )
    .toArray();
  const p50 = percentiles(sql, "p50_ms", 50, KEYS[by], range);
  const p95 = percentiles(sql, "p95_ms", 95, KEYS[by], range);
  const groups = [...Map.groupBy(sums, ({ key }) => key)].map(([key, rows]) => ({
    key,
    ...figuresOf(rows, p50.get(key), p95.get(key)),
  }));
  const [allP50, allP95] = [
    percentiles(sql, "p50_ms", 50, "'all'", range),
    percentiles(sql, "p95_ms", 95, "'all'", range),
  ];
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    by,
    total: figuresOf(sums, allP50.get("all"), allP95.get("all")),
    groups: groups.sort((a, b) => (by === "day" ? (a.key < b.key ? -1 : 1) : b.calls - a.calls)),
  };
}

/** By the nearest rank, as a call's own are. */
function percentiles(
  sql: Sql,
  column: "p50_ms" | "p95_ms",
  percent: number,
  key: string,
  range: readonly [number, number],
): ReadonlyMap<string, number> {
  const rows = sql
    .exec<{ key: string; ms: number }>(
      `SELECT key, ms FROM (
        SELECT ${key} AS key, ${column} AS ms, row_number() OVER w AS rank, count(*) OVER (PARTITION BY ${key}) AS n
        FROM calls WHERE id >= ? AND id < ? AND ${column} IS NOT NULL
        WINDOW w AS (PARTITION BY ${key} ORDER BY ${column}))
      WHERE rank = max(1, (n * ${percent} + 99) / 100)`,
      ...range,
    )
    .toArray();
  return new Map(rows.map(({ key, ms }) => [key, ms]));
}

function figuresOf(rows: readonly Sums[], p50: number | undefined, p95: number | undefined): Figures {
  const sum = (of: (row: Sums) => number) => rows.reduce((total, row) => total + of(row), 0);
  const counted = (of: (row: Sums) => string | null) => {
    const counts: Record<string, number> = {};
    for (const row of rows) {
      const name = of(row);
      if (name !== null) counts[name] = (counts[name] ?? 0) + row.calls;
    }
    return counts;
  };
  return {
    calls: sum((row) => row.calls),
    outcomes: counted((row) => row.outcome),
    reasons: counted((row) => row.reason),
    ...(p50 !== undefined && { firstFrameP50Ms: p50 }),
    ...(p95 !== undefined && { firstFrameP95Ms: p95 }),
    silent: sum((row) => row.silent),
    modelFailures: sum((row) => row.model_failures),
    toolFailures: sum((row) => row.tool_failures),
    seconds: Math.round(sum((row) => row.ms) / 1_000),
    costUsd: sum((row) => row.cost),
    unpriced: sum((row) => row.unpriced),
  };
}
