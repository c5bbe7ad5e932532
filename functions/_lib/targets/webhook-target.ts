import { readBounded } from "../../../worker/protocol/bounded-body.ts";
import type { Handoff } from "../../../worker/protocol/handoff.ts";
import { webhookSignature } from "../../../worker/protocol/outgoing/webhook-signature.ts";
import { within } from "../../../worker/protocol/outgoing/within.ts";
import { readCaller } from "../../../worker/protocol/phone-address.ts";
import type { TaskCall } from "../../../worker/protocol/task/task-attributes.ts";

/** Milliseconds for the whole exchange: the caller hears nothing meanwhile, and Twilio gives a Function ten seconds. */
const DEADLINE_MS = 4_000;

/** Twilio refuses longer documents (11750). */
const MAX_TWIML_BYTES = 64 * 1024;

export type WebhookReply =
  | { readonly ok: true; readonly xml: string }
  | { readonly ok: false; readonly fault: "timeout" | "unreachable" | "refused" | "not_twiml" | "too_large" };

export interface WebhookOrder {
  readonly url: string;
  readonly secret: string;
  readonly handoff: Handoff;
  readonly call: TaskCall & { readonly calledNumber: string | undefined };
  /** Path of ours that brings the caller back when a `<Dial>` of theirs comes to nothing; for its `action`. */
  readonly afterDial: string;
  /** Epoch milliseconds. */
  readonly nowMs: number;
  /** The same for every try of the same hand-off. */
  readonly idempotencyKey: string;
  readonly deadlineMs?: number;
}

/**
 * Gives the hand-off to an address of the operator's, and takes the TwiML it answers.
 *
 * Signed as `webhookSignature` says. Who answers should answer one `Idempotency-Key` once: Twilio may ask us twice, and
 * then we ask twice. Redirects are not followed, as they would carry the context elsewhere.
 */
export async function askWebhook(order: WebhookOrder): Promise<WebhookReply> {
  const { url, secret, nowMs, idempotencyKey, deadlineMs = DEADLINE_MS } = order;
  const body = JSON.stringify({ v: 1, call: callOf(order), handoff: order.handoff });
  const ask = async (signal: AbortSignal): Promise<WebhookReply> => {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "text/xml, application/xml",
        ...(await webhookSignature(secret, body, nowMs)),
        "Idempotency-Key": idempotencyKey,
      },
      body,
      redirect: "error",
      signal,
    });
    if (!response.ok) {
      await response.body?.cancel();
      return { ok: false, fault: "refused" };
    }
    const xml = await readBounded(response.body, MAX_TWIML_BYTES);
    if (xml === undefined) return { ok: false, fault: "too_large" };
    return isTwiml(xml) ? { ok: true, xml } : { ok: false, fault: "not_twiml" };
  };
  try {
    return await within(deadlineMs, ask);
  } catch (error) {
    // Anything else is the connection's.
    const isTimeout = error instanceof Error && error.name === "TimeoutError";
    return { ok: false, fault: isTimeout ? "timeout" : "unreachable" };
  }
}

const callOf = ({ call: { callSid, from, calledNumber, route }, afterDial }: WebhookOrder) => ({
  callSid,
  from: readCaller(from, calledNumber).address,
  afterDial,
  to: calledNumber,
  route,
});

const BEFORE = /^(?:<\?xml[^>]*\?>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*)*<Response(?:\s[^>]*)?>/;
const AFTER = "</Response>";

/**
 * One `<Response>` with something in it. An empty one would end the call, and is no way to take one over. Whether it is
 * well-formed inside is not looked at: Twilio does, and then asks the number's fallback, which finds a person. Each part
 * is looked for once: whoever answers must not decide how long that takes.
 */
function isTwiml(xml: string): boolean {
  const document = xml.trim(); // a byte order mark counts as white space
  const [before] = BEFORE.exec(document) ?? [];
  if (before === undefined || !document.endsWith(AFTER)) return false;
  return /<[A-Z]/.test(document.slice(before.length, -AFTER.length));
}
