import * as z from "zod";
import type { LanguagePackChange } from "../language/pack.ts";
import { checkPackChanges } from "../language/pack-check.ts";
import { Address, type Arrival, ArrivalConditions, isMeant, meets } from "../protocol/arrival.ts";
import { calledAddress } from "../protocol/phone-address.ts";
import { RelayAttributes, RelayLanguage } from "../protocol/relay/relay-attributes.ts";
import { HandOffSettings } from "../protocol/routing/hand-off-settings.ts";
import { WORKFLOW_SID } from "../protocol/sids.ts";
import { ENGINE_TOOLS } from "../session/state/engine-tools.ts";
import { SETTINGS } from "../session/state/settings.ts";
import { folded } from "./arguments/folded.ts";
import { Conceal } from "./conceal.ts";
import { isTool, selfChecking, type Tool, type ToolDefinition } from "./tools/tool.ts";
import { checkSendable, MAX_TOOLS } from "./tools/tool-spec.ts";

/**
 * A tool of the agent. The schema is what the model is told, and what its arguments are checked against.
 *
 * @throws TypeError naming the tool, when its name is not one, or no API would take it: see `checkSendable`.
 */
export function defineTool<I extends z.ZodType, O>(tool: ToolDefinition<I, O>): Tool {
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(tool.name)) {
    throw new TypeError(
      `Tool name "${tool.name}": use lower case letters, digits and _, at most 64, starting with a letter.`,
    );
  }
  // A model mistakes the one for the other, and a name that is nearly right could be either.
  const own = Object.keys(ENGINE_TOOLS).find((name) => folded(name) === folded(tool.name));
  if (own) throw new TypeError(`Tool name "${tool.name}" is the engine's own, or as good as: ${own}.`);
  checkSendable(tool);
  return selfChecking(tool);
}

const EarSettings = z.strictObject({
  /** Words in square brackets are spoken. By default they are not: models write them for machines, "[END_CALL]". */
  speakBrackets: z.boolean().default(false),
});

const AgentSchema = z.strictObject({
  /** Names the agent in logs, the desk and reports. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "lower case letters, digits and -"),
  /** Worth saying to it, in a caller's words: the phone page of the local stack offers them. */
  suggestions: z.array(z.string().min(1).max(120)).max(8).default([]),
  /** Spoken first, by Twilio itself, while the model connection is warmed. */
  greeting: z.string().max(500).regex(/\S/, "has no words"),
  /** The agent's instructions, in Markdown. */
  instructions: z.string().min(1),
  model: z
    .strictObject({
      /** Overrides `OPENAI_MODEL` for this agent. */
      name: z.string().min(1).optional(),
      /** Overrides `OPENAI_FALLBACK_MODEL`. */
      fallbackName: z.string().min(1).optional(),
      temperature: z.number().min(0).max(2).optional(),
      maxOutputTokens: z.number().int().min(16).max(8_192).default(500),
      reasoningEffort: z.enum(["none", "minimal", "low", "medium", "high"]).optional(),
    })
    .prefault({}),
  relay: RelayAttributes.prefault({}),
  /** What of a reply is for ears. */
  ears: EarSettings.prefault({}),
  /** Languages the call may switch to, beside `relay.language`. */
  languages: z
    .array(RelayLanguage)
    .default([])
    .superRefine((languages, context) => {
      const codes = languages.map(({ code }) => code);
      const twice = codes.find((code, i) => codes.indexOf(code) !== i);
      if (twice) context.addIssue({ code: "custom", message: `"${twice}" is there twice` });
    }),
  tools: z.array(z.custom<Tool>(isTool, "made with defineTool or httpTool, and not copied")).default([]),
  ...SETTINGS,
  /** What else is kept from the model and everybody, however it is said; card numbers always are. */
  conceal: z.array(Conceal).max(20).default([]),
  /** What the agent does when the caller says such a thing: asks to have it keyed in, or passes it over in silence. */
  whenConcealed: z.enum(["ask_for_keys", "say_nothing"]).default("ask_for_keys"),
  /** Where the call goes when a person takes over. */
  handOff: HandOffSettings.prefault({}),
  /** TaskRouter workflow of this agent's calls (`WW…`); the variable `WORKFLOW_SID` when absent. */
  workflow: z.string().regex(WORKFLOW_SID.pattern, WORKFLOW_SID.words).optional(),
  /** Adds to, or replaces parts of, what is shipped of a language, by primary subtag: for the engine and the Functions. */
  languagePacks: z
    .record(z.string(), z.custom<LanguagePackChange>())
    .default({})
    .superRefine((changes, context) => {
      for (const message of checkPackChanges(changes)) context.addIssue({ code: "custom", message });
    }),
});

export type Agent = z.output<typeof AgentSchema>;
export type AgentDefinition = z.input<typeof AgentSchema>;

/**
 * An agent, with every setting resolved.
 *
 * @throws TypeError naming each setting that is unknown or out of bounds.
 */
export function defineAgent(definition: AgentDefinition): Agent {
  const parsed = AgentSchema.safeParse(definition);
  if (!parsed.success) {
    const name = typeof definition?.name === "string" ? definition.name : "(unnamed)";
    const faults = parsed.error.issues.map((i) => `  ${i.path.join(".") || "definition"}: ${i.message}`);
    throw new TypeError(`Agent "${name}" is not usable:\n${faults.join("\n")}`);
  }
  const agent = parsed.data;
  const names = agent.tools.map((t) => t.name);
  const twice = names.find((n, i) => names.indexOf(n) !== i);
  if (twice) throw new TypeError(`Agent "${agent.name}" has two tools named "${twice}".`);
  const alike = names.find((n, i) => names.findIndex((m) => folded(m) === folded(n)) !== i);
  if (alike)
    throw new TypeError(`Agent "${agent.name}": another tool is named like "${alike}", but for a sign.`);
  const most = MAX_TOOLS - Object.keys(ENGINE_TOOLS).length;
  if (names.length > most)
    throw new TypeError(
      `Agent "${agent.name}" has ${names.length} tools; with the engine's own an API takes ${most}.`,
    );
  return agent;
}

export interface Agents {
  readonly all: readonly Agent[];
  readonly default: Agent;
  /** Those that are named, each as E.164. */
  readonly numbers: readonly string[];
  /** The agent that answers a call. */
  readonly forCall: (call: Arrival) => Agent;
  /** The same, of a call of which no more than the called number is known. */
  readonly forNumber: (to: string) => Agent;
  /** The agent of that name; a name comes from the other unit, which may be of another release. */
  readonly named: (name: string | undefined) => Agent | undefined;
}

const isAgent = (value: unknown): value is Agent =>
  typeof value === "object" && value !== null && "name" in value;
const AnAgent = z.custom<Agent>(isAgent, "must be an agent, made with defineAgent");

const AgentsSchema = z.strictObject({
  default: AnAgent,
  byNumber: z.record(Address, AnAgent).default({}),
  when: z.array(ArrivalConditions.safeExtend({ agent: AnAgent })).default([]),
});

/**
 * Who answers: the first of `when` whose conditions all hold, else the agent of the called number, else the default.
 *
 * @param definition - numbers as E.164; a call is found by them however it spells the number.
 * @throws TypeError naming each key and condition that cannot be met as it is written.
 */
export function defineAgents(definition: z.input<typeof AgentsSchema>): Agents {
  const parsed = AgentsSchema.safeParse(definition);
  if (!parsed.success) {
    throw new TypeError(`The agents are not usable:\n${parsed.error.issues.flatMap(faultsOf).join("\n")}`);
  }
  const { default: other, byNumber, when } = parsed.data;
  const numbers = new Map(Object.entries(byNumber));
  const all = [...new Set([other, ...numbers.values(), ...when.map(({ agent }) => agent)])];
  const names = all.map((a) => a.name);
  const twice = names.find((n, i) => names.indexOf(n) !== i);
  if (twice) throw new TypeError(`Two agents are named "${twice}".`);
  const forCall = (call: Arrival): Agent =>
    when.find((rule) => meets(rule, call))?.agent ??
    numbers.get(calledAddress(call.to)) ??
    [...numbers].find(([number]) => isMeant(number, call.to))?.[1] ??
    other;
  return {
    all,
    default: other,
    numbers: [...new Set([...numbers.keys(), ...when.flatMap(({ calledNumber }) => calledNumber ?? [])])],
    forCall,
    forNumber: (to) => forCall({ to }),
    named: (name) => all.find((agent) => agent.name === name),
  };
}

/** A faulty key has its own faults within its issue. */
function faultsOf(issue: z.core.$ZodIssue): readonly string[] {
  const inner = issue.code === "invalid_key" ? issue.issues : [issue];
  return inner.map(({ message }) => `  ${issue.path.map(String).join(".")}: ${message}`);
}
