import { TwilioRestError, twilioHttp } from "../twilio/twilio-http.ts";
import type { KeyProbe } from "./report.ts";

const DEADLINE_MS = 8_000;

/** Whether Twilio takes the API key with which the agent's messages are sent. Nothing is sent. */
export async function probeKey(account: {
  readonly accountSid: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly baseUrl: string;
}): Promise<KeyProbe> {
  const ask = twilioHttp(account);
  // A list, because a standard key may not read the account itself.
  const path = `/2010-04-01/Accounts/${account.accountSid}/Messages.json?PageSize=1`;
  try {
    await ask({ method: "GET", path, what: "the API key" }, AbortSignal.timeout(DEADLINE_MS));
    return { ok: true };
  } catch (error) {
    const { status, code } = error instanceof TwilioRestError ? error : {};
    return {
      ok: false,
      ...(status === undefined ? {} : { status }),
      ...(code === undefined ? {} : { code }),
    };
  }
}
