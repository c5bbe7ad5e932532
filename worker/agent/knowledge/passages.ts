import MiniSearch from "minisearch";
import { chunksOf } from "./chunks.ts";
import { documentsIn } from "./markdown.ts";
import type { KnowledgeSource, Passage } from "./source.ts";
import { termsOf } from "./terms.ts";

/** The files of an agent, searched without leaving the process: BM25 over passages, their headings and the names of their files. */

/** A heading says what a passage is about; its words count for more. */
const WEIGHTS = { title: 2, text: 1, file: 0.5 } as const;
/** Words of the question by what they weigh, of which a passage has to have so much to answer it. */
const ENOUGH = 0.35;
/** A word of which nothing is known may be what was asked for, or something said around it. */
const UNKNOWN = 0.5;
/** A passage that is so much further from the question than the best is about something else. */
const BESIDE_BEST = 0.35;
/** A misheard letter is one in so many; shorter words are others by then. */
const FUZZY_FROM = 6;
const FUZZY = 0.2;
/** A word that begins like it may be its compound, or its plural in a language of which nothing is known. */
const PREFIX_FROM = 5;

export const MAX_PASSAGES = 3;

/** Passages that are put into the index in one go: some 10 ms, and frames of other calls come in between. */
const AT_ONCE = 40;

interface Indexed {
  readonly passages: readonly Passage[];
  readonly index: MiniSearch;
  /** In how many passages a term stands. */
  readonly spread: ReadonlyMap<string, number>;
}

export interface Searched extends KnowledgeSource {
  /** Builds some more of the index. @returns whether there is more to build. */
  readonly warm: () => boolean;
}

/** @param files - Markdown by the name of its file. */
export function searchOver(files: Readonly<Record<string, string>>): Searched {
  let building: ReturnType<typeof indexing> | undefined;
  const started = () => {
    building ??= indexing(documentsIn(files).flatMap(chunksOf));
    return building;
  };
  return {
    warm: () => started().more(AT_ONCE),
    search: (query) => {
      const { indexed, more } = started();
      more(indexed.passages.length);
      return find(indexed, query);
    },
  };
}

/** An index that grows until all of them are in it. */
function indexing(passages: readonly Passage[]) {
  const index = new MiniSearch({
    fields: Object.keys(WEIGHTS),
    tokenize: (text) => text.split(" "),
    processTerm: (term) => term || null,
  });
  const spread = new Map<string, number>();
  let next = 0;
  const add = ({ file, title, text }: Passage): void => {
    const terms = { title: termsOf(title), text: termsOf(text), file: termsOf(file.replace(/\.md$/i, "")) };
    for (const term of new Set(Object.values(terms).flat())) spread.set(term, (spread.get(term) ?? 0) + 1);
    const fields = Object.entries(terms).map(([name, words]) => [name, words.join(" ")]);
    index.add({ id: next, ...Object.fromEntries(fields) });
    next += 1;
  };
  const indexed: Indexed = { passages, index, spread };
  const more = (count: number): boolean => {
    for (const passage of passages.slice(next, next + count)) add(passage);
    return next < passages.length;
  };
  return { indexed, more };
}

function find({ passages, index, spread }: Indexed, query: string): readonly Passage[] {
  const terms = [...new Set(termsOf(query))];
  if (terms.length === 0) return [];
  // What stands in every second passage tells little.
  const weight = (term: string) =>
    (spread.has(term) ? 1 : UNKNOWN) * Math.log(1 + passages.length / ((spread.get(term) ?? 0) + 0.5));
  const whole = terms.reduce((sum, term) => sum + weight(term), 0);
  const found = index.search(terms.join(" "), {
    boost: WEIGHTS,
    fuzzy: (term) => (term.length >= FUZZY_FROM && !spread.has(term) ? FUZZY : false),
    prefix: (term) => term.length >= PREFIX_FROM && !spread.has(term),
  });
  const [best] = found;
  if (!best) return [];
  return found
    .slice(0, MAX_PASSAGES)
    .filter(({ score, queryTerms }) => {
      const covered = [...new Set(queryTerms)].reduce((sum, term) => sum + weight(term), 0);
      return covered >= ENOUGH * whole && score >= BESIDE_BEST * best.score;
    })
    .flatMap(({ id }) => passages[Number(id)] ?? []);
}
