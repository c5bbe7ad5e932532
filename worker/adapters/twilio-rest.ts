import { readBounded } from "../agent/bounded-body.ts";

export interface TwilioRestOptions {
  /** `AC…`: whose account. */
  readonly accountSid: string;
  /** `SK…` and its secret. The account SID and auth token do as well; a key can be revoked by itself. */
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Default: `https://api.twilio.com`. Another region's, or that of the local stack. */
  readonly baseUrl?: string | undefined;
  readonly fetch?: typeof globalThis.fetch;
}

export interface Sms {
  /** E.164, a number of the account. */
  readonly from: string;
  /** E.164. */
  readonly to: string;
  /** At most 1,600 characters; Twilio refuses more (21617). */
  readonly body: string;
}

export interface TwilioRest {
  /**
   * Gives a message to Twilio. It is on its way, and not yet delivered, when this returns.
   *
   * @throws TwilioRestError, or the reason of an aborted `signal`.
   */
  readonly sendSms: (sms: Sms, signal: AbortSignal) => Promise<{ readonly sid: string }>;
}

/** Why Twilio did not take a request. The message is fit for a log: no number, no text, no key. */
export class TwilioRestError extends Error {
  override readonly name = "TwilioRestError";
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** Twilio's error code, such as 21614 for a number that takes no SMS. See twilio.com/docs/api/errors. */
  readonly code: number | undefined;
  /** True only where nothing was sent for certain (429): any other retry could be a second message. */
  readonly retryable: boolean;

  constructor(
    message: string,
    details: { status?: number; code?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.status = details.status;
    this.code = details.code;
    this.retryable = details.status === 429;
  }
}

const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * The part of Twilio's REST API that a conversation uses. The `twilio` package is too large for a Worker.
 *
 * Source: Messages resource, API version 2010-04-01: form-encoded in, JSON out, errors as `{ code, message, … }`.
 */
export function twilioRest(options: TwilioRestOptions): TwilioRest {
  const {
    accountSid,
    apiKey,
    apiSecret,
    baseUrl = "https://api.twilio.com",
    fetch = globalThis.fetch,
  } = options;
  const messages = new URL(`/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`, baseUrl);
  const authorization = `Basic ${btoa(`${apiKey}:${apiSecret}`)}`;

  return {
    sendSms: async ({ from, to, body }, signal) => {
      const { status, answer } = await ask(signal, () =>
        fetch(messages, {
          method: "POST",
          headers: { Authorization: authorization, Accept: "application/json" },
          body: new URLSearchParams({ From: from, To: to, Body: body }),
          redirect: "manual", // the key goes to Twilio and nowhere else
          signal,
        }),
      );
      if (status < 200 || status > 299) {
        const code = typeof answer.code === "number" ? answer.code : undefined;
        const which = code === undefined ? "" : `, error ${code}`;
        throw new TwilioRestError(`Twilio refused the message with ${status}${which}.`, { status, code });
      }
      if (typeof answer.sid !== "string") {
        throw new TwilioRestError(`Twilio answered ${status} without a message SID.`, { status });
      }
      return { sid: answer.sid };
    },
  };
}

async function ask(
  signal: AbortSignal,
  send: () => Promise<Response>,
): Promise<{ status: number; answer: { readonly sid?: unknown; readonly code?: unknown } }> {
  try {
    const response = await send();
    return { status: response.status, answer: parse(await readBounded(response.body, MAX_ANSWER_BYTES)) };
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new TwilioRestError("Twilio could not be reached.", { cause });
  }
}

function parse(text = ""): { readonly sid?: unknown; readonly code?: unknown } {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === "object" && answer !== null ? answer : {};
  } catch {
    return {}; // an error page of something in between
  }
}
