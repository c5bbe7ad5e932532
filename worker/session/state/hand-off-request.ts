import * as z from "zod";
import { REASON_CODES, SENTIMENTS } from "../../protocol/handoff.ts";

/** The arguments of the `hand_off` tool, as the model is told of them. */
export const HandOffArguments = z.object({
  reason: z.string().describe("One sentence: why a person is needed."),
  callSummary: z
    .string()
    .describe(
      "For the person who takes over: what the caller wants, what was found out and done, what is open. 2 to 4 sentences.",
    ),
  sentiment: z.enum(SENTIMENTS).describe("The caller's mood now."),
  reasonCode: z.enum(REASON_CODES).optional(),
  intent: z.string().optional().describe("What the caller came for, in a few words."),
  desiredOutcome: z.string().optional().describe("What would make the caller happy."),
  nextBestAction: z.string().optional().describe("What the person should do first."),
  entities: z
    .record(z.string(), z.string())
    .optional()
    .describe("Facts from the call, such as orderNumber or name."),
});

/** As it is read: a place counts where the agent has some, which is not seen here. */
export const HandOffToAPlace = HandOffArguments.extend({ place: z.string().optional() });

export type HandOffRequest = Readonly<z.output<typeof HandOffToAPlace>>;

/**
 * The arguments, whatever the model made of them: a caller who needs a person is not kept waiting for a model to
 * spell its own tool right. A field that does not fit is left out, or takes the plainest value.
 */
export function readHandOffRequest(value: unknown): HandOffRequest {
  const given = anyRecord.parse(value);
  const fitting = Object.entries(HandOffToAPlace.shape).flatMap(([name, field]) => {
    const { success, data } = field.safeParse(given[name]);
    return success ? [[name, data] as const] : [];
  });
  const request = HandOffToAPlace.parse({
    callSummary: "",
    sentiment: "neutral",
    reason: "",
    ...Object.fromEntries(fitting),
    entities: textsOf(given.entities),
  });
  return { ...request, reason: request.reason.trim() || "The assistant handed the call over." };
}

const anyRecord = z.record(z.string(), z.unknown()).catch({});

/** Numbers and yes or no are facts, too; lists and objects are not. */
function textsOf(entities: unknown): Readonly<Record<string, string>> {
  const texts = Object.entries(anyRecord.parse(entities)).flatMap(([name, v]) =>
    typeof v === "string" || typeof v === "number" || typeof v === "boolean"
      ? [[name, String(v)] as const]
      : [],
  );
  return Object.fromEntries(texts);
}
