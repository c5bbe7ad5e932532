import type { CallQuery } from "../../protocol/console/call-note.ts";
import type { FoundCall } from "../../protocol/console/call-row.ts";
import { IDS_A_MS } from "../schema.ts";
import type { Sql, SqlValue } from "../sql.ts";
import { rowOf, type Stored } from "./columns.ts";
import { type Search, searchOf } from "./search.ts";
import { GOES_ON, LIVE_MS } from "./with-person.ts";

/**
 * So many calls are looked at for a page, whether they fit or not: a filter that fits none of 100,000 would keep the object
 * from whoever calls for a second. An index of each column would do for one filter, not for two, nor for words, and each
 * of its entries is a row that is paid for.
 */
export const LOOKED_AT = 5_000;

/** @returns a page's rows, and the id to go on before, where there may be more: of a filter it may have few rows, or none. */
export interface TablePage {
  readonly calls: readonly FoundCall[];
  readonly lastId?: number;
}

/** By indexes that are there anyway, walked by themselves: the order of the list would have all rows read instead. */
const SID_START = `calls.id IN (SELECT id FROM calls WHERE call_sid >= ? AND call_sid < ? LIMIT ${LOOKED_AT})`;
/** Whoever sees the list sees the last four digits of each number that is one. */
const NUMBER_ENDING = `calls.id IN (SELECT id FROM calls INDEXED BY calls_from WHERE from_number IS NOT NULL
  AND substr(from_number, -4) = ? AND length(from_number) > 7)`;

/** The newest first. */
export function pageOf(sql: Sql, query: CallQuery, nowMs: number): TablePage {
  const search = query.q === undefined ? undefined : searchOf(query.q, query.byNumber);
  if (search?.by === "nothing") return { calls: [] };
  const { ending } = search?.by === "words" ? search : {};
  const asked = ending === undefined ? [search] : [search, { by: "ending", ending } as const];
  const ways = asked.map((way) => rowsOf(sql, query, way, nowMs));
  // Below what one of them has looked at, it may have what stands between those of the other.
  const floor = Math.max(...ways.map(({ lastId = 0 }) => lastId));
  const rows = new Map<number, Found>();
  for (const row of ways.flatMap((way) => way.rows))
    if (row.id >= floor && !rows.has(row.id)) rows.set(row.id, row);
  const sorted = [...rows.values()].sort((a, b) => b.id - a.id);
  const shown = sorted.slice(0, query.limit);
  const lastId = sorted.length > shown.length ? shown.at(-1)?.id : floor || undefined;
  return {
    calls: shown.map(({ found, ...stored }) => ({
      ...rowOf(stored as Stored), // without what only this answer has
      ...(found !== undefined && { found }),
    })),
    ...(lastId !== undefined && { lastId }),
  };
}

type Found = Stored & { readonly found?: string };
type Way =
  | Exclude<Search, { readonly by: "nothing" }>
  | { readonly by: "ending"; readonly ending: string }
  | undefined;

interface Rows {
  readonly rows: readonly Found[];
  readonly lastId: number | undefined;
}

function rowsOf(sql: Sql, query: CallQuery, search: Way, nowMs: number): Rows {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const where = (condition: string, ...bound: SqlValue[]) => {
    conditions.push(condition);
    values.push(...bound);
  };
  const { fromMs, toMs, agent, agentVersion, outcome, reason, language, beforeId, limit } = query;
  const isText = search?.by === "words";
  // With a search, the walk is through its index, and by the same ids.
  const id = isText ? "said.rowid" : "calls.id";
  if (isText) where("said MATCH ?", search.match);
  if (search?.by === "call_sid") where("call_sid = ?", search.callSid);
  if (search?.by === "number") where(`${columnOf(sql, search.number)} = ?`, search.number);
  if (search?.by === "sid_start") where(SID_START, search.start, `${search.start}~`);
  if (search?.by === "ending") where(NUMBER_ENDING, search.ending);
  if (beforeId !== undefined) where(`${id} < ?`, beforeId);
  if (fromMs !== undefined) where(`${id} >= ?`, fromMs * IDS_A_MS);
  if (toMs !== undefined) where(`${id} < ?`, toMs * IDS_A_MS);
  if (outcome === "live") where(`${id} >= ? AND ${GOES_ON}`, (nowMs - LIVE_MS) * IDS_A_MS, nowMs);
  else if (outcome !== undefined) where("outcome = ?", outcome);
  if (agent !== undefined) where("agent = ?", agent);
  if (agentVersion !== undefined) where("coalesce(agent_version, 0) = ?", agentVersion);
  if (reason !== undefined) where("reason_code = ?", reason);
  if (language !== undefined) where("(language = ? OR language LIKE ?)", language, `${language}-%`);
  // What runs through all of its calls, or of those with a word, and fits few of them.
  const isFiltered = [agent, agentVersion, outcome, reason, language].some((wanted) => wanted !== undefined);
  const isWalk = isFiltered && outcome !== "live" && (search === undefined || isText);
  const floor = isWalk ? floorOf(sql, query, isText ? search.match : undefined) : undefined;
  if (floor !== undefined) where(`${id} >= ?`, floor);
  const from = isText ? "said CROSS JOIN calls ON calls.id = said.rowid" : "calls";
  const found = isText ? ", snippet(said, 0, char(2), char(3), '…', 16) AS found" : "";
  const rows = sql
    .exec<Found>(
      `SELECT calls.*${found} FROM ${from} ${conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : ""}
        ORDER BY ${id} DESC LIMIT ?`,
      ...values,
      limit + 1,
    )
    .toArray();
  return { rows: rows.slice(0, limit), lastId: rows.length > limit ? rows[limit - 1]?.id : floor };
}

/** The last id that this page looks at; undefined where it looks at all there are. */
function floorOf(
  sql: Sql,
  { fromMs, toMs, beforeId }: CallQuery,
  match: string | undefined,
): number | undefined {
  const [table, id, words] = match === undefined ? ["calls", "id"] : ["said", "rowid", "said MATCH ?"];
  const conditions = [
    ...(words === undefined ? [] : [[words, match] as const]),
    ...(beforeId === undefined ? [] : [[`${id} < ?`, beforeId] as const]),
    ...(fromMs === undefined ? [] : [[`${id} >= ?`, fromMs * IDS_A_MS] as const]),
    ...(toMs === undefined ? [] : [[`${id} < ?`, toMs * IDS_A_MS] as const]),
  ];
  const where = conditions.length > 0 ? `WHERE ${conditions.map(([text]) => text).join(" AND ")}` : "";
  const values = conditions.map(([, value]) => value ?? "");
  const [last] = sql
    .exec<{ id: number }>(
      `SELECT ${id} AS id FROM ${table} ${where} ORDER BY ${id} DESC LIMIT 1 OFFSET ?`,
      ...values,
      LOOKED_AT - 1,
    )
    .toArray();
  return last?.id;
}

/** A caller's, as there is an index of them; else it may be a number that was called. */
function columnOf(sql: Sql, number: string): "from_number" | "to_number" {
  const [caller] = sql.exec("SELECT 1 FROM calls WHERE from_number = ? LIMIT 1", number).toArray();
  return caller ? "from_number" : "to_number";
}
