import * as z from "zod";
import { calledAddress, readCaller } from "./phone-address.ts";

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

/** An address as `calledAddress` writes it, so that a key of a definition is found however the call spells it. */
export const Address = z.string().superRefine((written, context) => {
  const address = calledAddress(written);
  const known = /^(\+[1-9]\d{6,14}|client:.+|sip:.+@.+)$/.test(address);
  if (known && address === written) return;
  // Digits without a country may be anybody's: no number is proposed for them.
  const proposal =
    known && (!/^\d/.test(written.trim()) || address.length > 11) && !/^\(/.test(written.trim());
  const message = `"${written}" must be E.164, such as "+15550100002", or client:name or sip:user@host`;
  context.addIssue({ code: "custom", message: proposal ? `${message}; write "${address}"` : message });
});

const country = z.string().superRefine((code, context) => {
  if (/^[A-Z]{2}$/.test(code)) return;
  const proposal = /^[a-z]{2}$/i.test(code) ? `; write "${code.toUpperCase()}"` : "";
  const message = `"${code}" must be a country's two letters, such as "MX"${proposal}`;
  context.addIssue({ code: "custom", message });
});

const tag = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a BCP 47 tag, such as "es" or "es-MX"');

/** Conditions of which each that is named has to hold, and each holds for any of its list. */
export const ArrivalConditions = z
  .strictObject({
    callerCountry: z.array(country).min(1).optional(),
    calledNumber: z.array(Address).min(1).optional(),
    from: z.array(Address).min(1).optional(),
    /** `es` holds for every Spanish, `es-MX` for that one. */
    language: z.array(tag).min(1).optional(),
  })
  .refine(
    (c) => (c.callerCountry ?? c.calledNumber ?? c.from ?? c.language) !== undefined,
    "names no condition: it would hold for every call, which is what the default is for",
  );

export type ArrivalConditions = z.infer<typeof ArrivalConditions>;

export function meets(conditions: ArrivalConditions, call: Arrival): boolean {
  const { callerCountry, calledNumber, from, language } = conditions;
  const caller = readCaller(call.from ?? "", call.to).address;
  return (
    (callerCountry?.includes(call.callerCountry?.trim().toUpperCase() ?? "") ?? true) &&
    (calledNumber?.some((address) => isCalled(address, call.to)) ?? true) &&
    (from?.includes(calledAddress(caller)) ?? true) &&
    (language?.some((wanted) => speaks(wanted, call.language)) ?? true)
  );
}

/** Where a number's plan writes it without its country, the one of these ten digits in North America is meant. */
export const isCalled = (address: string, to: string): boolean => {
  const called = calledAddress(to);
  return called === address || (/^\+[2-9]\d{9}$/.test(called) && address === `+1${called.slice(1)}`);
};

function speaks(wanted: string, stated: string | undefined): boolean {
  const tagged = stated?.replaceAll("_", "-").toLowerCase();
  return (
    tagged !== undefined && (tagged === wanted.toLowerCase() || tagged.startsWith(`${wanted.toLowerCase()}-`))
  );
}
