import { TwilioRestError, twilioHttp } from "./twilio-http.ts";

export { TwilioRestError } from "./twilio-http.ts";

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

interface Sms {
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

/**
 * The part of Twilio's REST API that a conversation uses. The `twilio` package is too large for a Worker.
 *
 * Source: Messages resource, API version 2010-04-01.
 */
export function twilioRest(options: TwilioRestOptions): TwilioRest {
  const { accountSid, baseUrl = "https://api.twilio.com" } = options;
  const ask = twilioHttp({ ...options, baseUrl });
  const path = `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;

  return {
    sendSms: async ({ from, to, body }, signal) => {
      const form = { From: from, To: to, Body: body };
      const { status, answer } = await ask({ method: "POST", path, form, what: "the message" }, signal);
      if (typeof answer.sid !== "string")
        throw new TwilioRestError(`Twilio answered ${status} without a message SID.`, { status });
      return { sid: answer.sid };
    },
  };
}
