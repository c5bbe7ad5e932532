import type { CallRow } from "../../protocol/console/call-row.ts";
import type { LiveCall } from "../../protocol/console/live.ts";
import type { PersonTimes } from "../../protocol/console/person-news.ts";
import { QUEUE_TELLS_MS, type WithPerson } from "../../protocol/console/person-news.ts";
import type { Sql } from "../sql.ts";
import { rowOf } from "./columns.ts";
import { changeCall, storedCall } from "./stored-calls.ts";

/** Calls that were handed over, for as long as they wait for a person or have one. */

/** What was heard since is lost with the process: a row more to write is not worth it. */
const WRITTEN_APART_MS = 60_000;

/** A call that has not ended by then never will: its end was not told. Calls take 4 hours at most (`limits.maxCallMs`). */
export const LIVE_MS = 5 * 3_600_000;

/** Calls that go on, with the agent or a person, of those that began not too long ago. Binds now, epoch ms. */
export const GOES_ON = `(ended_at IS NULL OR (phase = 'with_person'
  AND coalesce(json_extract(more, '$.person.until'), ended_at + ${QUEUE_TELLS_MS}) > ?))`;

/** As a row says it, of a call that is with a person; of others undefined. */
export function personOf({ phase, endedAt: since = 0, person }: CallRow): WithPerson | undefined {
  if (phase !== "with_person") return undefined;
  return person ?? { part: "waiting", since, heardAt: since, until: since + QUEUE_TELLS_MS };
}

/** @returns whether what a call tells is so: of one that is over, or not known to be with a person, it comes late or early. */
export function isHeard(sql: Sql, { callSid, person }: LiveCall): boolean {
  if (person === undefined) return true;
  const stored = storedCall(sql, callSid);
  if (stored?.phase !== "with_person") return false;
  const row = rowOf(stored);
  const isNews = row.person?.part !== person.part || person.heardAt - row.person.heardAt >= WRITTEN_APART_MS;
  if (isNews) changeCall(sql, stored, { ...row, person });
  return true;
}

/** @returns the row as it is now; undefined where none waits for it. */
export function personLeft(sql: Sql, callSid: string, times: PersonTimes): CallRow | undefined {
  const stored = storedCall(sql, callSid);
  if (stored?.phase !== "with_person") return undefined;
  const { person: _, ...rest } = rowOf(stored);
  const row: CallRow = { ...rest, ...times, phase: "ended" };
  changeCall(sql, stored, row);
  return row;
}
