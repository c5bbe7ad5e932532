import type { Me } from "../../protocol/console/audit.ts";
import { json } from "../answer.ts";
import type { Asked } from "../asked.ts";
import { askLedger, faultAnswer, isFault } from "./ask-ledger.ts";

/** `GET /api/me`. */
export const me = ({ who }: Asked): Response => json(200, { by: who.id, role: who.role } satisfies Me);

const MAX_ENTRIES = 1_000;
const DEFAULT_ENTRIES = 200;

/** `GET /api/audit?limit`, 1 to 1,000. */
export async function audit(asked: Asked): Promise<Response> {
  const text = asked.url.searchParams.get("limit") ?? String(DEFAULT_ENTRIES);
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_ENTRIES)
    return json(400, { error: "bad_limit", hint: `limit is a whole number from 1 to ${MAX_ENTRIES}.` });
  const found = await askLedger(asked, "audit", async (ledger) => ({ entries: await ledger.audited(limit) }));
  return isFault(found) ? faultAnswer(found.error) : json(200, found);
}
