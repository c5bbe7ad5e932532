import type { CallRow, FoundCall } from "../../protocol/console/call-row.ts";

/** All calls that fit, as a file, page by page as it is read: nobody holds it whole. */

const FIELDS = [
  "callSid",
  "agent",
  "from",
  "to",
  "startedAt",
  "endedAt",
  "phase",
  "language",
  "outcome",
  "reasonCode",
  "reason",
  "summary",
  "sentiment",
  "intent",
  "turns",
  "interruptions",
  "firstFrameP50Ms",
  "firstFrameP95Ms",
  "longestSilenceMs",
  "waitedMs",
  "talkedMs",
  "modelFailures",
  "toolFailures",
  "inputTokens",
  "cachedTokens",
  "outputTokens",
  "costUsd",
  "recording",
  "model",
  "version",
  "release",
  "keptUntil",
  "agentVersion",
] as const satisfies (keyof CallRow)[];

const TIMES: ReadonlySet<string> = new Set(["startedAt", "endedAt", "keptUntil"]);

/** A cell that a spreadsheet would take for a formula is text: an apostrophe says so. Source: OWASP, "CSV Injection". */
function cell(value: string | number | undefined): string {
  if (typeof value !== "string") return value === undefined ? "" : String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || safe !== value ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const line = (row: FoundCall): string =>
  FIELDS.map((name) => {
    const value = row[name];
    return cell(TIMES.has(name) && typeof value === "number" ? new Date(value).toISOString() : value);
  }).join(",");

/** RFC 4180. */
export const CSV = {
  type: "text/csv; charset=utf-8",
  name: "calls.csv",
  begin: `${FIELDS.join(",")}\r\n`,
  row: (row: FoundCall): string => `${line(row)}\r\n`,
  end: "",
};

/** `{"calls": […]}`, a call a line. */
export const JSON_FILE = {
  type: "application/json",
  name: "calls.json",
  begin: '{"calls":[\n',
  row: (row: FoundCall, isFirst: boolean): string => (isFirst ? "" : ",\n") + JSON.stringify(row),
  end: "\n]}\n",
};

type File = typeof CSV | typeof JSON_FILE;

/**
 * @param first - a page that is there; what is wrong before it is an answer, and no broken file.
 * @param more - the next page, before an id. Where it throws the file breaks off, which whoever reads it sees.
 */
export function fileOf(
  file: File,
  first: Rows,
  more: (beforeId: number) => Promise<Rows>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next: Rows | undefined = first;
  let isFirst = true;
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(file.begin)),
    async pull(controller) {
      let text = "";
      // A page may have no row though others follow, and who enqueues nothing is not asked again.
      while (next && text === "") {
        const page: Rows = next;
        for (const row of page.calls) {
          text += file.row(row, isFirst);
          isFirst = false;
        }
        if (page.lastId === undefined) text += file.end;
        next = page.lastId === undefined ? undefined : await more(page.lastId);
      }
      if (text !== "") controller.enqueue(encoder.encode(text));
      if (!next) controller.close();
    },
  });
}

export interface Rows {
  readonly calls: readonly FoundCall[];
  readonly lastId?: number;
}
