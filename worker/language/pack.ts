/**
 * All that the conversation engine knows of one human language, as data. A pack is chosen by the primary
 * subtag of the call's language; an agent's definition can extend any list or replace any phrase.
 *
 * Words and phrases are compared as `fold` leaves them: lower case, no accents, no punctuation but the
 * apostrophe, hyphens as spaces. Lists may be written naturally, they are folded when a pack is made ready.
 * Regular expression sources are not: write them for folded text, `jemand`, `quelqu'un`, `atencion`.
 */
export interface LanguagePack {
  /** Primary subtag, such as `en`. */
  readonly code: string;
  /** Whole utterances that only say "I am listening". Several in a row are one as well ("yeah, okay"). */
  readonly backchannels: readonly string[];
  /** Regular expression sources of such sounds that can be drawn out, beside "hmm", "uh-huh" and the like: `ye+a+h+`. */
  readonly hums: readonly string[];
  /** Words that make an utterance a real turn although it is short ("stop", "no", "wait", "actually"). */
  readonly turnWords: readonly string[];
  /** Words an utterance never ends with when the speaker has finished ("my", "the", "and"). */
  readonly unfinishedEndings: readonly string[];
  /** Endings of the same kind that are whole in some sentences: "with", "I need", "it is". */
  readonly looseEndings: readonly string[];
  /** With one of these earlier in it, an utterance may end loosely: "*what* I need", "*who* with". */
  readonly looseOpeners: readonly string[];
  /** Sounds of thinking. At the end of an utterance they say that more is coming. */
  readonly hesitations: readonly string[];
  /** Whole utterances that ask us to wait ("hold on"); with ` *` at the end, up to eight words may follow. */
  readonly holdOn: readonly string[];
  /** Words that may stand around those and around a bare request for a person ("please", "okay"). */
  readonly courtesies: readonly string[];
  /**
   * Words for numbers, for telling half a phone number from a whole one: `{ "one": 1, "oh": 0, "twenty": 20 }`.
   * From 10 on a word stands for two digits, from 100 on for three.
   */
  readonly digitWords: Readonly<Record<string, number>>;
  /** Words that repeat the digit behind them: `{ "double": 2 }`. */
  readonly digitRepeats: Readonly<Record<string, number>>;
  /** Words behind how often a digit is said: "four *times* one". */
  readonly digitTimes: readonly string[];
  /** Digits in the plural, "four *ones*": `{ "ones": 1 }`. */
  readonly digitPlurals: Readonly<Record<string, number>>;
  /** Words for a thousand, `{ "thousand": 1000 }`, and those of `digitWords` that multiply: "four *hundred*". */
  readonly thousands: Readonly<Record<string, number>>;
  readonly multipliers: readonly string[];
  /** Words that may stand between the parts of one number: "4111, *and then it's* 1111". Hesitations may as well. */
  readonly betweenDigits: readonly string[];
  /** Regular expression sources, each a whole word, of what names a part of a number: "the *first* four", "*group* two". */
  readonly digitLabels: readonly string[];
  /** Words that recognition writes for a number that sounds like them: `{ "for": 4 }`. They count beside another. */
  readonly digitHomophones: Readonly<Record<string, number>>;
  /** Regular expression sources of a card's security code, and of what is told beside its number: that, or the expiry. */
  readonly securityCode: readonly string[];
  readonly cardDetails: readonly string[];
  /** Digits of a whole phone number, at least. */
  readonly phoneDigits: number;
  /** How "@" and "." of an e-mail address are said. */
  readonly atWords: readonly string[];
  readonly dotWords: readonly string[];
  /** How "_" and "-" are said, a word each: half an address has such a sign and no "@" yet. */
  readonly joinWords: readonly string[];
  /** Names of letters that are words ("eme", "jota"); a letter by itself needs no entry. */
  readonly letterNames: readonly string[];
  /** What stands between a letter and the word that explains it: "M *as in* Mike". */
  readonly asIn: readonly string[];
  /** Regular expression sources of an agent's request to spell something. */
  readonly wantsSpelling: readonly string[];
  /** Regular expression sources: only asks whether somebody is there ("hello", "can you hear me"). */
  readonly presenceChecks: readonly string[];
  /** What may be said over a goodbye without taking it back ("bye", "you too"); several in a row as well. */
  readonly farewells: readonly string[];
  /** First words of a question, which its answer does not repeat ("how", "would", "shall"). */
  readonly questionOpeners: readonly string[];
  /** Words between things to choose from, of which an answer may repeat one ("or"). */
  readonly choiceWords: readonly string[];
  /** A provider's marks, alone or in brackets, for speech in which no words were found ("inaudible"). */
  readonly unintelligible: readonly string[];
  /** Regular expression sources of an agent's question for a phone number, an e-mail address, another number. */
  readonly wantsPhone: readonly string[];
  readonly wantsEmail: readonly string[];
  readonly wantsNumber: readonly string[];
  /** Regular expression sources of an agent's line that admits it did not understand. */
  readonly admitsMisunderstanding: readonly string[];
  /** Regular expression sources: the agent says that the caller is being put through to a person. */
  readonly namesTransfer: readonly string[];
  /** Regular expression sources: asks for a person. */
  readonly asksForPerson: readonly string[];
  /** Regular expression sources of what looks like such a request and is none ("a personal order"). */
  readonly notAPerson: readonly string[];
  /** Words that alone, or among courtesies, are the request ("representative"). */
  readonly personWords: readonly string[];
  /** A yes to a question, alone or in a row ("yes", "go ahead", "that's right"). A hum is none. */
  readonly agreements: readonly string[];
  /** What makes an answer a no, wherever it is said. Of two that begin at one word the longer counts. */
  readonly refusals: readonly string[];
  /** What is neither, although a refusal is in it ("I don't know"). */
  readonly reservations: readonly string[];
  /** Words around a yes that change nothing ("please", "then", "it"). No "but", and nothing that asks or counts. */
  readonly softeners: readonly string[];
  /** Regular expression sources of an agent's question for a go-ahead ("Shall I …?", "Is that right?"). */
  readonly asksForYes: readonly string[];
  /** Regular expression sources of a question that a yes answers otherwise ("Anything else?", "Can you hear me?"). */
  readonly asksOtherwise: readonly string[];
  /** Regular expression sources: a callback is asked for, or offered. */
  readonly wantsCallback: readonly string[];
  /** Regular expression sources of what nobody says who is calm: abuse, and swearing. Not what callers say of themselves. */
  readonly insults: readonly string[];
  /** Regular expression sources for anger, frustration: the words that show a negative mood. */
  readonly negativeWords: readonly string[];
  readonly positiveWords: readonly string[];
  /** Words that turn a mood around when they come shortly before it ("not", "never"). */
  readonly negations: readonly string[];
  /**
   * Regular expression sources of how stage directions begin ("chuckles", "a long pause"): between asterisks or round
   * brackets in a reply they are not spoken. In lower case; words that could be emphasised speech are none.
   */
  readonly directions: readonly string[];
  readonly phrases: Phrases;
}

/**
 * What an agent's definition may say of a language. Lists are added to the shipped ones, single words to the shipped
 * tables; phrases, lines and numbers replace theirs.
 */
export type LanguagePackChange = Partial<Omit<LanguagePack, "code" | "phrases">> & {
  readonly phrases?: Partial<Phrases>;
  readonly callLines?: CallLineChange;
};

export type CallLineChange = {
  readonly [K in keyof CallLines]?: CallLines[K] extends string ? string : Partial<CallLines[K]>;
};

/** Lines the engine itself says. Written for the ear; where there are several, they are used in turn. */
export interface Phrases {
  /** The model is slow, nothing has been said yet. */
  readonly holding: readonly string[];
  /** A tool takes longer than a second. */
  readonly filler: readonly string[];
  /** The model failed; another try follows when the caller speaks. */
  readonly apology: readonly string[];
  /** A reply broke off in the middle and could not be continued. */
  readonly brokenOff: string;
  /** The caller was not understood. */
  readonly notUnderstood: readonly string[];
  /** "Hello? Are you there?" while the answer is on its way. Short: the answer waits until it is said. */
  readonly presence: readonly string[];
  /** The caller stopped in the middle of a sentence. */
  readonly goOn: string;
  /** The caller asked us to wait, a while ago. */
  readonly stillThere: string;
  /** First and second line of the silence ladder, then the goodbye before we hang up. */
  readonly nudge: string;
  readonly secondNudge: string;
  readonly silenceGoodbye: string;
  /** The model ends the call, and the caller is angry, or has not said that they are done: a question, and a person offered. */
  readonly beforeYouGo: string;
  /** The model ends the call without a word of its own. */
  readonly goodbye: string;
  /** Said when a person takes over. The caller hears it before the music. */
  readonly handOff: string;
  /** The same, to a place of the agent's directory: `{place}`, in the words of the definition. */
  readonly handOffPlace: string;
  /** The same, when it is our fault: the model or a tool is down. */
  readonly handOffAfterFailure: string;
  /** Said when a person takes over, but not at once. `{minutes}` is the honest estimate. */
  readonly handOffWait: string;
  /** The same, where there is nothing to estimate by: it is said that nobody knows how long it takes. */
  readonly handOffQueue: string;
  /** Why there is no person: all are busy; the transfer was not taken; it is closed. What there is instead follows. */
  readonly nobodyFree: string;
  readonly nobodyTook: string;
  readonly closed: string;
  /** The same of one `{place}`. */
  readonly placeClosed: string;
  /** Behind it: `{day}` is "today" or "tomorrow", later a day of the week, with its date from a week on. */
  readonly opensSoon: string;
  readonly opensLater: string;
  /** What there is instead: a callback, as a question, or the agent itself. */
  readonly offerCallback: string;
  readonly offerHelp: string;
  /** A callback was arranged, because the caller pressed its key or the agent cannot go on: to which number; a goodbye. */
  readonly callbackArranged: string;
  /** The caller has gone back to the agent by the queue's key. */
  readonly leftQueue: string;
  /** After a lost connection, on the same call. */
  readonly backAgain: string;
  /** The call reached its longest permitted length. */
  readonly callTooLong: string;
  /** The call is recorded from here on: a statement, behind the greeting. */
  readonly recordingNotice: string;
  /** Whether it may be recorded: one question that a yes or a no answers; then what is said to a yes, and to a no. */
  readonly recordingQuestion: string;
  readonly recordingAgreed: string;
  readonly recordingDeclined: string;
}

/**
 * What a Function says itself, outside the agent: in the queue, to a person who answers the telephone, and when
 * something is broken. It is spoken by Twilio's `<Say>`, whose language is named with the lines, so that both always
 * fit together.
 */
export interface CallLines {
  /** BCP 47 tag as `<Say>` takes it, such as `en-US`. */
  readonly sayLanguage: string;
  /** Before a person is looked for because the agent failed. */
  readonly brokenFindingPerson: string;
  /** Before we hang up, when neither the agent nor a person can be reached. */
  readonly brokenGoodbye: string;
  /** Before we hang up, when nobody took the call. */
  readonly nobodyFreeGoodbye: string;
  /** After whatever came of a queue that nothing else of ours could follow up. */
  readonly goodbye: string;
  readonly holdTheLine: string;
  readonly stillInLine: string;
  readonly nextInLine: string;
  readonly callersAhead: Counted;
  readonly aboutMinutes: Counted;
  /** Key 1 for a callback, key 2 for the agent. */
  readonly queueMenu: string;
  /** To whoever answers the telephone, before what the agent noted. */
  readonly whisperIntro: string;
  readonly whisperAccept: string;
}

/** A line with a number in it, `{count}`, in the plural forms of the language. `other` serves where one is missing. */
export type Counted = { readonly other: string } & { readonly [F in Intl.LDMLPluralRule]?: string };
