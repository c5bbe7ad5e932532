import { type CallState, STATE_VERSION } from "../session/state/call-state.ts";
import type { Entry, Transcript } from "../session/state/transcript.ts";
import { ReplayFilter } from "./replay-filter.ts";

/**
 * A call in the Durable Object's SQLite: the state as one row, the transcript as rows of its own, of which only
 * the changed ones are written.
 */
export class CallStore {
  readonly #sql: SqlStorage;
  #written: Transcript = [];
  #newFrames: string[] = [];

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec("CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY CHECK (id = 0), json TEXT NOT NULL)");
    sql.exec("CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY, json TEXT NOT NULL)");
    sql.exec("CREATE TABLE IF NOT EXISTS frames (id INTEGER PRIMARY KEY, raw TEXT NOT NULL)");
  }

  /** Frames of this session that were acted on, oldest first. */
  frames(): readonly string[] {
    return this.#sql
      .exec<{ raw: string }>("SELECT raw FROM frames ORDER BY id")
      .toArray()
      .map((f) => f.raw);
  }

  /**
   * Keeps a frame that must not count twice, even if this process dies before Twilio replays it; with the next
   * `writeFrames`, so that it is stored in one commit with what came of it.
   */
  remember(raw: string): void {
    this.#newFrames.push(raw);
  }

  writeFrames(): void {
    if (this.#newFrames.length === 0) return;
    for (const raw of this.#newFrames) this.#sql.exec("INSERT INTO frames (raw) VALUES (?)", raw);
    this.#newFrames = [];
    this.#sql.exec("DELETE FROM frames WHERE id <= (SELECT MAX(id) FROM frames) - ?", ReplayFilter.LIMIT);
  }

  forgetFrames(): void {
    this.#newFrames = [];
    this.#sql.exec("DELETE FROM frames");
  }

  /** The call as it was last saved; `other_version` when another release has written it. */
  load(): CallState | "other_version" | undefined {
    const row = this.#sql.exec<{ json: string }>("SELECT json FROM state").toArray()[0];
    if (!row) return undefined;
    const stored = JSON.parse(row.json) as CallState; // written by `save` alone
    if (stored.v !== STATE_VERSION) return "other_version";
    const entries = this.#sql.exec<{ json: string }>("SELECT json FROM entries ORDER BY id").toArray();
    this.#written = entries.map((e) => JSON.parse(e.json) as Entry); // as above
    return { ...stored, transcript: this.#written };
  }

  save(state: CallState): void {
    const { transcript, ...rest } = state;
    this.#sql.exec("INSERT OR REPLACE INTO state (id, json) VALUES (0, ?)", JSON.stringify(rest));
    // Entries are immutable, so the same object is the same row; nearly always only the tail is new.
    let same = 0;
    while (same < transcript.length && transcript[same] === this.#written[same]) same += 1;
    for (const entry of transcript.slice(same)) {
      this.#sql.exec(
        "INSERT OR REPLACE INTO entries (id, json) VALUES (?, ?)",
        entry.id,
        JSON.stringify(entry),
      );
    }
    const kept = new Set(transcript.map((e) => e.id));
    for (const gone of this.#written.slice(same)) {
      if (!kept.has(gone.id)) this.#sql.exec("DELETE FROM entries WHERE id = ?", gone.id);
    }
    this.#written = transcript;
  }
}
