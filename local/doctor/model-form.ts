import type { Lesson } from "../../worker/adapters/openai/openai-dialect.ts";
import { openAiModel } from "../../worker/adapters/openai/openai-model.ts";
import type { Agent } from "../../worker/agent/define.ts";
import { ModelError, type ModelRequest } from "../../worker/agent/model.ts";
import type { ModelEndpoint } from "../../worker/model-endpoints.ts";
import { type Finding, ok, warning } from "./finding.ts";

const PART = "Model";
const DEADLINE_MS = 15_000;
/** From here on the engine asks a second time (`model.hedgeMs`, 1.2 s); from 2 s on the caller hears that we are still there. */
const SLOW_MS = 1_200;

type Settings = Pick<ModelRequest, "temperature" | "reasoningEffort">;

/** Everything that servers have been seen to refuse: a note amid the conversation, a call, the agent speaking first. */
const QUESTION: Omit<ModelRequest, "model"> = {
  instructions: "Answer with one word.",
  items: [
    { role: "agent", text: "Hello." },
    { role: "caller", text: "Hello." },
    { role: "tool_call", callId: "call_doctor", name: "look", arguments: "{}" },
    { role: "tool_result", callId: "call_doctor", output: '{"found":true}' },
    { role: "agent", text: "It is there." },
    { role: "note", text: "The line is good." },
    { role: "caller", text: "Is it there?" },
  ],
  trailer: "It is noon.",
  tools: [{ name: "look", description: "Looks.", parameters: { type: "object", properties: {} } }],
  toolChoice: "none",
  maxOutputTokens: 16,
  cacheKey: "baton-doctor",
};

/** One word is asked for, and how long it takes is measured, with an agent's own settings: what the model's server does not take is named. */
export async function checkForm(
  endpoint: ModelEndpoint,
  model: string,
  settings: Settings,
): Promise<Finding> {
  const lessons: Lesson[] = [];
  const onLesson = (_: string, lesson: Lesson): void => void lessons.push(lesson);
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const startedAt = performance.now();
  let firstMs: number | undefined;
  try {
    const request = { ...QUESTION, ...settings, model };
    for await (const _ of openAiModel({ ...endpoint, onLesson }).stream(request, signal))
      firstMs ??= performance.now() - startedAt;
  } catch (error) {
    // Sixteen tokens may all go into thoughts: what counts is that the request was taken.
    if (!(error instanceof ModelError) || !["empty", "refused", "cut"].includes(error.code)) {
      const why = error instanceof ModelError ? error.message : "an error of our own";
      return warning(
        PART,
        `${model} did not answer a question: ${why}`,
        "try again; compare OPENAI_API with the provider's documents",
      );
    }
  }
  if (signal.aborted)
    return warning(
      PART,
      `${model} did not answer within ${DEADLINE_MS / 1_000} s`,
      "try again; see the provider's status page",
    );
  if (firstMs !== undefined && firstMs > SLOW_MS)
    return warning(
      PART,
      `${model} took ${(firstMs / 1_000).toFixed(1)} s to its first word, which is too slow for the phone`,
      `try again, a model is slower while it is being loaded; else choose a smaller or a faster one: within ${SLOW_MS / 1_000} s nobody notices`,
    );
  if (lessons.length === 0) return ok(PART, `${model} takes what it is sent`);
  if (lessons.includes("without tools"))
    return warning(
      PART,
      `${model} takes no tools: it can look nothing up and hand no call over (${lessons.join(", ")})`,
      "start its server with tool calling (vLLM: --enable-auto-tool-choice and --tool-call-parser), or choose a model that has it",
    );
  return warning(
    PART,
    `${model} is asked in another form than OpenAI's: ${lessons.join(", ")}`,
    "nothing has to be done, each process learns it again; settings of an agent that are left out do nothing",
  );
}

interface Form {
  readonly model: string;
  readonly settings: Settings;
}

/** The settings of all agents, for the models they are used with. */
export function formsOf(
  agents: readonly Agent[],
  names: { readonly main: string; readonly fallback: string },
): Readonly<Record<"main" | "fallback", readonly Form[]>> {
  const forms = (nameOf: (agent: Agent) => string): readonly Form[] => {
    const all = agents.map((agent) => {
      const { temperature, reasoningEffort } = agent.model;
      return { model: nameOf(agent), settings: { temperature, reasoningEffort } };
    });
    return [...new Map(all.map((form) => [JSON.stringify(form), form])).values()];
  };
  return {
    main: forms(({ model }) => model.name ?? names.main),
    fallback: forms(({ model }) => model.fallbackName ?? names.fallback),
  };
}
