import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { searchOver } from "../../../worker/agent/knowledge/passages.ts";

/**
 * Twilio Enterprise Knowledge, as far as it is searched: who asks has to have the account's key, a knowledge base has to be
 * there, and what is found is in chunks with a score.
 */
export interface EnterpriseKnowledge {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** What was asked for, oldest first. */
  readonly searches: { readonly query: string; readonly top: number }[];
  /** How it does. @default "well" */
  behaves: "well" | "down" | "hangs" | "oddly" | "floods" | "redirects";
  readonly close: () => Promise<void>;
}

/** @param bases - Markdown by file, by the id of the knowledge base. */
export async function startEnterpriseKnowledge(
  bases: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<EnterpriseKnowledge> {
  const searches: EnterpriseKnowledge["searches"] = [];
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    let written = "";
    for await (const part of request) written += String(part);
    if (request.headers.authorization !== `Basic ${btoa(`${served.apiKey}:${served.apiSecret}`)}`)
      return answer(401, { code: 20003, message: "Authenticate" });
    const [, id] = /^\/v2\/KnowledgeBases\/([^/]+)\/Search$/.exec(request.url ?? "") ?? [];
    const base = id === undefined ? undefined : bases[id];
    if (!base || request.method !== "POST") return answer(404, { code: 20404, message: "Not found" });
    if (request.headers["content-type"] !== "application/json") return answer(415, { message: "JSON" });
    if (served.behaves === "down") return answer(503, { code: 20503, message: "Unavailable" });
    if (served.behaves === "hangs") return undefined;
    if (served.behaves === "oddly") return answer(200, { chunks: [{ score: "high" }] });
    if (served.behaves === "floods") return answer(200, { chunks: [{ content: "x".repeat(5_000_000) }] });
    if (served.behaves === "redirects")
      return response.writeHead(307, { location: "http://127.0.0.1:1/" }).end();
    const { query, top } = JSON.parse(written) as { query: string; top: number }; // as our own adapter sends it
    searches.push({ query, top });
    const found = await searchOver(base).search(query, new AbortController().signal);
    return answer(200, {
      chunks: found.slice(0, top).map(({ file, title, text }, i) => ({
        content: `## ${title}\n\n${text}`,
        score: 1 - i / 10,
        documentUrl: `https://shop.example/${file}`,
      })),
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo; // it listens on a port
  const served: EnterpriseKnowledge = {
    url: `http://127.0.0.1:${port}/v2`,
    apiKey: "SK00000000000000000000000000000001",
    apiSecret: "key-secret",
    searches,
    behaves: "well",
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return served;
}
