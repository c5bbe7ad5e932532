import * as z from "zod";
import { calledAddress, readCaller } from "../phone-address.ts";
import { E164 } from "../sids.ts";

/** By what of a call an agent may be chosen, as a definition has it. Whether a call meets them: arrival.ts. */

/** An address as `calledAddress` writes it, so that a key of a definition is found however the call spells it. */
export const Address = z.string().superRefine((written, context) => {
  const address = calledAddress(written);
  const known = E164.pattern.test(address) || /^(client:.+|sip:.+@.+)$/.test(address);
  if (known && address === written) return;
  // Digits without a country may be anybody's: no number is proposed for them.
  const proposal =
    known && (!/^\d/.test(written.trim()) || address.length > 11) && !/^\(/.test(written.trim());
  const message = `"${written}" ${E164.words}, or client:name or sip:user@host`;
  context.addIssue({ code: "custom", message: proposal ? `${message}; write "${address}"` : message });
});

/** Codes that people write, and that no call ever has. */
const USUAL_MISTAKES: Readonly<Record<string, string>> = { UK: "GB", EN: "GB" };

const country = z.string().superRefine((code, context) => {
  const capital = code.toUpperCase();
  const meant = Object.hasOwn(USUAL_MISTAKES, capital) ? USUAL_MISTAKES[capital] : capital;
  if (/^[A-Z]{2}$/.test(code) && code === meant) return;
  const proposal = /^[a-z]{2}$/i.test(code) ? `; write "${meant}"` : "";
  const message = `"${code}" must be a country's two letters, such as "MX"${proposal}`;
  context.addIssue({ code: "custom", message });
});

const From = Address.refine((address) => !readCaller(address).withheld, {
  error: ({ input }) => `"${String(input)}" stands for a number that is withheld, and is nobody's`,
});

const tag = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a BCP 47 tag, such as "es" or "es-MX"');

/** Conditions of which each that is named has to hold, and each holds for any of its list. */
export const ArrivalConditions = z
  .strictObject({
    callerCountry: z.array(country).min(1).optional(),
    calledNumber: z.array(Address).min(1).optional(),
    from: z.array(From).min(1).optional(),
    /** `es` holds for every Spanish, `es-MX` for that one. */
    language: z.array(tag).min(1).optional(),
  })
  .refine(
    (c) => (c.callerCountry ?? c.calledNumber ?? c.from ?? c.language) !== undefined,
    "names no condition: it would hold for every call, which is what the default is for",
  );

export type ArrivalConditions = z.infer<typeof ArrivalConditions>;
