import { ModelError, type ModelErrorCode } from "../../agent/model.ts";

/**
 * What OpenAI's errors mean to us. Only the API's own `error.code` or `error.type` gets into a message: its
 * `message` quotes the request, and the request is what the caller said.
 * Source: OpenAI "Error codes" guide, and the error objects in the types of the `openai` package.
 */

/** A parameter that this endpoint does not know; without it the same request may pass. */
export class UnsupportedParameter extends ModelError {
  readonly parameter: string;

  constructor(parameter: string, message: string, status: number) {
    super("rejected", message, { status });
    this.parameter = parameter;
  }
}

/** Parameters that are ours to leave out: newer than many servers that call themselves compatible. */
const DISPENSABLE = [
  "max_completion_tokens",
  "prompt_cache_key",
  "stream_options",
  "parallel_tool_calls",
] as const;

const CONTENT_CODES: ReadonlySet<string> = new Set([
  "content_filter",
  "content_policy_violation",
  "invalid_prompt",
  "bio_policy",
  "misalignment_policy_violation",
]);
const LIMIT_CODES: ReadonlySet<string> = new Set([
  "rate_limit_exceeded",
  "rate_limit_error",
  "insufficient_quota",
]);
const REQUEST_CODES: ReadonlySet<string> = new Set([
  "invalid_request_error",
  "context_length_exceeded",
  "invalid_api_key",
  "model_not_found",
]);

/** What the operator can do about it, by HTTP status. */
const ADVICE: Readonly<Record<number, string>> = {
  401: "check OPENAI_API_KEY",
  403: "check what OPENAI_API_KEY may use",
  404: "check OPENAI_MODEL and OPENAI_BASE_URL",
  413: "the conversation is too long for this endpoint",
  429: "the account's limit or quota is used up",
};

/**
 * The error an HTTP answer other than 2xx stands for.
 *
 * @param body - its first few kilobytes, as text; read for the error's code, never passed on.
 */
export function statusError(status: number, body: string): ModelError {
  const { code, type } = errorFields(body);
  const label = code ?? type;
  const what = `The model endpoint answered ${status}${label ? ` (${label})` : ""}`;
  const message = `${what}${ADVICE[status] ? `: ${ADVICE[status]}` : ""}.`;

  if (status === 429) return new ModelError("rate_limited", message, { status });
  if (status === 408 || status === 409 || status === 425 || status < 400 || status >= 500)
    return new ModelError("unavailable", message, { status });
  if (code && CONTENT_CODES.has(code)) return new ModelError("refused", message, { status });
  if (status === 400 || status === 422) {
    const parameter = DISPENSABLE.find((name) => body.includes(name));
    if (parameter)
      return new UnsupportedParameter(parameter, `${what}: it does not take ${parameter}.`, status);
  }
  return new ModelError("rejected", message, { status });
}

/** The error an event of the stream stands for; undefined when it is an ordinary event. */
export function streamError(event: string | null, data: object): ModelError | undefined {
  const nested =
    "error" in data && typeof data.error === "object" && data.error !== null ? data.error : undefined;
  const isError = event === "error" || ("type" in data && data.type === "error") || nested !== undefined;
  return isError ? reportedError(nested ?? data) : undefined;
}

/** The error an error object of the API stands for, once the stream has begun. */
export function reportedError(error: object | null | undefined): ModelError {
  const label = word(error, "code") ?? word(error, "type");
  const message = `The model broke off with an error${label && label !== "error" ? ` (${label})` : ""}.`;
  return new ModelError(codeOf(error), message);
}

function codeOf(error: object | null | undefined): ModelErrorCode {
  for (const label of [word(error, "code"), word(error, "type")]) {
    if (label === undefined) continue;
    if (CONTENT_CODES.has(label)) return "refused";
    if (LIMIT_CODES.has(label)) return "rate_limited";
    if (REQUEST_CODES.has(label)) return "rejected";
  }
  return "unavailable";
}

function errorFields(body: string): { code: string | undefined; type: string | undefined } {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { code: undefined, type: undefined }; // A proxy's HTML page, or a body that was cut: the status has to do.
  }
  const outer = typeof value === "object" && value !== null ? value : undefined;
  const inner = outer && "error" in outer && typeof outer.error === "object" ? outer.error : outer;
  return { code: word(inner, "code"), type: word(inner, "type") };
}

/** A field that is an identifier. Anything longer or freer may quote the conversation and is left out. */
function word(object: object | null | undefined, field: string): string | undefined {
  const value = object ? (object as Record<string, unknown>)[field] : undefined; // Any object may be asked for a key.
  return typeof value === "string" && /^[A-Za-z0-9_.-]{1,64}$/.test(value) ? value : undefined;
}
