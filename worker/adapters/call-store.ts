import type { CallRecord } from "../protocol/call-record.ts";
import { type Mark, readMarks } from "../session/account/timeline/marks.ts";
import { type CallState, STATE_VERSION } from "../session/state/call-state.ts";
import { salvage } from "../session/state/salvage.ts";
import type { Transcript } from "../session/state/transcript.ts";
import { ReplayFilter } from "./replay-filter.ts";

/** A mark is a digest, or a key: a row of them is 2 kB. */
const MARKS_PER_ROW = 100;

/**
 * What happened when is written with the state's row, which is written anyway, and only as many marks at once as cost
 * nothing beside it; when there are more, they become a row of their own. A lively call of five minutes has four of them.
 */
const NOTES_PER_ROW = 150;

/** What a call was when it was last saved. */
export interface StoredCall {
  readonly state: CallState;
  /** What happened in it and when, as far as it was written. */
  readonly marks: readonly Mark[];
  readonly otherRelease: boolean;
}

/**
 * A call in the Durable Object's SQLite: the state as one row, the transcript as rows of its own, of which only
 * the changed ones are written.
 */
export class CallStore {
  readonly #sql: SqlStorage;
  #written: Transcript = [];
  #newFrames: string[] = [];
  /** The row that marks are added to. */
  #frames: { readonly id: number; readonly marks: readonly string[] } = { id: 0, marks: [] };
  #recordKept = false;
  /** How many marks of what happened lie in rows of their own. */
  #notesInRows = 0;
  readonly #callSid: string;

  /** @param callSid - the object's own name, for what another release has stored in a way that cannot be read. */
  constructor(sql: SqlStorage, callSid: string) {
    this.#sql = sql;
    this.#callSid = callSid;
    this.open();
  }

  /** Makes its tables, where they are not there: at first, and when a call comes back of which everything was deleted. */
  open(): void {
    const sql = this.#sql;
    sql.exec("CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY CHECK (id = 0), json TEXT NOT NULL)");
    sql.exec("CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY, json TEXT NOT NULL)");
    sql.exec("CREATE TABLE IF NOT EXISTS frames (id INTEGER PRIMARY KEY, raw TEXT NOT NULL)");
    sql.exec("CREATE TABLE IF NOT EXISTS record (id INTEGER PRIMARY KEY CHECK (id = 0), json TEXT NOT NULL)");
    this.#written = [];
    this.#newFrames = [];
    this.#frames = { id: 0, marks: [] };
    this.#recordKept = false;
    this.#notesInRows = 0;
  }

  /** Marks of this session's frames that were acted on, oldest first. */
  frames(): readonly string[] {
    const rows = this.#sql
      .exec<{ id: number; raw: string }>("SELECT id, raw FROM frames ORDER BY id")
      .toArray();
    const last = rows.at(-1);
    this.#frames = { id: last?.id ?? 0, marks: last ? marksIn(last.raw) : [] };
    return rows.flatMap(({ raw }) => marksIn(raw));
  }

  /**
   * Keeps the mark of a frame that must not count twice, even if this process dies before Twilio replays it; with the next
   * `writeFrames`, so that it is stored in one commit with what came of it.
   */
  remember(raw: string): void {
    this.#newFrames.push(raw);
  }

  /** Several marks are one row, which is written anew: each row is paid for twice, as it is deleted in the end. */
  writeFrames(): void {
    if (this.#newFrames.length === 0) return;
    if (this.#frames.marks.length >= MARKS_PER_ROW) {
      this.#frames = { id: this.#frames.id + 1, marks: [] };
      const rows = Math.ceil(ReplayFilter.LIMIT / MARKS_PER_ROW);
      this.#sql.exec("DELETE FROM frames WHERE id < ?", this.#frames.id - rows);
    }
    const { id } = this.#frames;
    const marks = [...this.#frames.marks, ...this.#newFrames];
    this.#frames = { id, marks };
    this.#newFrames = [];
    this.#sql.exec("INSERT OR REPLACE INTO frames (id, raw) VALUES (?, ?)", id, JSON.stringify(marks));
  }

  forgetFrames(): void {
    this.#newFrames = [];
    this.#frames = { id: 0, marks: [] };
    this.#sql.exec("DELETE FROM frames");
  }

  /** The call as it was last saved, or what can be used of it where another release has written it. */
  load(): StoredCall | undefined {
    const row = this.#sql.exec<{ json: string }>("SELECT json FROM state").toArray()[0];
    if (!row) return undefined;
    const stored = parsed(row.json);
    const entries: readonly unknown[] = this.#sql
      .exec<{ json: string }>("SELECT json FROM entries ORDER BY id")
      .toArray()
      .map((entry) => parsed(entry.json));
    this.#recordKept = this.keptRecord() !== undefined;
    const marks = this.#marks(stored);
    if (!isOurs(stored)) return { state: this.#salvaged(stored, entries), marks, otherRelease: true };
    this.#written = entries as Transcript; // written by `save` alone, as is the state
    const { marks: _, ...state } = stored;
    return { state: { ...state, transcript: this.#written }, marks, otherRelease: false };
  }

  /** @param stored - the state's row, with the newest of them. */
  #marks(stored: unknown): readonly Mark[] {
    const hasRows = this.#sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'notes'").toArray().length > 0;
    const rows = hasRows
      ? this.#sql.exec<{ json: string }>("SELECT json FROM notes ORDER BY id").toArray()
      : [];
    const older = readMarks(rows.flatMap(({ json }) => listIn(parsed(json))));
    this.#notesInRows = older.length;
    const newest = typeof stored === "object" && stored !== null && "marks" in stored ? stored.marks : [];
    return [...older, ...readMarks(listIn(newest))];
  }

  /** A call whose record was kept has ended, wherever another release says so. */
  #salvaged(stored: unknown, entries: readonly unknown[]): CallState {
    const state = salvage(stored, entries, this.#callSid);
    return this.#recordKept && state.phase.name !== "ended"
      ? {
          ...state,
          phase: { name: "ended", cause: "lost" },
          line: { at: "lost", sinceMs: state.call.startedAtMs },
        }
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

  /** @param marks - all of the call so far. */
  save(state: CallState, marks: readonly Mark[]): void {
    if (this.#recordKept && state.phase.name !== "ended") {
      // It has come back after its end: what was kept of it is no longer all.
      this.#sql.exec("DELETE FROM record");
      this.#recordKept = false;
    }
    const { transcript, ...rest } = state;
    const json = JSON.stringify({ ...rest, marks: this.#newest(marks) });
    this.#sql.exec("INSERT OR REPLACE INTO state (id, json) VALUES (0, ?)", json);
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

  /** Those that are written with the state; what has become too many is put into a row of its own. */
  #newest(marks: readonly Mark[]): readonly Mark[] {
    const newest = marks.slice(this.#notesInRows);
    if (newest.length < NOTES_PER_ROW) return newest;
    // Most calls have no such row, and a table costs as much as one.
    this.#sql.exec("CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, json TEXT NOT NULL)");
    this.#sql.exec("INSERT INTO notes (json) VALUES (?)", JSON.stringify(newest));
    this.#notesInRows += newest.length;
    return [];
  }
}

/** The marks of one row; an earlier release wrote each as it is, and a mark is no JSON list. */
function marksIn(raw: string): readonly string[] {
  const marks = parsed(raw);
  return Array.isArray(marks) ? marks : [raw];
}

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const isOurs = (stored: unknown): stored is CallState & { readonly marks?: unknown } =>
  typeof stored === "object" && stored !== null && "v" in stored && stored.v === STATE_VERSION;

/** What cannot be read is as good as another release's. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
