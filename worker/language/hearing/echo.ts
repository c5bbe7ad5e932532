import type { LanguagePack } from "../pack.ts";
import { fold, oncePer } from "./words.ts";

/**
 * Does the "caller" only repeat what the agent has just said? A loudspeaker comes back as a prompt of the agent's own
 * words. A caller repeats them as well, to answer: "Black or brown?" "Brown." So what can be an answer is never an
 * echo, at the price of a few echoes that are taken for a turn: an odd reply is better than an answer that is lost.
 */

/** Fewer words than this are an answer, or nothing that could be told from one. Numbers do not count. */
const MIN_WORDS = 4;
/** The same where the agent has asked something or named a choice, and a caller may repeat a part of it. */
const MIN_WORDS_BEFORE_QUESTION = 6;
/** From this many words on, one in five may have been heard wrongly. */
const MIN_WORDS_WITH_ERRORS = 7;
const ERRORS = 0.2;
const MAX_WORDS = 60;
/** Of the agent's words; an echo is of the latest. */
const MAX_OURS = 160;

const listsOf = oncePer((pack: LanguagePack) => ({
  numbers: new Set(Object.keys(pack.digitWords).map(fold)),
  openers: new Set(pack.questionOpeners.map(fold)),
  choices: new Set(pack.choiceWords.map(fold)),
  /** Words of a speaker with a will of their own: an echo does not add them. */
  own: new Set([...pack.turnWords, ...pack.negations, ...pack.backchannels].map(fold)),
}));

type Lists = ReturnType<typeof listsOf>;

/** A word that the agent said, and where. */
interface Ours {
  readonly word: string;
  readonly sentence: number;
  /** It opens a question: an answer does not repeat it. */
  readonly opens: boolean;
  /** It was said to be repeated: in quotes, or after a colon. */
  readonly dictated: boolean;
}

/** @param ours - what the agent said last, as it was written. */
export function isEcho(said: string, ours: string, pack: LanguagePack): boolean {
  const lists = listsOf(pack);
  const heard = wordsIn(said, lists);
  if (heard.length < MIN_WORDS || heard.length > MAX_WORDS) return false;
  // Nearly every turn is told by this alone, before the costly look at where its words stand.
  const spoken = ` ${fold(ours)} `;
  if (heard.filter((w) => !spoken.includes(` ${w} `)).length > errorsIn(heard)) return false;
  const { words, questions } = read(ours, lists);
  const found = place(heard, words);
  if (!found) return false;

  const known = new Set(words.map((w) => w.word));
  if (heard.some((w) => !known.has(w) && lists.own.has(w))) return false;
  const part = words.slice(found.from, found.to);
  if (part.some((w) => w.dictated)) return false;
  const sentences = new Set(part.map((w) => w.sentence));
  const asked = part.some((w) => questions.has(w.sentence));
  if (/\?\s*$/.test(said) && !asked) return false;
  if (sentences.size > 1) return true;
  if (asked)
    return (
      part.some((w) => w.opens) ||
      (heard.length >= MIN_WORDS_WITH_ERRORS && found.from === firstOf(words, part))
    );
  const choosing = words.some((w) => sentences.has(w.sentence) && lists.choices.has(w.word));
  const expectsAnswer = choosing || questions.has(words.at(-1)?.sentence ?? -1);
  return !expectsAnswer || heard.length >= MIN_WORDS_BEFORE_QUESTION;
}

const firstOf = (words: readonly Ours[], part: readonly Ours[]): number =>
  words.findIndex((w) => w.sentence === part[0]?.sentence);

/** Folded words without numbers, which come back in figures, or as other words: "ten forty-two", "1042". */
function wordsIn(text: string, { numbers }: Lists): readonly string[] {
  const folded = fold(text);
  const hasFigures = /\p{N}/u.test(folded);
  return folded.split(" ").filter((w) => w !== "" && !numbers.has(w) && !(hasFigures && /\p{N}/u.test(w)));
}

/** Reads the agent's text into words with their places. */
function read(text: string, lists: Lists): { words: readonly Ours[]; questions: ReadonlySet<number> } {
  const words: Ours[] = [];
  const questions = new Set<number>();
  let sentence = 0;
  let atStart = true;
  let colon = false;
  let quoted = false;
  for (const [token] of text.matchAll(/[\p{L}\p{M}\p{N}'’@]+|[.!?…]+(?=\s|$)|: |[,;¿¡"“”„«»]/gu)) {
    if (/^[.!?…]/.test(token)) {
      if (token.includes("?")) questions.add(sentence);
      sentence += 1;
      colon = false;
      atStart = true;
    } else if (token === ": ") {
      colon = true;
      atStart = true;
    } else if (/^["“”„«»]$/.test(token)) quoted = !quoted;
    else if (/^[,;¿¡]$/.test(token)) atStart = true;
    else {
      for (const word of wordsIn(token, lists))
        words.push({ word, sentence, opens: atStart && lists.openers.has(word), dictated: colon || quoted });
      atStart = false;
    }
  }
  return {
    words: words.slice(-MAX_OURS).map((w) => ({ ...w, opens: w.opens && questions.has(w.sentence) })),
    questions,
  };
}

/** How many of the words may have been heard wrongly. */
const errorsIn = (heard: readonly string[]): number =>
  heard.length < MIN_WORDS_WITH_ERRORS ? 0 : Math.floor(heard.length * ERRORS);

/** Where the words stand among ours with the fewest differences; undefined when there are too many. */
function place(heard: readonly string[], ours: readonly Ours[]): { from: number; to: number } | undefined {
  const allowed = errorsIn(heard);
  // Edit distance to any part of ours (Sellers): the first row costs nothing, so that the part may begin anywhere.
  let cost = ours.map(() => 0);
  cost.push(0);
  let from = cost.map((_, j) => j);
  for (const [i, word] of heard.entries()) {
    const nextCost = [i + 1];
    const nextFrom = [0];
    for (let j = 1; j <= ours.length; j++) {
      const same = (cost[j - 1] ?? 0) + (ours[j - 1]?.word === word ? 0 : 1);
      const more = (cost[j] ?? 0) + 1;
      const fewer = (nextCost[j - 1] ?? 0) + 1;
      const best = Math.min(same, more, fewer);
      nextCost.push(best);
      nextFrom.push((best === same ? from[j - 1] : best === more ? from[j] : nextFrom[j - 1]) ?? 0);
    }
    cost = nextCost;
    from = nextFrom;
  }
  const least = Math.min(...cost);
  if (least > allowed) return undefined;
  const to = cost.indexOf(least);
  return { from: from[to] ?? 0, to };
}
