import type { AuditEntry } from "../protocol/console/audit.ts";

/** As long as the figures of a call are kept. */
const KEPT_MS = 400 * 24 * 3_600_000;
/** So that somebody who is refused all day does not fill the disk; the oldest go first. */
const MAX_ROWS = 20_000;
const CLEARED_EVERY = 100;

/** Who did what, and when: what operators did, and what they were refused. */
export class AuditList {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(
      "CREATE TABLE IF NOT EXISTS audit (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, by TEXT NOT NULL, what TEXT NOT NULL, call_sid TEXT)",
    );
  }

  add({ at, by, what, callSid }: AuditEntry): void {
    this.#sql.exec(
      "INSERT INTO audit (at, by, what, call_sid) VALUES (?, ?, ?, ?)",
      at,
      by,
      what,
      callSid ?? null,
    );
    const [last] = this.#sql.exec<{ id: number }>("SELECT max(id) AS id FROM audit").toArray();
    if (!last || last.id % CLEARED_EVERY !== 0) return;
    this.#sql.exec("DELETE FROM audit WHERE id <= ? OR at < ?", last.id - MAX_ROWS, at - KEPT_MS);
  }

  /** @returns the newest first. */
  newest(limit: number): readonly AuditEntry[] {
    return this.#sql
      .exec<{ at: number; by: string; what: string; call_sid: string | null }>(
        "SELECT at, by, what, call_sid FROM audit ORDER BY id DESC LIMIT ?",
        limit,
      )
      .toArray()
      .map(({ at, by, what, call_sid }) => ({
        at,
        by,
        what,
        ...(call_sid !== null && { callSid: call_sid }),
      }));
  }
}
