/** Finding what Twilio reports as spoken in what was sent: letters and digits count, signs and spaces do not. */

/** A letter or a digit: something that can be heard. */
export const significant = /[\p{L}\p{N}]/u;

/** Letters and digits of a text, lower case, each with the position after it in the original. */
function fold(text: string): { chars: string[]; ends: number[] } {
  const chars: string[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const c of text) {
    at += c.length;
    if (significant.test(c)) {
      chars.push(c.toLowerCase());
      ends.push(at);
    }
  }
  return { chars, ends };
}

/** End of `fragment` in `text` (characters), comparing letters and digits only; undefined when it is not its prefix. */
export function prefixEnd(text: string, fragment: string): number | undefined {
  const whole = fold(text);
  const part = fold(fragment);
  if (part.chars.length === 0) return 0;
  if (part.chars.length > whole.chars.length) return undefined;
  if (part.chars.some((c, i) => whole.chars[i] !== c)) return undefined;
  return afterSigns(text, whole.ends[part.chars.length - 1] ?? 0);
}

/** A chunk's closing punctuation, and what is spoken as silence, belong to what was heard. */
function afterSigns(text: string, end: number): number {
  let at = end;
  while (at < text.length && /[^\s\p{L}\p{N}]/u.test(text[at] ?? " ")) at += 1;
  return at;
}

/** Ends of all places where `fragment` stands in `text`, by letters and digits, or by its last words. */
export function occurrences(text: string, fragment: string): readonly number[] {
  const whole = fold(text);
  const part = fold(fragment).chars;
  if (part.length === 0) return [];
  const found = (needle: readonly string[]): number[] =>
    whole.chars.flatMap((_, i) =>
      needle.every((c, k) => whole.chars[i + k] === c) ? [whole.ends[i + needle.length - 1] ?? 0] : [],
    );
  const exact = found(part);
  if (exact.length > 0) return exact.map((end) => afterSigns(text, end));
  // Normalised differently on the way ("$42" heard as "forty-two dollars"): the tail often still matches.
  for (const length of [12, 8, 5]) {
    const tail = part.slice(-length);
    if (tail.length === length) {
      const ends = found(tail);
      if (ends.length > 0) return ends.map((end) => afterSigns(text, end));
    }
  }
  return [];
}

/** Letters of a fragment that have to fit where the rest of it was put into words differently ("at 9"). */
const MIN_FITTING = 8;

/**
 * Ends of the places where `fragment` begins a sentence or a line: a chunk that is played begins there, so that "The"
 * is not found in "whether".
 *
 * @param lines - where lines begin in `text`; characters.
 */
export function openings(text: string, lines: readonly number[], fragment: string): readonly number[] {
  const part = fold(fragment).chars;
  if (part.length === 0) return [];
  const sentences = [...text.matchAll(/[.!?…]["”»)]*\s+/gu)].map((m) => m.index + m[0].length);
  const starts = [...new Set([0, ...lines, ...sentences])].sort((a, b) => a - b);
  const fits = starts.map((start) => {
    const whole = fold(text.slice(start, start + 2 * fragment.length + 40));
    const different = part.findIndex((c, i) => whole.chars[i] !== c);
    const letters = different < 0 ? part.length : different;
    // As much more as the fragment has left, where it goes on in other words.
    const end =
      start +
      (whole.ends[letters - 1] ?? 0) +
      (different < 0 ? 0 : fragment.length - (fold(fragment).ends[letters - 1] ?? 0));
    const inWord =
      different < 0 && significant.test(text[end] ?? "") && significant.test(text[end - 1] ?? "");
    return { letters: inWord ? letters - 1 : letters, end: Math.min(end, text.length) };
  });
  const whole = fits.filter((f) => f.letters === part.length);
  const best =
    whole.length > 0 ? whole : fits.filter((f) => f.letters >= Math.max(MIN_FITTING, part.length * 0.6));
  return best.map((f) => afterSigns(text, f.end));
}

/** The candidate next to a position; undefined when there is none. */
export const nearest = (candidates: readonly number[], to: number): number | undefined =>
  candidates.reduce<number | undefined>(
    (best, c) => (best === undefined || Math.abs(c - to) < Math.abs(best - to) ? c : best),
    undefined,
  );
