import * as z from "zod";
import type { KnowledgeSource } from "../../agent/knowledge/source.ts";
import { type TwilioHttpOptions, twilioHttp } from "../twilio/twilio-http.ts";

/** What is taken of an answer; its other fields are documented nowhere that we know of. */
const Answer = z.object({
  chunks: z.array(z.object({ content: z.string(), documentUrl: z.string().nullish() })),
});

const MAX_ANSWER_BYTES = 256 * 1024;

/** As for all that is asked of Twilio. */
export type KnowledgeAccount = Pick<TwilioHttpOptions, "apiKey" | "apiSecret">;

/**
 * Twilio Enterprise Knowledge: `POST /KnowledgeBases/{id}/Search` with `{ query, top }` answers `{ chunks: [{ content,
 * score, documentUrl, … }] }`, the best first.
 *
 * Source: Twilio's Enterprise Knowledge API, version 2 (twilio.com/docs, 2026-10).
 */
export function twilioKnowledge(
  { url, knowledgeBase }: { readonly url: string; readonly knowledgeBase: string },
  { atMost, ...account }: KnowledgeAccount & Pick<TwilioHttpOptions, "fetch"> & { readonly atMost: number },
): KnowledgeSource {
  const baseUrl = `${url.replace(/\/+$/, "")}/`;
  const ask = twilioHttp({ ...account, baseUrl, maxAnswerBytes: MAX_ANSWER_BYTES });
  return {
    search: async (query, signal) => {
      const path = `KnowledgeBases/${knowledgeBase}/Search`;
      const json = { query, top: atMost };
      const { answer } = await ask({ method: "POST", path, json, what: "the search" }, signal);
      const { chunks } = Answer.parse(answer);
      return chunks.slice(0, atMost).map(({ content, documentUrl }) => ({
        file: documentUrl ?? "",
        title: titleIn(content),
        text: content,
      }));
    },
  };
}

/** It gives none: the first line is what a person is told that was found. */
const titleIn = (content: string): string =>
  content
    .trim()
    .split("\n")[0]
    ?.replace(/^#+\s*/, "")
    .slice(0, 120) ?? "";
