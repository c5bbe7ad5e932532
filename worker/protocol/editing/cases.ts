import * as z from "zod";

/**
 * Conversations as data, and what has to come of each: an agent's `cases.json`. Played as calls by `npm run eval`, and by
 * text in a trial.
 */

const Pattern = z.string().refine(isPattern, "is no regular expression");

export const TrialCase = z.strictObject({
  name: z.string().min(1),
  says: z.array(z.string().min(1)).min(1),
  /** Regular expressions that the agent's words have to fit, in any order; of either case. */
  heard: z.array(Pattern),
  /** Fields of the task a person gets; each has to contain the text. Absent: there may be no task. */
  task: z.record(z.string(), z.string()).exactOptional(),
  /** Tools that have to be called; none may be where the list is empty. */
  tools: z
    .array(
      z.strictObject({
        name: z.string(),
        /** Each argument has to contain the text. */
        arguments: z.record(z.string(), z.string()).exactOptional(),
        output: Pattern.exactOptional(),
      }),
    )
    .exactOptional(),
  /** The number that is called, where it is a call. @default the usual one */
  to: z.string().exactOptional(),
  /** Whether somebody would answer, as far as hours go: the agent's own have no say. Only a trial plays false. @default true */
  open: z.boolean().exactOptional(),
  /** Text messages that leave. */
  sms: z.number().int().min(0).exactOptional(),
});
export type TrialCase = z.output<typeof TrialCase>;

export const TrialCases = z.array(TrialCase);

/** `GET /api/agents/:name/cases` */
export interface AgentCases {
  readonly cases: readonly TrialCase[];
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
