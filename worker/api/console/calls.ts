import type { CallQuery } from "../../protocol/console/call-note.ts";
import type { CallPage } from "../../protocol/console/call-row.ts";
import { masked } from "../../protocol/console/masked.ts";
import { json } from "../answer.ts";
import type { Asked } from "../asked.ts";
import { type AskedLedger, askLedger, faultAnswer, isFault } from "./ask-ledger.ts";
import { CSV, fileOf, JSON_FILE, type Rows } from "./call-file.ts";
import { readCallQuery } from "./call-query.ts";
import { encodeCursor } from "./cursor.ts";

/** Of one page of a file. */
const FILE_PAGE = 500;

/** `GET /api/calls`: a page of the list; with `format`, all that fit as a file. */
export async function calls(asked: AskedLedger & Pick<Asked, "url" | "who" | "note">): Promise<Response> {
  const isOperator = asked.who.role === "operator";
  const read = readCallQuery(asked.url.searchParams, isOperator);
  if ("error" in read) return json(400, read);
  const { format } = read;
  const page = async (query: CallQuery) => {
    const found = await askLedger(asked, "calls", async (ledger) => ledger.page(query));
    if (isFault(found)) return found;
    const rows: Rows = found;
    return isOperator ? rows : { ...rows, calls: rows.calls.map(masked) };
  };
  const query = format ? { ...read.query, limit: FILE_PAGE } : read.query;
  const first = await page(query);
  if (isFault(first)) return faultAnswer(first.error);
  if (!format) {
    const { calls, lastId } = first;
    return json(200, {
      calls,
      ...(lastId !== undefined && { next: encodeCursor(lastId) }),
    } satisfies CallPage);
  }
  asked.note(`exported calls as ${format}`);
  const file = format === "csv" ? CSV : JSON_FILE;
  const body = fileOf(file, first, async (beforeId) => {
    const next = await page({ ...query, beforeId });
    if (isFault(next)) throw new Error(next.error);
    return next;
  });
  return new Response(body, {
    headers: {
      "content-type": file.type,
      "content-disposition": `attachment; filename="${file.name}"`,
      "cache-control": "no-store",
    },
  });
}
