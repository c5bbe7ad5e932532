import { TwilioRestError } from "../../worker/adapters/twilio/twilio-http.ts";
import { ACCOUNT_SID } from "../../worker/protocol/sids.ts";
import { accountOf, credentialsOf, type TwilioCredentials } from "../setup/command-line.ts";
import type { TwilioApi } from "../setup/twilio-api.ts";
import type { Variables } from "../setup/variables.ts";

/** Twilio's account, once it has answered. */
export interface Twilio {
  readonly api: TwilioApi;
  readonly credentials: TwilioCredentials;
}

/**
 * @param expected - account of an earlier deploy: another's credentials would make a second installation.
 * @throws Error naming what is missing or wrong and what to do.
 */
export async function twilioOf(variables: Variables, expected?: string): Promise<Twilio> {
  const credentials = credentialsOf(variables);
  const { accountSid, by } = credentials;
  if (!ACCOUNT_SID.pattern.test(accountSid)) throw new Error(`TWILIO_ACCOUNT_SID ${ACCOUNT_SID.words}.`);
  if (expected && expected !== accountSid)
    throw new Error(
      `TWILIO_ACCOUNT_SID is another account than this environment is in (${expected}). Use that one's credentials; or move the record in .baton/ away to install it in the other.`,
    );
  const api = accountOf(variables);
  const account = `/2010-04-01/Accounts/${accountSid}`;
  try {
    // A standard key may not read the account; what it may read says as well whose it is.
    const answer =
      by === "token"
        ? await api.get("api", `${account}.json`, "the account")
        : await api.get("api", `${account}/IncomingPhoneNumbers.json?PageSize=1`, "the account's numbers");
    if (by === "token" && typeof answer.status !== "string")
      throw new Error(
        "What answered is not Twilio's API: a proxy or a sign-in page of the network is in between, or TWILIO_API_URL is wrong.",
      );
    if (by === "token" && answer.status !== "active")
      throw new Error(`Twilio's account ${accountSid} is ${String(answer.status)}: see Twilio's console.`);
  } catch (error) {
    if (!(error instanceof TwilioRestError)) throw error;
    const which = by === "key" ? "TWILIO_API_KEY and TWILIO_API_SECRET" : "TWILIO_AUTH_TOKEN";
    if (error.status === 401 || error.status === 404)
      throw new Error(
        `Twilio does not take ${which} for account ${accountSid}: they are wrong, or another account's. See Twilio's console, Account, API keys & tokens.`,
      );
    // Source: twilio.com/docs/api/errors/20005.
    if (error.code === 20_005)
      throw new Error(`Twilio's account ${accountSid} is suspended or closed: see Twilio's console.`);
    throw error;
  }
  return { api, credentials };
}
