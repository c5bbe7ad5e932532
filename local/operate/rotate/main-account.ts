import { TwilioRestError } from "../../../worker/adapters/twilio/twilio-http.ts";
import { addressesIn, type TwilioApi, twilioApi } from "../../setup/twilio-api.ts";
import type { Rotating } from "./rotation.ts";

/** The account at Twilio by its own token, which is its primary one. */

/** Holds two while they are exchanged. */
export const TOKEN = "TWILIO_AUTH_TOKEN";

export const first = (tokens: string): string => tokens.split(/[\s,]+/).find(Boolean) ?? "";

/** By the account's own token: keys may neither make tokens nor keys. */
export function mainAccount({ variables }: Rotating, token: string): TwilioApi {
  const accountSid = variables.TWILIO_ACCOUNT_SID ?? "";
  if (!accountSid || !token)
    throw new Error("Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN: an API key cannot do this.");
  return twilioApi({ accountSid, user: accountSid, password: token }, addressesIn(variables));
}

/** @returns false for a 401. */
export async function answers(api: TwilioApi, path: string): Promise<boolean> {
  try {
    await api.get("api", path, "the account");
    return true;
  } catch (error) {
    if (error instanceof TwilioRestError && error.status === 401) return false;
    throw error;
  }
}
