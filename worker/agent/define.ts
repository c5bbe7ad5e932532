import * as z from "zod";
import type { LanguagePackChange } from "../language/pack.ts";
import { checkPackChanges } from "../language/pack-check.ts";
import type { Fact } from "../protocol/handoff.ts";
import { RelayAttributes, RelayLanguage } from "../protocol/relay/relay-attributes.ts";
import { HandOffSettings } from "../protocol/routing/hand-off-settings.ts";
import { isEngineTool } from "../session/state/engine-tools.ts";
import {
  DigitSettings,
  EscalationSettings,
  LimitSettings,
  PatienceSettings,
  SilenceSettings,
  SpeculationSettings,
  ToolSettings,
  TurnSettings,
} from "../session/state/settings.ts";
import type { IdentityCheck } from "../session/state/tool-report.ts";

/** What a tool may use while it runs. Nothing else of the call is within its reach. */
export interface ToolContext {
  readonly callSid: string;
  /** The caller's number or address, as Twilio gave it. */
  readonly from: string;
  /** The number that was called. */
  readonly to: string;
  /** BCP 47 tag the conversation is in. */
  readonly language: string;
  /** Aborts at the deadline. A caller who speaks over the agent does not abort a tool. */
  readonly signal: AbortSignal;
  /** The same for every try of the same call with the same arguments: send it along to be safe against doubles. */
  readonly idempotencyKey: string;
  /** Reads a secret of the Worker. Throws an error that names it when it is not set. */
  readonly secret: (name: string) => string;
  /** Sends an SMS to the caller's own number. There is no way to text any other. */
  readonly textCaller: (body: string) => Promise<{ readonly sid: string }>;
}

/**
 * What a tool tells the person who takes the call over; the model hears nothing of it. Each may throw or return
 * nonsense without harm to the run. Texts are cut to a line, card numbers and secret keypad entries masked.
 */
export interface ToolAccount<I, O> {
  /**
   * What a run did, in the past tense, with what it was about: "Looked up order 1042". `output` is undefined while
   * there is none, and where the tool failed. Default: its name in words.
   */
  readonly title?: string | ((input: I, output: O | undefined) => string);
  /** What a person should know of a run that went well. */
  readonly facts?: (input: I, output: O) => readonly Fact[];
  /**
   * What a run has established about who the caller is; undefined where it checked nothing. The last check of a call
   * counts. What the caller only said of themselves is a fact, not a check.
   */
  readonly identity?: (input: I, output: O) => IdentityCheck | undefined;
  /**
   * What the caller may count on after a run that went well: "A text message with the order". Made when the agent
   * has told the result, and not if the caller never heard it.
   */
  readonly promises?: (input: I, output: O) => readonly string[];
}

export interface Tool extends ToolAccount<never, never> {
  readonly name: string;
  /** For the model: what it does and when to call it. */
  readonly description: string;
  readonly input: z.ZodType;
  /** Milliseconds; the agent's `toolUse.deadlineMs` when absent. */
  readonly deadlineMs?: number | undefined;
  /** Changes something in the world: it runs once per set of arguments, and is reported to the person who takes over. */
  readonly sideEffect?: boolean | undefined;
  /** The caller goes on talking while it runs; the result is told at the next pause. */
  readonly background?: boolean | undefined;
  /** What to read back before it may run. The tool runs only after the caller has spoken since. */
  readonly confirm?: ((input: never) => string) | undefined;
  /** Line to say instead of the language's own when it is slow. */
  readonly filler?: string | undefined;
  /** @returns anything JSON can carry. Throwing tells the model that the tool failed. */
  readonly run: (input: never, context: ToolContext) => unknown;
}

interface ToolDefinition<I extends z.ZodType, O> extends ToolAccount<z.output<I>, O> {
  readonly name: string;
  readonly description: string;
  readonly input: I;
  readonly deadlineMs?: number;
  readonly sideEffect?: boolean;
  readonly background?: boolean;
  readonly confirm?: (input: z.output<I>) => string;
  readonly filler?: string;
  readonly run: (input: z.output<I>, context: ToolContext) => O | Promise<O>;
}

/** A tool of the agent. The schema is what the model is told, and what its arguments are checked against. */
export function defineTool<I extends z.ZodType, O>(tool: ToolDefinition<I, O>): Tool {
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(tool.name)) {
    throw new TypeError(
      `Tool name "${tool.name}": use lower case letters, digits and _, at most 64, starting with a letter.`,
    );
  }
  if (isEngineTool(tool.name)) throw new TypeError(`Tool name "${tool.name}" is the engine's own.`);
  if (!tool.description.trim())
    throw new TypeError(`Tool "${tool.name}" needs a description: the model chooses by it.`);
  return tool;
}

const AgentSchema = z.strictObject({
  /** Names the agent in logs, the desk and reports. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "lower case letters, digits and -"),
  /** Spoken first, by Twilio itself, while the model connection is warmed. */
  greeting: z.string().min(1).max(500),
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
  /** Languages the call may switch to, beside `relay.language`. */
  languages: z.array(RelayLanguage).default([]),
  tools: z
    .array(
      z.custom<Tool>(
        (t) => typeof t === "object" && t !== null && "run" in t,
        "made with defineTool or httpTool",
      ),
    )
    .default([]),
  turns: TurnSettings.prefault({}),
  speculation: SpeculationSettings.prefault({}),
  silence: SilenceSettings.prefault({}),
  digits: DigitSettings.prefault({}),
  toolUse: ToolSettings.prefault({}),
  patience: PatienceSettings.prefault({}),
  escalation: EscalationSettings.prefault({}),
  limits: LimitSettings.prefault({}),
  /** Where the call goes when a person takes over. */
  handOff: HandOffSettings.prefault({}),
  /** TaskRouter workflow of this agent's calls (`WW…`); the variable `WORKFLOW_SID` when absent. */
  workflow: z
    .string()
    .regex(/^WW[0-9a-f]{32}$/, "a workflow SID: WW and 32 hexadecimal digits")
    .optional(),
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
  return agent;
}

export interface Agents {
  readonly all: readonly Agent[];
  /** The agent that answers a called number; the default where none is named for it. */
  readonly forNumber: (to: string) => Agent;
}

/** Which agent answers which number (E.164), and which answers all others. */
export function defineAgents(definition: {
  readonly default: Agent;
  readonly byNumber?: Readonly<Record<string, Agent>>;
}): Agents {
  const byNumber = new Map(Object.entries(definition.byNumber ?? {}));
  for (const number of byNumber.keys()) {
    if (!/^(\+[1-9]\d{6,14}|client:.+|sips?:.+)$/.test(number)) {
      throw new TypeError(`Called number "${number}": write it as E.164, such as "+15550100002".`);
    }
  }
  const all = [...new Set([definition.default, ...byNumber.values()])];
  const names = all.map((a) => a.name);
  const twice = names.find((n, i) => names.indexOf(n) !== i);
  if (twice) throw new TypeError(`Two agents are named "${twice}".`);
  return { all, forNumber: (to) => byNumber.get(to) ?? definition.default };
}
