import { AGENT_TABLES } from "./agents/agent-tables.ts";
import { ALERT_TABLES } from "./alerts/alert-tables.ts";
import { QUESTION_TABLES } from "./calls/question-tables.ts";
import { OUTBOX_TABLES } from "./outbox/outbox-tables.ts";
import type { Sql } from "./sql.ts";

/**
 * The tables of calls, and how each version of them is made of the one before. A ledger of a later release is not touched:
 * after a rollback its calls are still there, and nobody lists them until it is forward again.
 */

/**
 * A call's `id` is its beginning in milliseconds, times `IDS_A_MS`, and a number among those of that millisecond: the
 * newest come first by the table's own order, in the list and in a search alike, and no index has to be written for it.
 */
export const IDS_A_MS = 1_000;

const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `CREATE TABLE calls (
      id INTEGER PRIMARY KEY, call_sid TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL,
      agent TEXT NOT NULL, from_number TEXT, to_number TEXT, started_at INTEGER NOT NULL, ended_at INTEGER,
      phase TEXT NOT NULL, language TEXT NOT NULL, outcome TEXT, reason_code TEXT,
      p50_ms INTEGER, p95_ms INTEGER, silence_ms INTEGER,
      model_failures INTEGER NOT NULL, tool_failures INTEGER NOT NULL, cost_usd REAL,
      release TEXT NOT NULL, kept_until INTEGER, more TEXT NOT NULL)`,
    // A caller is looked for by their number, and all of theirs are deleted by it. Called numbers are few.
    "CREATE INDEX calls_from ON calls (from_number) WHERE from_number IS NOT NULL",
    "CREATE INDEX calls_kept ON calls (kept_until) WHERE kept_until IS NOT NULL",
    `CREATE VIRTUAL TABLE said USING fts5(words, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3')`,
    // What is deleted leaves the index's pages at once, and not when they are next merged.
    "INSERT INTO said (said, rank) VALUES ('secure-delete', 1)",
    // Calls that were deleted on request: a note that was on its way does not bring them back.
    "CREATE TABLE forgotten (call_sid TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID",
  ],
  [...OUTBOX_TABLES, ...ALERT_TABLES],
  // Of an earlier release's calls it is not known, and was the code.
  ["ALTER TABLE calls ADD COLUMN agent_version INTEGER"],
  AGENT_TABLES,
  QUESTION_TABLES,
  // Of an earlier release's drafts it is not known: they are published as they were then.
  ["ALTER TABLE agent_drafts ADD COLUMN base INTEGER"],
];

/** How many there are. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** @returns whether this release can use it. */
export function migrate(sql: Sql, migrations = MIGRATIONS): "ready" | "newer" {
  sql.exec(
    "CREATE TABLE IF NOT EXISTS meta (id INTEGER PRIMARY KEY CHECK (id = 0), version INTEGER NOT NULL)",
  );
  const [row] = sql.exec<{ version: number }>("SELECT version FROM meta").toArray();
  const version = row?.version ?? 0;
  if (version > migrations.length) return "newer";
  if (version === migrations.length) return "ready";
  // One event of a Durable Object without an await is one transaction.
  for (const statements of migrations.slice(version)) for (const statement of statements) sql.exec(statement);
  sql.exec("INSERT OR REPLACE INTO meta (id, version) VALUES (0, ?)", migrations.length);
  return "ready";
}
