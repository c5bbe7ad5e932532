import type { Agent } from "../../agent/define.ts";
import { ModelError, type ModelRequest } from "../../agent/model.ts";
import type { ModelApi } from "../../protocol/model-api.ts";
import type { Lesson } from "../openai/openai-dialect.ts";
import { openAiModel } from "../openai/openai-model.ts";
import { type Endpoint, keyHeader } from "../openai/openai-transport.ts";
import type { ModelProbe } from "./report.ts";

const LIST_DEADLINE_MS = 10_000;
const DEADLINE_MS = 15_000;

/** A model, and the settings it is asked with. */
export interface Form {
  readonly which: ModelProbe["which"];
  readonly model: string;
  readonly settings: Pick<ModelRequest, "temperature" | "reasoningEffort">;
}

/** The settings of all agents, for the models they are used with; each once. */
export function formsOf(
  all: readonly Agent[],
  names: Readonly<Record<Form["which"], string>>,
): readonly Form[] {
  const forms = all.flatMap(({ model }): readonly Form[] => {
    const { name = names.main, fallbackName = names.fallback, temperature, reasoningEffort } = model;
    const settings = { temperature, reasoningEffort };
    return [
      { which: "main", model: name, settings },
      { which: "fallback", model: fallbackName, settings },
    ];
  });
  return [...new Map(forms.map((form) => [JSON.stringify(form), form])).values()];
}

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

/**
 * Whether a model is there for its key, and takes what it is sent. Costs a word; the list alone would not show a quota
 * that is used up.
 */
export async function probeModel(
  endpoint: Endpoint & { readonly api: ModelApi },
  form: Form,
): Promise<ModelProbe> {
  const { which, model } = form;
  const { host } = new URL(endpoint.baseUrl);
  // A deployment of Azure's is one model, and has no list of them.
  const listed = "api-key" in keyHeader(endpoint) ? undefined : await listedAs(endpoint, model);
  const probe = { which, model, host, ...(listed === undefined ? {} : { listed }) };
  if (listed !== undefined && !(typeof listed === "number" && listed < 300)) return probe;
  return { ...probe, asked: await askModel(endpoint, form) };
}

async function listedAs(endpoint: Endpoint, model: string): Promise<number | string> {
  try {
    const response = await fetch(
      `${endpoint.baseUrl.replace(/\/+$/, "")}/models/${encodeURIComponent(model)}`,
      {
        headers: keyHeader(endpoint),
        redirect: "manual",
        signal: AbortSignal.timeout(LIST_DEADLINE_MS),
      },
    );
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    return failure(error);
  }
}

/** Why a request failed, by the system's own short name where it has one. */
function failure(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { cause } = error;
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code;
  return error.name === "TimeoutError" ? `no answer in ${LIST_DEADLINE_MS / 1_000} s` : "no connection";
}

/** One word is asked for, and how long it takes is measured, with an agent's own settings. */
export async function askModel(
  endpoint: Endpoint & { readonly api: ModelApi },
  { model, settings }: Pick<Form, "model" | "settings">,
): Promise<NonNullable<ModelProbe["asked"]>> {
  const request = { ...QUESTION, ...settings, model };
  const lessons: Lesson[] = [];
  const onLesson = (_: string, lesson: Lesson): void => void lessons.push(lesson);
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const startedAt = performance.now();
  let firstMs: number | undefined;
  try {
    for await (const _ of openAiModel({ ...endpoint, onLesson }).stream(request, signal))
      firstMs ??= Math.round(performance.now() - startedAt);
  } catch (error) {
    // Sixteen tokens may all go into thoughts: what counts is that the request was taken.
    if (!(error instanceof ModelError) || !["empty", "refused", "cut"].includes(error.code))
      return {
        outcome: "failed",
        lessons,
        ...(error instanceof ModelError
          ? { why: error.message, ...(error.status === undefined ? {} : { status: error.status }) }
          : { why: "an error of our own" }),
      };
  }
  if (signal.aborted) return { outcome: "silent", lessons };
  return { outcome: "answered", lessons, ...(firstMs === undefined ? {} : { firstMs }) };
}
