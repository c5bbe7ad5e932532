/** The APIs of OpenAI's that a model is asked by; other servers speak the second, and some the first. */
export const MODEL_APIS = ["responses", "chat"] as const;

export type ModelApi = (typeof MODEL_APIS)[number];

/** What a variable names; where it names none of them, the first. */
export const modelApi = (named: string | undefined): ModelApi =>
  MODEL_APIS.find((api) => api === named) ?? MODEL_APIS[0];
