/** What waits to be delivered, and targets that rest. The body is last: to look at the others no page of it is read. */
export const OUTBOX_TABLES: readonly string[] = [
  `CREATE TABLE outbox (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, target TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE, call_sid TEXT, tries INTEGER NOT NULL DEFAULT 0, due INTEGER NOT NULL,
    expires INTEGER NOT NULL, chars INTEGER NOT NULL, body TEXT NOT NULL)`,
  "CREATE INDEX outbox_due ON outbox (target, due)",
  "CREATE TABLE outbox_targets (target TEXT PRIMARY KEY, failures INTEGER NOT NULL, rests_until INTEGER NOT NULL)",
];
