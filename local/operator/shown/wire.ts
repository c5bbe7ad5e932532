import * as z from "zod";

/** What the commands show of what the Worker answers: shapes in `worker/protocol/console`. More in it is let through. */

export const Row = z.looseObject({
  callSid: z.string(),
  agent: z.string().default(""),
  from: z.string().optional(),
  to: z.string().optional(),
  startedAt: z.number(),
  endedAt: z.number().optional(),
  phase: z.string().default(""),
  language: z.string().default(""),
  outcome: z.string().optional(),
  reasonCode: z.string().optional(),
  reason: z.string().optional(),
  summary: z.string().optional(),
  turns: z.number().default(0),
  firstFrameP50Ms: z.number().optional(),
  firstFrameP95Ms: z.number().optional(),
  costUsd: z.number().optional(),
  found: z.string().optional(),
});
export type Row = z.output<typeof Row>;

export const Page = z.object({ calls: z.array(Row), next: z.string().optional() });
export type Page = z.output<typeof Page>;

const Bar = z.looseObject({
  lane: z.string(),
  what: z.string(),
  from: z.number(),
  to: z.number().optional(),
  label: z.string().optional(),
  outcome: z.string().optional(),
  firstAt: z.number().optional(),
});
export type Bar = z.output<typeof Bar>;

export const Detail = z.looseObject({
  call: Row,
  timeline: z.object({
    startedAt: z.number(),
    endedAt: z.number().optional(),
    bars: z.array(Bar),
    incomplete: z.boolean().optional(),
  }),
  transcript: z.array(
    z.looseObject({
      at: z.number(),
      who: z.string(),
      text: z.string(),
      interrupted: z.boolean().optional(),
      outcome: z.string().optional(),
    }),
  ),
  actions: z
    .array(
      z.looseObject({
        at: z.number(),
        by: z.string(),
        do: z.string(),
        text: z.string().optional(),
        unsaid: z.boolean().optional(),
      }),
    )
    .default([]),
  facts: z.array(z.looseObject({ label: z.string(), value: z.string() })).default([]),
});
export type Detail = z.output<typeof Detail>;
