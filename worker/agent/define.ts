import * as z from "zod";
import type { LanguagePackChange } from "../language/pack.ts";
import { checkPackChanges } from "../language/pack-check.ts";
import { type Answering, answeringBy } from "../protocol/answering/answering.ts";
import { Address, ArrivalConditions } from "../protocol/answering/arrival-conditions.ts";
import { greetingFault } from "../protocol/caller/greeting.ts";
import { TrialCases } from "../protocol/editing/cases.ts";
import { knowledgeOf } from "../protocol/editing/knowledge-files.ts";
import { checkedBy } from "../protocol/relay/fault-check.ts";
import { RelayAttributes, RelayLanguage } from "../protocol/relay/relay-attributes.ts";
import { speechModelFault } from "../protocol/relay/speech-models.ts";
import { voiceFault } from "../protocol/relay/speech-names.ts";
import { twimlFault } from "../protocol/relay/twiml-bound.ts";
import { HandOffSettings } from "../protocol/routing/hand-off-settings.ts";
import { WORKFLOW_SID } from "../protocol/sids.ts";
import { ENGINE_TOOLS } from "../session/state/engine-tools.ts";
import { RecordingSettings, SETTINGS } from "../session/state/settings.ts";
import { AfterCall } from "./after-call/after-call-settings.ts";
import { folded } from "./arguments/folded.ts";
import { Conceal } from "./conceal.ts";
import { filesOf } from "./knowledge/files.ts";
import { KnowledgeSettings } from "./knowledge/settings.ts";
import { OnCall } from "./on-call/source.ts";
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

const AgentFields = z.strictObject({
  /** Names the agent in logs, the desk and reports. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, "lower case letters, digits and -")
    // `GET /api/agents/answer` is the Functions'.
    .refine((name) => name !== "answer", '"answer" is taken: the console could not show such an agent'),
  /** Worth saying to it, in a caller's words: the phone page of the local stack offers them. */
  suggestions: z.array(z.string().min(1).max(120)).max(8).default([]),
  /**
   * Spoken first, by Twilio itself, while the model connection is warmed. It may name what is known of the caller, with what
   * is said where it is not: `Hi{{ firstName|}}, this is …`.
   */
  greeting: z
    .string()
    .max(500)
    // Signs alone, and what has no width, are silence.
    .regex(/[\p{L}\p{N}]/u, "has no words")
    .superRefine(checkedBy(greetingFault)),
  /** The agent's instructions, in Markdown. */
  instructions: z.string().regex(/\S/, "has no words"),
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
    .superRefine(
      checkedBy((languages) => {
        const codes = languages.map(({ code }) => code);
        const twice = codes.find((code, i) => codes.indexOf(code) !== i);
        return twice === undefined ? undefined : `"${twice}" is there twice`;
      }),
    ),
  tools: z.array(z.custom<Tool>(isTool, "made with defineTool or httpTool, and not copied")).default([]),
  ...SETTINGS,
  /** What else is kept from the model and everybody, however it is said; card numbers always are. */
  conceal: z.array(Conceal).max(20).default([]),
  /** What the agent does when the caller says such a thing: asks to have it keyed in, or passes it over in silence. */
  whenConcealed: z.enum(["ask_for_keys", "say_nothing"]).default("ask_for_keys"),
  /** Who is asked what is known of the caller, beside the greeting: docs/caller.md. */
  onCall: OnCall,
  /** What the model fills in once a call is over, for its report: docs/reports.md. */
  afterCall: AfterCall.optional(),
  /** Has Twilio record calls; none are where it is absent. Its words are phrases of `languagePacks`. */
  recording: RecordingSettings.optional(),
  /** Where the call goes when a person takes over. */
  handOff: HandOffSettings.prefault({}),
  /** Conversations with it and what has to come of each, as `npm run eval` reads them: the console plays them on a draft. */
  cases: z.unknown().pipe(TrialCases).default([]),
  /** TaskRouter workflow of this agent's calls (`WW…`); the variable `WORKFLOW_SID` when absent. */
  workflow: z.string().regex(WORKFLOW_SID.pattern, WORKFLOW_SID.words).optional(),
  /** What it can look up, Markdown by the name of its file. @default what is in `agents/NAME/knowledge` */
  knowledge: knowledgeOf(z.string()).default({}),
  /** Where else it is looked up: first there, and in the files where that has nothing, or does not answer. */
  knowledgeSource: KnowledgeSettings.optional(),
  /** Adds to, or replaces parts of, what is shipped of a language, by primary subtag: for the engine and the Functions. */
  languagePacks: z
    .record(z.string(), z.custom<LanguagePackChange>())
    .default({})
    .superRefine((changes, context) => {
      for (const message of checkPackChanges(changes)) context.addIssue({ code: "custom", message });
    }),
});

/** What a language does not name it has of `relay`. */
const AgentSchema = AgentFields.superRefine(({ relay, languages }, context) => {
  const tooMuch = twimlFault({ relay, languages });
  if (tooMuch) context.addIssue({ code: "custom", ...tooMuch, path: [...tooMuch.path] });
  for (const [index, language] of languages.entries()) {
    const { voice, ttsProvider = relay.ttsProvider } = language;
    const { transcriptionProvider = relay.transcriptionProvider, speechModel = relay.speechModel } = language;
    // What it has all of `relay` is at fault there.
    const isHeardAlike = !language.transcriptionProvider && !language.speechModel;
    const faults = {
      voice: voice === undefined ? undefined : voiceFault(ttsProvider, voice),
      speechModel: isHeardAlike ? undefined : speechModelFault(transcriptionProvider, speechModel),
    };
    for (const [name, message] of Object.entries(faults))
      if (message) context.addIssue({ code: "custom", path: ["languages", index, name], message });
  }
});

export type Agent = z.output<typeof AgentSchema>;
export type AgentDefinition = z.input<typeof AgentSchema>;

/**
 * An agent, with every setting resolved.
 *
 * @throws TypeError naming each setting that is unknown or out of bounds.
 */
export function defineAgent(definition: AgentDefinition): Agent {
  const parsed = AgentSchema.safeParse({ knowledge: filesOf(definition?.name), ...definition });
  if (!parsed.success) {
    const name = typeof definition?.name === "string" ? definition.name : "(unnamed)";
    throw new TypeError(
      `Agent "${name}" is not usable:\n${parsed.error.issues.flatMap(faultsOf).join("\n")}`,
    );
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

export type Agents = Answering<Agent>;

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
  const agents = answeringBy(parsed.data);
  const names = agents.all.map((a) => a.name);
  const twice = names.find((n, i) => names.indexOf(n) !== i);
  if (twice) throw new TypeError(`Two agents are named "${twice}".`);
  return agents;
}

/** A faulty key has its own faults within its issue. */
function faultsOf(issue: z.core.$ZodIssue): readonly string[] {
  const inner = issue.code === "invalid_key" ? issue.issues : [issue];
  return inner.map(({ message }) => `  ${issue.path.map(String).join(".") || "definition"}: ${message}`);
}
