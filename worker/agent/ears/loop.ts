/** A model that goes round in circles says the same until its tokens are used up. */

/** Said so often in a row, a phrase is no emphasis any more; short ones as often as makes up so many characters. */
const TIMES = 3;
const MIN_CHARS = 72;
/** By these last characters it is found out where the phrase was said before. */
const TAIL = 24;
/** Longer phrases than a third of it are not looked for. */
const KEPT = 1_200;

export class Loop {
  #said = "";

  /** @returns how much of the text is said before it goes round in circles; undefined where it does not. */
  read(text: string): number | undefined {
    // Told where a word ends, so that how the text was cut cannot matter; the first words cannot go round yet.
    if (this.#said.length + text.length >= MIN_CHARS)
      for (const { index } of text.matchAll(/\s/g))
        if (goesRound(this.#said + text.slice(0, index))) return index;
    this.#said = (this.#said + text).slice(-KEPT);
    return undefined;
  }
}

function goesRound(said: string): boolean {
  const period = said.length - TAIL - said.lastIndexOf(said.slice(-TAIL), said.length - TAIL - 1);
  const all = Math.max(TIMES * period, MIN_CHARS);
  return all <= said.length && said.slice(period - all) === said.slice(-all, -period);
}
