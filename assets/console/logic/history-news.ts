import type { CallRow, FoundCall } from "../../../worker/protocol/console/call-row.ts";
import type { LiveCall } from "../../../worker/protocol/console/live.ts";
import type { LiveScene } from "./live-scene.ts";
import { type Filter, rangeOf } from "./place.ts";

/** What the live feed tells of a list that was read before. */

/** The rows as they are now; the same list where nothing of them is another. What a search found stays. */
export function brought(
  calls: readonly FoundCall[],
  { ended, calls: live }: Pick<LiveScene, "ended" | "calls">,
): readonly FoundCall[] {
  let isSame = true;
  const now = calls.map((call) => {
    if (call.phase === "ended") return call;
    const over = ended.find(({ callSid }) => callSid === call.callSid);
    const phase = live.find(({ callSid }) => callSid === call.callSid)?.phase;
    if (over === undefined && (phase === undefined || phase === call.phase)) return call;
    isSame = false;
    return over === undefined
      ? { ...call, phase: phase ?? call.phase }
      : { ...over, ...(call.found !== undefined && { found: call.found }) };
  });
  return isSame ? calls : now;
}

/**
 * How many calls have begun that a list would have if it was read now, as far as can be told: not those of a search in what
 * was said.
 *
 * @param now - of the list's reading, epoch ms.
 */
export function newCalls(
  list: readonly FoundCall[],
  { ended, calls }: Pick<LiveScene, "ended" | "calls">,
  filter: Filter,
  now: number,
): number {
  if (filter.q.trim() !== "") return 0;
  const { from, to } = rangeOf(filter, now);
  const newest = list[0]?.startedAt ?? 0;
  const known = new Set(list.map(({ callSid }) => callSid));
  return [...calls, ...ended].filter(
    (call) =>
      !known.has(call.callSid) &&
      // What is older is on a page that was not read, or does not fit.
      call.startedAt >= newest &&
      call.startedAt >= Date.parse(from ?? "1970-01-01") &&
      call.startedAt < Date.parse(to ?? "9999-01-01") &&
      fits(call, filter),
  ).length;
}

function fits(call: LiveCall | CallRow, { agent, outcome, reason, language }: Filter): boolean {
  const own = "outcome" in call ? call.outcome : undefined;
  return (
    (agent === "" || agent === call.agent) &&
    (language === "" || language === call.language || call.language.startsWith(`${language}-`)) &&
    (reason === "" || reason === call.reasonCode) &&
    (outcome === "" || (outcome === "live" ? call.phase !== "ended" : outcome === own))
  );
}
