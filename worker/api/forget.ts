import { callsOfNumber } from "../adapters/twilio/calls-of-number.ts";
import { callsOf, LONGEST_RETENTION_MS, restAccountOf } from "../config.ts";
import { consoleLog } from "../log.ts";
import { ELSEWHERE } from "../protocol/console/elsewhere.ts";
import { faultOf } from "../protocol/scrubbed.ts";
import { E164 } from "../protocol/sids.ts";
import { bodyOf, json } from "./answer.ts";
import type { Asked } from "./asked.ts";
import { type AskedLedger, askLedger, faultAnswer, isFault } from "./console/ask-ledger.ts";
import { eachCall, type Said } from "./each-call.ts";

/** Deletion on request: of one call, and of all calls of a number. What lies elsewhere is named, as we cannot reach it. */

/** What is deleted of a call. */
const DELETED = ["state", "transcript", "record"];
/** Of a recording that Twilio did not delete. */
const LEFT =
  "Twilio has not deleted the recording (recording.not_deleted in the log says why). It is tried again until it is gone; its API key has to be allowed to delete recordings.";

/** `DELETE /api/calls/:sid`. */
export async function forgetCall(asked: Asked): Promise<Response> {
  const { env, config, callSid, who, note } = asked;
  const gone = await callsOf(env, config)(callSid).forget();
  if (gone.live)
    return json(409, { error: "live", hint: "The call is going on. Delete it once it is over.", callSid });
  const listed = await forgetRow(asked, callSid);
  if (isFault(listed) && listed.error !== "no_ledger") return faultAnswer(listed.error);
  const wasListed = !isFault(listed) && listed.found;
  const found = gone.lines !== undefined || wasListed;
  consoleLog({ callSid })("operator.deleted", { by: who.id, found });
  note(found ? "deleted" : "deleted, and nothing was there", callSid);
  if (!found)
    return json(404, {
      error: "not_found",
      hint: "Nothing is kept of this call.",
      callSid,
      elsewhere: ELSEWHERE,
    });
  const isGone = gone.recording === "deleted";
  const deleted = [...DELETED, ...(isGone ? ["recording"] : []), ...(wasListed ? ["row"] : [])];
  const left = gone.recording === "left" ? { left: ["recording"], hint: LEFT } : {};
  return json(200, { callSid, deleted, ...left, lines: gone.lines ?? 0, elsewhere: ELSEWHERE });
}

/** Its row in the ledger, after all else: a call that could not be deleted is still found. */
const forgetRow = (asked: AskedLedger, callSid: string) =>
  askLedger(asked, "forget", async (ledger) => ledger.forget(callSid));

/** A call is kept from its end on, and found by its beginning: the longest may take 4 hours (`limits.maxCallMs`). */
const LONGEST_CALL_MS = 4 * 3_600_000;
const TWILIO_MS = 20_000;
/** Of the ledger's, in one request: two questions each, of the thousand that a request may ask. */
const MAX_LISTED = 300;

/**
 * `POST /api/forget {number, dryRun?, before?}`: the same for every call from and to a number, as Twilio lists them. With
 * `dryRun` nothing is deleted, and the answer says what would be. Where there are `more` than one request looks at, the
 * answer's `before` (ISO 8601) is for the next, which goes on there. What could not be done of a call is in `failed`.
 */
export async function forgetNumber(asked: Asked): Promise<Response> {
  const { request, env, config, who, note } = asked;
  const body: { number?: unknown; dryRun?: unknown; before?: unknown } = (await bodyOf(request)) ?? {}; // whatever JSON holds
  const { number, dryRun, before } = body;
  if (typeof number !== "string" || !E164.pattern.test(number))
    return json(400, { error: "bad_number", hint: `Send {"number": "+15550100001"}: it ${E164.words}.` });
  const beforeMs = before === undefined ? undefined : Date.parse(String(before));
  if (Number.isNaN(beforeMs))
    return json(400, {
      error: "bad_before",
      hint: "`before` is a time as in 2026-11-28T09:00:00.000Z: the one of the answer before.",
    });
  const sinceMs = Date.now() - LONGEST_RETENTION_MS - LONGEST_CALL_MS;
  const found = await callsOfNumber(
    restAccountOf(config),
    number,
    { sinceMs, beforeMs },
    AbortSignal.timeout(TWILIO_MS),
  ).catch(faultOf);
  if ("error" in found)
    return json(502, {
      ...found,
      error: "twilio",
      hint: "Twilio's list of calls cannot be had; nothing was deleted. The API key has to be allowed to read calls.",
    });
  // The ledger knows them for longer than their objects do, and those that Twilio lists no more.
  const listed = await askLedger(asked, "forget", async (ledger) => ledger.ofNumber(number, MAX_LISTED));
  if (isFault(listed) && listed.error !== "no_ledger") return faultAnswer(listed.error);
  const rows = isFault(listed) ? [] : listed.callSids;
  const calls = callsOf(env, config);
  const one = async (callSid: string): Promise<Said> => {
    const said = await (dryRun === true ? calls(callSid).kept() : calls(callSid).forget());
    if (said.live) return said;
    const row = dryRun === true ? { found: rows.includes(callSid) } : await forgetRow(asked, callSid);
    if (isFault(row) && row.error !== "no_ledger") throw new Error(row.error);
    return said.lines === undefined && !isFault(row) && row.found ? { live: false, lines: 0 } : said;
  };
  const callSids = [...new Set([...found.callSids, ...rows])];
  const { done: deleted, live, failed, recordingsLeft } = await eachCall(callSids, one);
  // What is deleted is listed no more: the next request finds the others.
  const isFull = rows.length === MAX_LISTED && dryRun !== true;
  const nextMs = found.beforeMs ?? (isFull ? (beforeMs ?? Date.now()) : undefined);
  const answer = {
    live,
    failed,
    ...(recordingsLeft.length > 0 && { recordingsLeft, hint: LEFT }),
    looked: callSids.length,
    more: nextMs !== undefined,
    ...(nextMs !== undefined && { before: new Date(nextMs).toISOString() }),
    elsewhere: ELSEWHERE,
  };
  if (dryRun === true) return json(200, { wouldDelete: deleted, ...answer });
  // Which number it was is deleted as well.
  note(`deleted ${deleted.length} calls of a number`);
  const { id: by } = who;
  consoleLog({})("operator.deleted", { by, calls: deleted.length, live: live.length, failed: failed.length });
  return json(200, { deleted, what: DELETED, ...answer });
}
