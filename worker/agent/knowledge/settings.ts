import * as z from "zod";

const about = z.string().min(1).max(600).optional();

/** Where an agent's knowledge lies beside its files. */
export const KnowledgeSettings = z.discriminatedUnion("kind", [
  /** Cloudflare AI Search: an instance, by the name of its binding in wrangler.toml (`[[ai_search]]`). */
  z.strictObject({
    kind: z.literal("ai_search"),
    binding: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of a binding, such as "KB"'),
    /** What is in it, in its own words and language: the model asks by these. */
    about,
  }),
  /** Twilio Enterprise Knowledge, of the account that the Worker has. */
  z.strictObject({
    kind: z.literal("twilio"),
    /** Its id. */
    knowledgeBase: z.string().regex(/^[\w-]{1,100}$/, "must be the id of a knowledge base"),
    about,
    url: z
      .string()
      .regex(/^https?:\/\/.+/)
      .default("https://knowledge.twilio.com/v2"),
  }),
]);

export type KnowledgeSettings = z.output<typeof KnowledgeSettings>;
