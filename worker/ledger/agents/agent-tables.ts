/**
 * What is published and drafted of the agents. `agents` has what answers (0 for the code) and the last numbers that were
 * given, which are given once. What was written is last: a list of versions reads no page of it.
 */
export const AGENT_TABLES: readonly string[] = [
  `CREATE TABLE agents (agent TEXT PRIMARY KEY, last_version INTEGER NOT NULL, last_revision INTEGER NOT NULL,
    live INTEGER NOT NULL, live_by TEXT, live_at INTEGER, rollout INTEGER, share REAL, numbers TEXT) WITHOUT ROWID`,
  `CREATE TABLE agent_versions (agent TEXT NOT NULL, version INTEGER NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL,
    note TEXT, edit TEXT NOT NULL, PRIMARY KEY (agent, version))`,
  `CREATE TABLE agent_drafts (agent TEXT PRIMARY KEY, revision INTEGER NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL,
    edit TEXT NOT NULL)`,
  `CREATE TABLE agent_faults (agent TEXT NOT NULL, of TEXT NOT NULL, at INTEGER NOT NULL, message TEXT NOT NULL,
    PRIMARY KEY (agent, of)) WITHOUT ROWID`,
  // A digest of what a source has said of each last, and how it stands with the source itself.
  "CREATE TABLE agent_sourced (agent TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID",
  `CREATE TABLE agent_source (id INTEGER PRIMARY KEY CHECK (id = 0), due INTEGER, next INTEGER NOT NULL,
    said TEXT NOT NULL)`,
];
