import { checkRecordLink } from "../adapters/record-link.ts";
import { callsOf } from "../config.ts";
import { CORS, json } from "./answer.ts";
import type { Asked } from "./asked.ts";
import { isKnocking, tooMany } from "./door.ts";

/** The transcript of a call, for the holder of a signed link. */
export async function record({ request, url, env, config, callSid }: Asked): Promise<Response> {
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: CORS });
  const verdict = await checkRecordLink(config.TWILIO_AUTH_TOKEN, callSid, url.searchParams, Date.now());
  if (verdict === "expired" && config.RETENTION_HOURS === 0) return json(410, NOT_KEPT, CORS);
  if (verdict !== "valid")
    return (await isKnocking(request, env)) ? tooMany() : json(403, { error: verdict }, CORS);
  const found = await callsOf(env, config)(callSid).record();
  if (!found) return json(404, { error: "not_found" }, CORS);
  const last = found.items.at(-1);
  const etag = `"${found.items.length}-${last?.at ?? 0}-${last?.text.length ?? 0}-${found.live ? 1 : 0}"`;
  if (request.headers.get("If-None-Match") === etag)
    return new Response(null, { status: 304, headers: { ...CORS, etag } });
  return json(200, found, { ...CORS, etag });
}

const NOT_KEPT = {
  error: "not_kept",
  hint: "RETENTION_HOURS is 0: a call is deleted as it is over, and its transcript is shown to nobody.",
};
