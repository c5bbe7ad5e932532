import { checkRecordLink } from "./adapters/record-link.ts";
import { signedByTwilio } from "./adapters/twilio/twilio-signature.ts";
import { type Config, type Env, readConfig } from "./config.ts";
import { consoleLog } from "./log.ts";
import { CALL_ID } from "./protocol/sids.ts";

export { Call } from "./call.ts";

const CALL_PATH = new RegExp(`^/relay/(${CALL_ID})$`);
const RECORD_PATH = new RegExp(`^/api/calls/(${CALL_ID})/record$`);

export default {
  async fetch(request, env): Promise<Response> {
    const url = new URL(request.url);
    const config = readConfig(env);
    if (url.pathname === "/health") return health(config);
    if (!config.ok) {
      consoleLog({}).error("config.invalid", undefined, { faults: config.faults.join("; ") });
      return json(503, { error: "not_configured", faults: config.faults });
    }
    const callSid = CALL_PATH.exec(url.pathname)?.[1];
    if (callSid) return relay(request, env, config.config, callSid);
    const recordSid = RECORD_PATH.exec(url.pathname)?.[1];
    if (recordSid) return record(request, env, config.config, recordSid, url.searchParams);
    return json(404, { error: "not_found", routes: ["/relay/:callSid", "/health"] });
  },
} satisfies ExportedHandler<Env>;

/** The websocket of a call. Refused before an object exists, unless Twilio has signed it. */
async function relay(request: Request, env: Env, config: Config, callSid: string): Promise<Response> {
  if (request.headers.get("Upgrade")?.toLowerCase() !== "websocket")
    return json(426, { error: "expected_websocket" });
  const signed = await signedByTwilio({
    tokens: config.TWILIO_AUTH_TOKEN,
    signature: request.headers.get("X-Twilio-Signature"),
    url: request.url,
    publicUrl: config.RELAY_URL,
  });
  if (!signed) {
    if (await isKnocking(request, env)) return tooMany();
    consoleLog({ callSid }).warn("handshake.refused");
    return json(403, {
      error: "bad_signature",
      hint: "X-Twilio-Signature does not fit this address and TWILIO_AUTH_TOKEN.",
    });
  }
  // Twilio's media edge and OpenAI are both in the eastern United States; the first `get` decides for good.
  return env.CALLS.getByName(callSid, { locationHint: "enam" }).fetch(request);
}

/** The transcript of a call, for the holder of a signed link. */
async function record(
  request: Request,
  env: Env,
  config: Config,
  callSid: string,
  query: URLSearchParams,
): Promise<Response> {
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: CORS });
  const verdict = await checkRecordLink(config.TWILIO_AUTH_TOKEN, callSid, query, Date.now());
  if (verdict !== "valid")
    return (await isKnocking(request, env)) ? tooMany() : json(403, { error: verdict }, CORS);
  const found = await env.CALLS.getByName(callSid).record();
  if (!found) return json(404, { error: "not_found" }, CORS);
  const last = found.items.at(-1);
  const etag = `"${found.items.length}-${last?.at ?? 0}-${last?.text.length ?? 0}-${found.live ? 1 : 0}"`;
  if (request.headers.get("If-None-Match") === etag)
    return new Response(null, { status: 304, headers: { ...CORS, etag } });
  return json(200, found, { ...CORS, etag });
}

/**
 * Whether an address has been refused too often of late (`ratelimits` in wrangler.toml). Only refusals count, as all
 * callers come from few addresses of Twilio's. Beyond it nothing is logged: whoever knocks would fill the log.
 */
async function isKnocking(request: Request, env: Env): Promise<boolean> {
  const counted = await env.DOOR?.limit({ key: request.headers.get("CF-Connecting-IP") ?? "" });
  return counted?.success === false;
}

const tooMany = (): Response => json(429, { error: "too_many_refusals" }, { ...CORS, "retry-after": "60" });

function health(config: ReturnType<typeof readConfig>): Response {
  return config.ok
    ? json(200, { status: "ok" })
    : json(503, { status: "not_configured", faults: config.faults });
}

/** Any Flex domain may read a record: the signed link is the permission, and no cookie is involved. */
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "if-none-match",
  "access-control-expose-headers": "etag",
};

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response =>
  Response.json(body, { status, headers: { "cache-control": "no-store", ...headers } });
