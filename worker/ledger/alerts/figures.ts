import { IDS_A_MS } from "../schema.ts";
import type { Sql } from "../sql.ts";
import type { AlertPorts } from "./alerts.ts";
import type { AlertRow } from "./rules.ts";

const HOUR_MS = 3_600_000;
/** Calls are in the order of their beginning, and may take so long (`limits.maxCallMs`). */
const LONGEST_CALL_MS = 4 * HOUR_MS;
/** Of the newest so many; more change no rule's mind, and each row that is read is paid for. */
const MAX_ROWS = 5_000;

type Stored = {
  readonly call_sid: string;
  readonly ended_at: number;
  readonly outcome: string | null;
  readonly reason_code: string | null;
  readonly silence_ms: number | null;
  readonly p95_ms: number | null;
  readonly cost_usd: number | null;
};

/** What alerts go by, out of the ledger's table of calls. */
export function alertFigures(sql: Sql): Pick<AlertPorts, "endedSince" | "beganSince"> {
  return {
    endedSince: (ms) =>
      sql
        .exec<Stored>(
          `SELECT * FROM (SELECT call_sid, ended_at, outcome, reason_code, silence_ms, p95_ms, cost_usd FROM calls
          WHERE id >= ? ORDER BY id DESC LIMIT ?) WHERE ended_at >= ? ORDER BY ended_at DESC`,
          (ms - LONGEST_CALL_MS) * IDS_A_MS,
          MAX_ROWS,
          ms,
        )
        .toArray()
        .map((row) => ({
          callSid: row.call_sid,
          endedAt: row.ended_at,
          ...(row.outcome === null ? {} : { outcome: row.outcome }),
          ...(row.reason_code === null ? {} : { reasonCode: row.reason_code }),
          ...(row.silence_ms === null ? {} : { longestSilenceMs: row.silence_ms }),
          ...(row.p95_ms === null ? {} : { firstFrameP95Ms: row.p95_ms }),
          ...(row.cost_usd === null ? {} : { costUsd: row.cost_usd }),
        })) as AlertRow[], // written by the ledger, of rows that have these types
    beganSince: (ms, atMost) => {
      const [row] = sql
        .exec<{ count: number }>(
          "SELECT COUNT(*) AS count FROM (SELECT 1 FROM calls WHERE id >= ? LIMIT ?)",
          ms * IDS_A_MS,
          atMost,
        )
        .toArray();
      return row?.count ?? 0;
    },
  };
}
