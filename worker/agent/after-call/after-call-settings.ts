import * as z from "zod";
import { checkSendable } from "../tools/tool-spec.ts";

/** What the model is told of the outcome: one tool, which it has to call. */
export const REPORT_OUTCOME = {
  name: "report_outcome",
  description: "Reports what came of the call. Every field is filled from what was said in it.",
} as const;

const isObject = (value: unknown): value is z.ZodObject =>
  typeof value === "object" && value !== null && "_zod" in value;

/**
 * What the model is asked for once a call is over; nothing, where it is not set.
 *
 * `outcome` is a `z.object`, in the forms that a tool's input has; what its checks and transforms make of the model's
 * answer is in the report.
 */
export const AfterCall = z.strictObject({
  outcome: z.custom<z.ZodObject>(isObject, "has to be a z.object").superRefine((outcome, context) => {
    try {
      checkSendable({ ...REPORT_OUTCOME, input: outcome });
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : "cannot be told to a model";
      context.addIssue({ code: "custom", message: message.replace(/^Tool "[^"]*": /, "") });
    }
  }),
  /** What is meant by the fields, where their descriptions do not say it. */
  instructions: z.string().max(4_000).regex(/\S/, "has no words").optional(),
});
export type AfterCall = z.output<typeof AfterCall>;
