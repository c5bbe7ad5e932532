import { type Model, ModelError, type ModelEvent } from "../../agent/model.ts";
import { streamChat } from "./chat/openai-chat.ts";
import { type KnownServer, type Lesson, newServer } from "./openai-dialect.ts";
import { type Endpoint, prewarm } from "./openai-transport.ts";
import { streamResponses } from "./responses/openai-responses.ts";

export interface OpenAiSettings extends Endpoint {
  /** `responses`, or `chat` for endpoints that are only compatible with Chat Completions. */
  readonly api: "responses" | "chat";
  /** Told once in this process of each thing that a model's server does not take, and is no longer sent. */
  readonly onLesson?: (model: string, lesson: Lesson) => void;
}

/** What servers have taught, for all calls of the process. As many as there are endpoints and models in its settings. */
const servers = new Map<string, KnownServer>();

function serverOf({ api, baseUrl }: OpenAiSettings, model: string): KnownServer {
  const name = `${api} ${model} ${baseUrl}`;
  const known = servers.get(name) ?? newServer();
  servers.set(name, known);
  return known;
}

/** The model behind an OpenAI endpoint. One instance serves any number of calls. */
export function openAiModel(settings: OpenAiSettings): Model {
  const { api, onLesson } = settings;
  return {
    async *stream(request, signal): AsyncGenerator<ModelEvent> {
      if (signal.aborted) return;
      const asked = {
        endpoint: settings,
        path: api === "chat" ? "/chat/completions" : "/responses",
        id: request.id,
        known: serverOf(settings, request.model),
        onLesson: (lesson: Lesson) => onLesson?.(request.model, lesson),
      };
      try {
        if (api === "chat") yield* streamChat(asked, request, signal);
        else yield* streamResponses(asked, request, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ModelError) throw error;
        throw new ModelError("bad_stream", "An event of the model has another shape than the API's.", {
          cause: error,
        });
      }
    },
    prewarm: () => prewarm(settings),
  };
}
