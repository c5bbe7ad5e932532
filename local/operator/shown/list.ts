import { cell, length, moment, plain } from "./text.ts";
import type { Row } from "./wire.ts";

/** Calls as a table of at most 100 columns, one a line; what was found in one stands below it. */

const COLUMNS = [
  ["began (UTC)", 14, (row: Row) => moment(row.startedAt)],
  ["call", 34, (row: Row) => row.callSid],
  ["from", 13, (row: Row) => row.from ?? ""],
  ["agent", 11, (row: Row) => row.agent],
  ["came to", 12, (row: Row) => row.outcome ?? row.phase],
  ["length", 6, (row: Row, nowMs: number) => length((row.endedAt ?? nowMs) - row.startedAt)],
] as const;

const MAX_COLUMNS = 100;
const INDENT = "    ";

/** @param nowMs - for those that go on. */
export function tableOf(rows: readonly Row[], nowMs: number): readonly string[] {
  const line = (cells: readonly string[]) => cells.join("  ").trimEnd();
  return [
    line(COLUMNS.map(([name, width]) => cell(name, width))),
    ...rows.flatMap((row) => [
      line(COLUMNS.map(([, width, of]) => cell(of(row, nowMs), width))),
      ...(row.found ? [`${INDENT}${cell(marked(row.found), MAX_COLUMNS - INDENT.length).trimEnd()}`] : []),
    ]),
  ];
}

/** What was looked for stands in brackets: the Worker sends it between U+0002 and U+0003. */
const marked = (found: string): string => plain(found.replaceAll("\u0002", "[").replaceAll("\u0003", "]"));
