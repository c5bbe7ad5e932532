import * as z from "zod";
import { TwilioRestError } from "../../worker/adapters/twilio/twilio-http.ts";
import type { TwilioApi } from "./twilio-api.ts";

/** The account's numbers, as far as the way past the agent sees them: where a call to one really goes. */

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

const PhoneNumber = z.object({
  sid: z.string(),
  phone_number: z.string(),
  voice_url: text,
  voice_method: text,
  voice_application_sid: text,
  trunk_sid: text,
  voice_receive_mode: text,
});
export type PhoneNumber = z.output<typeof PhoneNumber>;

const App = z.object({ voice_url: text });

export interface AccountNumbers {
  /** Undefined where the account does not have it any more. */
  readonly one: (sid: string) => Promise<PhoneNumber | undefined>;
  readonly all: () => Promise<readonly PhoneNumber[]>;
  /** What Twilio asks when it is called: its TwiML App's URL where it has one, which goes before its own. */
  readonly urlOf: (number: PhoneNumber) => Promise<string>;
  readonly set: (sid: string, form: Readonly<Record<string, string>>) => Promise<unknown>;
}

/** Source: Twilio API 2010, IncomingPhoneNumber and Application resources. */
export function numbersOf(api: TwilioApi): AccountNumbers {
  const account = `/2010-04-01/Accounts/${api.accountSid}`;
  const path = (sid: string) => `${account}/IncomingPhoneNumbers/${sid}.json`;
  const apps = new Map<string, Promise<string>>();
  const appUrl = async (sid: string): Promise<string> => {
    const app = await orGone(api.get("api", `${account}/Applications/${sid}.json`, `the TwiML App ${sid}`));
    return app === undefined ? "" : App.parse(app).voice_url;
  };
  return {
    async one(sid) {
      const number = await orGone(api.get("api", path(sid), "the number"));
      return number && PhoneNumber.parse(number);
    },
    all: () => api.list("api", `${account}/IncomingPhoneNumbers.json`, "incoming_phone_numbers", PhoneNumber),
    async urlOf({ voice_url: own, voice_application_sid: sid }) {
      if (!sid) return own;
      const url = apps.get(sid) ?? appUrl(sid);
      apps.set(sid, url);
      return url;
    },
    set: (sid, form) => api.set("api", path(sid), form, "the number"),
  };
}

/** @returns undefined for what is not there. @throws what is no 404. */
export async function orGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TwilioRestError && error.status === 404) return undefined;
    throw error;
  }
}

/** What wins over a number's URL and its App, and what to do about it; undefined where nothing does. */
export function obstacleOf({ trunk_sid: trunk, voice_receive_mode: mode }: PhoneNumber): string | undefined {
  if (trunk)
    return `has the SIP trunk ${trunk}, which goes before all else: lead that trunk's calls elsewhere, or take the number out of it in Twilio's console`;
  if (mode === "fax") return "receives faxes and no calls: set it to receive voice in Twilio's console";
  return undefined;
}

/** Where its calls go, in words. */
export function whereOf(number: PhoneNumber): string {
  const { trunk_sid: trunk, voice_application_sid: app, voice_receive_mode: mode, voice_url: url } = number;
  if (trunk) return `the SIP trunk ${trunk}`;
  if (mode === "fax") return "a fax";
  return app ? `the TwiML App ${app}` : url || "nothing";
}
