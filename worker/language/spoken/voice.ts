import type { Alphabet } from "./rule.ts";

/** How a number agrees with what is counted: by itself, or before a masculine or feminine noun. */
export type Form = "alone" | "m" | "f";

/** Something that is counted. */
export interface Noun {
  readonly one: string;
  readonly many: string;
  readonly feminine?: boolean;
}

export interface Currency extends Noun {
  /** The hundredth part; yen have none. */
  readonly minor?: Noun;
}

export interface ClockTime {
  readonly hour: number;
  readonly minute: number;
  readonly second?: number | undefined;
  readonly half?: "am" | "pm" | undefined;
}

/** Signs and small words, as they are said. */
export interface SignWords {
  readonly and: string;
  readonly at: string;
  readonly dot: string;
  readonly slash: string;
  readonly dash: string;
  readonly underscore: string;
  readonly colon: string;
  readonly questionMark: string;
  readonly percent: string;
  readonly plus: string;
  readonly minus: string;
  readonly times: string;
  readonly divided: string;
  /** Between the sides of something: two *by* four metres. */
  readonly by: string;
  /** Before what an amount is for: five euros *per* month. */
  readonly per: string;
  readonly equals: string;
  /** "≥" before a figure; without it the sense is another. */
  readonly atLeast: string;
  readonly atMost: string;
  readonly number: string;
  readonly hash: string;
  readonly star: string;
  readonly about: string;
  readonly section: string;
  readonly or: string;
  /** Between the ends of a range: ten *to* twelve. */
  readonly to: string;
  /** What stands before a range whose ends are joined by "and" instead: *between* ten and twelve. */
  readonly between: string;
  /** What is written as two strokes behind a figure: 27". */
  readonly inches: string;
  /** "3:1", where that is not `to`. */
  readonly against?: string;
  /** The decimal sign: three *point* five. */
  readonly point: string;
}

/** How a language says what is written in figures and signs. One per BCP 47 tag, as regions differ. */
export interface Voice {
  /** What the language is written with; the Latin alphabet when absent. */
  readonly alphabet?: Alphabet;
  /** The region's decimal sign; the other of the two groups thousands. */
  readonly decimal: "." | ",";
  /** Thousands may be grouped with plain spaces, as in "10 000". */
  readonly spaceGroups: boolean;
  /** 11/22/2026 is in November. */
  readonly monthFirst: boolean;
  readonly digits: readonly string[];
  /** 0 to 999,999,999,999. */
  readonly cardinal: (n: number, form?: Form) => string;
  readonly ordinal: (n: number, form?: "m" | "f") => string;
  readonly year: (n: number) => string;
  /** Three quarters, five eighths; with the whole number before it when there is one. */
  readonly fraction: (upper: number, lower: number, whole: number | undefined) => string;
  /** The figures behind the decimal sign. */
  readonly decimals: (figures: string) => string;
  /** @param before - the text before the date, for languages in which the article decides about endings. */
  readonly date: (day: number, month: number, year: number | undefined, before: string) => string;
  readonly time: (time: ClockTime) => string;
  /** "forty-two dollars" and "fifty cents". */
  readonly joinMoney: (major: string, minor: string, cents: number) => string;
  /** More ways to write a time, with groups `hour` and `minute`: "14h30", "14.30 Uhr". */
  readonly clockSigns?: readonly string[];
  /** What may stand behind a time in figures, beside "h", and is not said: "14:30 *Uhr*". */
  readonly clockWords?: readonly string[];
  /** What makes a day of the month an ordinal, beside a full stop: "the 3*rd*". */
  readonly dayEndings?: readonly string[];
  /** What may stand before the month, and before the year, in a date: "3 *of* March", "3 de marzo *del* 2026". */
  readonly ofMonth?: readonly string[];
  readonly ofYear?: readonly string[];
  /** Does the word for a plain number depend on the noun behind it, which we cannot know? Then it stays in figures. */
  readonly agrees: (n: number) => boolean;
  /** Words, of four letters at most, that stand behind a number and are not counted by it: "1 *und* 2". */
  readonly noNouns?: readonly string[];
  /** "of" between a round million and its noun: "un millón *de* euros". Empty where there is none. */
  readonly ofMillions: (noun: string) => string;
  readonly signs: SignWords;
  /** January first, as in the middle of a sentence. */
  readonly months: readonly string[];
  readonly monthsShort: readonly string[];
  /** More short forms, with the number of the month: `{ Sept: 9 }`. */
  readonly monthsAlso?: Readonly<Record<string, number>>;
  /** Full names of the days, and the short forms that are written, Monday first: "Mon" and "Tues" stand for their day. */
  readonly weekdays?: readonly string[];
  readonly weekdaysShort?: readonly (readonly string[])[];
  /** Source of what stands before "3/4" where it is a date: "on", "until". A weekday and a time of day need no word. */
  readonly dateAfter?: string;
  /** Source of what stands before "09/27" where it is a month and a year: "your card expires". */
  readonly expires?: string;
  /** Between two days, where that is another word than between numbers: "du 3 mars *au* 9 avril". */
  readonly toDay?: string;
  /** What stands between an article and the name of a month alone: "el *mes de* mayo". */
  readonly monthOf?: string;
  /** Source of what stands before a year of four figures that may be an amount as well: "since" 1845. */
  readonly yearAfter?: string;
  /** Amounts of 1100 to 1900 are said as such years are: "fourteen hundred". */
  readonly inHundreds?: boolean;
  /** Before a number with a plus behind it, "50+", where that is not said: "*more than* fifty". */
  readonly moreThan?: string;
  /** The noun stands between a number and its fraction, "2 1/2 tazas": "dos tazas y media". With its half: "medio", "media". */
  readonly nounFirst?: {
    readonly half: { readonly m: string; readonly f: string };
    /** Source of how a noun ends that is feminine. */
    readonly feminine: string;
  };
  /** Capitals behind a time that begin no sentence, beside days and months: "9 a.m. *Eastern*". */
  readonly timeZones?: readonly string[];
  /** What stands behind "3/4" where it is a share or a measure, whatever is before: "3/4 *of* the class". */
  readonly shareOf?: readonly string[];
  /** What has a date in front of it: "your 3/4 *appointment*". */
  readonly datedThings?: readonly string[];
  /** Between a date and the time behind it: "3/4 *at* 2:30". */
  readonly atTime?: readonly string[];
  /** Source of what stands before a time that is written like an amount: "*a las* 12.15", "*gegen* 14h". */
  readonly timeAfter?: string;
  /** Source of what "x3" stands behind: points. "ThinkPad x1" is a name. */
  readonly multiplied: string;
  /** Source of what looks like local money, and is none: "Q4" is a quarter of the year. */
  readonly noMoney?: string;
  /** Behind what is written like such a time and is an amount. */
  readonly noTimeBefore?: readonly string[];
  readonly units: Readonly<Record<string, Noun>>;
  /** "²" and "³" behind a length: "metros *cuadrados*". */
  readonly power: (length: string, exponent: 2 | 3) => string;
  /** A part of a unit: "three quarters *of a* mile", "*media* hora". */
  readonly partOf: (part: string, upper: number, lower: number, unit: Noun) => string;
  /** Source of what stands before an amount that describes the thing behind it, and has no plural: "*a* $20 credit". */
  readonly attributive?: string;
  /** What joins an amount and its unit where a hyphen does in writing: "a 5*-*kg bag", "ein 4*-*kg-Sack". */
  readonly compound?: string;
  /** Those that are said short, or have a hundredth part; the others have the names that `Intl` gives them in `language`. */
  readonly currencies: Readonly<Record<string, Currency>>;
  readonly language: string;
  /** Where it is spoken, "GT": letters that are money there only. */
  readonly region?: string | undefined;
  /** "*Swedish* kronor": the noun is last. */
  readonly adjectiveFirst?: boolean;
  /** Source of the names of currencies that are feminine. */
  readonly feminineMoney?: string;
  /** "million" behind an amount. Figures 10^6. */
  readonly scales: Readonly<Record<string, number>>;
  /** Written short, said long. A full stop at the end of the short form is part of it. */
  readonly abbreviations: Readonly<Record<string, string>>;
  /** Those of them that may be the last word of a sentence: "paper, *etc.* Anything else?" */
  readonly closing?: readonly string[];
  /** Those that stand in names as well, "Park Ave. Station": they end a sentence only before a word that begins one. */
  readonly closingBefore?: { readonly forms: readonly string[]; readonly openers: string };
  /** Titles, where an article in front makes them feminine: "la *Lic.* Gómez". */
  readonly feminineTitles?: { readonly after: string; readonly words: Readonly<Record<string, string>> };
  /** Short forms that are words too: they stand for something only before a name. "*Me* Roy" in French. */
  readonly beforeNames?: Readonly<Record<string, string>>;
  /** Short forms that are words too, or letters: they stand for something only before a figure. "*No.* 5", "*S.* 12". */
  readonly beforeFigures: Readonly<Record<string, string>>;
  /** Source of what has Roman numerals behind it: "Chapter" IV. */
  readonly numbered: string;
  /** Rulers and popes, who have a number too: "Henry" VIII. Source of their names, and how they are counted. */
  readonly regnal?: {
    readonly names: string;
    /** Source of what stands before somebody who has an initial: "your driver is" John V. */
    readonly notAfter: string;
    readonly say: (n: number, before: string) => string | undefined;
  };
  /** Roads: sources of what stands before one and of its letters, "the" and "I-"; it has a number, where a code has figures. */
  readonly roads?: { readonly before: string; readonly letters: string };
  /** Source of a postcode of figures alone, with what stands around it: it is read figure by figure. */
  readonly postcode?: string;
  /** Source of what stands before a number that is said figure by figure: "order", "code is", "ending in". */
  readonly digitwise: string;
  /** Source of what stands before a service number of three to six figures, said like that too: "call" 911. */
  readonly dialled?: string;
  /** Sources of how the region alone writes its telephone numbers: "13 11 26". */
  readonly phones?: readonly string[];
  /** Thousands are grouped in pairs, as in India: "1,50,000". */
  readonly pairGroups?: boolean;
  /** What "v" is before figures: "v2.17.1". */
  readonly version?: string;
  /** Source of what stands before a key's name: "press". */
  readonly press: string;
  /** Rules only this language has. Sources as in `Rule.pattern`, handed the match, the text before it and the character behind. */
  readonly own?: readonly {
    readonly pattern: string;
    readonly speak: (match: RegExpExecArray, before: string, after: string) => string | undefined;
  }[];
}

/** A number of things, with the word in its number and the numeral in its gender. */
export function counted(voice: Voice, n: number, noun: Noun): string {
  const name = n === 1 ? noun.one : noun.many;
  const of = n >= 1_000_000 && n % 1_000_000 === 0 ? voice.ofMillions(name) : "";
  return `${voice.cardinal(n, noun.feminine ? "f" : "m")} ${of}${name}`;
}
