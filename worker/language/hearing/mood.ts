import type { LanguagePack } from "../pack.ts";
import { asksForPerson } from "./person-request.ts";
import { anyOf, fold, oncePer } from "./words.ts";

/** How the caller sounds, from words alone. */
export interface Mood {
  readonly sentiment: "positive" | "neutral" | "negative";
  readonly trend: "improving" | "steady" | "worsening";
  /** At most three short quotes that show it, the latest last. */
  readonly words: readonly string[];
}

const MAX_QUOTES = 3;
const MAX_QUOTE_CHARS = 80;
/** How many words before a mood word a negation is looked for: "not at all happy". */
const NEGATION_REACH = 3;

/** Points per utterance by which the second half of the call has to differ from the first. */
const MIN_TURN = 0.5;

/** Points that an insult counts, where a complaint counts one. */
const INSULT = 2;

const words = (sources: readonly string[]): RegExp =>
  anyOf(
    sources.map((w) => `(?<!\\p{L})(?:${w})(?!\\p{L})`),
    "gu",
  );

const listsOf = oncePer((pack: LanguagePack) => ({
  insults: words(pack.insults),
  negative: words(pack.negativeWords),
  positive: words(pack.positiveWords),
  negations: pack.negations.map((n) => ` ${fold(n)} `),
}));

export function moodOf(callerUtterances: readonly string[], pack: LanguagePack): Mood {
  const scores = callerUtterances.map((u) => scoreOf(u, pack));
  const half = Math.ceil(scores.length / 2);
  const later = mean(scores.slice(half));
  const turn = scores.length < 2 ? 0 : later - mean(scores.slice(0, half));
  // What was said last tells more of the mood the next person will meet.
  const weighted = sum(scores.map((s, i) => s * (1 + (i + 1) / scores.length)));
  const sentiment = weighted <= -1 ? "negative" : weighted >= 1 ? "positive" : "neutral";
  // To have stopped complaining is no better mood yet.
  const improving = turn >= MIN_TURN && later > 0;
  const trend = improving ? "improving" : turn <= -MIN_TURN ? "worsening" : "steady";
  const shown = callerUtterances.flatMap((u) => quotesOf(u, pack, sentiment));
  return { sentiment, trend, words: [...new Set(shown)].slice(-MAX_QUOTES) };
}

/** Plain words of anger: an insult, or two complaints, and nothing since that makes up for them. */
export const isAngry = (callerUtterances: readonly string[], pack: LanguagePack): boolean =>
  moodOf(callerUtterances, pack).sentiment === "negative" &&
  sum(callerUtterances.map((u) => scoreOf(u, pack))) <= -INSULT;

/**
 * The mood as a person is told of it, of one piece: the model has heard more than words, but plain words of anger
 * outweigh it; and the trend and the quotes are of the words, so that they are told where both agree.
 *
 * @param judged - the model's word for it, where there is one.
 */
export function toldMood(
  callerUtterances: readonly string[],
  pack: LanguagePack,
  judged: Mood["sentiment"] | undefined,
): Pick<Mood, "sentiment"> & Partial<Pick<Mood, "trend" | "words">> {
  const heard = moodOf(callerUtterances, pack);
  const sentiment = isAngry(callerUtterances, pack) ? "negative" : (judged ?? heard.sentiment);
  return sentiment === heard.sentiment ? heard : { sentiment };
}

/** Below 0 is negative. One utterance counts for at most 2 either way, so that a rant is not the whole call. */
function scoreOf(utterance: string, pack: LanguagePack): number {
  // "No, that is ridiculous": a negation turns around its own clause only.
  const score = sum(utterance.split(/[.,;:!?¿¡…]+/u).map((clause) => scoreOfClause(clause, pack)));
  // "A person, please, thank you": the thanks are not for what was before.
  return Math.max(-2, Math.min(asksForPerson(utterance, pack) ? 0 : 2, score));
}

function scoreOfClause(clause: string, pack: LanguagePack): number {
  const { insults, negative, positive, negations } = listsOf(pack);
  const folded = fold(clause);
  const negated = (at: number): boolean => {
    const before = ` ${folded.slice(0, at).split(" ").filter(Boolean).slice(-NEGATION_REACH).join(" ")} `;
    return negations.some((n) => before.includes(n));
  };
  let score = 0;
  const taken: [number, number][] = [];
  for (const [list, points] of [[insults, INSULT] as const, [negative, 1] as const]) {
    for (const m of folded.matchAll(list)) {
      taken.push([m.index, m.index + m[0].length]);
      score -= negated(m.index) ? 0 : points;
    }
  }
  for (const m of folded.matchAll(positive)) {
    if (taken.some(([from, to]) => m.index >= from && m.index < to)) continue;
    score += negated(m.index) ? -1 : 1;
  }
  return score;
}

/** The clauses that carry the mood, in the caller's own words. */
const quotesOf = (utterance: string, pack: LanguagePack, sentiment: Mood["sentiment"]): string[] =>
  sentiment === "neutral"
    ? []
    : utterance
        .split(/(?<=[.!?;,])\s+/)
        .filter((clause) =>
          sentiment === "negative" ? scoreOf(clause, pack) < 0 : scoreOf(clause, pack) > 0,
        )
        .map((clause) => shortened(clause.replace(/[\s.,;]+$/, "").trim()));

const shortened = (text: string): string =>
  text.length <= MAX_QUOTE_CHARS ? text : `${text.slice(0, MAX_QUOTE_CHARS - 1).trimEnd()}…`;

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const mean = (numbers: readonly number[]): number => sum(numbers) / Math.max(1, numbers.length);
