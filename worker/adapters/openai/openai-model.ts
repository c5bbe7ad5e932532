import { type Model, ModelError, type ModelEvent } from "../../agent/model.ts";
import { streamChat } from "./openai-chat.ts";
import { streamResponses } from "./openai-responses.ts";
import { type Endpoint, prewarm } from "./openai-transport.ts";

export interface OpenAiSettings extends Endpoint {
  /** `responses`, or `chat` for endpoints that are only compatible with Chat Completions. */
  readonly api: "responses" | "chat";
}

/** The model behind an OpenAI endpoint. One instance serves any number of calls. */
export function openAiModel(settings: OpenAiSettings): Model {
  const unsupported = new Set<string>();
  return {
    async *stream(request, signal): AsyncGenerator<ModelEvent> {
      if (signal.aborted) return;
      try {
        if (settings.api === "chat") yield* streamChat(settings, request, signal, unsupported);
        else yield* streamResponses(settings, request, signal);
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
