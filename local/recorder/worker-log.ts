import { stripVTControlCharacters } from "node:util";

type Value = string | number | boolean;

/** A line of the Worker's log. */
export interface LogEntry {
  readonly level: "info" | "warning" | "error";
  readonly event: string;
  readonly fields: Readonly<Record<string, Value>>;
}

/** Wrangler writes `✘ [ERROR]` and `▲ [WARNING]` before what goes to `console.error` and `console.warn`. */
const OPENS = /^(?:\S+ \[(ERROR|WARNING)\] )?\{$/;
const CLOSES = /^\s*\}$/;
const FIELD = /^\s*(?:(\w+):)?\s*(.*?),?$/;
const TEXT = /^(['"`])(.*)\1(?: \+)?$/;

/**
 * Reads the Worker's log in what `wrangler dev` prints: objects as Node's `inspect` writes them, a field a line, and a
 * long text in pieces (`'a\n' +`). Whatever else is printed is passed over.
 *
 * @returns what takes the output line by line.
 */
export function workerLogReader(heard: (entry: LogEntry) => void): (line: string) => void {
  let entry: { readonly level: LogEntry["level"]; readonly fields: Record<string, Value> } | undefined;
  let name = "";
  return (coloured) => {
    const line = stripVTControlCharacters(coloured);
    const opened = OPENS.exec(line);
    if (opened) {
      entry = { level: LEVELS[opened[1] ?? ""] ?? "info", fields: {} };
    } else if (CLOSES.test(line)) {
      const { event, ...fields } = entry?.fields ?? {};
      if (entry && typeof event === "string") heard({ level: entry.level, event, fields });
      entry = undefined;
    } else if (entry) {
      const [, key, written = ""] = FIELD.exec(line) ?? [];
      name = key ?? name;
      const text = TEXT.exec(written)?.[2]?.replaceAll(/\\(n|.)/g, (_, sign) => (sign === "n" ? "\n" : sign));
      if (text === undefined) {
        if (written) entry.fields[name] = plain(written);
      } else entry.fields[name] = key === undefined ? `${entry.fields[name] ?? ""}${text}` : text;
    }
  };
}

const LEVELS: Readonly<Record<string, LogEntry["level"]>> = { ERROR: "error", WARNING: "warning" };

function plain(written: string): Value {
  if (written === "true" || written === "false") return written === "true";
  return Number.isNaN(Number(written)) ? written : Number(written);
}
