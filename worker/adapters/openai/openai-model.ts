import { type Model, ModelError, type ModelEvent } from "../../agent/model.ts";
import type { ModelApi } from "../../protocol/model-api.ts";
import { streamChat } from "./chat/openai-chat.ts";
import { Health } from "./health.ts";
import { type KnownServer, type Lesson, newServer } from "./openai-dialect.ts";
import { type Endpoint, prewarm } from "./openai-transport.ts";
import { streamResponses } from "./responses/openai-responses.ts";

export interface OpenAiSettings extends Endpoint {
  /** `responses`, or `chat` for endpoints that are only compatible with Chat Completions. */
  readonly api: ModelApi;
  /** Told once in this process of each thing that a model's server does not take, and is no longer sent. */
  readonly onLesson?: (model: string, lesson: Lesson) => void;
  /** Told each time that a model has failed too often, and is to be left alone for a while. */
  readonly onRest?: (model: string, why: string, forMs: number) => void;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

const APIS = {
  responses: { path: "/responses", stream: streamResponses },
  chat: { path: "/chat/completions", stream: streamChat },
} as const satisfies Record<ModelApi, object>;

/** What servers have taught, and how they do, for all calls of the process. As many as there are endpoints and models in its settings. */
const servers = new Map<string, { readonly known: KnownServer; readonly health: Health }>();

function serverOf({ api, baseUrl, apiKey }: OpenAiSettings, model: string) {
  const name = `${api} ${model} ${baseUrl} ${apiKey}`;
  const known = servers.get(name) ?? { known: newServer(), health: new Health() };
  servers.set(name, known);
  return known;
}

/** The model behind an OpenAI endpoint. One instance serves any number of calls. */
export function openAiModel(settings: OpenAiSettings): Model {
  const { api, onLesson, onRest, now = Date.now } = settings;
  return {
    async *stream(request, signal): AsyncGenerator<ModelEvent> {
      if (signal.aborted) return;
      const { model } = request;
      const { known, health } = serverOf(settings, model);
      const trial = health.begin(now, (why, forMs) => onRest?.(model, why, forMs));
      const asked = {
        endpoint: settings,
        path: APIS[api].path,
        id: request.id,
        known,
        onAnswer: trial.answered,
        onLesson: (lesson: Lesson) => onLesson?.(model, lesson),
      };
      try {
        yield* APIS[api].stream(asked, request, signal);
        if (!signal.aborted) trial.passed();
      } catch (thrown) {
        if (signal.aborted) return;
        const error =
          thrown instanceof ModelError
            ? thrown
            : new ModelError("bad_stream", "An event of the model has another shape than the API's.", {
                cause: thrown,
              });
        trial.failed(error);
        throw error;
      } finally {
        if (signal.aborted) trial.stopped();
      }
    },
    isDown: (model) => serverOf(settings, model).health.isDown(now()),
    prewarm: () => prewarm(settings),
  };
}
