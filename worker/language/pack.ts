/**
 * All that the conversation engine knows of one human language, as data. A pack is chosen by the primary
 * subtag of the call's language; an agent's definition can extend any list or replace any phrase.
 */
export interface LanguagePack {
  /** Primary subtag, such as `en`. */
  readonly code: string;
  /** Whole utterances that only say "I am listening". Lower case, no punctuation. */
  readonly backchannels: readonly string[];
  /** Words that make an utterance a real turn although it is short ("stop", "no", "wait", "actually"). */
  readonly turnWords: readonly string[];
  /** Words an utterance does not end with when the speaker has finished ("with", "the", "and"). */
  readonly unfinishedEndings: readonly string[];
  /** Whole utterances or openings that ask us to wait ("hold on", "let me look"). */
  readonly holdOn: readonly string[];
  /** Words for digits, for telling half a phone number from a whole one: `{ "one": 1, "oh": 0 }`. */
  readonly digitWords: Readonly<Record<string, number>>;
  /** Regular expression sources, matched case-insensitively against the utterance: asks for a person. */
  readonly asksForPerson: readonly string[];
  /** Regular expression sources of what looks like such a request and is none ("a personal order"). */
  readonly notAPerson: readonly string[];
  /** Regular expression sources for anger, frustration: the words that show a negative mood. */
  readonly negativeWords: readonly string[];
  readonly positiveWords: readonly string[];
  readonly phrases: Phrases;
}

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
  /** The caller stopped in the middle of a sentence. */
  readonly goOn: string;
  /** The caller asked us to wait, a while ago. */
  readonly stillThere: string;
  /** First and second line of the silence ladder, then the goodbye before we hang up. */
  readonly nudge: string;
  readonly secondNudge: string;
  readonly silenceGoodbye: string;
  /** Said when a person takes over. The caller hears it before the music. */
  readonly handOff: string;
  /** The same, when it is our fault: the model or a tool is down. */
  readonly handOffAfterFailure: string;
  /** After a lost connection, on the same call. */
  readonly backAgain: string;
  /** After a transfer that nobody took. */
  readonly nobodyFree: string;
  /** The call reached its longest permitted length. */
  readonly callTooLong: string;
}
