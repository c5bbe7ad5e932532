/** What was searched for in a call and not found, by the `id` of its row: content, and gone with what was said. */
export const QUESTION_TABLES: readonly string[] = [
  `CREATE TABLE unanswered (
    call_id INTEGER NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL, language TEXT NOT NULL, asked TEXT NOT NULL,
    PRIMARY KEY (call_id, n)) WITHOUT ROWID`,
];
