import type { ModelApi } from "./protocol/model-api.ts";

/** Where a model is asked, and how. */
export interface ModelEndpoint {
  readonly api: ModelApi;
  readonly baseUrl: string;
  readonly apiKey: string;
}

/** The variables of that name. */
interface Variables {
  readonly OPENAI_API: ModelEndpoint["api"];
  readonly OPENAI_BASE_URL: string;
  readonly OPENAI_API_KEY: string;
  readonly OPENAI_FALLBACK_API?: ModelEndpoint["api"] | undefined;
  readonly OPENAI_FALLBACK_BASE_URL?: string | undefined;
  readonly OPENAI_FALLBACK_API_KEY?: string | undefined;
}

/**
 * Where the two models are asked, and how; the same object twice where they live together.
 *
 * @returns undefined where the fallback lives on another host and has no key of its own: the main one's stays at home.
 */
export function modelEndpoints(
  set: Variables,
): Readonly<Record<"main" | "fallback", ModelEndpoint>> | undefined {
  const main = { api: set.OPENAI_API, baseUrl: set.OPENAI_BASE_URL, apiKey: set.OPENAI_API_KEY };
  const {
    OPENAI_FALLBACK_API: api = main.api,
    OPENAI_FALLBACK_BASE_URL: baseUrl = main.baseUrl,
    OPENAI_FALLBACK_API_KEY: apiKey,
  } = set;
  if (apiKey === undefined && originOf(baseUrl) !== originOf(main.baseUrl)) return undefined;
  const fallback = { api, baseUrl, apiKey: apiKey ?? main.apiKey };
  const together = api === main.api && baseUrl === main.baseUrl && fallback.apiKey === main.apiKey;
  return { main, fallback: together ? main : fallback };
}

const originOf = (address: string): string => (URL.canParse(address) ? new URL(address).origin : address);
