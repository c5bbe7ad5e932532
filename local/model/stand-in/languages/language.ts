/** What the stand-in says and hears in one language, beside what the engine's language packs know. */
export interface StandInLanguage {
  readonly lines: Lines;
  /** Regular expression sources over folded text: lower case, no accents, no punctuation. */
  readonly hears: Hears;
  /** Names of fields and values as they are spoken, where a tool's own are English. */
  readonly nouns: Readonly<Record<string, string>>;
  /** "number" + "order" where `nouns` has no word for both. */
  readonly compound: (thing: string, of: string) => string;
}

export interface Lines {
  readonly hello: string;
  readonly help: string;
  readonly anythingElse: string;
  readonly ask: (what: string) => string;
  readonly askAgain: (what: string) => string;
  readonly askChoice: (label: string, choices: string) => string;
  readonly askYesNo: (label: string) => string;
  readonly or: string;
  readonly and: string;
  readonly more: (count: number) => string;
  readonly the: string;
  /** `many`: the value is a list. */
  readonly is: (label: string, value: string, many: boolean) => string;
  readonly about: (what: string) => string;
  readonly yes: string;
  readonly no: string;
  readonly notFound: (what: string) => string;
  readonly instead: (list: string) => string;
  readonly nothing: string;
  readonly count: (count: number, list: string) => string;
  /** `what`: "cancelled", where the tool says so. */
  readonly done: (what?: string) => string;
  readonly failed: string;
  readonly failedBecause: (why: string) => string;
  readonly running: string;
  readonly confirm: (what: string) => string;
  readonly message: (parts: string) => string;
  readonly notDone: string;
  readonly keyIn: string;
  readonly languageChanged: string;
  readonly callback: string;
  readonly handingOff: string;
  readonly offerPerson: string;
  readonly thanks: string;
  readonly goodbye: string;
  readonly bot: string;
  readonly fine: string;
  readonly abilities: (list: string) => string;
  readonly noAbilities: string;
  /** Says that it is no real model. Has to be heard as not having understood. */
  readonly practice: string;
  readonly notUnderstood: string;
  readonly thisNumber: string;
  readonly unknown: string;
}

export interface Hears {
  readonly hello: string;
  readonly bye: string;
  readonly thanks: string;
  readonly repeat: string;
  readonly bot: string;
  readonly abilities: string;
  readonly howAreYou: string;
  readonly keypad: string;
  /** The number that they are calling from. */
  readonly sameNumber: string;
  /** What they want to have made, undone, moved. */
  readonly creates: string;
  readonly person: string;
  /** One, where people are counted. */
  readonly alone: string;
  readonly cancels: string;
  readonly changes: string;
  readonly asks: string;
  /** They put something right. */
  readonly corrects: string;
  /** Their name follows: surely, or if it is written like one. */
  readonly named: string;
  readonly perhapsNamed: string;
  /** What stands before an answer, and is none of it. */
  readonly leadIn: string;
  readonly without: string;
  readonly dontKnow: string;
}
