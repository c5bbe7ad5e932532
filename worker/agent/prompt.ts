import type { Effect } from "../session/state/effect.ts";
import type { Agent } from "./define.ts";
import { engineTools } from "./engine-tool-specs.ts";
import type { ModelAt, ModelRequest, Models, ToolSpec } from "./model.ts";
import { specOf } from "./tools/tool-spec.ts";

/**
 * What the model is told beside the conversation. The same bytes on every request of a call, and on every call of
 * an agent, so that the provider's prompt cache holds; what changes goes last.
 */

const ON_THE_PHONE = `# On the phone
- You are heard, not read: one or two short sentences, then stop. No lists, no markdown, no emoji.
- One question at a time. Read numbers back before you act on them.
- "[interrupted by the caller]" marks where the caller cut in: they heard nothing after it. Never say the mark.
- "(keypad)" starts what the caller typed. A "{{secure:…}}" placeholder stands for digits you may not see: pass it to a tool as it is.
{withheld}
- Never make up a fact. What your tools and instructions do not give you, you do not know.
- When a person is needed, call hand_off at once, without announcing it.`;

const WITHHELD: Readonly<Record<Agent["whenConcealed"] | "no_keys", string>> = {
  ask_for_keys: `- "[… withheld]" stands for a number you may not see, and nobody has kept. Tell the caller that you cannot take it by voice, and ask them to key it in instead: call collect_digits with secure true. Never have it said again.`,
  no_keys: `- "[… withheld]" stands for a number you may not see, and nobody has kept. Tell the caller that you cannot take it on the phone. Never have it said again.`,
  say_nothing: `- "[… withheld]" stands for a number you may not see. Do not speak of it, never ask for it, and go on.`,
};

const aboutWithheld = ({ whenConcealed, relay }: Agent): string =>
  WITHHELD[whenConcealed === "ask_for_keys" && !relay.dtmfDetection ? "no_keys" : whenConcealed];

interface Prepared {
  readonly instructions: string;
  readonly tools: readonly ToolSpec[];
}

const prepared = new WeakMap<Agent, Prepared>();

function prepare(agent: Agent): Prepared {
  const known = prepared.get(agent);
  if (known) return known;
  const fresh: Prepared = {
    instructions: `${agent.instructions.trim()}\n\n${ON_THE_PHONE.replace("{withheld}", () => aboutWithheld(agent))}`,
    tools: [...agent.tools.map(specOf), ...engineTools(agent)],
  };
  prepared.set(agent, fresh);
  return fresh;
}

/** The tools that the agent's model is told of; the same list for all its calls. */
export const toolsOf = (agent: Agent): readonly ToolSpec[] => prepare(agent).tools;

/**
 * Who is asked: the main model, unless it is down and the fallback is not.
 *
 * @param models - those of agents that name none.
 */
export function chosenModel(agent: Agent, wanted: keyof Models, models: Models): ModelAt {
  const main = { ...models.main, name: agent.model.name ?? models.main.name };
  if (wanted === "main" && !isDown(main)) return main;
  const fallback = { ...models.fallback, name: agent.model.fallbackName ?? models.fallback.name };
  return wanted === "fallback" || !isDown(fallback) ? fallback : main;
}

const isDown = ({ name, at }: ModelAt): boolean => at.isDown?.(name) ?? false;

export function modelRequest(
  agent: Agent,
  effect: Extract<Effect, { type: "ask_model" }>,
  { name }: ModelAt,
  callSid: string,
): ModelRequest {
  const { instructions, tools } = prepare(agent);
  return {
    model: name,
    instructions,
    items: effect.items,
    ...(effect.trailer === undefined ? {} : { trailer: effect.trailer }),
    tools,
    toolChoice: effect.toolChoice,
    maxOutputTokens: agent.model.maxOutputTokens,
    temperature: agent.model.temperature,
    reasoningEffort: agent.model.reasoningEffort,
    cacheKey: `baton-${agent.name}`,
    id: `${callSid}-${effect.attempt}${effect.guess ? "-guess" : ""}`,
  };
}
