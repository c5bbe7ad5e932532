import type { TextToCount } from "../../protocol/console/call-note.ts";
import type { Sql } from "../sql.ts";

const DAY_MS = 24 * 3_600_000;
const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

/** How many text messages each caller was sent today, by UTC. With the day the row goes. */
export class TextCounts {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
    sql.exec(
      "CREATE TABLE IF NOT EXISTS texts (day INTEGER NOT NULL, who TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (day, who)) WITHOUT ROWID",
    );
  }

  /** One more is to be sent. @returns whether it is beyond what they may be sent; it is not counted then. */
  isBeyond({ who, atMost }: TextToCount, nowMs: number): boolean {
    this.expire(nowMs);
    const day = dayOf(nowMs);
    const [known] = this.#sql
      .exec<{ count: number }>("SELECT count FROM texts WHERE day = ? AND who = ?", day, who)
      .toArray();
    if ((known?.count ?? 0) >= atMost) return true;
    this.#sql.exec(
      "INSERT INTO texts (day, who, count) VALUES (?, ?, 1) ON CONFLICT (day, who) DO UPDATE SET count = count + 1",
      day,
      who,
    );
    return false;
  }

  expire(nowMs: number): void {
    this.#sql.exec("DELETE FROM texts WHERE day < ?", dayOf(nowMs));
  }

  /** When something is next to be deleted, epoch ms. */
  nextDueMs(): number | undefined {
    const [oldest] = this.#sql.exec<{ day: number | null }>("SELECT min(day) AS day FROM texts").toArray();
    return oldest?.day == null ? undefined : (oldest.day + 1) * DAY_MS;
  }
}
