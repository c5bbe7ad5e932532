import { fold } from "../../language/hearing/words.ts";
import { ALL_PACKS } from "../../language/packs.ts";

/**
 * What an agent may name to be kept from everybody. A caller says numbers without their signs, and in figures they stand
 * where they were said in words; of an e-mail address the words are looked for.
 */

export interface Kind {
  /** What stands in its place: "[IBAN withheld]". */
  readonly name: string;
  /** Source of an expression for what it is called, folded. */
  readonly named: string;
  readonly pattern: string;
  /** Its check digits, where it has any, over letters and figures alone, in capitals. */
  readonly holds?: (bare: string) => boolean;
  /** What it is as well when it was called by its name, or asked for: else too much looks like it. */
  readonly whenNamed?: string;
  /** Source of what has to stand in a text that may hold one; figures where absent. */
  readonly sign?: string;
  /** It has as many figures as a telephone number, and is none where the caller speaks of one. */
  readonly likePhone?: boolean;
}

/** Between two signs of a number, a turn included. */
const D = "[\\s.-]?";
const figures = (first: string, more: number): string => `(?<![\\d+])${first}(?:${D}\\d){${more}}(?!\\d)`;
const NOT_BEFORE = "(?<![a-z\\d])";
const NOT_BEHIND = "(?![a-z\\d])";

const oneOf = (words: readonly string[]): string => `(?:${[...new Set(words)].join("|")})`;
const AT = oneOf(ALL_PACKS.flatMap((p) => p.atWords));

const digitsOf = (bare: string): readonly number[] => [...bare].map(Number);
const weighed = (digits: readonly number[], weights: readonly number[]): number =>
  weights.reduce((sum, weight, i) => sum + weight * (digits[i] ?? 0), 0);
const modulo = (digits: string, by: number): number =>
  [...digits].reduce((rest, c) => (rest * 10 + Number(c)) % by, 0);

const PHONE =
  /\b(?:tele[fp]|phone|mobile|cell\b|call\b|reach|handy|movil|celular|portable|rufen|erreich|ligue|llam|appel)/u;
export const namesPhone = (text: string): boolean => PHONE.test(fold(text));

export const KINDS = {
  /** US social security number, and the taxpayer's number of who has none. Source: the SSA's and IRS's rules. */
  ssn: {
    name: "social security number",
    named:
      "\\bsocial\\b|\\bs ?s ?n\\b|\\bseguridad social\\b|\\bsozialversicherung|\\bsecurite sociale\\b|\\btax(?:payer)? i ?d\\b|\\bitin\\b",
    pattern: `(?<![\\d+])(?:(?!000|666|9)\\d{3}[ -]?(?!00)\\d{2}|9\\d{2}[ -]?(?:5\\d|6[0-5]|7\\d|8[0-8]|9[0-24-9]))[ -]?(?!0000)\\d{4}(?!\\d)`,
    likePhone: true,
  },
  /** British national insurance number. Source: HMRC, NIM39110. */
  nino: {
    name: "national insurance number",
    named: "\\bnational insurance\\b|\\bnino\\b",
    pattern: `${NOT_BEFORE}(?!bg|gb|nk|kn|tn|nt|zz)[abceghj-prstw-z]${D}[abceghj-nprstw-z]${D}\\d(?:${D}\\d){5}${D}[a-d]${NOT_BEHIND}`,
  },
  /** British taxpayer's reference. Every eleventh telephone number would pass. Source: HMRC, modulus 11. */
  utr: {
    name: "taxpayer reference",
    named: "\\bu ?t ?r\\b|\\btax(?:payer)?s? (?:reference|number|i ?d)\\b",
    pattern: "(?!)",
    whenNamed: figures("\\d", 9),
    holds: (bare) =>
      "21987654321"[weighed(digitsOf(bare.slice(1)), [6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11] === bare[0],
  },
  /** German tax identification. Source: BZSt; ISO 7064 modulo 11, 10, and one figure that comes twice or thrice. */
  steuer_id: {
    name: "Steuer-ID",
    named: "\\bsteuer|\\btax i ?d\\b",
    pattern: figures("[1-9]", 10),
    holds: isSteuerId,
    likePhone: true,
  },
  /** German social insurance number. Source: § 147 SGB VI, VKVV § 4. */
  rvnr: {
    name: "Sozialversicherungsnummer",
    named: "\\bsozialversicherung|\\brentenversicherung",
    pattern: `(?<!\\d)\\d${D}\\d${D}[0-3]${D}\\d${D}[01](?:${D}\\d){3}${D}[a-z](?:${D}\\d){3}(?!\\d)`,
    holds: (bare) => {
      const digits = digitsOf(bare.replace(/[A-Z]/, (c) => String(c.charCodeAt(0) - 64).padStart(2, "0")));
      const products = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1].map((weight, i) => weight * (digits[i] ?? 0));
      return products.reduce((sum, n) => sum + Math.floor(n / 10) + (n % 10), 0) % 10 === digits[12];
    },
  },
  /** French social security number, Corsica's with a letter. Source: INSEE; the key is 97 less the rest. */
  nir: {
    name: "numéro de sécurité sociale",
    named: "\\bsecu(?:rite sociale)?\\b|\\bnir\\b",
    pattern: `(?<!\\d)[12](?:${D}\\d){5}${D}[\\dab](?:${D}\\d){8}(?!\\d)`,
    holds: (bare) => {
      const digits = bare.replace("2A", "19").replace("2B", "18");
      return /^\d{15}$/.test(digits) && modulo(digits.slice(0, 13), 97) + Number(digits.slice(13)) === 97;
    },
  },
  /** French tax number. Source: DGFiP; the last three figures are the rest by 511. */
  spi: {
    name: "numéro fiscal",
    named: "\\bfiscal",
    pattern: figures("[0-3]", 12),
    holds: (bare) => modulo(bare.slice(0, 10), 511) === Number(bare.slice(10)),
  },
  /** Spanish identity and tax number, a foreigner's too. Source: Ministerio del Interior; the letter is the rest by 23. */
  dni: {
    name: "DNI",
    named: "\\bd ?n ?i\\b|\\bn ?i ?[ef]\\b",
    pattern: `${NOT_BEFORE}[xyz\\d](?:${D}\\d){7}${D}[a-z]${NOT_BEHIND}`,
    holds: (bare) => {
      const digits = bare.slice(0, 8).replace(/^[XYZ]/, (c) => String("XYZ".indexOf(c)));
      return "TRWAGMYFPDXBNJZSQVHLCKE"[modulo(digits, 23)] === bare[8];
    },
  },
  /** Brazilian taxpayer's number. Source: Receita Federal, check digits modulo 11. */
  cpf: { name: "CPF", named: "\\bcpf\\b", pattern: figures("\\d", 10), holds: isCpf, likePhone: true },
  /** Portuguese taxpayer's number, of people and firms; telephones begin with 9. Source: DL 14/2013, modulo 11. */
  nif: {
    name: "NIF",
    named: "\\bn ?i ?f\\b|\\bcontribuinte\\b",
    pattern: figures("[1-8]", 8),
    holds: (bare) => {
      const check = 11 - (weighed(digitsOf(bare), [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
      return Number(bare[8]) === (check > 9 ? 0 : check);
    },
    likePhone: true,
  },
  /** Source: ISO 13616, with its check digits. */
  iban: {
    name: "IBAN",
    named: "\\biban\\b",
    pattern: `${NOT_BEFORE}[a-z][ .]?[a-z][ -]?\\d{2}(?:[\\s-]?[a-z\\d]){11,30}`,
    holds: (bare) =>
      bare.length >= 15 &&
      modulo([...(bare.slice(4) + bare.slice(0, 4))].map((c) => Number.parseInt(c, 36)).join(""), 97) === 1,
  },
  email: {
    name: "e-mail address",
    named: ALL_PACKS.flatMap((pack) => pack.wantsEmail).join("|"),
    pattern: emailPattern(),
    sign: `@|\\b${AT}\\b`,
  },
  /** The street with its number, as it is written in the languages shipped. */
  address: {
    name: "address",
    named:
      "\\baddress|\\bdireccion\\b|\\bdomicilio\\b|\\banschrift|\\badresse|\\bwohnen sie\\b|\\bendereco\\b|\\bmorada\\b",
    pattern: addressPattern(),
    whenNamed: "(?<=^(?:\\p{L}['’\\p{L}]*[ ,:]+){0,3})\\d{1,5} ?[a-z]?,? (?:\\p{L}['’.\\p{L}]*[ ,.]*){1,6}",
  },
} satisfies Readonly<Record<string, Kind>>;

function isSteuerId(bare: string): boolean {
  const digits = digitsOf(bare);
  const counts = digits.slice(0, 10).map((d, _, all) => all.filter((other) => other === d).length);
  if (!counts.some((n) => n > 1) || counts.some((n) => n > 3)) return false;
  const product = digits.slice(0, 10).reduce((p, d) => (((d + p) % 10 || 10) * 2) % 11, 10);
  return (11 - product) % 10 === digits[10];
}

function isCpf(bare: string): boolean {
  const digits = digitsOf(bare);
  if (new Set(digits).size === 1) return false;
  return [9, 10].every((n) => {
    const sum = digits.slice(0, n).reduce((total, digit, i) => total + digit * (n + 1 - i), 0);
    return ((sum * 10) % 11) % 10 === digits[n];
  });
}

/** "rosa.luna@example.com", "rosa dot luna at example dot com", "r o s a arroba gmail punto com". */
function emailPattern(): string {
  const dot = oneOf(ALL_PACKS.flatMap((p) => p.dotWords));
  const join = oneOf(ALL_PACKS.flatMap((p) => [...p.dotWords, ...p.joinWords]));
  const word = "[\\p{L}\\p{M}\\p{N}]+";
  const spelled = "(?:[\\p{L}\\p{N}][\\s,-]+)*";
  const name = `${spelled}(?:${word}\\s)?(?:${word}(?:\\s${word}){0,2}(?:\\s${join}\\s|[._-]))*${word}(?:\\s${word})?`;
  const domain = `${spelled}${word}(?:[\\s-]${word})?(?:(?:\\s${dot}\\s|\\.)${word})+`;
  return `[\\p{L}\\p{N}._%+-]+\\s?@\\s?[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)+|(?<![\\p{L}\\p{N}])${name}\\s${AT}\\s${domain}`;
}

function addressPattern(): string {
  const idle =
    "on|the|in|of|down|to|from|for|at|my|your|a|an|and|is|was|are|each|other|pairs?|minutes?|hours?|miles?|blocks?|days?";
  const english = `\\d+[a-z]?,? (?:(?!(?:${idle})\\b)[\\p{L}'’.]+ ){1,4}(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|square|terrace|crescent|highway|hwy|parkway|pkwy)\\b(?: [nsew]{1,2}\\b)?`;
  const passive = "est[aá]\\p{L}*|es|era|fue|foi|tiene|tem|cuesta|custa|que|fica|[eé]|al|las?|às?|a|h[aá]";
  const iberian = `(?<!\\p{L})(?:calle|avenida|avda\\.?|plaza|paseo|carretera|rua|praça|travessa|alameda|estrada)(?: (?!(?:${passive}) )[\\p{L}'.]+){1,5},? (?:n[uú]mero |n[º°.]+ ?)?\\d+(?!\\d| \\p{L}+s\\b)`;
  const german =
    "(?:[\\p{L}-]{2,}(?:stra(?:ß|ss)e|str\\.|weg|platz|allee|gasse|ring|damm|ufer)|(?<!\\p{L})(?:am|an der|im|zum|zur|auf der|unter den) (?:\\p{L}+ )?\\p{L}*(?:markt|berg|bach|hof|tor|see|graben|feld|park|wald|linden|kirche|mühle)) \\d+(?: ?[a-z]\\b)?";
  const french =
    "\\d+(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|bd|place|chemin|allée|impasse|quai|cours) (?:(?:de|du|des|la|le|les) |[ld]['’])*[\\p{L}'’-]+(?: \\p{L}{4,})?";
  return `(?<![\\p{L}\\d])(?:${[english, iberian, german, french].join("|")})`;
}
