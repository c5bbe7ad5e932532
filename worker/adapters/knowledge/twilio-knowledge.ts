import * as z from "zod";
import type { KnowledgeSource } from "../../agent/knowledge/source.ts";
import { readBounded } from "../../protocol/bounded-body.ts";

/** What is taken of an answer; its other fields are documented nowhere that we know of. */
const Answer = z.object({
  chunks: z.array(z.object({ content: z.string(), documentUrl: z.string().nullish() })),
});

const MAX_ANSWER_BYTES = 256 * 1024;

/** As for all that is asked of Twilio. */
export interface KnowledgeAccount {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/**
 * Twilio Enterprise Knowledge: `POST /KnowledgeBases/{id}/Search` with `{ query, top }` answers `{ chunks: [{ content,
 * score, documentUrl, … }] }`, the best first.
 *
 * Source: Twilio's Enterprise Knowledge API, version 2 (twilio.com/docs, 2026-10).
 */
export const twilioKnowledge = (
  { url, knowledgeBase }: { readonly url: string; readonly knowledgeBase: string },
  {
    apiKey,
    apiSecret,
    atMost,
    fetch = globalThis.fetch,
  }: KnowledgeAccount & { readonly atMost: number; readonly fetch?: typeof globalThis.fetch },
): KnowledgeSource => ({
  search: async (query, signal) => {
    const response = await fetch(`${url.replace(/\/+$/, "")}/KnowledgeBases/${knowledgeBase}/Search`, {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`${apiKey}:${apiSecret}`)}`,
        "content-type": "application/json",
        accept: "application/json",
      },
      body: JSON.stringify({ query, top: atMost }),
      redirect: "manual", // the key goes to Twilio and nowhere else
      signal,
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`Twilio refused the search with ${response.status}.`);
    }
    const { chunks } = Answer.parse(JSON.parse((await readBounded(response.body, MAX_ANSWER_BYTES)) ?? ""));
    return chunks.slice(0, atMost).map(({ content, documentUrl }) => ({
      file: documentUrl ?? "",
      title: titleIn(content),
      text: content,
    }));
  },
});

/** It gives none: the first line is what a person is told that was found. */
const titleIn = (content: string): string =>
  content
    .trim()
    .split("\n")[0]
    ?.replace(/^#+\s*/, "")
    .slice(0, 120) ?? "";
