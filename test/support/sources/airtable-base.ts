import { createServer, type ServerResponse } from "node:http";
import { listen, stop } from "../../../local/http.ts";

/** A cell is as Airtable's API gives it: a text, a number, true, a list, or what a formula failed with. */
export type Cells = Readonly<Record<string, unknown>>;

/** How it fails until it is told otherwise; undefined for not at all. */
export type Failing = "down" | "garbage" | "huge" | "hang" | "reset" | "redirect" | undefined;

export interface AirtableBase {
  readonly url: string;
  readonly base: string;
  readonly table: string;
  readonly token: string;
  readonly rows: { id: string; cells: Cells }[];
  /** Adds a row. @returns its id. */
  readonly add: (cells: Cells) => string;
  readonly columns: Set<string>;
  failing: Failing;
  /** The token is taken back. */
  revoked: boolean;
  /** Of all requests, epoch ms; those that were answered with 429 as well. */
  readonly asked: readonly { readonly at: number; readonly status: number }[];
  readonly close: () => Promise<void>;
}

const A_SECOND = 5;
const WAIT_MS = 30_000;
const PAGE = 100;
const collator = new Intl.Collator("en");

/**
 * Airtable's "List records" as a server: token, base and table, pages with an offset, sorting, empty cells left out, five
 * requests a second and then 30 s without.
 *
 * @param now - epoch ms, by which it counts.
 */
export async function openAirtable(now: () => number = Date.now): Promise<AirtableBase> {
  const base = "appAbcdefGhijkl12";
  const table = "builder";
  const token = "patSecret.0123456789";
  const rows: AirtableBase["rows"] = [];
  const asked: { at: number; status: number }[] = [];
  const offsets = new Map<string, number>();
  const columns = new Set(["Agent", "Updated", "Prompt", "Greeting", "Voice", "Language", "Hints"]);
  let restsUntil = 0;

  const server = createServer((request, response) => {
    const at = now();
    const answer = (status: number, body: unknown) => {
      asked.push({ at, status });
      response.writeHead(status, { "content-type": "application/json" });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    };
    const refuse = (status: number, type: string) =>
      answer(status, { error: { type, message: "Not as it should be" } });
    const lately = asked.filter((one) => one.at > at - 1_000).length;
    if (at < restsUntil || lately >= A_SECOND) {
      restsUntil = at + WAIT_MS;
      return answer(429, { errors: [{ error: "RATE_LIMIT_REACHED", message: "Rate limit exceeded" }] });
    }
    if (opened.failing) {
      asked.push({ at, status: 0 });
      return fail(response, opened.failing);
    }
    if (opened.revoked || request.headers.authorization !== `Bearer ${token}`)
      return refuse(401, "AUTHENTICATION_REQUIRED");
    const url = new URL(request.url ?? "", "http://airtable");
    const [, version, inBase, inTable] = url.pathname.split("/").map(decodeURIComponent);
    if (version !== "v0" || inBase !== base || inTable !== table || request.method !== "GET")
      return refuse(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND");
    const pageSize = Number(url.searchParams.get("pageSize") ?? PAGE);
    if (!(pageSize >= 1 && pageSize <= PAGE)) return refuse(422, "INVALID_PAGE_SIZE");
    const field = url.searchParams.get("sort[0][field]");
    if (field !== null && !columns.has(field)) return refuse(422, "UNKNOWN_FIELD_NAME");
    const offset = url.searchParams.get("offset");
    const from = offset === null ? 0 : offsets.get(offset);
    if (from === undefined) return refuse(422, "LIST_RECORDS_ITERATOR_NOT_AVAILABLE");
    const key = (cells: Cells) => String(field === null ? "" : (cells[field] ?? ""));
    const sorted = rows.toSorted((a, b) => collator.compare(key(b.cells), key(a.cells)));
    const next = `itr${offsets.size}/rec`;
    const isMore = from + pageSize < sorted.length;
    if (isMore) offsets.set(next, from + pageSize);
    answer(200, {
      records: sorted.slice(from, from + pageSize).map(({ id, cells }) => ({
        id,
        createdTime: "2026-01-01T00:00:00.000Z",
        fields: Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== "")),
      })),
      ...(isMore && { offset: next }),
    });
  });

  const opened: AirtableBase = {
    url: `http://127.0.0.1:${await listen(server, 0)}`,
    base,
    table,
    token,
    rows,
    add: (cells) => {
      const id = `rec${String(rows.length).padStart(14, "0")}`;
      rows.push({ id, cells });
      return id;
    },
    columns,
    failing: undefined,
    revoked: false,
    asked,
    close: () => stop(server),
  };
  return opened;
}

function fail(response: ServerResponse, how: Exclude<Failing, undefined>): void {
  switch (how) {
    case "down":
      response.writeHead(503).end("<html>Service Unavailable</html>");
      return;
    case "garbage":
      response.writeHead(200).end('{"records": [{"id": 7');
      return;
    case "huge":
      response.writeHead(200).end(JSON.stringify({ records: [], filler: "x".repeat(5_000_000) }));
      return;
    case "redirect":
      response.writeHead(302, { location: "http://127.0.0.1:9/elsewhere" }).end();
      return;
    case "reset":
      response.socket?.resetAndDestroy();
      return;
    case "hang":
      return;
  }
}
