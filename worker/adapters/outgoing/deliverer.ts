import type { Answer, Delivery } from "../../protocol/outgoing/delivery.ts";
import { retryAfterMs } from "../../protocol/outgoing/retry-after.ts";
import { webhookSignature } from "../../protocol/outgoing/webhook-signature.ts";
import { TwilioRestError, twilioRest } from "../twilio/twilio-rest.ts";

/** The variables of these names. */
interface Addresses {
  readonly REPORT_WEBHOOK?: string | undefined;
  readonly REPORT_SECRET?: string | undefined;
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  readonly OTEL_EXPORTER_OTLP_HEADERS?: Readonly<Record<string, string>> | undefined;
  readonly ALERT_WEBHOOK?: string | undefined;
  readonly ALERT_SMS_FROM?: string | undefined;
  readonly TWILIO_ACCOUNT_SID: string;
  readonly TWILIO_API_KEY?: string | undefined;
  readonly TWILIO_API_SECRET?: string | undefined;
  readonly TWILIO_API_URL: string;
}

/** The body of what goes to `alert_sms`. */
export interface SmsBody {
  readonly to: string;
  readonly text: string;
}

/**
 * Sends each letter where the variables say, once. Redirects are not followed, and of an answer no more than its status is
 * read.
 *
 * @param now - epoch milliseconds; the signature tells the time of the try.
 */
export function deliverer(set: Addresses, now: () => number) {
  return async (
    { target, key, body }: Pick<Delivery, "target" | "key" | "body">,
    signal: AbortSignal,
  ): Promise<Answer> => {
    switch (target) {
      case "report_webhook": {
        const { REPORT_WEBHOOK: url, REPORT_SECRET: secret } = set;
        if (!url || !secret) return { fault: "not_set" };
        return post(
          url,
          body,
          { ...(await webhookSignature(secret, body, now())), "Idempotency-Key": key },
          signal,
        );
      }
      case "traces": {
        const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers = {} } = set;
        return endpoint ? post(tracesUrl(endpoint), body, headers, signal) : { fault: "not_set" };
      }
      case "alert_webhook":
        return set.ALERT_WEBHOOK
          ? post(set.ALERT_WEBHOOK, body, { "Idempotency-Key": key }, signal)
          : { fault: "not_set" };
      case "alert_sms":
        return sms(set, JSON.parse(body) as SmsBody, signal); // written by whoever wrote the alert
    }
  };
}

/** Source: OpenTelemetry specification, exporter: the signal's path is appended, without a double slash. */
function tracesUrl(endpoint: string): string {
  const url = new URL(endpoint);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/v1/traces`;
  return url.href;
}

async function post(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/json" },
      body,
      redirect: "manual",
      signal,
    });
    await response.body?.cancel();
    const { status } = response;
    if (status === 0 || (status >= 300 && status <= 399)) return { fault: "redirected" };
    const after = retryAfterMs(response.headers.get("Retry-After"), Date.now());
    return { status, ...(after !== undefined && { retryAfterS: Math.ceil(after / 1_000) }) };
  } catch {
    return { fault: signal.aborted ? "timeout" : "unreachable" };
  }
}

/** Twilio knows no idempotency key for a message: one that arrived and was not acknowledged is sent twice. */
async function sms(set: Addresses, { to, text }: SmsBody, signal: AbortSignal): Promise<Answer> {
  const { TWILIO_API_KEY: apiKey, TWILIO_API_SECRET: apiSecret, ALERT_SMS_FROM: from } = set;
  if (!apiKey || !apiSecret || !from) return { fault: "not_set" };
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_API_URL: baseUrl } = set;
  try {
    await twilioRest({ accountSid, apiKey, apiSecret, baseUrl }).sendSms({ from, to, body: text }, signal);
    return { status: 201 };
  } catch (cause) {
    if (signal.aborted) return { fault: "timeout" };
    const status = cause instanceof TwilioRestError ? cause.status : undefined;
    return status === undefined ? { fault: "unreachable" } : { status };
  }
}
