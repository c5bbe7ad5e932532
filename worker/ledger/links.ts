/** Links that work once: those that were used, until they would have expired anyway. */
export class UsedLinks {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(
      "CREATE TABLE IF NOT EXISTS used_links (nonce TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID",
    );
  }

  /**
   * @param untilMs - when the link expires, epoch ms: nobody has to remember it for longer.
   * @returns whether this is the first time.
   */
  useOnce(nonce: string, untilMs: number, nowMs: number): boolean {
    this.#sql.exec("DELETE FROM used_links WHERE until < ?", nowMs);
    return (
      this.#sql.exec("INSERT OR IGNORE INTO used_links (nonce, until) VALUES (?, ?)", nonce, untilMs)
        .rowsWritten > 0
    );
  }
}
