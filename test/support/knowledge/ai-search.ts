import { searchOver } from "../../../worker/agent/knowledge/passages.ts";

interface Request {
  readonly query: string;
  readonly ai_search_options: {
    readonly retrieval: { readonly max_num_results: number; readonly return_on_failure: boolean };
    readonly query_rewrite: { readonly enabled: boolean };
    readonly reranking: { readonly enabled: boolean };
  };
}

/**
 * A binding of Cloudflare AI Search over Markdown. There is no simulator of it (a binding is `remote` under `wrangler dev`);
 * its shape is that of `AiSearchInstance` in @cloudflare/workers-types 5.20261117.1.
 */
export class AiSearch {
  readonly requests: Request[] = [];
  behaves: "well" | "down" | "hangs" | "oddly" = "well";
  readonly #files: Readonly<Record<string, string>>;

  constructor(files: Readonly<Record<string, string>>) {
    this.#files = files;
  }

  async search(request: Request) {
    this.requests.push(request);
    const { retrieval } = request.ai_search_options;
    if (!(retrieval.max_num_results >= 1 && retrieval.max_num_results <= 50))
      throw new Error("max_num_results: 1 to 50");
    if (this.behaves === "hangs") return new Promise<never>(() => {});
    if (this.behaves === "oddly") return { result: [] };
    if (this.behaves === "down") {
      if (retrieval.return_on_failure) return { search_query: request.query, chunks: [] };
      throw new Error("7002: the instance is not ready");
    }
    const found = await searchOver(this.#files).search(request.query, new AbortController().signal);
    return {
      search_query: request.query,
      chunks: found.slice(0, retrieval.max_num_results).map(({ file, text }, i) => ({
        id: `${file}-${i}`,
        type: "text",
        score: 0.9 - i / 10,
        text,
        item: { key: `policies/${file}`, timestamp: 0 },
      })),
    };
  }
}
