/** Alerts that are on or were, and refused handshakes by the minute. */
export const ALERT_TABLES: readonly string[] = [
  `CREATE TABLE alerts (id INTEGER PRIMARY KEY, rule TEXT NOT NULL, words TEXT NOT NULL,
    since INTEGER NOT NULL, calm_since INTEGER, until INTEGER, call_sid TEXT)`,
  "CREATE TABLE refusals (minute INTEGER PRIMARY KEY, count INTEGER NOT NULL)",
];
