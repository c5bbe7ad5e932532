import { TwilioRestError } from "../../worker/adapters/twilio/twilio-http.ts";
import { addressesIn, twilioApi } from "../setup/twilio-api.ts";
import type { FoundVariables, Variables } from "../setup/variables.ts";
import { type Finding, problem } from "./finding.ts";
import { usable } from "./variables.ts";

/**
 * The auth token on this machine, before anything is asked with it: with a mangled one Worker and Functions would look
 * as if they had another. One that is none is named by `checkVariables`.
 */

const NAME = "TWILIO_AUTH_TOKEN";

/** @returns the variables, without a token that says nothing of anybody else. */
export async function checkAuthToken({
  all,
  fileOf,
  repeated,
}: FoundVariables): Promise<{ readonly variables: Variables; readonly findings: readonly Finding[] }> {
  if (!all[NAME]) return { variables: all, findings: [] };
  const without = { ...all, [NAME]: undefined };
  const [token] = usable(all, NAME)?.split(/[\s,]+/) ?? [];
  if (!token) return { variables: without, findings: [] };
  if ((await isTaken(all, token)) !== false) return { variables: all, findings: [] };
  const where = [fileOf[NAME] && `in ${fileOf[NAME]}`, repeated?.[NAME]].filter(Boolean).join("; ");
  const refused = problem(
    "Variables",
    `Twilio does not take ${NAME}${where ? ` (${where})` : ""} for TWILIO_ACCOUNT_SID: it is mistyped, was replaced, or is another account's`,
    "copy the account's primary auth token from Twilio's console; nothing has to be rotated for that",
  );
  return { variables: without, findings: [refused] };
}

/** @returns undefined where Twilio says neither. */
async function isTaken(variables: Variables, token: string): Promise<boolean | undefined> {
  const accountSid = usable(variables, "TWILIO_ACCOUNT_SID");
  if (!accountSid) return undefined;
  const api = twilioApi({ accountSid, user: accountSid, password: token }, addressesIn(variables));
  try {
    await api.get("api", `/2010-04-01/Accounts/${accountSid}.json`, "the account");
    return true;
  } catch (error) {
    return error instanceof TwilioRestError && error.status === 401 ? false : undefined;
  }
}
