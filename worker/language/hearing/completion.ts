import type { LanguagePack } from "../pack.ts";
import { saidDigits } from "./digits.ts";
import { littleWordsIn } from "./person-request.ts";
import { anyOf, fold, foldLightly, lately, oncePer, phraseSet } from "./words.ts";

/** What the agent asked for, so that half of it can be told from the whole. */
export type Expected =
  | { readonly digits: number }
  | "phone"
  | "email"
  | "spelling"
  /** "Option A or option B?": letters to choose from, folded. */
  | { readonly letters: readonly string[] };

/** `hold_on`: the caller asked us to wait. `spelling`: letters, and nobody can know whether more are to come. */
export type Completion = "complete" | "unfinished" | "hold_on" | "spelling";

/** "Okay, wait, let me just go and get my glasses": anything longer is a turn of its own. */
const MAX_WORDS_OF_HOLD_ON = 20;
const MAX_WORDS_AFTER_HOLD_ON = 8;
/** More words than this around the digits are a sentence, and its own end decides. */
const MAX_WORDS_AROUND_DIGITS = 8;

const listsOf = oncePer((pack: LanguagePack) => ({
  endings: phraseSet([...pack.unfinishedEndings, ...pack.hesitations], foldLightly),
  looseEndings: phraseSet(pack.looseEndings, foldLightly),
  openers: pack.looseOpeners.map((o) => ` ${foldLightly(o)} `),
  courtesies: phraseSet(pack.courtesies),
  waits: phraseSet([...pack.holdOn.filter((h) => !h.endsWith("*")), ...pack.courtesies, ...pack.hesitations]),
  isWait: phraseSet(pack.holdOn.filter((h) => !h.endsWith("*"))),
  waitOpenings: pack.holdOn.filter((h) => h.endsWith("*")).map((h) => fold(h.slice(0, -1)).split(" ")),
  wants: {
    phone: anyOf(pack.wantsPhone),
    email: anyOf(pack.wantsEmail),
    spelling: anyOf(pack.wantsSpelling),
    number: anyOf(pack.wantsNumber),
  },
  at: new Set(pack.atWords.map(fold)),
  dot: new Set(pack.dotWords.map(fold)),
  join: new Set(pack.joinWords.map(fold)),
  letters: new Set(pack.letterNames.map(fold)),
  asIn: pack.asIn.map((a) => fold(a).split(" ")),
  /** "double n", "deux n". */
  twice: new Set([
    ...Object.keys(pack.digitRepeats).map(fold),
    ...Object.entries(pack.digitWords).flatMap(([w, n]) => (n === 2 || n === 3 ? [fold(w)] : [])),
  ]),
}));

/**
 * Has the caller finished? Transcripts end in a full stop either way, so the words decide: an utterance that
 * ends in "with", "my" or "I'd like to" goes on, and half of an expected number does too.
 */
export function completionOf(utterance: string, pack: LanguagePack, expected?: Expected): Completion {
  const folded = fold(utterance);
  if (folded === "") return "complete";
  const words = folded.split(" ");
  if (asksToWait(utterance, words, pack)) return "hold_on";
  if (expected === "spelling") {
    const spelled = spelling(words, pack) ?? alphabet(utterance, words, pack);
    if (spelled) return spelled === "letter" ? "spelling" : "unfinished";
  } else if (typeof expected === "object" && "letters" in expected) {
    // "A." is no article then, nor is "Option A", nor "I want A" with a capital.
    const isOne = expected.letters.includes(words.at(-1) ?? "");
    if (isOne && (words.length <= 2 || /\p{Lu}\P{L}*$/u.test(utterance))) return "complete";
  } else if (expected !== undefined) {
    const half = isHalf(utterance, words, pack, expected);
    if (half !== undefined) return half ? "unfinished" : "complete";
  }
  if (/(?:\.\.\.|…|[,;:–—-])\s*$/.test(utterance)) return "unfinished";

  // "What?", "¿Cómo?", "And?": alone, and asked, a word that else leads on is all there is.
  if (words.length === 1 && /\?\s*$/.test(utterance)) return "complete";

  const lists = listsOf(pack);
  const accented = foldLightly(utterance).split(" ");
  if (lists.endings.ending(accented) !== undefined) return "unfinished";
  const loose = lists.looseEndings.ending(accented);
  if (loose === undefined) return "complete";
  // "What I need", "where it is": with such a word before it the ending is a whole one.
  const earlier = ` ${accented.slice(0, accented.length - loose.split(" ").length).join(" ")} `;
  if (loose === HALF_DAY && saidDigits(earlier, pack).atEnd) return "complete";
  return lists.openers.some((o) => earlier.includes(o)) ? "complete" : "unfinished";
}

function asksToWait(utterance: string, words: readonly string[], pack: LanguagePack): boolean {
  if (/[?¿]\s*$/.test(utterance) || words.length > MAX_WORDS_OF_HOLD_ON) return false;
  const { waits, isWait, waitOpenings, courtesies } = listsOf(pack);
  if (isWait.within(words) && waits.covers(words)) return true;
  return waitOpenings.some((opening) =>
    words.some(
      (_, i) =>
        opening.every((w, j) => words[i + j] === w) &&
        words.length - i - opening.length <= MAX_WORDS_AFTER_HOLD_ON &&
        (i === 0 || courtesies.covers(words.slice(0, i)) || waits.covers(words.slice(0, i))),
    ),
  );
}

/** "Ten thirty am": behind a figure it is the morning, in whichever language it is said. */
const HALF_DAY = "am";
/** Capitals and figures at the end. */
const CODE = /(?<![\p{L}\p{N}])\p{Lu}{2,4}[ -]?\p{Nd}+[.!]?\s*$/u;

/** Is it half of what was asked for, or the whole of it? Undefined when it is something else. */
function isHalf(
  utterance: string,
  words: readonly string[],
  pack: LanguagePack,
  expected: Exclude<Expected, "spelling" | { readonly letters: unknown }>,
): boolean | undefined {
  if (expected === "email") return isHalfAddress(utterance, words, pack);
  // "LX 20": a code, and as long as it is.
  if (typeof expected === "object" && CODE.test(utterance)) return undefined;
  const said = saidDigits(utterance, pack);
  // "Six, douze, trente-quatre …": in a number told in pairs the leading 0 is often left off.
  const whole = expected === "phone" ? pack.phoneDigits - (said.inPairs ? 1 : 0) : expected.digits;
  if (said.count >= whole) return said.atEnd ? false : undefined;
  // A single figure among words is hardly the number: "I don't have one."
  const isNumber =
    said.atEnd && said.otherWords <= MAX_WORDS_AROUND_DIGITS && (said.count > 1 || said.otherWords === 0);
  return isNumber ? true : undefined;
}

function isHalfAddress(utterance: string, words: readonly string[], pack: LanguagePack): boolean | undefined {
  const { at, dot, join } = listsOf(pack);
  const last = words.at(-1) ?? "";
  if (at.has(last) || dot.has(last) || join.has(last)) return true;
  const written = utterance.lastIndexOf("@");
  if (written >= 0) return !/\.\s*\p{L}{2,}/u.test(utterance.slice(written));
  const said = words.findLastIndex((w) => at.has(w));
  if (said > 0) {
    const domain = words.slice(said + 1);
    return !domain.some((w) => dot.has(w)) && !/\p{L}\.\p{L}{2,}/u.test(utterance);
  }
  // "gmail dot com" is the end of an address, "ana dot garcia" its beginning; a domain hardly has an underscore.
  if (words.some((w) => dot.has(w))) return !TOP_LEVEL.has(last);
  if (words.some((w) => join.has(w)) && words.length <= MAX_WORDS_AROUND_DIGITS) return true;
  // A name that is being spelled: "a n n a", "m as in mike".
  const spelled = spelling(words, pack);
  return spelled === "open" || (spelled === "letter" && words.length > 1) ? true : undefined;
}

/** What a whole address ends with; of the many there are, those that callers have. */
const TOP_LEVEL: ReadonlySet<string> = new Set(
  "com net org edu gov info biz io co me tv app dev eu uk us ca au nz ie in de at ch es mx ar cl pe ve uy fr be lu pt br it nl pl se no dk fi".split(
    " ",
  ),
);

const MAX_AS_IN_REACH = 3;

/** Does it end in a letter that is spelled ("s h a", "m as in mike", "double n"), or open: "m as in", "double"? */
function spelling(words: readonly string[], pack: LanguagePack): "letter" | "open" | undefined {
  const { letters, asIn, twice } = listsOf(pack);
  const isLetter = (word: string | undefined): boolean =>
    word !== undefined && (/^\p{L}$/u.test(word) || letters.has(word));
  const last = words.at(-1);
  for (const link of asIn) {
    for (let after = 0; after <= MAX_AS_IN_REACH; after++) {
      const end = words.length - after;
      const begin = end - link.length;
      if (begin < 1 || !link.every((w, i) => words[begin + i] === w) || !isLetter(words[begin - 1])) continue;
      return after === 0 ? "open" : "letter";
    }
  }
  if (last !== undefined && words.length > 1 && twice.has(last) && isLetter(words.at(-2))) return "open";
  return isLetter(last) ? "letter" : undefined;
}

/**
 * Letters said by words alone, which may be any where spelling is asked for: "Sierra Hotel Alpha", "Anton, Berta" have no
 * little word among them, as a sentence has, and "A apple" begins with the letter in front of it.
 */
function alphabet(utterance: string, words: readonly string[], pack: LanguagePack): "letter" | undefined {
  const [before = "", last = ""] = words.slice(-2);
  const isRow = words.length > 2 || (words.length === 2 && utterance.includes(","));
  const isAlphabet = isRow && littleWordsIn(utterance, pack) === 0;
  return isAlphabet || (before.length === 1 && last.startsWith(before)) ? "letter" : undefined;
}

/**
 * What the agent's last question asks for, when half of it is worth waiting for.
 *
 * @param agentText - what the agent said last; only its last question counts, or its last sentence.
 */
export const expectedBy = (agentText: string, pack: LanguagePack): Expected | undefined =>
  expectations(pack)(agentText);

const expectations = oncePer((pack: LanguagePack) => lately((text) => expectationIn(text, pack)));

function expectationIn(agentText: string, pack: LanguagePack): Expected | undefined {
  const sentences = agentText.match(/[^.!?¿]+[.!?]*/gu) ?? [];
  const question = sentences.findLast((s) => s.trimEnd().endsWith("?")) ?? sentences.at(-1) ?? "";
  const folded = fold(question);
  const { wants } = listsOf(pack);
  const letters = offeredLetters(question, folded, pack);
  if (letters.length > 1) return { letters };
  if (wants.email.test(folded)) return "email";
  if (wants.phone.test(folded)) return "phone";
  if (wants.spelling.test(folded)) return "spelling";
  if (!wants.number.test(folded)) return undefined;
  const length = lengthNamed(folded, pack);
  return { digits: length ?? MIN_DIGITS };
}

/** "Gate A or gate B?": what else is one capital, as "I", stands twice. */
const offeredLetters = (question: string, folded: string, pack: LanguagePack): readonly string[] =>
  pack.choiceWords.some((w) => ` ${folded} `.includes(` ${w} `))
    ? [...new Set(question.match(/(?<![\p{L}'’])\p{Lu}(?![\p{L}'’])/gu)?.map(fold))]
    : [];

/** An order or account number of unknown length: fewer digits than this are hardly one. */
const MIN_DIGITS = 3;

/** "the last four digits", "a 6-digit code". */
function lengthNamed(folded: string, pack: LanguagePack): number | undefined {
  const values = new Map(Object.entries(pack.digitWords).map(([w, v]) => [fold(w), v]));
  const named = folded.split(" ").map((w) => (/^\d{1,2}$/.test(w) ? Number(w) : values.get(w)));
  return named.findLast((n) => n !== undefined && n >= 2 && n <= 20);
}
