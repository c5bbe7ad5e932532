import { languageTag } from "../language-tag.ts";
import { calledAddress, isNationalFormOf, readCaller } from "../phone-address.ts";
import type { ArrivalConditions } from "./arrival-conditions.ts";

/** What is known of a call when it comes in, and by what of it an agent may be chosen. */
export interface Arrival {
  /** What was called, in any spelling. */
  readonly to: string;
  readonly from?: string | undefined;
  /** ISO 3166 code of the caller's country, as Twilio tells it (`CallerCountry`); not known to the Worker. */
  readonly callerCountry?: string | undefined;
  /** BCP 47 tag that whoever routed the call here has stated (`/voice/incoming?language=es`). */
  readonly language?: string | undefined;
}

export function meets(conditions: ArrivalConditions, call: Arrival): boolean {
  const { callerCountry, calledNumber, from, language } = conditions;
  const caller = readCaller(call.from ?? "", call.to).address;
  return (
    (callerCountry?.includes(call.callerCountry?.trim().toUpperCase() ?? "") ?? true) &&
    (calledNumber?.some((address) => isMeant(address, call.to)) ?? true) &&
    (from?.some((address) => isMeant(address, caller)) ?? true) &&
    (language?.some((wanted) => speaks(wanted, call.language)) ?? true)
  );
}

/** Is that address meant, as somebody else spells it? */
export const isMeant = (address: string, written: string): boolean =>
  calledAddress(written) === address || isNationalFormOf(address, written);

function speaks(wanted: string, stated: string | undefined): boolean {
  const tagged = languageTag(stated)?.toLowerCase();
  return (
    tagged !== undefined && (tagged === wanted.toLowerCase() || tagged.startsWith(`${wanted.toLowerCase()}-`))
  );
}
