import { flushSpeech, pushSpeech, startSpeech } from "../../language/spoken/normalise.ts";

/**
 * A reply that broke off is continued by another request, and models often begin it again: from its first word, from its
 * last sentence, or from the word that was cut, with a word changed or "forty dollars" for "$40". What the caller has heard
 * already is not said twice.
 *
 * Letters and digits are compared, in any case; signs and spaces are not. First as they are written, since a number may
 * have been cut; then as they are spoken, where a small difference does not matter.
 */

/** Letters and digits that make sure that the same words are meant, where they are not the whole or the last word. */
const ENOUGH = 8;
/** A reply that begins again in other words shares at least this much with what was said. */
const SURE_RESTART = 12;
/** Letters in four that may differ in a sentence that is said again; and at its beginning, for a "Sure!" in front of it. */
const DIFFERENT = 1 / 4;
const IN_FRONT = 5;
/** Letters at the end of what was said that are compared so: it is the square of it that is worked through. */
const MAX_COMPARED = 400;
/** Letters of "As I was saying," and the like: before a beginning, and not said. */
const MAX_PREFACE = 24;

/** How the reply is spoken. */
export interface Voice {
  /** BCP 47 tag. */
  readonly language: string;
  /** Words for numbers: one that is said twice is most often meant twice. */
  readonly digitWords: Readonly<Record<string, number>>;
}

interface Letter {
  readonly char: string;
  /** The place after it in the text; and what is spoken behind it of the same figure. */
  readonly end: number;
  readonly left: string;
  readonly begins: boolean;
  /** It begins a text, a sentence or a clause. */
  readonly clause: boolean;
}

function* letters(text: string): Generator<Omit<Letter, "left">> {
  let inWord = false;
  let clause = true;
  let end = 0;
  for (const c of text) {
    end += c.length;
    const counts = /[\p{L}\p{N}]/u.test(c);
    // One unit each, so that places in a string are places in the list.
    if (counts) yield { char: c.toLowerCase().charAt(0), end, begins: !inWord, clause };
    clause = counts ? false : clause || /[.,;:!?…—]/.test(c);
    inWord = counts || (inWord && /['’]/.test(c));
  }
}

const written = (text: string): readonly Letter[] => [...letters(text)].map((l) => ({ ...l, left: "" }));

/** @param over - what might still become a figure is none. */
function spoken(text: string, language: string, over: boolean): readonly Letter[] {
  const { state, out } = pushSpeech(startSpeech(language), text);
  let from = 0;
  let clause = true;
  return [...out, ...(over ? flushSpeech(state) : [])].flatMap((piece) => {
    const start = from;
    from += piece.raw.length;
    const own = [...letters(piece.spoken)].map((l, i) => ({ ...l, clause: i === 0 ? clause : l.clause }));
    clause = own.length > 0 ? false : clause || /[.,;:!?…—]/.test(piece.raw);
    return own.map((l) =>
      piece.raw === piece.spoken
        ? { ...l, end: start + l.end, left: "" }
        : { ...l, end: from, left: piece.spoken.slice(l.end) },
    );
  });
}

const charsOf = (all: readonly Letter[]): string => all.map((l) => l.char).join("");

const common = (a: string, b: string): number => {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n += 1;
  return n;
};

/** How many letters of the continuation were said before; undefined as long as more of it may have been. */
type Overlap = number | undefined;

/**
 * What of a continuation is new.
 *
 * @param said - the reply that broke off.
 * @param text - the continuation so far.
 * @param over - nothing more is to come.
 * @returns undefined as long as it may still be a repetition; bounded by what was said.
 */
export function newAfter(said: string, text: string, over: boolean, voice: Voice): string | undefined {
  const before = written(said);
  const next = written(text);
  if (next.length === 0) return over ? text : undefined;
  const voicedBefore = spoken(said, voice.language, true);
  const voiced = spoken(text, voice.language, over);
  const ways: readonly (() => readonly [Overlap, readonly Letter[]])[] = [
    () => [repeated(said, before, next, over, voice), next],
    () => [repeated(said, voicedBefore, voiced, over, voice), voiced],
    () => [resembling(voicedBefore, voiced, over), voiced],
    () => [prefaced(text, voicedBefore, voiced, over), voiced],
  ];
  for (const way of ways) {
    const [overlap, heard] = way();
    if (overlap === undefined) return undefined;
    if (overlap > 0) return behind(said, text, heard, overlap, over);
  }
  const restart = common(charsOf(before), charsOf(next));
  if (restart >= SURE_RESTART && restart < before.length) {
    const word = next.findLastIndex((l, i) => l.begins && i <= restart);
    return ` ${text.slice((next[word]?.end ?? 1) - 1)}`;
  }
  return text.replace(/^\s*(?:(?:\.{2,}|…|[—–])\s*)+/u, " ");
}

/** To the letter, from whichever word on. */
function repeated(
  said: string,
  before: readonly Letter[],
  next: readonly Letter[],
  over: boolean,
  { digitWords }: Voice,
): Overlap {
  const had = charsOf(before);
  const has = charsOf(next);
  if (has === "") return over ? 0 : undefined;
  let overlap = 0;
  for (const [place, letter] of before.entries()) {
    if (!letter.begins) continue;
    const rest = had.slice(place);
    const same = common(rest, has);
    const all = same === has.length;
    if (all && same < rest.length && !over) return undefined;
    if (all && over && (place === 0 || same >= ENOUGH)) return same;
    if (same < rest.length) continue;
    const goesOn = next[same]?.begins === false;
    // "our" and then "ourselves" is no repetition, unless the word may have been cut.
    if (goesOn && !/[\p{L}\p{N}]$/u.test(said)) continue;
    const oneWord = !before.slice(place + 1).some((l) => l.begins);
    const sure = !oneWord || (same >= 3 && !Object.hasOwn(digitWords, rest));
    if (place === 0 || sure) overlap = Math.max(overlap, same);
  }
  return overlap;
}

/**
 * From the beginning or a clause on, with small differences, up to the very last word. The distance is Levenshtein's, from
 * whichever clause is closest.
 */
function resembling(all: readonly Letter[], next: readonly Letter[], over: boolean): Overlap {
  const before = all.slice(-MAX_COMPARED);
  const had = charsOf(before);
  const has = charsOf(next);
  const last = had.slice(before.findLastIndex((l) => l.begins));
  const length = had.length;
  /** For each place in what was said: the distance, and where that way began. */
  let costs = new Int32Array(length + 1);
  let froms = new Int32Array(length + 1);
  for (let i = 1; i <= length; i += 1) {
    const begins = before[i]?.clause ?? false;
    costs[i] = begins ? 0 : at(costs, i - 1) + 1;
    froms[i] = begins ? i : at(froms, i - 1);
  }
  let best = { cost: Number.POSITIVE_INFINITY, place: 0 };
  for (let j = 1; j <= has.length; j += 1) {
    const [left, leftFroms] = [costs, froms];
    costs = new Int32Array(length + 1);
    froms = new Int32Array(length + 1);
    for (let i = 0; i <= length; i += 1) {
      const across = i === 0 ? length + j : at(left, i - 1) + Number(had[i - 1] !== has[j - 1]);
      const beside = at(left, i) + 1;
      const above = i === 0 ? length + j : at(costs, i - 1) + 1;
      const cost = Math.min(across, beside, above);
      costs[i] = cost;
      froms[i] =
        cost === across ? at(leftFroms, i - 1) : cost === beside ? at(leftFroms, i) : at(froms, i - 1);
    }
    const cost = at(costs, length);
    const again = length - at(froms, length);
    if (cost >= best.cost || again < ENOUGH || cost > again * DIFFERENT) continue;
    if (has.slice(0, j).endsWith(last) && next[j - last.length]?.begins) best = { cost, place: j };
  }
  const open = costs.some(
    (cost, i) => i < length && cost < best.cost && cost <= IN_FRONT + (i - at(froms, i)) * DIFFERENT,
  );
  return open && !over ? undefined : best.place;
}

/** The same behind words of its own: "As I was saying, your order left on Monday." */
function prefaced(text: string, before: readonly Letter[], next: readonly Letter[], over: boolean): Overlap {
  // What goes on begins with no capital, most often, and is not kept waiting.
  if (!/^\s*\p{Lu}/u.test(text)) return 0;
  let isFirst = true;
  for (const [place, { clause, end }] of next.entries()) {
    if (place > MAX_PREFACE) return 0;
    if (!clause || place === 0) continue;
    // Behind its first comma, or a sentence: "Returns, refunds, and I can help you with sizes" is a list.
    if (!isFirst && !/[.!?:…]/.test(text.slice(next[place - 1]?.end, end))) continue;
    isFirst = false;
    const overlap = resembling(before, next.slice(place), over);
    if (overlap !== 0) return overlap && overlap + place;
  }
  return over ? 0 : undefined;
}

const at = (list: Int32Array, i: number): number => list[i] ?? 0;

function behind(
  said: string,
  text: string,
  next: readonly Letter[],
  overlap: number,
  over: boolean,
): string | undefined {
  const last = next[overlap - 1];
  const rest = text.slice(last?.end ?? 0);
  if (last?.left) return last.left + rest;
  // Signs and spaces that stand at the end of what was said already.
  const tail = said.slice(said.search(/[^\p{L}\p{N}]*$/u));
  // They may be about to be said again.
  if (!over && rest !== tail && tail.trimEnd().startsWith(rest)) return undefined;
  return rest.slice(common(tail, rest));
}
