import { SKIP_ENDS, UNSPEAKABLE } from "./markup.ts";
import type { Mode, RuleSet, Speech } from "./rule.ts";
import { AS_WRITTEN, rulesFor } from "./rules.ts";
import type { Spoken } from "./speech.ts";

/**
 * Turns a reply, as the model streams it, into what a voice should say: no markdown, no emoji, and numbers,
 * dates, amounts, addresses and signs as words of the language.
 *
 * It reads one character at a time, so how the stream was cut cannot matter: the joined output is the same for
 * every way of cutting. What can still become a token is held back, at most `MAX_HELD` characters; anything
 * that may run longer (an address, a code, a link's target) is a mode that speaks or drops as it goes.
 */

export { AS_WRITTEN };

/** Raw characters held back at most. */
export const MAX_HELD = 24;

/** Raw characters kept for looking behind: enough for "November 22, " or "confirmation number is ". */
const BEFORE_CHARS = 32;

/** A reply in progress: a plain value, so that it can be stored with the call. */
export interface SpeechState {
  /** BCP 47 tag of the reply's language. */
  readonly lang: string;
  readonly mode: Mode;
  /** Raw text that was read and not yet given out. */
  readonly held: string;
  readonly before: string;
  /** The last two characters given out as `spoken`. */
  readonly tail: string;
  /** The last thing spoken was not as written, so a letter right behind it needs a space. */
  readonly converted: boolean;
}

export function startSpeech(lang: string): SpeechState {
  return { lang, mode: "text", held: "", before: "\n", tail: "", converted: false };
}

/** Takes the next piece of the reply, however it was cut. */
export function pushSpeech(
  state: SpeechState,
  delta: string,
): { readonly state: SpeechState; readonly out: readonly Spoken[] } {
  const reader = new Reader(state);
  for (let i = 0; i < delta.length; ) {
    const letters = reader.readWord(delta, i);
    if (letters === 0) reader.read(delta.charAt(i));
    i += letters || 1;
  }
  return { state: reader.state(), out: reader.out };
}

/** Gives out what is still held. The reply is over; the state is of no further use. */
export function flushSpeech(state: SpeechState): readonly Spoken[] {
  const reader = new Reader(state);
  reader.end();
  return reader.out;
}

/** Is this UTF-16 unit a letter of Latin 1? By its number, as every character of every reply is asked. */
const isLetter = (unit: number): boolean =>
  (unit >= 0x61 && unit <= 0x7a) ||
  (unit >= 0x41 && unit <= 0x5a) ||
  (unit >= 0xc0 && unit <= 0xff && unit !== 0xd7 && unit !== 0xf7);
/** Needs no look at what it is. */
const PLAIN = /^[ -~à-öø-ÿÀ-ÖØ-ß]$/;
const WORD_END = /[\p{L}\p{N}]$/u;
const WORD_START = /^[\p{L}\p{N}]/u;

/** The working copy of one state; lives for one push. */
class Reader {
  readonly out: Spoken[] = [];
  readonly #lang: string;
  readonly #rules: Readonly<Record<"text" | "address" | "code", RuleSet>>;
  #mode: Mode;
  #held: string;
  #before: string;
  #tail: string;
  #converted: boolean;
  /** The last piece in `out` is plain and can grow. */
  #growing = false;

  constructor(state: SpeechState) {
    this.#lang = state.lang;
    this.#rules = rulesFor(state.lang);
    this.#mode = state.mode;
    this.#held = state.held;
    this.#before = state.before;
    this.#tail = state.tail;
    this.#converted = state.converted;
  }

  state(): SpeechState {
    return {
      lang: this.#lang,
      mode: this.#mode,
      held: this.#held,
      before: this.#before,
      tail: this.#tail,
      converted: this.#converted,
    };
  }

  /**
   * No token starts inside a word, so its letters pass without a look.
   *
   * @returns how many of them there were from `from` on; 0 where they have to be looked at.
   */
  readWord(text: string, from: number): number {
    const inWord = isLetter(this.#before.charCodeAt(this.#before.length - 1));
    if (this.#held !== "" || this.#mode !== "text" || !inWord) return 0;
    let end = from;
    while (isLetter(text.charCodeAt(end))) end += 1;
    const letters = text.slice(from, end);
    if (letters !== "") this.#emit(letters, letters);
    return letters.length;
  }

  read(unit: string): void {
    // A space before a letter is no token either; but "3 x 4" is a sum.
    const isSpace = this.#held === " " && this.#mode === "text";
    if (isSpace && unit !== "x" && isLetter(unit.charCodeAt(0))) this.#pass();
    this.#held += unit;
    this.#settle(false);
  }

  end(): void {
    this.#settle(true);
  }

  #settle(ended: boolean): void {
    while (this.#held !== "") {
      const mode = this.#mode;
      if (mode !== "text" && mode !== "address" && mode !== "code") {
        this.#skip(SKIP_ENDS[mode] ?? "");
        continue;
      }
      const rules = this.#rules[mode];
      const text = this.#before + this.#held;
      const from = this.#before.length;
      if (!ended && this.#held.length <= MAX_HELD && (halfPair(this.#held) || rules.viable(text, from)))
        return;
      const found = rules.find(text, from, this.#tail);
      if (found) this.#take(found.raw, found.speech);
      else this.#pass();
    }
  }

  #skip(end: string): void {
    const unit = this.#held.charAt(0);
    if (unit === "\n" || unit === end) this.#mode = "text";
    if (unit !== "\n") this.#take(unit, "");
  }

  #take(raw: string, speech: Speech): void {
    this.#held = this.#held.slice(raw.length);
    if (typeof speech === "string") {
      this.#emit(raw, speech);
    } else {
      this.#mode = speech.mode;
      this.#emit(raw, speech.spoken);
    }
  }

  /** One character that belongs to no token is spoken as it is; unless it is a letter, it ends the mode. */
  #pass(): void {
    if (this.#mode === "code" || (this.#mode === "address" && !WORD_START.test(this.#held))) {
      this.#mode = "text";
      return;
    }
    const raw = String.fromCodePoint(this.#held.codePointAt(0) ?? 0);
    this.#held = this.#held.slice(raw.length);
    this.#emit(raw, PLAIN.test(raw) || !UNSPEAKABLE.test(raw) ? raw : "");
  }

  #emit(raw: string, said: string): void {
    const plain = raw === said;
    let spoken = said;
    if (said !== "") {
      // "Hauptstr.": what stands for the stop goes on with the word.
      const glued =
        raw !== "." && (this.#converted || !plain) && WORD_END.test(this.#tail) && WORD_START.test(said);
      if (glued) spoken = ` ${said}`;
      // No space after a space, nor after a sign that was dropped at the very start.
      else if (
        said.startsWith(" ") &&
        (this.#tail.endsWith(" ") || (this.#tail === "" && this.#before !== "\n"))
      ) {
        spoken = said.slice(1);
      }
      if (spoken !== "") {
        this.#tail = (this.#tail + spoken).slice(-2);
        this.#converted = !plain;
      }
    }
    this.#before = (this.#before + raw).slice(-BEFORE_CHARS);
    const last = this.out.at(-1);
    if (plain && raw === spoken && this.#growing && last) {
      this.out[this.out.length - 1] = { raw: last.raw + raw, spoken: last.spoken + spoken };
    } else {
      this.out.push({ raw, spoken });
    }
    this.#growing = plain && raw === spoken;
  }
}

/** Does the text end in the first half of a surrogate pair? */
const halfPair = (text: string): boolean => {
  const unit = text.charCodeAt(text.length - 1);
  return unit >= 0xd8_00 && unit <= 0xdb_ff;
};
