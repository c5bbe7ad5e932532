import * as z from "zod";
import { REASON_CODES, SENTIMENTS } from "../protocol/handoff.ts";
import {
  CALLBACK_PROMISE,
  ENGINE_TOOLS,
  type EngineTool,
  REQUEST_CALLBACK,
} from "../session/state/engine-tools.ts";
import type { HandOffRequest } from "../session/state/rules.ts";
import type { Agent, Tool, ToolContext } from "./define.ts";
import type { ToolSpec } from "./model.ts";

/** The tools that every agent has, because they move the call itself. */

const HandOffArguments = z.object({
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

const CollectDigits = z.object({
  purpose: z.string().min(1).max(40).describe("What the digits are, such as order_number."),
  length: z.number().int().min(1).max(64).optional().describe("How many digits, when it is known."),
  secure: z.boolean().optional().describe("True for card numbers, PINs and the like: you will not see them."),
});

const toSpec = (name: EngineTool, description: string, schema: z.ZodType): ToolSpec => ({
  name,
  description,
  parameters: jsonSchema(schema),
});

/** JSON Schema of a tool's arguments, without what only validators read. */
export function jsonSchema(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}

/** The languages a call with this agent can be in. */
export const languagesOf = (agent: Agent): readonly string[] => [
  ...new Set([agent.relay.language, ...agent.languages.map((l) => l.code)]),
];

export function engineTools(agent: Agent): readonly ToolSpec[] {
  const languages = languagesOf(agent);
  return [
    toSpec(
      "hand_off",
      "Hands the call to a person, with everything that was learned. Call it when the caller wants a person, is upset, or needs what you cannot do. Do not announce the transfer yourself: the caller is told.",
      HandOffArguments,
    ),
    toSpec(
      "end_call",
      "Ends the call, once the caller has said goodbye and nothing is open. Say goodbye in the same message.",
      z.object({}),
    ),
    toSpec(
      REQUEST_CALLBACK,
      "Arranges that a person calls the caller back on this number. Only after the caller has agreed to it.",
      z.object({}),
    ),
    ...(languages.length > 1
      ? [
          toSpec(
            "change_language",
            "Changes the language you speak and listen in, as soon as the caller speaks or asks for another one.",
            z.object({
              language: z.enum(languages as [string, ...string[]]), // more than one, by the condition above
              onlyThisReply: z
                .boolean()
                .optional()
                .describe("Speak one reply in it, and go on listening in the present one."),
            }),
          ),
        ]
      : []),
    ...(agent.relay.dtmfDetection
      ? [
          toSpec(
            "collect_digits",
            "Expects digits on the keypad. Ask the caller for them in the same message.",
            CollectDigits,
          ),
        ]
      : []),
  ];
}

/** Arranges that a person calls the caller back, on the number the call came from. */
export const callbackTool = (create: (signal: AbortSignal) => Promise<{ readonly sid: string }>): Tool => ({
  name: REQUEST_CALLBACK,
  description:
    "Arranges that a person calls the caller back on this number. Only after the caller has agreed to it.",
  input: z.object({}),
  sideEffect: true,
  title: ENGINE_TOOLS.request_callback,
  promises: () => [CALLBACK_PROMISE],
  run: async (_input: never, context: ToolContext) => {
    await create(context.signal);
    return { status: "arranged", next: "Tell the caller that they will be called back on this number." };
  },
});

const Loose = z.object({
  reason: z.string().catch(""),
  callSummary: z.string().catch(""),
  sentiment: z.enum(SENTIMENTS).catch("neutral"),
  reasonCode: z.enum(REASON_CODES).optional().catch(undefined),
  intent: z.string().optional().catch(undefined),
  desiredOutcome: z.string().optional().catch(undefined),
  nextBestAction: z.string().optional().catch(undefined),
  entities: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

/**
 * The arguments of `hand_off`, whatever the model made of them: a caller who needs a person is not kept waiting
 * for a model to spell its own tool right.
 */
export function readHandOff(value: unknown): HandOffRequest {
  const loose = Loose.parse(typeof value === "object" && value !== null ? value : {});
  const entities = Object.entries(loose.entities ?? {}).flatMap(([name, v]) =>
    typeof v === "string" || typeof v === "number" || typeof v === "boolean"
      ? [[name, String(v)] as const]
      : [],
  );
  return {
    ...loose,
    reason: loose.reason.trim() || "The assistant handed the call over.",
    entities: Object.fromEntries(entities),
  };
}

export const readCollectDigits = (value: unknown) => CollectDigits.safeParse(value);
