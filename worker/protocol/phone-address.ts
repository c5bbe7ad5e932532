import { E164 } from "./sids.ts";

/**
 * Who calls and what was called, as carriers, SIP domains and browsers spell it. Both units read addresses here, so
 * that one call is the same call in each of them.
 */

/** Where a number is kept back, one of these stands in its place, as a word or as the keys it is written with. */
const WITHHELD = [
  "anonymous",
  "restricted",
  "blocked",
  "unknown",
  "unavailable",
  "private",
  "withheld",
  "unlisted",
  "outofarea",
  "nocallerid",
];

const KEYS = ["", "", "abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"];
const keyed = (word: string): string =>
  [...word].map((letter) => KEYS.findIndex((letters) => letters.includes(letter))).join("");

/**
 * Twilio has no form for an absent number, and spells the word on the keypad: `+266696687` is ANONYMOUS.
 * Source: the list of such numbers that code bases for Twilio carry (bmlt-enabled/yap#125, somleng/somleng#1820).
 */
const KEYED: ReadonlySet<string> = new Set(WITHHELD.map(keyed));

/** Digits in full of a plan in which every number has as many. Source: ITU-T E.164 lists, countries 1 and 7. */
const ELEVEN_DIGITS = /^(?:1[2-9]|7[3-9])\d{9}$/;

/** A form that is no number anywhere: a word, one digit alone but for the country, or a length that no number has there. */
const isNoNumber = (digits: string): boolean =>
  KEYED.has(digits) ||
  /^1?(\d)\1+$|^\d{1,3}0{7,}$/.test(digits) ||
  (/^[17]/.test(digits) && !ELEVEN_DIGITS.test(digits));

interface Address {
  readonly scheme: "" | "tel" | "sip" | "client";
  /** The number, name or user part. */
  readonly user: string;
  /** Of a SIP address, in small letters and without its port. */
  readonly host: string;
}

/** Takes an address apart; parameters, headers, a display name and the port tell nothing about who it is. */
function readAddress(raw: string): Address {
  const text = (/<([^<>]*)>/.exec(raw)?.[1] ?? raw).trim();
  const [, said = "", rest = ""] = /^(tel|whatsapp|sips?|client):(.*)$/is.exec(text) ?? ["", "", text];
  const named = said.toLowerCase();
  if (named === "") return { scheme: "", user: decoded(upTo(text, /;/)).trim(), host: "" };
  const address = rest.trim();
  if (named === "client") return { scheme: "client", user: upTo(address, /[;?]/), host: "" };
  if (named === "tel" || named === "whatsapp") {
    // A local number says beside it within what it is one. Source: RFC 3966, 5.1.5.
    const [, context = ""] = /^(?!\+)[^?]*;phone-context=(\+\d+)/i.exec(address) ?? [];
    return { scheme: "tel", user: context + decoded(upTo(address, /[;?]/)), host: "" };
  }
  const at = address.lastIndexOf("@");
  const user = at < 0 ? address : address.slice(0, at);
  const host = upTo(address.slice(at + 1), /[;?]/).toLowerCase();
  return {
    scheme: "sip",
    // A password after the user is long out of use, and no part of who it is either.
    user: decoded(upTo(user, /[;?:]/)),
    host: at < 0 ? "" : host.replace(/:\d+$/, ""),
  };
}

const upTo = (text: string, end: RegExp): string => text.split(end, 1)[0] ?? "";

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone % is a character of its own.
    return text;
  }
}

/** An extension, or whose number it is: "+1 555 010 0002 x12", "… (main line)". */
const AFTER_NUMBER = /(?:(?:\bext\b\.?|x|#)\s*\d{1,6}|\([^()\d]*\))$/iu;

/** Digits with their country in front, of a number that says so; `stated` where it does by a plus or a prefix. */
function readDigits(text: string): { readonly digits: string; readonly stated: boolean } | undefined {
  const bare = text
    .normalize("NFKC")
    .trim()
    .replace(AFTER_NUMBER, "")
    .replace(/\(0\)|[\s().\-‐-―−/\u200e\u200f\u202a-\u202c]/gu, "");
  const [, prefix, digits] = /^(\+|00(?=[1-9])|011(?=[1-9]))?(\d+)$/.exec(bare) ?? [];
  return digits === undefined ? undefined : { digits, stated: prefix !== undefined };
}

const isE164 = (digits: string): boolean => E164.pattern.test(`+${digits}`);

/** A user part without its country is an extension as often as a number: it counts from this many digits on. */
const FEWEST_SIP_DIGITS = 10;

/**
 * One spelling for each thing that can be called: `+15550100002`, `client:front-desk`, `sip:front-desk@host`. What is
 * none of them stays as it is.
 */
export function calledAddress(raw: string): string {
  const { scheme, user, host } = readAddress(raw);
  if (scheme === "client") return `client:${user}`;
  const number = readDigits(user);
  const enough = scheme !== "sip" || number?.stated || (number?.digits.length ?? 0) >= FEWEST_SIP_DIGITS;
  if (number && enough && isE164(number.digits)) return `+${number.digits}`;
  return scheme === "sip" && host !== "" ? `sip:${user}@${host}` : raw.trim();
}

/** As many digits as a number has within its country, at least. */
const FEWEST_NATIONAL_DIGITS = 8;

/**
 * Country codes; mobiles of Mexico and Argentina have a digit behind it that nobody dials at home. Source: ITU-T E.164's
 * list of assigned codes, by which a code of three digits begins with none of two.
 */
const COUNTRY =
  /^\+(?:[17]|(?:52(?:1(?=\d{10}$))?|54(?:9(?=\d{10}$))?)|2[07]|3[0-469]|4[013-9]|5[13-8]|6[0-6]|8[1246]|9[0-58]|[2-9]\d\d)/;

/** What is dialled before a number within a country, where it is not 0. Source: ITU-T E.164's list of national prefixes. */
const TRUNKS: Readonly<Record<string, string>> = { "+1": "1", "+7": "8", "+36": "06" };

/** Does a number's plan write it so within its country: without its code, and mostly with a 0 in its place? */
export function isNationalFormOf(number: string, raw: string): boolean {
  const { scheme, user } = readAddress(raw);
  const read = scheme === "client" ? undefined : readDigits(user);
  const [country] = COUNTRY.exec(number) ?? [];
  if (country === undefined || read === undefined) return false;
  const national = number.slice(country.length);
  if (national.length < FEWEST_NATIONAL_DIGITS) return false;
  const { digits } = read;
  // The "011" of "011 4321-5678" was read as North America's prefix for calls abroad: it may be a 0 before an 11.
  return [digits, `11${digits}`].includes(national) || digits === (TRUNKS[country] ?? "0") + national;
}

export interface Caller {
  /** A number that can be called back and texted, E.164. */
  readonly number: string | undefined;
  /** The caller's number is kept back, or none was passed on. An address that is no number (`client:…`) is not. */
  readonly withheld: boolean;
  /** By what the caller is known: the number, or the address as it came; empty where it is withheld. */
  readonly address: string;
}

/**
 * Reads who calls.
 *
 * @param from - as Twilio has it: `From`, or `from` of the `setup` frame.
 * @param called - the number that was called, in any spelling. A caller's number without a plus is taken for one only
 *   where it begins with the same country: elsewhere somebody else would be called.
 */
export function readCaller(from: string, called = ""): Caller {
  const { scheme, user, host } = readAddress(from);
  if (scheme === "client") return { number: undefined, withheld: false, address: from.trim() };
  const found = readDigits(user);
  if (found && isNoNumber(found.digits)) return NOBODY;
  if (found && isE164(found.digits) && (found.stated || isOfCountry(found.digits, called))) {
    const number = `+${found.digits}`;
    return { number, withheld: false, address: number };
  }
  // Whoever has no number here has a name, and a name without an address is the carrier's word for nobody.
  const nameless = scheme === "" ? !/\d/.test(user) : saysWithheld(user) || /(^|\.)invalid$/.test(host);
  return nameless ? NOBODY : { number: undefined, withheld: false, address: from.trim() };
}

const NOBODY: Caller = { number: undefined, withheld: true, address: "" };

const saysWithheld = (user: string): boolean => {
  const letters = user.toLowerCase().replace(/[^\p{L}]/gu, "");
  return user === "" || WITHHELD.some((word) => letters.startsWith(word));
};

/** Country codes have one digit (1 and 7) or two and more, of which two tell enough. */
function isOfCountry(digits: string, called: string): boolean {
  const [, country] = /^\+([17]|\d\d)/.exec(calledAddress(called)) ?? [];
  return country !== undefined && digits.startsWith(country);
}
