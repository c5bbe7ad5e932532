import * as z from "zod";

/**
 * What the Worker says of itself to `npm run doctor`: what is set, and whether what it needs answers it. No secret and
 * no caller is in it.
 */

/** One model, asked with the settings of an agent. */
const ModelProbe = z.object({
  which: z.enum(["main", "fallback"]),
  model: z.string(),
  /** Where it is asked, as in "api.openai.com". */
  host: z.string(),
  /** HTTP status of the provider's list of models; a word where there was none ("ECONNREFUSED"); absent where there is no list. */
  listed: z.union([z.number(), z.string()]).optional(),
  /** Absent where the list had no such model, or refused the key. */
  asked: z
    .object({
      /** `failed` with a reason of the adapter's; `silent` within the deadline. */
      outcome: z.enum(["answered", "failed", "silent"]),
      /** Milliseconds to the first word, or to the first sign of it. */
      firstMs: z.number().optional(),
      /** What its server does not take, and is no longer sent. */
      lessons: z.array(z.string()),
      why: z.string().optional(),
      /** HTTP status of a failure, where there was one. */
      status: z.number().optional(),
    })
    .optional(),
});
export type ModelProbe = z.output<typeof ModelProbe>;

/** The question before a person is promised, asked once. */
const QueueProbe = z.object({
  workflowSid: z.string(),
  ms: z.number(),
  /** Undefined where nothing is known; then `why`. */
  figures: z.object({ available: z.number(), free: z.number(), waiting: z.number() }).optional(),
  /** As in "refused, 401". */
  why: z.string().optional(),
});
export type QueueProbe = z.output<typeof QueueProbe>;

/** Twilio's REST API with the credentials that tools get. */
const KeyProbe = z.object({ status: z.number().optional(), code: z.number().optional(), ok: z.boolean() });
export type KeyProbe = z.output<typeof KeyProbe>;

export const SelfReport = z.object({
  /** Of this release of the code, and of what Cloudflare has deployed. */
  release: z.string(),
  version: z.string(),
  agents: z.array(z.string()),
  /** Names of all variables and secrets that have a value. */
  set: z.array(z.string()),
  /** Values of those that are no secrets, as far as they are known to `worker/config.ts`. */
  values: z.record(z.string(), z.string()),
  models: z.array(ModelProbe).readonly(),
  queues: z.array(QueueProbe).readonly(),
  /** Undefined without an API key. */
  key: KeyProbe.optional(),
  /** An object of a call can be made. */
  storage: z.object({ ok: z.boolean(), ms: z.number() }),
  /** The ledger can be read; undefined where it is not bound, or the release knows none. */
  ledger: z.object({ ok: z.boolean(), ms: z.number() }).optional(),
  /** Whether the operator's page is bound. */
  console: z.boolean().optional(),
});
export type SelfReport = z.output<typeof SelfReport>;
