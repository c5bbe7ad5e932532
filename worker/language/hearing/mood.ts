import type { LanguagePack } from "../pack.ts";
import { anyOf, fold, oncePer } from "./words.ts";

/** How the caller sounds, from words alone: for a summary that has to be made without a model. */
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

const listsOf = oncePer((pack: LanguagePack) => ({
  negative: anyOf(
    pack.negativeWords.map((w) => `(?<![\\p{L}'])(?:${w})(?![\\p{L}])`),
    "gu",
  ),
  positive: anyOf(
    pack.positiveWords.map((w) => `(?<![\\p{L}'])(?:${w})(?![\\p{L}])`),
    "gu",
  ),
  negations: pack.negations.map((n) => ` ${fold(n)} `),
}));

export function moodOf(callerUtterances: readonly string[], pack: LanguagePack): Mood {
  const scores = callerUtterances.map((u) => scoreOf(u, pack));
  const half = Math.ceil(scores.length / 2);
  const turn = scores.length < 2 ? 0 : mean(scores.slice(half)) - mean(scores.slice(0, half));
  // What was said last tells more of the mood the next person will meet.
  const weighted = sum(scores.map((s, i) => s * (1 + (i + 1) / scores.length)));
  const sentiment = weighted <= -1 ? "negative" : weighted >= 1 ? "positive" : "neutral";
  const trend = Math.abs(turn) < MIN_TURN ? "steady" : turn > 0 ? "improving" : "worsening";
  const shown = callerUtterances.flatMap((u) => quotesOf(u, pack, sentiment));
  return { sentiment, trend, words: [...new Set(shown)].slice(-MAX_QUOTES) };
}

/** Below 0 is negative. One utterance counts for at most 2 either way, so that a rant is not the whole call. */
const scoreOf = (utterance: string, pack: LanguagePack): number =>
  // "No, that is ridiculous": a negation turns around its own clause only.
  within(sum(utterance.split(/[.,;:!?¿¡…]+/u).map((clause) => scoreOfClause(clause, pack))));

const within = (score: number): number => Math.max(-2, Math.min(2, score));

function scoreOfClause(clause: string, pack: LanguagePack): number {
  const { negative, positive, negations } = listsOf(pack);
  const folded = fold(clause);
  const negated = (at: number): boolean => {
    const before = ` ${folded.slice(0, at).split(" ").filter(Boolean).slice(-NEGATION_REACH).join(" ")} `;
    return negations.some((n) => before.includes(n));
  };
  let score = 0;
  const taken: [number, number][] = [];
  for (const m of folded.matchAll(negative)) {
    taken.push([m.index, m.index + m[0].length]);
    score += negated(m.index) ? 0 : -1;
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
