import * as z from "zod";
import type { KnowledgeSource } from "../../agent/knowledge/source.ts";

const Answer = z.object({
  chunks: z.array(z.object({ text: z.string(), item: z.object({ key: z.string() }) })),
});

interface Binding {
  readonly search: (request: object) => Promise<unknown>;
}

const isBinding = (value: unknown): value is Binding =>
  typeof value === "object" && value !== null && "search" in value && typeof value.search === "function";

/**
 * Cloudflare AI Search. What has a model rewrite the question, or sort the answers, is off: a caller waits. A failure of its
 * own is thrown, as its default is to answer with nothing. It takes no signal.
 *
 * Source: `AiSearchInstance` of @cloudflare/workers-types 5.20261117.1.
 */
export const aiSearch = (binding: unknown, atMost: number): KnowledgeSource => ({
  search: async (query) => {
    if (!isBinding(binding)) throw new Error("The binding of AI Search is not there: see wrangler.toml.");
    const { chunks } = Answer.parse(
      await binding.search({
        query,
        ai_search_options: {
          retrieval: { max_num_results: atMost, return_on_failure: false },
          query_rewrite: { enabled: false },
          reranking: { enabled: false },
        },
      }),
    );
    return chunks
      .slice(0, atMost)
      .map(({ text, item: { key } }) => ({ file: key, title: titleOf(key), text }));
  },
});

/** "policies/return-of-shoes.md" is "return of shoes". */
const titleOf = (key: string): string =>
  (key.split("/").at(-1) ?? key).replace(/\.\w{1,5}$/, "").replaceAll(/[-_]+/g, " ");
