import * as z from "zod";
import { TwilioRestError } from "../../../worker/adapters/twilio/twilio-http.ts";
import { NumberSettings } from "../../operate/record.ts";
import type { TwilioApi } from "../twilio-api.ts";
import type { TwilioAccount } from "./setup.ts";

/** The account's telephone numbers, and those that Twilio sells. Source: `IncomingPhoneNumberResource` of twilio 6.2. */

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

export const PhoneNumber = z
  .object({
    sid: z.string(),
    phone_number: z.string(),
    friendly_name: text,
    capabilities: z.object({ voice: z.boolean().optional() }).nullish(),
    voice_url: text,
    voice_method: text,
    voice_fallback_url: text,
    voice_fallback_method: text,
    voice_application_sid: text,
    trunk_sid: text,
    voice_receive_mode: text,
  })
  .transform((found) => ({
    sid: found.sid,
    phoneNumber: found.phone_number,
    friendlyName: found.friendly_name,
    takesCalls: found.capabilities?.voice !== false,
    settings: NumberSettings.parse({
      voiceUrl: found.voice_url,
      voiceMethod: found.voice_method,
      voiceFallbackUrl: found.voice_fallback_url,
      voiceFallbackMethod: found.voice_fallback_method,
      voiceApplicationSid: found.voice_application_sid,
      trunkSid: found.trunk_sid,
      voiceReceiveMode: found.voice_receive_mode,
    }),
  }));
export type PhoneNumber = z.output<typeof PhoneNumber>;

const pathOf = (api: TwilioApi): string => `/2010-04-01/Accounts/${api.accountSid}/IncomingPhoneNumbers`;

/** 1.3 KB each. */
export const numbersOf = (api: TwilioApi): Promise<readonly PhoneNumber[]> =>
  api.list("api", `${pathOf(api)}.json?PageSize=20`, "incoming_phone_numbers", PhoneNumber);

/** @throws Error when it is not in the account any more. */
export async function numberOf(api: TwilioApi, sid: string): Promise<PhoneNumber> {
  return PhoneNumber.parse(await api.get("api", `${pathOf(api)}/${sid}.json`, `the number ${sid}`));
}

/** What calls to a number need in order to reach the Functions; each other field that would win over the URL is cleared. */
export const settingsFor = (domain: string): NumberSettings => ({
  voiceUrl: `https://${domain}/voice/incoming`,
  voiceMethod: "POST",
  voiceFallbackUrl: `https://${domain}/voice/fallback`,
  voiceFallbackMethod: "POST",
  voiceApplicationSid: "",
  trunkSid: "",
  voiceReceiveMode: "voice",
});

/** Voice is what a number without a mode has. */
export const isSetTo = (now: NumberSettings, wanted: NumberSettings): boolean =>
  NumberSettings.keyof().options.every(
    (field) => (now[field] || (field === "voiceReceiveMode" ? "voice" : "")) === wanted[field],
  );

export async function setNumber(api: TwilioApi, sid: string, wanted: NumberSettings): Promise<void> {
  const form = {
    VoiceUrl: wanted.voiceUrl,
    VoiceMethod: wanted.voiceMethod,
    VoiceFallbackUrl: wanted.voiceFallbackUrl,
    VoiceFallbackMethod: wanted.voiceFallbackMethod,
    VoiceApplicationSid: wanted.voiceApplicationSid,
    TrunkSid: wanted.trunkSid,
    VoiceReceiveMode: wanted.voiceReceiveMode,
  };
  await api.post("api", `${pathOf(api)}/${sid}.json`, form, "the number's settings");
}

/** Where Twilio sends a number's calls to be processed; undefined where the API does not say. */
export async function regionOfCalls(api: TwilioApi, phoneNumber: string): Promise<string | undefined> {
  try {
    const route = await api.get(
      "routes",
      `/v2/PhoneNumbers/${encodeURIComponent(phoneNumber)}`,
      "the number's route",
    );
    return typeof route.voice_region === "string" ? route.voice_region : undefined;
  } catch (error) {
    if (error instanceof TwilioRestError) return undefined;
    throw error;
  }
}

const Offer = z.object({ phone_number: z.string(), address_requirements: z.string().nullish() });
const KINDS = ["Local", "Mobile"] as const;

export interface Offered {
  readonly phoneNumber: string;
  readonly price: string | undefined;
}

/**
 * A number that takes calls and can be bought as it is.
 *
 * @param country - as in "US".
 * @throws Error where Twilio has none, or none without an address or papers.
 */
export async function offeredIn({ api }: TwilioAccount, country: string): Promise<Offered> {
  let withAddress = false;
  for (const kind of KINDS) {
    const path = `/2010-04-01/Accounts/${api.accountSid}/AvailablePhoneNumbers/${country}/${kind}.json?VoiceEnabled=true&PageSize=20`;
    const offers = await offersAt(api, path);
    const offer = offers.find(({ address_requirements: asks }) => !asks || asks === "none");
    if (offer) return { phoneNumber: offer.phone_number, price: await priceIn(api, country, kind) };
    withAddress ||= offers.length > 0;
  }
  throw new Error(
    withAddress
      ? `Twilio sells numbers of ${country} only with an address: buy one in the console, then choose it with --number +….`
      : `Twilio has no number of ${country} for calls at the moment: try another country with --buy, or buy one in the console.`,
  );
}

async function offersAt(api: TwilioApi, path: string): Promise<readonly z.output<typeof Offer>[]> {
  try {
    const answer = await api.get("api", path, "the numbers on offer");
    return z.array(Offer).parse(answer.available_phone_numbers);
  } catch (error) {
    // A country without numbers of this kind.
    if (error instanceof TwilioRestError && error.status === 404) return [];
    throw error;
  }
}

const Price = z.object({ number_type: z.string(), current_price: z.string() });

/** Only told, so that it may be unknown. */
async function priceIn(api: TwilioApi, country: string, kind: string): Promise<string | undefined> {
  try {
    const answer = await api.get("pricing", `/v1/PhoneNumbers/Countries/${country}`, "the price");
    const prices = z.array(Price).parse(answer.phone_number_prices);
    const price = prices.find(({ number_type: type }) => type === kind.toLowerCase())?.current_price;
    return price && `${price} ${String(answer.price_unit ?? "").toUpperCase()}`.trim();
  } catch (error) {
    if (error instanceof TwilioRestError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

export async function buyNumber(api: TwilioApi, phoneNumber: string, name: string): Promise<PhoneNumber> {
  const form = { PhoneNumber: phoneNumber, FriendlyName: name };
  return PhoneNumber.parse(await api.post("api", `${pathOf(api)}.json`, form, "the purchase of the number"));
}
