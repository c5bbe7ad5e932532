import type { CallNote, CallQuery } from "../../protocol/console/call-note.ts";
import type { CallRow } from "../../protocol/console/call-row.ts";
import type { EarlierCall, EarlierCallsQuery } from "../../protocol/console/earlier-call.ts";
import type { LiveCall } from "../../protocol/console/live.ts";
import type { PersonTimes } from "../../protocol/console/person-news.ts";
import { withoutPersonal } from "../../protocol/console/personal.ts";
import { IDS_A_MS } from "../schema.ts";
import type { Sql } from "../sql.ts";
import { COLUMN_NAMES, earlierCallOf, rowOf, type Stored, valuesOf } from "./columns.ts";
import { pageOf, type TablePage } from "./page.ts";
import { keepUnanswered } from "./questions.ts";
import { changeCall, storedCall } from "./stored-calls.ts";
import { GOES_ON, isHeard, LIVE_MS, personLeft } from "./with-person.ts";

const DAY_MS = 24 * 3_600_000;
/** The figures of a call, from its beginning. */
export const FIGURES_MS = 400 * DAY_MS;
/** Longer no note is on its way. */
const FORGOTTEN_MS = 2 * DAY_MS;
/** What is deleted in one go: the next goes on. */
const BATCH = 200;

/** The calls of the ledger: one row each, and what was said for as long as it is kept. */
export class CallTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** @returns the row as it is kept now; undefined where the note was old, or its call was deleted. */
  note({ seq, row, said, unanswered }: CallNote, nowMs: number): CallRow | undefined {
    const known = storedCall(this.#sql, row.callSid);
    if (known && Number(known.seq) >= seq) return undefined;
    if (!known && this.#isForgotten(row.callSid, seq)) return undefined;
    const isKept = row.keptUntil === undefined || row.keptUntil > nowMs;
    const kept = isKept ? row : withoutPersonal(row);
    const id = known?.id ?? this.#freeId(row.startedAt);
    if (known) changeCall(this.#sql, known, kept, seq);
    else {
      const columns = ["id", "seq", ...COLUMN_NAMES];
      const marks = columns.map(() => "?").join(", ");
      const values = [id, seq, ...valuesOf(kept)];
      this.#sql.exec(`INSERT INTO calls (${columns.join(", ")}) VALUES (${marks})`, ...values);
    }
    if (known?.ended_at) this.#forgetContent(id);
    if (said !== undefined && said !== "" && isKept)
      this.#sql.exec("INSERT INTO said (rowid, words) VALUES (?, ?)", id, said);
    if (isKept) keepUnanswered(this.#sql, id, row.language, unanswered ?? []);
    return kept;
  }

  #forgetContent(id: number): void {
    this.#sql.exec("DELETE FROM said WHERE rowid = ?", id);
    this.#sql.exec("DELETE FROM unanswered WHERE call_id = ?", id);
  }

  /** The person's part of a call is over. */
  personLeft(callSid: string, times: PersonTimes): CallRow | undefined {
    return personLeft(this.#sql, callSid, times);
  }

  /** A call tells of itself. @returns whether that is so. */
  isHeard(call: LiveCall): boolean {
    return isHeard(this.#sql, call);
  }

  #isForgotten(callSid: string, seq: number): boolean {
    const [gone] = this.#sql
      .exec<{ at: number }>("SELECT at FROM forgotten WHERE call_sid = ?", callSid)
      .toArray();
    return gone !== undefined && gone.at >= seq;
  }

  #freeId(startedAt: number): number {
    for (let first = startedAt * IDS_A_MS; ; first += IDS_A_MS) {
      const end = first + IDS_A_MS;
      const [last] = this.#sql
        .exec<{ id: number | null }>("SELECT max(id) AS id FROM calls WHERE id >= ? AND id < ?", first, end)
        .toArray();
      const next = (last?.id ?? first - 1) + 1;
      if (next < end) return next;
    }
  }

  row(callSid: string): CallRow | undefined {
    const stored = storedCall(this.#sql, callSid);
    return stored && rowOf(stored);
  }

  /** Calls that go on, with the agent or with a person, as far as is known. */
  live(nowMs: number): readonly CallRow[] {
    return this.#sql
      .exec<Stored>(
        `SELECT * FROM calls WHERE id >= ? AND ${GOES_ON} ORDER BY id DESC LIMIT 2000`,
        (nowMs - LIVE_MS) * IDS_A_MS,
        nowMs,
      )
      .toArray()
      .map(rowOf);
  }

  /** From and to a number, so many of them. */
  ofNumber(number: string, limit: number): readonly string[] {
    return this.#sql
      .exec<{ call_sid: string }>(
        "SELECT call_sid FROM calls WHERE from_number = ?1 UNION SELECT call_sid FROM calls WHERE to_number = ?1 LIMIT ?2",
        number,
        limit,
      )
      .toArray()
      .map(({ call_sid }) => call_sid);
  }

  /** From a number, and over; the newest first. What need not be kept any more is not told, whenever it is deleted. */
  earlierCalls(number: string, { sinceMs, limit }: EarlierCallsQuery, nowMs: number): readonly EarlierCall[] {
    if (number === "") return [];
    return this.#sql
      .exec<Stored>(
        `SELECT * FROM calls WHERE from_number = ? AND id >= ? AND ended_at IS NOT NULL
        AND (kept_until IS NULL OR kept_until > ?) ORDER BY id DESC LIMIT ?`,
        number,
        sinceMs * IDS_A_MS,
        nowMs,
        limit,
      )
      .toArray()
      .map((stored) => earlierCallOf(rowOf(stored)));
  }

  page(query: CallQuery, nowMs: number): TablePage {
    return pageOf(this.#sql, query, nowMs);
  }

  /** Deletes all of a call. @returns whether there was any. */
  forget(callSid: string, nowMs: number): boolean {
    const [known] = this.#sql
      .exec<{ id: number; seq: number }>("SELECT id, seq FROM calls WHERE call_sid = ?", callSid)
      .toArray();
    this.#sql.exec("DELETE FROM forgotten WHERE at < ?", nowMs - FORGOTTEN_MS);
    this.#sql.exec(
      "INSERT OR REPLACE INTO forgotten (call_sid, at) VALUES (?, ?)",
      callSid,
      Math.max(nowMs, known?.seq ?? 0),
    );
    if (!known) return false;
    this.#forgetContent(known.id);
    this.#sql.exec("DELETE FROM calls WHERE id = ?", known.id);
    return true;
  }

  /** Deletes what need not be kept any longer, some at a time. @returns whether more is due. */
  expire(nowMs: number): boolean {
    const due = this.#sql
      .exec<Stored>("SELECT * FROM calls WHERE kept_until <= ? ORDER BY kept_until LIMIT ?", nowMs, BATCH)
      .toArray();
    for (const stored of due) {
      this.#forgetContent(stored.id);
      changeCall(this.#sql, stored, withoutPersonal(rowOf(stored)));
    }
    const old = this.#sql
      .exec<{ id: number }>(
        "SELECT id FROM calls WHERE id < ? ORDER BY id LIMIT ?",
        (nowMs - FIGURES_MS) * IDS_A_MS,
        BATCH,
      )
      .toArray();
    for (const { id } of old) {
      this.#forgetContent(id);
      this.#sql.exec("DELETE FROM calls WHERE id = ?", id);
    }
    return due.length === BATCH || old.length === BATCH;
  }

  /** When something is next to be deleted, epoch ms. */
  nextDueMs(): number | undefined {
    const [kept] = this.#sql
      .exec<{ at: number | null }>("SELECT min(kept_until) AS at FROM calls WHERE kept_until IS NOT NULL")
      .toArray();
    const [oldest] = this.#sql.exec<{ id: number | null }>("SELECT min(id) AS id FROM calls").toArray();
    const due = [
      kept?.at ?? undefined,
      oldest?.id == null ? undefined : Math.floor(oldest.id / IDS_A_MS) + FIGURES_MS,
    ].filter((at) => at !== undefined);
    return due.length > 0 ? Math.min(...due) : undefined;
  }
}
