import type { Models } from "../../agent/model.ts";
import type { Log } from "../../ports.ts";
import { type OpenAiSettings, openAiModel } from "./openai-model.ts";

type Endpoint = Pick<OpenAiSettings, "api" | "baseUrl" | "apiKey">;

interface Settings {
  readonly OPENAI_MODEL: string;
  readonly OPENAI_FALLBACK_MODEL: string;
  readonly endpoints: Readonly<Record<"main" | "fallback", Endpoint>>;
}

/** Both models of a call, at one endpoint or at two. @param log - the call's, which is known later than they are made. */
export function openAiModels({ endpoints, ...names }: Settings, log: () => Log): Models {
  const modelAt = (endpoint: Endpoint) =>
    openAiModel({
      ...endpoint,
      onLesson: (model, lesson) => log()("model.taught", { model, lesson }),
      onRest: (model, why, forMs) => log()("model.passed_over", { model, why, forMs }),
    });
  const main = modelAt(endpoints.main);
  const fallback = endpoints.fallback === endpoints.main ? main : modelAt(endpoints.fallback);
  return {
    main: { name: names.OPENAI_MODEL, at: main },
    fallback: { name: names.OPENAI_FALLBACK_MODEL, at: fallback },
  };
}
