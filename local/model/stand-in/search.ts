import MiniSearch from "minisearch";
import { termsOf } from "./concepts.ts";

/** Text search over terms: what a caller says finds a tool, or a line of the instructions, whatever the language of either. */

export interface Found {
  readonly id: number;
  readonly score: number;
  /** The query's terms that were found, each with the fields that have it. */
  readonly match: ReadonlyMap<string, ReadonlySet<string>>;
}

export type Search = (terms: readonly string[]) => readonly Found[];

/** Fields by their weight, the same in every document. */
export function searchOver(
  documents: readonly Readonly<Record<string, string>>[],
  boost: Readonly<Record<string, number>>,
): Search {
  const index = new MiniSearch<Record<string, unknown>>({
    fields: Object.keys(boost),
    tokenize: (text) => text.split(" ").filter(Boolean),
    processTerm: (term) => term,
  });
  index.addAll(
    documents.map((d, id) => ({
      id,
      ...Object.fromEntries(Object.entries(d).map(([name, text]) => [name, termsOf(text).join(" ")])),
    })),
  );
  return (terms) => {
    if (terms.length === 0) return [];
    // A word misheard by a letter is found as well; short ones are other words by then.
    const results = index.search(terms.join(" "), {
      boost: { ...boost },
      fuzzy: (term) => (term.length > 5 ? 0.2 : false),
    });
    return results.map(({ id, score, match, queryTerms, terms: found }) => {
      const of = new Map<string, Set<string>>();
      for (const query of queryTerms)
        for (const term of found)
          if (term === query || (query.length > 5 && term.slice(0, 3) === query.slice(0, 3)))
            of.set(query, new Set(match[term]));
      return { id: Number(id), score, match: of };
    });
  };
}
