import * as z from "zod";

/** What the Worker answers of agents, as far as a command shows it: one of another release may say more, or less. */

const Version = z.object({
  version: z.number(),
  by: z.string(),
  at: z.number(),
  note: z.string().optional(),
});
const Edit = z.record(z.string(), z.unknown());

const Summary = z.object({
  name: z.string(),
  live: Version.optional(),
  rollout: z.object({ version: z.number(), share: z.number(), numbers: z.array(z.string()) }).optional(),
  draft: z.object({ revision: z.number(), by: z.string(), at: z.number() }).optional(),
  fault: z.object({ message: z.string() }).optional(),
});
export type Summary = z.output<typeof Summary>;

export const List = z.object({ agents: z.array(Summary) });

export const Detail = z.object({
  name: z.string(),
  live: Version.optional(),
  code: Edit,
  published: Edit,
  shown: Edit.optional(),
  drafted: z
    .object({
      revision: z.number(),
      by: z.string(),
      at: z.number(),
      edit: Edit,
      /** The version it was made from; an earlier release does not say. */
      base: z.number().optional(),
      faults: z.array(z.string()),
    })
    .optional(),
});
export type Detail = z.output<typeof Detail>;

export const Changed = z.object({
  agent: Summary,
  draft: z.object({ revision: z.number(), faults: z.array(z.string()) }).optional(),
});

/** Why it was not done: beside `error` and `hint`. */
export const Refused = z.object({ hint: z.string(), faults: z.array(z.string()).default([]) });
