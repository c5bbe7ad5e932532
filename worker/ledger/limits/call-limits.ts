import type { Beyond } from "../../protocol/console/call-note.ts";
import type { CallRow } from "../../protocol/console/call-row.ts";
import { IDS_A_MS } from "../schema.ts";
import type { Sql } from "../sql.ts";

/** What all calls of the installation together may take; undefined where it is not bounded. */
export interface LimitsOfAll {
  readonly callsAtOnce: number | undefined;
  readonly callsAtOncePerCaller: number | undefined;
  /** US dollars to the models' providers, by the UTC day in which calls began. */
  readonly spendUsdADay: number | undefined;
  /** A call whose end nobody has told is over by then, ms. */
  readonly longestCallMs: number;
}

const DAY_MS = 24 * 3_600_000;
/** One that is told of later has been answered, and is not turned away in the middle: the ledger was gone when it began. */
const NEW_MS = 30_000;
/** The day's rows are summed anew after this long: many calls may begin in a second. */
const SUMMED_MS = 5_000;

/** Those that the agent has. Who waits for a person, or is with one, costs no model. */
const WITH_AGENT = "ended_at IS NULL AND phase NOT IN ('handing_off', 'with_person', 'ended')";

/** Which limit over all calls one that begins is beyond, by the rows of the others. */
export class CallLimits {
  readonly #sql: Sql;
  readonly #limits: LimitsOfAll;
  #spent: { readonly atMs: number; readonly usd: number } | undefined;

  constructor(sql: Sql, limits: LimitsOfAll) {
    this.#sql = sql;
    this.#limits = limits;
    // Only where all are counted: an index is a row more to write at the beginning of a call, and at its end.
    sql.exec(
      limits.callsAtOnce === undefined
        ? "DROP INDEX IF EXISTS calls_at_once"
        : "CREATE INDEX IF NOT EXISTS calls_at_once ON calls (started_at) WHERE ended_at IS NULL",
    );
  }

  /** To be asked before the row is written. @returns undefined as well where it is not a call that begins. */
  beyond(row: CallRow, nowMs: number): Beyond | undefined {
    const { callsAtOnce, callsAtOncePerCaller, spendUsdADay, longestCallMs } = this.#limits;
    if ((callsAtOnce ?? callsAtOncePerCaller ?? spendUsdADay) === undefined) return undefined;
    if (row.endedAt !== undefined || row.phase === "handing_off") return undefined;
    if (nowMs - row.startedAt > NEW_MS || this.#isKnown(row.callSid)) return undefined;
    const sinceMs = nowMs - longestCallMs;
    // Who withholds their number is not one caller with all who do.
    if (
      callsAtOncePerCaller !== undefined &&
      row.from &&
      this.#ofCaller(row.from, sinceMs) >= callsAtOncePerCaller
    )
      return "calls_at_once_of_caller";
    if (callsAtOnce !== undefined && this.#ofAll(sinceMs) >= callsAtOnce) return "calls_at_once_of_account";
    if (spendUsdADay !== undefined && this.#spentUsd(nowMs) >= spendUsdADay) return "spend_of_day";
    return undefined;
  }

  #isKnown(callSid: string): boolean {
    return this.#sql.exec("SELECT 1 FROM calls WHERE call_sid = ?", callSid).toArray().length > 0;
  }

  #ofCaller(number: string, sinceMs: number): number {
    return this.#count(
      `SELECT count(*) AS count FROM calls WHERE from_number = ? AND id >= ? AND ${WITH_AGENT}`,
      number,
      sinceMs * IDS_A_MS,
    );
  }

  #ofAll(sinceMs: number): number {
    return this.#count(
      `SELECT count(*) AS count FROM calls INDEXED BY calls_at_once WHERE started_at >= ? AND ${WITH_AGENT}`,
      sinceMs,
    );
  }

  #count(query: string, ...bindings: readonly (string | number)[]): number {
    const [row] = this.#sql.exec<{ count: number }>(query, ...bindings).toArray();
    return row?.count ?? 0;
  }

  #spentUsd(nowMs: number): number {
    const day = startOfDay(nowMs);
    const known = this.#spent;
    if (known && known.atMs >= day && nowMs - known.atMs < SUMMED_MS) return known.usd;
    const [row] = this.#sql
      .exec<{ usd: number }>(
        "SELECT coalesce(sum(cost_usd), 0.0) AS usd FROM calls WHERE id >= ?",
        day * IDS_A_MS,
      )
      .toArray();
    const usd = row?.usd ?? 0;
    this.#spent = { atMs: nowMs, usd };
    return usd;
  }
}

const startOfDay = (ms: number): number => ms - (ms % DAY_MS);
