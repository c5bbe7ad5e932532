import * as z from "zod";
import { readCaller } from "../protocol/phone-address.ts";
import { callLanguages } from "../protocol/relay/call-languages.ts";
import type { Place } from "../protocol/routing/hand-off-settings.ts";
import { saidOf } from "../protocol/routing/places.ts";
import {
  callbackPromise,
  ENGINE_TOOLS,
  type EngineTool,
  HAND_OFF,
  NO_NUMBER,
  REQUEST_CALLBACK,
} from "../session/state/engine-tools.ts";
import { HandOffArguments } from "../session/state/hand-off-request.ts";
import type { Agent } from "./define.ts";
import { hasKnowledge } from "./knowledge/agent-knowledge.ts";
import { searchSpec } from "./knowledge/search-tool.ts";
import type { ToolSpec } from "./model.ts";
import { selfChecking, type Tool } from "./tools/tool.ts";
import { specOf } from "./tools/tool-spec.ts";

/** The tools of the engine, as a model is told of them. */

export const CollectDigits = z.object({
  purpose: z.string().min(1).max(40).describe("What the digits are, such as order_number."),
  length: z.number().int().min(1).max(64).optional().describe("How many digits, when it is known."),
  secure: z.boolean().optional().describe("True for card numbers, PINs and the like: you will not see them."),
});

/** The languages a call with this agent can be in. */
export const languagesOf = (agent: Agent): readonly string[] => callLanguages(agent).offered;

const CALLBACK = {
  name: REQUEST_CALLBACK,
  description:
    "Arranges that a person calls the caller back on this number. Only after the caller has agreed to it.",
  input: z.object({
    number: z
      .string()
      .optional()
      .describe(
        "Only where you were told that their own number cannot be called: the one they gave, as +15550100001.",
      ),
  }),
} as const;

/** Whom a callback goes to: the caller's own number where there is one, else the one that they gave. */
export function callbackNumber(from: string, value: unknown): string | undefined {
  const given = typeof value === "object" && value !== null && "number" in value ? value.number : undefined;
  return readCaller(from).number ?? (typeof given === "string" ? readCaller(given).number : undefined);
}

interface Offered {
  readonly name: EngineTool;
  readonly description: string;
  readonly input: z.ZodType;
}

export function engineTools(agent: Agent): readonly ToolSpec[] {
  const [language, ...others] = languagesOf(agent);
  const offered: readonly Offered[] = [
    {
      name: HAND_OFF,
      description:
        "Hands the call to a person, with everything that was learned. Call it when the caller wants a person, is upset, or needs what you cannot do. Do not announce the transfer yourself: the caller is told.",
      input: withPlaces(Object.entries(agent.handOff.places)),
    },
    {
      name: "end_call",
      description:
        "Ends the call, once the caller has said goodbye and nothing is open. Say goodbye in the same message.",
      input: z.object({}),
    },
    CALLBACK,
    ...(language !== undefined && others.length > 0 ? [changeLanguage([language, ...others])] : []),
    ...(agent.relay.dtmfDetection ? [collectDigits] : []),
    ...(hasKnowledge(agent) ? [searchSpec(agent)] : []),
  ];
  return offered.map(specOf);
}

/** The directory, where there is one: the model chooses a name, and knows no number. */
function withPlaces(places: readonly (readonly [string, Place])[]): z.ZodType {
  const [first, ...others] = places.map(([name]) => name);
  if (first === undefined) return HandOffArguments;
  const directory = places.map(([name, place]) => `${name} is ${saidOf(place)}`).join("; ");
  return HandOffArguments.extend({
    place: z
      .enum([first, ...others])
      .optional()
      .describe(`Only where the caller wants one of these places: ${directory}. Absent for anybody else.`),
  });
}

const changeLanguage = (languages: readonly [string, ...string[]]): Offered => ({
  name: "change_language",
  description:
    "Changes the language you speak and listen in, as soon as the caller speaks or asks for another one.",
  input: z.object({
    language: z.enum(languages),
    onlyThisReply: z
      .boolean()
      .optional()
      .describe("Speak one reply in it, and go on listening in the present one."),
  }),
});

const collectDigits: Offered = {
  name: "collect_digits",
  description: "Expects digits on the keypad. Ask the caller for them in the same message.",
  input: CollectDigits,
};

/** Arranges that a person calls the caller back, on the number the call came from or the one that stands in for it. */
export const callbackTool = (
  from: string,
  create: (number: string, signal: AbortSignal) => Promise<{ readonly sid: string }>,
): Tool =>
  selfChecking({
    ...CALLBACK,
    // There is nothing to get wrong: some models write `null` or `[]` for no arguments.
    input: z.unknown(),
    sideEffect: true,
    title: ENGINE_TOOLS.request_callback,
    promises: () => [callbackPromise(from)],
    run: async (input, context) => {
      const number = callbackNumber(from, input);
      if (number === undefined) throw new Error(NO_NUMBER);
      await create(number, context.signal);
      return { status: "arranged", next: "Tell the caller that they will be called back on this number." };
    },
  });
