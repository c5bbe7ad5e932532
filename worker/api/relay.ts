import { refusalCounter } from "../adapters/outgoing/refusals.ts";
import { signedByTwilio } from "../adapters/twilio/twilio-signature.ts";
import { type Config, callsOf, type Env, ledgerOf } from "../config.ts";
import { consoleLog } from "../log.ts";
import { json } from "./answer.ts";
import type { Asked } from "./asked.ts";
import { isKnocking, tooMany } from "./door.ts";

/** The websocket of a call. Refused before an object exists, unless Twilio has signed it. */
export async function relay({ request, env, config, callSid, waitUntil }: Asked): Promise<Response> {
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
    consoleLog({ callSid })("handshake.refused");
    const told = refusalsOf(env, config)();
    if (told) waitUntil(told);
    return json(403, {
      error: "bad_signature",
      hint: "X-Twilio-Signature does not fit this address and TWILIO_AUTH_TOKEN.",
    });
  }
  return callsOf(env, config)(callSid).fetch(request);
}

const counters = new WeakMap<Env, ReturnType<typeof refusalCounter>>();

/** Counts refused handshakes for the ledger's alerts; whoever is refused does not wait for it. */
function refusalsOf(env: Env, config: Config): ReturnType<typeof refusalCounter> {
  const counter =
    counters.get(env) ??
    refusalCounter(
      async (count) => ledgerOf(env, config)?.refused(count),
      (ms) => scheduler.wait(ms),
    );
  counters.set(env, counter);
  return counter;
}
