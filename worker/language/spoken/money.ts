import { type Figure, quantity, sayFigure } from "./number.ts";
import { type Currency, counted, type Voice } from "./voice.ts";

/** Money, and the names of what it is in. */

// biome-ignore format: pairs
const SIGN_CODES: Readonly<Record<string, string>> = {
  US$: "USD", C$: "CAD", CA$: "CAD", A$: "AUD", AU$: "AUD", NZ$: "NZD", HK$: "HKD", S$: "SGD", R$: "BRL", "S/": "PEN", "S/.": "PEN", "₩": "KRW", "₪": "ILS", "₹": "INR",
  "₱": "PHP", "₺": "TRY", "₽": "RUB", "₴": "UAH", "฿": "THB", "₫": "VND", "₡": "CRC", "₲": "PYG", "₦": "NGN", zł: "PLN", Kč: "CZK",
};

/** ISO 4217. "TRY", "ALL" and "TOP" are words. */
const CODES =
  "AED ARS AUD BGN BOB BRL CAD CHF CLP CNY COP CRC CZK DKK DOP EGP EUR GBP GTQ HKD HNL HUF IDR ILS INR JPY KRW MXN MYR NGN NOK NZD PEN PHP PLN PYG RON RUB SAR SEK SGD THB UAH USD UYU VND XAF XOF ZAR".split(
    " ",
  );
export const CURRENCY_SIGNS = [...Object.keys(SIGN_CODES), ...CODES];
/** Letters that are money in one country, and anything elsewhere. */
// biome-ignore format: pairs
const LOCAL_SIGNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AO: { Kz: "AOA" }, BO: { Bs: "BOB", "Bs.": "BOB" }, CH: { Fr: "CHF", "Fr.": "CHF" }, DK: { kr: "DKK", "kr.": "DKK" }, DZ: { DA: "DZD" }, GT: { Q: "GTQ" }, HN: { L: "HNL", "L.": "HNL" },
  IN: { Rs: "INR", "Rs.": "INR" }, KE: { KSh: "KES", Ksh: "KES" }, LK: { Rs: "LKR", "Rs.": "LKR" }, MA: { DH: "MAD", Dh: "MAD", dh: "MAD" }, MZ: { MT: "MZN" }, NI: { C$: "NIO" }, NO: { kr: "NOK", "kr.": "NOK" },
  PK: { Rs: "PKR", "Rs.": "PKR" }, PY: { Gs: "PYG", "Gs.": "PYG" }, SE: { kr: "SEK", "kr.": "SEK" }, TN: { DT: "TND" }, VE: { Bs: "VES", "Bs.": "VES" }, ZA: { R: "ZAR" },
};
export const localSigns = ({ region = "" }: Voice): Readonly<Record<string, string>> =>
  LOCAL_SIGNS[region] ?? {};
const CODE_SIGNS: Readonly<Record<string, string>> = { EUR: "€", GBP: "£", JPY: "¥" };

const signOf = (code: string): string =>
  Object.keys(SIGN_CODES).find((sign) => SIGN_CODES[sign] === code) ?? "";

/** Our own name for it, or the platform's: those of all currencies in five languages are too many to carry. */
export function currencyOf(voice: Voice, written: string): Currency {
  const { currencies, language, feminineMoney } = voice;
  const local = localSigns(voice)[written];
  // Nobody says of what country their own money is. A noun in the middle of a sentence has no capital, but in German.
  const short = (name: string): string => {
    if (local === undefined) return name;
    return voice.adjectiveFirst
      ? (name.split(" ").at(-1) ?? name)
      : (name.split(" ")[0] ?? name).toLowerCase();
  };
  const own =
    local === undefined
      ? (currencies[written] ?? currencies[CODE_SIGNS[written] ?? SIGN_CODES[written] ?? ""])
      : undefined;
  if (own) return own;
  const format = new Intl.NumberFormat(language, {
    style: "currency",
    currency: local ?? SIGN_CODES[written] ?? written,
    currencyDisplay: "name",
    maximumFractionDigits: 0,
  });
  const [one = written, many = written] = [1, 2].map((n) =>
    short(format.formatToParts(n).find((p) => p.type === "currency")?.value ?? written),
  );
  const known = currencies[local ?? ""] ?? currencies[signOf(local ?? "")];
  return {
    one,
    many,
    ...(known?.minor && { minor: known.minor }),
    feminine: feminineMoney !== undefined && new RegExp(feminineMoney, "iu").test(one),
  };
}

/** "$42.50" with its cents; "$2.5 million" as two point five million dollars. */
export function money(voice: Voice, figure: Figure, currency: Currency, scale: number): string {
  if (scale > 0) {
    const exact = Number(`${figure.whole}.${figure.decimals || 0}`) * 10 ** scale;
    const round = exact < 1e15 && Number.isInteger(exact) && (figure.decimals === "" || scale < 6);
    return round
      ? counted(voice, exact, currency)
      : `${sayFigure(voice, figure)} ${scaleName(voice, scale)} ${voice.ofMillions(currency.many)}${currency.many}`;
  }
  const { minor } = currency;
  if (figure.decimals === "" || !minor || figure.decimals.length > 2)
    return quantity(voice, figure, currency);
  const cents = Number(figure.decimals.padEnd(2, "0"));
  if (cents === 0) return counted(voice, figure.whole, currency);
  const said = counted(voice, cents, minor);
  return figure.whole === 0 ? said : voice.joinMoney(counted(voice, figure.whole, currency), said, cents);
}

export const scaleName = (voice: Voice, scale: number): string =>
  voice.cardinal(2 * 10 ** scale).replace(/^\S+ /u, "");
