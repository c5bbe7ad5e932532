import type { CallRow } from "../../protocol/console/call-row.ts";
import type { Sql } from "../sql.ts";
import { COLUMN_NAMES, type Stored, valuesOf } from "./columns.ts";

export function storedCall(sql: Sql, callSid: string): Stored | undefined {
  return sql.exec<Stored>("SELECT * FROM calls WHERE call_sid = ?", callSid).toArray()[0];
}

/** Writes what is another: an index is written, and paid for, where a column of its own is named, whatever it holds. */
export function changeCall(sql: Sql, stored: Stored, row: CallRow, seq = Number(stored.seq)): void {
  const values = [seq, ...valuesOf(row)];
  const changed = ["seq", ...COLUMN_NAMES]
    .map((name, at) => ({ name, value: values[at] ?? null }))
    .filter(({ name, value }) => stored[name] !== value);
  if (changed.length === 0) return;
  const set = changed.map(({ name }) => `${name} = ?`).join(", ");
  sql.exec(`UPDATE calls SET ${set} WHERE id = ?`, ...changed.map(({ value }) => value), stored.id);
}
