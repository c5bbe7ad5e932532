import { DatabaseSync } from "node:sqlite";
import type { Sql, SqlRow, SqlValue } from "../../../worker/ledger/sql.ts";

/** A database of Node's in memory, with the face of a Durable Object's. Both are SQLite. */
export function nodeSql(): Sql {
  const database = new DatabaseSync(":memory:");
  return {
    exec: <T extends SqlRow>(query: string, ...bindings: SqlValue[]) => {
      const rows = database.prepare(query).all(...bindings) as T[]; // whoever asks knows the columns
      return { toArray: () => rows };
    },
  };
}
