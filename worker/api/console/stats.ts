import { GROUPED_BY, type GroupedBy } from "../../protocol/console/stats.ts";
import { json } from "../answer.ts";
import type { Asked } from "../asked.ts";
import { type AskedLedger, askLedger, faultAnswer, isFault } from "./ask-ledger.ts";
import { badTime, timeIn } from "./call-query.ts";

const DAY_MS = 24 * 3_600_000;
const DEFAULT_DAYS = 7;
/** As long as the figures are kept. */
const MAX_DAYS = 400;

/** `GET /api/stats?from&to&by`: of the last seven days by day, where nothing else is asked for. */
export async function stats(asked: AskedLedger & Pick<Asked, "url">): Promise<Response> {
  const given = asked.url.searchParams;
  const unknown = [...given.keys()].find((name) => !["from", "to", "by"].includes(name));
  if (unknown !== undefined)
    return json(400, {
      error: "bad_query",
      hint: `There is no ${JSON.stringify(unknown)}. There are: from, to, by.`,
    });
  const to = timeIn(given.get("to") || undefined) ?? Date.now();
  if (to === "bad") return json(400, badTime("to"));
  const from = timeIn(given.get("from") || undefined) ?? to - DEFAULT_DAYS * DAY_MS;
  if (from === "bad") return json(400, badTime("from"));
  if (from >= to || to - from > MAX_DAYS * DAY_MS)
    return json(400, { error: "bad_from", hint: `from is before to, and at most ${MAX_DAYS} days.` });
  const by = given.get("by") || "day";
  if (!isGroup(by)) return json(400, { error: "bad_by", hint: `by is one of ${GROUPED_BY.join(", ")}.` });
  const found = await askLedger(asked, "stats", async (ledger) =>
    ledger.stats({ fromMs: from, toMs: to, by }),
  );
  return isFault(found) ? faultAnswer(found.error) : json(200, found);
}

const isGroup = (by: string): by is GroupedBy => (GROUPED_BY as readonly string[]).includes(by);
