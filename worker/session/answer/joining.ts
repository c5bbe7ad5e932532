/**
 * A reply that broke off is continued by another request, and models often begin it again: from its first word, from its
 * last sentence, or from the word that was cut. What the caller has heard already is not said twice.
 *
 * Letters and digits are compared, in any case; signs and spaces are not.
 */

/** Letters and digits that make sure that the same words are meant, where they are not the whole or the last word. */
const ENOUGH = 8;
/** A reply that begins again in other words shares at least this much with what was said. */
const SURE_RESTART = 12;

interface Folded {
  readonly chars: string;
  /** For each, the place after it in the text; and whether it begins a word. */
  readonly ends: readonly number[];
  readonly begins: readonly boolean[];
}

function fold(text: string): Folded {
  let chars = "";
  const ends: number[] = [];
  const begins: boolean[] = [];
  let inWord = false;
  let at = 0;
  for (const c of text) {
    at += c.length;
    const counts = /[\p{L}\p{N}]/u.test(c);
    if (counts) {
      // One unit each, so that places in the string are places in the lists.
      chars += c.toLowerCase().charAt(0);
      ends.push(at);
      begins.push(!inWord);
    }
    inWord = counts || (inWord && /['’]/.test(c));
  }
  return { chars, ends, begins };
}

const common = (a: string, b: string): number => {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n += 1;
  return n;
};

/**
 * What of a continuation is new.
 *
 * @param said - the reply that broke off.
 * @param text - the continuation so far.
 * @param over - nothing more is to come.
 * @returns undefined as long as it may still be a repetition; bounded by what was said.
 */
export function newAfter(said: string, text: string, over: boolean): string | undefined {
  const before = fold(said);
  const next = fold(text);
  if (next.chars === "") return over ? text : undefined;
  const places = before.begins.flatMap((begins, i) => (begins ? [i] : []));
  let overlap = 0;
  for (const place of places) {
    const rest = before.chars.slice(place);
    const same = common(rest, next.chars);
    // All of it may be a repetition from here on.
    if (same === next.chars.length && same < rest.length && !over) return undefined;
    if (same === rest.length && isRepetition(before, place, next, same, said))
      overlap = Math.max(overlap, same);
    if (same === next.chars.length && over && (place === 0 || same >= ENOUGH)) return "";
  }
  if (overlap > 0) return joined(said, text, next, overlap);
  const restart = common(before.chars, next.chars);
  if (restart >= SURE_RESTART && restart < before.chars.length) {
    const wordAt = next.begins.lastIndexOf(true, restart);
    return ` ${text.slice((next.ends[wordAt] ?? 1) - 1)}`;
  }
  return text;
}

/** From this place on, all that was said stands at the beginning of the continuation. */
function isRepetition(before: Folded, place: number, next: Folded, same: number, said: string): boolean {
  const words = before.begins.slice(place).filter(Boolean).length;
  const endsInWord = /[\p{L}\p{N}]$/u.test(said);
  const goesOnInWord = next.begins[same] === false;
  // "our" and then "ourselves" is no repetition, unless the word may have been cut.
  if (goesOnInWord && !endsInWord) return false;
  return place === 0 ? true : words > 1 || same >= 3;
}

function joined(said: string, text: string, next: Folded, overlap: number): string {
  const rest = text.slice(next.ends[overlap - 1] ?? 0);
  // Signs and spaces that stand at the end of what was said already.
  const tail = said.slice(said.search(/[^\p{L}\p{N}]*$/u));
  return rest.slice(common(tail, rest));
}
