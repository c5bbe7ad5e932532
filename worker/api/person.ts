import { callsOf } from "../config.ts";
import { consoleLog } from "../log.ts";
import { readBounded } from "../protocol/bounded-body.ts";
import { personSubject, readPersonNews } from "../protocol/console/person-news.ts";
import { checkLink } from "../protocol/signed/signed-link.ts";
import { json } from "./answer.ts";
import type { Asked } from "./asked.ts";
import { isKnocking, tooMany } from "./door.ts";

const MAX_BODY_BYTES = 1_000;

/**
 * `POST /api/calls/:sid/person`: the Functions tell what becomes of a call after its hand-off. Answered before the call has
 * heard of it, as a caller's TwiML waits for the answer: 202, or 403 for whoever has not signed it.
 */
export async function person({ request, url, env, config, callSid, waitUntil }: Asked): Promise<Response> {
  const body = await readBounded(request.body, MAX_BODY_BYTES).catch(() => undefined);
  if (body === undefined)
    return json(413, { error: "body_too_large", hint: `At most ${MAX_BODY_BYTES} bytes.` });
  const subject = personSubject(callSid, body);
  const verdict = await checkLink("person", config.TWILIO_AUTH_TOKEN, subject, url.searchParams, Date.now());
  if (verdict !== "valid")
    return (await isKnocking(request, env)) ? tooMany() : json(403, { error: verdict });
  const news = readPersonNews(body);
  // Signed, and yet unknown: another release's.
  if (!news) return json(400, { error: "bad_news", hint: "It is none that this release knows." });
  const told = async () => callsOf(env, config)(callSid).person(news);
  waitUntil(
    told().catch((cause) => consoleLog({ callSid })("call.unreachable", { wanted: "person" }, cause)),
  );
  return json(202, { ok: true });
}
