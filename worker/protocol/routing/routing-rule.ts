import * as z from "zod";
import { REASON_CODES, SENTIMENTS } from "../handoff.ts";
import { E164 } from "../sids.ts";

export const PhoneNumber = z.string().regex(E164.pattern, E164.words);

/** Of a queue or a skill. */
export const QueueName = z.string().min(1).max(100);

/** First rule that fits decides. The model chooses nothing of this. */
export const RoutingRule = z.strictObject({
  when: z
    .strictObject({
      reasonCode: z.array(z.enum(REASON_CODES)).min(1).optional(),
      sentiment: z.array(z.enum(SENTIMENTS)).min(1).optional(),
      /** Primary subtags, such as `es`. */
      language: z
        .array(z.string().regex(/^[a-z]{2,3}$/, 'primary subtags, such as "es"'))
        .min(1)
        .optional(),
      calledNumber: z.array(PhoneNumber).min(1).optional(),
    })
    .prefault({}),
  /** 0 upward; a higher one is served first. */
  priority: z.number().int().min(0).max(1_000).optional(),
  /** One of `queues`. */
  queue: QueueName.optional(),
  skills: z.array(QueueName).optional(),
});
export type RoutingRule = z.output<typeof RoutingRule>;
