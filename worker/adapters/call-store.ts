import type { CallRecord } from "../protocol/call-record.ts";
import { type CallState, STATE_VERSION } from "../session/state/call-state.ts";
import { salvage } from "../session/state/salvage.ts";
import type { Transcript } from "../session/state/transcript.ts";
import { ReplayFilter } from "./replay-filter.ts";

/**
 * A call in the Durable Object's SQLite: the state as one row, the transcript as rows of its own, of which only
 * the changed ones are written.
 */
export class CallStore {
  readonly #sql: SqlStorage;
  #written: Transcript = [];
  #newFrames: string[] = [];
  #recordKept = false;
  readonly #callSid: string;

  /** @param callSid - the object's own name, for what another release has stored in a way that cannot be read. */
  constructor(sql: SqlStorage, callSid: string) {
    this.#sql = sql;
    this.#callSid = callSid;
    sql.exec("CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY CHECK (id = 0), json TEXT NOT NULL)");
    sql.exec("CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY, json TEXT NOT NULL)");
    sql.exec("CREATE TABLE IF NOT EXISTS frames (id INTEGER PRIMARY KEY, raw TEXT NOT NULL)");
    sql.exec("CREATE TABLE IF NOT EXISTS record (id INTEGER PRIMARY KEY CHECK (id = 0), json TEXT NOT NULL)");
  }

  /** Marks of this session's frames that were acted on, oldest first. */
  frames(): readonly string[] {
    return this.#sql
      .exec<{ raw: string }>("SELECT raw FROM frames ORDER BY id")
      .toArray()
      .map((f) => f.raw);
  }

  /**
   * Keeps the mark of a frame that must not count twice, even if this process dies before Twilio replays it; with the next
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

  /** The call as it was last saved, or what can be used of it where another release has written it. */
  load(): { readonly state: CallState; readonly otherRelease: boolean } | undefined {
    const row = this.#sql.exec<{ json: string }>("SELECT json FROM state").toArray()[0];
    if (!row) return undefined;
    const stored = parsed(row.json);
    const entries: readonly unknown[] = this.#sql
      .exec<{ json: string }>("SELECT json FROM entries ORDER BY id")
      .toArray()
      .map((entry) => parsed(entry.json));
    this.#recordKept = this.keptRecord() !== undefined;
    if (!isOurs(stored)) return { state: this.#salvaged(stored, entries), otherRelease: true };
    this.#written = entries as Transcript; // written by `save` alone, as is the state
    return { state: { ...stored, transcript: this.#written }, otherRelease: false };
  }

  /** A call whose record was kept has ended, wherever another release says so. */
  #salvaged(stored: unknown, entries: readonly unknown[]): CallState {
    const state = salvage(stored, entries, this.#callSid);
    return this.#recordKept && state.phase.name !== "ended"
      ? { ...state, phase: { name: "ended", cause: "lost" } }
      : state;
  }

  /** The record of a call that has ended, as it was then: it is read whatever release comes after. */
  keepRecord(record: CallRecord): void {
    this.#recordKept = true;
    this.#sql.exec("INSERT OR REPLACE INTO record (id, json) VALUES (0, ?)", JSON.stringify(record));
  }

  keptRecord(): CallRecord | undefined {
    const row = this.#sql.exec<{ json: string }>("SELECT json FROM record").toArray()[0];
    return row && (JSON.parse(row.json) as CallRecord); // written by `keepRecord` alone; the plugin reads any release's
  }

  save(state: CallState): void {
    if (this.#recordKept && state.phase.name !== "ended") {
      // It has come back after its end: what was kept of it is no longer all.
      this.#sql.exec("DELETE FROM record");
      this.#recordKept = false;
    }
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

const isOurs = (stored: unknown): stored is CallState =>
  typeof stored === "object" && stored !== null && "v" in stored && stored.v === STATE_VERSION;

/** What cannot be read is as good as another release's. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
