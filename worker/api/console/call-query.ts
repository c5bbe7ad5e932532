import type { CallQuery } from "../../protocol/console/call-note.ts";
import { MAX_Q_CHARS } from "../../protocol/console/call-row.ts";
import { REASON_CODES } from "../../protocol/handoff.ts";
import { OUTCOMES } from "../../protocol/log/outcome.ts";
import { decodeCursor } from "./cursor.ts";

/** The query of a list, read: each of its fields is what it should be, or is refused by its name. */

export const MAX_LIMIT = 200;
const DEFAULT_LIMIT = 50;
const FORMATS = ["json", "csv"] as const;
export type Format = (typeof FORMATS)[number];

/** `error`: `bad_` and the field's name. */
export interface BadQuery {
  readonly error: string;
  readonly hint: string;
}

export interface ReadQuery {
  readonly query: CallQuery;
  /** All that fit are wanted, as a file. */
  readonly format: Format | undefined;
}

const NAMES = [
  "from",
  "to",
  "agent",
  "version",
  "outcome",
  "reason",
  "language",
  "q",
  "limit",
  "cursor",
  "format",
];

/** @param byNumber - whoever asks may look for a telephone number. */
export function readCallQuery(given: URLSearchParams, byNumber: boolean): ReadQuery | BadQuery {
  const unknown = [...given.keys()].find((name) => !NAMES.includes(name));
  if (unknown !== undefined)
    return {
      error: "bad_query",
      hint: `There is no ${JSON.stringify(unknown)}. There are: ${NAMES.join(", ")}.`,
    };
  // An empty field of a form is none.
  const text = (name: string) => given.get(name) || undefined;
  const [from, to] = [timeIn(text("from")), timeIn(text("to"))];
  if (from === "bad") return badTime("from");
  if (to === "bad") return badTime("to");
  const outcome = text("outcome");
  if (outcome !== undefined && outcome !== "live" && !(OUTCOMES as readonly string[]).includes(outcome))
    return { error: "bad_outcome", hint: `outcome is one of live, ${OUTCOMES.join(", ")}.` };
  const reason = text("reason");
  if (reason !== undefined && !(REASON_CODES as readonly string[]).includes(reason))
    return { error: "bad_reason", hint: `reason is one of ${REASON_CODES.join(", ")}.` };
  const q = text("q");
  if (q !== undefined && q.length > MAX_Q_CHARS)
    return { error: "bad_q", hint: `q has at most ${MAX_Q_CHARS} characters.` };
  const limit = limitIn(text("limit"));
  if (limit === undefined)
    return { error: "bad_limit", hint: `limit is a whole number from 1 to ${MAX_LIMIT}.` };
  const cursor = text("cursor");
  const beforeId = cursor === undefined ? undefined : decodeCursor(cursor);
  if (cursor !== undefined && beforeId === undefined)
    return { error: "bad_cursor", hint: "cursor is the `next` of an answer, as it was." };
  const format = text("format");
  if (format !== undefined && !(FORMATS as readonly string[]).includes(format))
    return { error: "bad_format", hint: `format is one of ${FORMATS.join(", ")}.` };
  const agent = text("agent");
  const version = text("version");
  if (version !== undefined && (!/^\d{1,9}$/.test(version) || agent === undefined))
    return {
      error: "bad_version",
      hint: "version is the number of one of an agent's, beside agent; 0 is the code.",
    };
  const language = text("language");
  return {
    query: {
      ...(from !== undefined && { fromMs: from }),
      ...(to !== undefined && { toMs: to }),
      ...(agent !== undefined && { agent }),
      ...(version !== undefined && { agentVersion: Number(version) }),
      ...(outcome !== undefined && { outcome }),
      ...(reason !== undefined && { reason }),
      ...(language !== undefined && { language }),
      ...(q !== undefined && { q }),
      byNumber,
      limit,
      ...(beforeId !== undefined && { beforeId }),
    },
    format: format as Format | undefined, // looked at above
  };
}

export const badTime = (name: string): BadQuery => ({
  error: `bad_${name}`,
  hint: `${name} is a time as in 2026-11-28 or 2026-11-28T09:00:00Z.`,
});

/** ISO 8601 with its zone, or a day in UTC. @returns epoch ms. */
export function timeIn(text: string | undefined): number | undefined | "bad" {
  if (text === undefined) return undefined;
  const form = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d))?$/;
  // In a query an unescaped plus is a space.
  const zoned = text.replace(/ (?=\d\d:?\d\d$)/, "+");
  const ms = form.test(zoned) ? Date.parse(zoned) : Number.NaN;
  return Number.isNaN(ms) || ms < 0 || !isDay(text.slice(0, 10)) ? "bad" : ms;
}

/** The 30th of February would be read as a day in March. */
function isDay(date: string): boolean {
  const ms = Date.parse(date);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}

function limitIn(text: string | undefined): number | undefined {
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= MAX_LIMIT ? limit : undefined;
}
