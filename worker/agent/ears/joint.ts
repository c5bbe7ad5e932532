/**
 * Joins a continued reply to what was said of it. Models that are asked to go on often begin again, from the start,
 * from the sentence, or some words back: what was said already is not said twice.
 */

/** A shorter repetition is as likely meant: "had had", "five five". */
const MIN_WORDS = 2;
const MIN_LETTERS = 8;

export class Joint {
  /** The ends of what was said that a continuation may repeat, folded; the longest first. */
  readonly #tails: readonly string[];
  #held = "";
  #open: boolean;

  constructor(said: string) {
    const starts = [...said.matchAll(/[\p{L}\p{N}]+/gu)].map((m) => m.index);
    this.#tails = starts
      .filter((at, i) => starts.length - i >= MIN_WORDS || said.length - at >= MIN_LETTERS)
      .map((at) => fold(said.slice(at)));
    this.#open = this.#tails.length > 0;
  }

  push(text: string): string {
    if (!this.#open) return text;
    this.#held += text;
    const read = fold(this.#held);
    const whole = this.#tails.find((tail) => read.startsWith(tail));
    // A longer tail that still fits may turn out to be what is repeated.
    const longer = this.#tails.some(
      (tail) => tail.length > read.length && tail.startsWith(read) && tail.length > (whole?.length ?? 0),
    );
    if (longer) return "";
    this.#open = false;
    const rest = whole === undefined ? this.#held : this.#held.slice(endOf(this.#held, whole.length));
    this.#held = "";
    return rest;
  }

  /** What repeats and adds nothing is nothing. */
  end(): string {
    const repeated = this.#tails.some((tail) => tail.startsWith(fold(this.#held)));
    const rest = repeated ? "" : this.#held;
    this.#held = "";
    return rest;
  }
}

const fold = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

/** The place behind the `count`th letter or figure, and the signs that close it. */
function endOf(text: string, count: number): number {
  let left = count;
  let at = 0;
  for (const c of text) {
    if (left === 0) break;
    at += c.length;
    if (fold(c) !== "") left -= fold(c).length;
  }
  return at;
}
