import type { LanguagePack } from "../pack.ts";
import { LANGUAGES } from "../parts.ts";
import { isHum } from "./backchannel.ts";
import { completionOf } from "./completion.ts";
import { anyOf, fold, oncePer } from "./words.ts";

/** What a caller's words are, as an answer to a question for a go-ahead. */
export type Answer = "yes" | "no" | "unclear";

/** `courtesy`: a yes where nothing else is said ("please"), else only manners. */
type Meaning = "refusal" | "reservation" | "agreement" | "courtesy" | "softener" | "repeat" | "unknown";

/**
 * Is it a yes, a no, or neither? It is a yes only where every word belongs to one: "yes, but make it two" has words that
 * nobody asked about, and what is done after a yes cannot be undone. So a yes that is not known as one costs a
 * question, never an order.
 *
 * @param asked - what was read out: its words said again ("yes, size nine") change nothing.
 */
export function answerOf(said: string, pack: LanguagePack, asked = ""): Answer {
  if (said.length > MAX_CHARS) return "unclear";
  const repeats = repeatable(asked, pack);
  const found = sinceTheyWaited(said, pack)
    .replace(ASKED, " ")
    .split(/[,.;:!?¿¡…]+/u)
    .flatMap((clause) => inClause(meanings(wordsOf(clause), pack, repeats)));
  const last =
    found.findLast((m) => m === "refusal" || m === "agreement") ?? found.findLast((m) => m === "courtesy");
  if (last === "refusal") return "no";
  if (/[?¿]/u.test(said)) return "unclear";
  const bare = found.every((m) => m !== "unknown" && m !== "reservation" && m !== "refusal");
  return last !== undefined && bare ? "yes" : "unclear";
}

/** Whether nothing is said beside an answer: "No, thank you", and not "No, where is my order?" */
export const isAnswerAlone = (said: string, pack: LanguagePack, asked = ""): boolean =>
  !/[?¿]/u.test(said) && meanings(wordsOf(said), pack, repeatable(asked, pack)).every((m) => m !== "unknown");

/** "Hold on. … Yes, go ahead.": it is over once something else is said, in a sentence of its own. */
function sinceTheyWaited(said: string, pack: LanguagePack): string {
  const sentences = said.match(/[^.!?¿]+[.!?]*/gu) ?? [];
  const from = sentences.findIndex((s) => completionOf(s, pack) !== "hold_on");
  return from > 0 ? sentences.slice(from).join("") : said;
}

/** "And if it doesn't fit?" is no no. */
const ASKED = /[^.!?¿]*\?/gu;

/** Nobody agrees in more words; what is longer is about something else as well. */
const MAX_CHARS = 300;

/** "That's not right": behind a no, in the same breath, what would be a yes is what it denies. */
function inClause(found: readonly Meaning[]): readonly Meaning[] {
  const no = found.indexOf("refusal");
  return no < 0 ? found : found.filter((m, at) => at <= no || m !== "agreement");
}

const wordsOf = (text: string): readonly string[] => fold(text).split(" ").filter(Boolean);

interface Lexicon {
  readonly of: ReadonlyMap<string, Meaning>;
  readonly longest: number;
}

function lexicon(lists: readonly (readonly [Meaning, readonly string[]])[]): Lexicon {
  const of = new Map<string, Meaning>();
  for (const [meaning, phrases] of lists)
    for (const phrase of phrases.map(fold)) if (!of.has(phrase)) of.set(phrase, meaning);
  return { of, longest: Math.max(0, ...[...of.keys()].map((p) => p.split(" ").length)) };
}

const both = (a: readonly string[], b: readonly string[]): readonly string[] =>
  a.filter((p) => b.includes(p));

const lexiconOf = oncePer((pack: LanguagePack) =>
  lexicon([
    ["reservation", pack.reservations],
    ["refusal", pack.refusals],
    ["courtesy", both(pack.agreements, [...pack.softeners, ...pack.hesitations])],
    ["agreement", pack.agreements],
    ["softener", [...pack.softeners, ...pack.hesitations]],
  ]),
);

/** A yes is often said in another language than the call's: "okay", "sí". Made at the first question. */
const anyYes = oncePer(
  (languages: typeof LANGUAGES) =>
    new Set(Object.values(languages).flatMap(({ pack }) => pack?.agreements.map(fold) ?? [])),
);

/** What the words mean, read from the left, the longest known phrase each time. */
function meanings(
  words: readonly string[],
  pack: LanguagePack,
  repeats: ReadonlySet<string>,
): readonly Meaning[] {
  const { of, longest } = lexiconOf(pack);
  const found: Meaning[] = [];
  for (let at = 0; at < words.length; ) {
    let size = Math.min(longest, words.length - at);
    while (size > 1 && !of.has(words.slice(at, at + size).join(" "))) size -= 1;
    const phrase = words.slice(at, at + size).join(" ");
    found.push(size === 1 ? meaningOf(phrase, of.get(phrase), pack, repeats) : (of.get(phrase) ?? "unknown"));
    at += Math.max(1, size);
  }
  return found;
}

/** "Cancel" is a no, but not to "Shall I cancel it?"; "not" stays one, whatever was read out. */
function meaningOf(
  word: string,
  known: Meaning | undefined,
  pack: LanguagePack,
  repeats: ReadonlySet<string>,
): Meaning {
  if (repeats.has(word) && known !== "agreement" && known !== "courtesy") return "repeat";
  if (known) return known;
  if (isHum(word, pack)) return "softener";
  return anyYes(LANGUAGES).has(word) ? "agreement" : "unknown";
}

/** A short word for no is one wherever it is: "Say yes or no" does not make it a repetition. */
const SHORT_NO = 4;

const repeatable = (asked: string, pack: LanguagePack): ReadonlySet<string> => {
  const { of } = lexiconOf(pack);
  const noes = new Set(pack.negations.map(fold));
  const stays = (word: string) => noes.has(word) || (of.get(word) === "refusal" && word.length <= SHORT_NO);
  return new Set(wordsOf(asked).filter((w) => !stays(w)));
};

/** What was put to the caller last: the last question of a reply, else its last sentence. */
export function questionIn(reply: string): string {
  const sentences = reply.match(/[^.!?¿]+[.!?]*/gu) ?? [];
  return (sentences.findLast((s) => s.includes("?")) ?? sentences.at(-1) ?? "").trim();
}

/** How much of what had to be read out was said: the share of its words of content, from 0 to 1. */
function shareOf(readOut: string, said: string): number {
  const due = content(readOut);
  if (due.length === 0) return 1;
  const there = content(said);
  return due.filter((w) => there.some((t) => alike(w, t))).length / due.length;
}

/** Words that carry something: figures, and what is not too short. Numbers in words are three letters and more. */
const content = (text: string): readonly string[] => [
  ...new Set(wordsOf(text).filter((w) => w.length >= 3 || /\p{N}/u.test(w))),
];

/** "pair" and "pairs", "charge" and "charged". */
const alike = (a: string, b: string): boolean =>
  a === b || (a.length >= 4 && b.length >= 4 && (a.startsWith(b) || b.startsWith(a)));

/** Below this share a reply is about something else. Models leave out a part, or put it in other words. */
const ENOUGH = 0.4;
/** What has fewer words of content than this ("Sure?") cannot be known again in other words. */
const TOO_FEW = 2;

const patterns = oncePer((pack: LanguagePack) => ({
  asks: anyOf(pack.asksForYes, "gu"),
  otherwise: anyOf(pack.asksOtherwise),
  open: anyOf(pack.asksOtherwise.filter((p) => p.startsWith("^"))),
  callback: anyOf(pack.wantsCallback),
  agreements: new Set(pack.agreements.map(fold)),
}));

/** What has to be agreed to. */
export interface Matter {
  /** As it has to be read out. */
  readonly readOut: string;
  /** Other words it may go by: the name of the tool. */
  readonly about: string;
  /** It is written in another language than the call's: its words cannot be looked for. */
  readonly foreign: boolean;
}

/**
 * Would a yes after this mean the matter?
 *
 * @param last - what the agent said last before the caller's answer, as far as it was heard.
 * @param before - what it said since the matter came up, as far as it was heard.
 */
export function putsQuestion(
  { readOut, about, foreign }: Matter,
  before: string,
  last: string,
  pack: LanguagePack,
): boolean {
  const { asks, otherwise } = patterns(pack);
  const known = `${readOut} ${about}`;
  const question = questionIn(last);
  const isRead = shareOf(readOut, last) >= ENOUGH;
  // "All right." ends as a question may, but asks nothing.
  if (!isRead && answerOf(question, pack) === "yes") return false;
  const folded = fold(question);
  const loose = foreign || content(readOut).length < TOO_FEW;
  const wasRead = shareOf(readOut, `${before} ${last}`) >= ENOUGH;

  // A question that is about what has to be agreed to is that question, however it begins.
  const mine = content(question).filter((w) => content(known).some((k) => alike(k, w)));
  const itself = shareOf(readOut, question) >= ENOUGH || mine.length * 2 > content(question).length;
  if (itself) return wasRead || loose || matches(asks, folded);
  if (withoutKnown(otherwise, folded, known)) return false;
  if (matches(asks, folded)) return wasRead || loose || strangers(folded, asks, known, pack) <= 1;
  // "We do, in three sizes." is no question of its own, and what was asked before it is not asked by it again.
  return question.includes("?") ? loose : isRead;
}

const matches = (pattern: RegExp, text: string): boolean => text.search(pattern) >= 0;

/** "Shall I cancel it instead?" is another question, unless "instead" is what was to be read out. */
function withoutKnown(pattern: RegExp, folded: string, known: string): boolean {
  const found = pattern.exec(folded)?.[0];
  return found !== undefined && !wordsOf(known).includes(found.trim());
}

/** Words of a question for a go-ahead that are of another matter: "Shall I *tell* you our *hours*?" */
function strangers(folded: string, asks: RegExp, known: string, pack: LanguagePack): number {
  const { of } = lexiconOf(pack);
  const rest = content(folded.replace(asks, " ")).filter((w) => w.length >= 4 && !of.has(w));
  return rest.filter((w) => !content(known).some((k) => alike(k, w))).length;
}

/** "Quero." begins a sentence, but is the whole answer to a reply that ends with a question for a yes. */
export function agreesTo(reply: string, said: string, pack: LanguagePack): boolean {
  const { asks, otherwise, agreements } = patterns(pack);
  // Nearly every turn is told by this alone, before the look at what was asked.
  if (!agreements.has(fold(said)) || /[…,;:–—-]\s*$|\.\.\./u.test(said)) return false;
  const asked = fold(questionIn(reply));
  return matches(asks, asked) && !otherwise.test(asked);
}

/** "Which number?": a no is no answer to it, but calls the matter off. */
export const asksOpenly = (question: string, pack: LanguagePack): boolean =>
  patterns(pack).open.test(fold(question));

/** Does somebody ask to be called back, or offer it? */
export const speaksOfCallback = (text: string, pack: LanguagePack): boolean =>
  patterns(pack).callback.test(fold(text));
