import { type ModelAdvice, ModelError, type ModelErrorCode } from "../../agent/model.ts";
import { type Fields, fieldsOf, isFields, isWritten, listOf } from "./fields.ts";
import { type Dialect, type Lesson, lessonIn } from "./openai-dialect.ts";

/**
 * What OpenAI's errors mean to us. Only the API's own `error.code` or `error.type` gets into a message: its
 * `message` quotes the request, and the request is what the caller said.
 * Source: OpenAI "Error codes" guide, and the error objects in the types of the `openai` package.
 */

/** A request that may pass in another form. What the server said of it is read, and never passed on. */
export class RefusedRequest extends ModelError {
  readonly #body: string;

  constructor(message: string, reason: Reason, body: string) {
    super(reason.status >= 500 ? "unavailable" : "rejected", message, reason);
    this.#body = body;
  }

  /** @param sent - the request's own parameters, by their names; @param tried - what it was written by. */
  lesson(sent: readonly string[], tried: Dialect): Lesson | undefined {
    return lessonIn(this.#body, sent, tried);
  }
}

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
const ADVICE: Readonly<Record<number, { readonly advice: ModelAdvice; readonly words: string }>> = {
  401: { advice: "check_key", words: "check its key" },
  403: { advice: "check_permission", words: "check what its key may use" },
  404: { advice: "check_model", words: "check the model's name and the base URL" },
  413: { advice: "shorten_conversation", words: "the conversation is too long for this endpoint" },
  429: { advice: "raise_limit", words: "the account's limit or quota is used up" },
};

/** The same by OpenAI's own code, which says more than the status, and is all there is once a stream has begun. */
const ADVICE_OF_CODE: Readonly<Record<string, ModelAdvice>> = {
  invalid_api_key: "check_key",
  model_not_found: "check_model",
  insufficient_quota: "check_billing",
  rate_limit_exceeded: "raise_limit",
  context_length_exceeded: "shorten_conversation",
};

interface Reason {
  readonly status: number;
  readonly providerCode: string | undefined;
  readonly advice: ModelAdvice | undefined;
}

/** A server may put anything in the place of a code: what is like a caller's word, or holds a number of theirs, is none. */
const codeIn = (label: string | undefined): string | undefined =>
  label !== undefined && CODE.test(label) ? label : undefined;

/** A few digits, `snake_case` or `CamelCase`: of several words in any case. */
const CODE = /^(?:\d{1,5}|[A-Za-z]+(?:_[A-Za-z]+)+|(?:[A-Z][a-z]+){2,})$/;

const adviceOf = (label: string | undefined): ModelAdvice | undefined =>
  label !== undefined && Object.hasOwn(ADVICE_OF_CODE, label) ? ADVICE_OF_CODE[label] : undefined;

/**
 * The error an HTTP answer other than 2xx stands for.
 *
 * @param body - its first few kilobytes, as text; read for the error's code, never passed on.
 */
export function statusError(status: number, body: string): ModelError {
  const { code, type } = errorFields(body);
  const label = code ?? type;
  const what = `The model endpoint answered ${status}${label ? ` (${label})` : ""}`;
  const known = ADVICE[status];
  const message = `${what}${known ? `: ${known.words}` : ""}.`;
  const reason = { status, providerCode: codeIn(label), advice: adviceOf(label) ?? known?.advice };

  if (status === 429) return new ModelError("rate_limited", message, reason);
  // Asked for anything but its stream, a server that has moved would get the conversation, and so would any other.
  if (status < 400)
    return new ModelError("rejected", `${what}, a redirect: set the base URL to where it leads.`, {
      ...reason,
      advice: "check_base_url",
    });
  if (code && CONTENT_CODES.has(code)) return new ModelError("refused", message, reason);
  // llama.cpp's server, and some that run a chat template, answer 500 to a conversation in the wrong form.
  if (MAY_PASS.has(status) && code !== "context_length_exceeded")
    return new RefusedRequest(message, reason, body);
  if (status === 408 || status === 409 || status === 425 || status >= 500)
    return new ModelError("unavailable", message, reason);
  return new ModelError("rejected", message, reason);
}

/** Statuses under which compatible servers refuse a request's form; 404 comes from routers that find none to take it. */
const MAY_PASS: ReadonlySet<number> = new Set([400, 404, 422, 500, 501]);

/** The error an event of the stream stands for; undefined when it is an ordinary event. */
export function streamError(event: string | undefined, data: Fields): ModelError | undefined {
  const { error, type, object, base_resp: ofMiniMax, errors } = data;
  // `null`, `{}` and "" stand in every chunk of some servers.
  if (isFields(error) && Object.keys(error).length > 0) return reportedError(error);
  if (isFields(ofMiniMax) && isFailure(ofMiniMax)) return reportedError(ofMiniMax);
  if (errors && isWritten(errors)) return reportedError(listOf(errors)[0]);
  const isError = event === "error" || type === "error" || object === "error" || isBareError(data);
  return isError || (typeof error === "string" && error.trim() !== "") ? reportedError(data) : undefined;
}

/** An error as a gateway's own framework writes it, in the middle of what is not its own, or under 200. */
const isBareError = (data: Fields): boolean =>
  !("choices" in data || "response" in data || typeof data.type === "string") && isFailure(data);

const WORDS = ["message", "msg", "status_msg", "error_msg", "errmsg"];
const CODES = ["code", "status", "status_code", "error_code", "errcode"];
const FINE: ReadonlySet<unknown> = new Set([undefined, 0, 200, "", "0", "200", "ok", "OK", "success"]);

const isFailure = (data: Fields): boolean =>
  typeof data.detail === "string" ||
  (WORDS.some((name) => typeof data[name] === "string") &&
    (data.success === false || CODES.some((name) => !FINE.has(data[name]))));

/** The error an error object of the API stands for, once the stream has begun. */
export function reportedError(error: unknown): ModelError {
  const fields = fieldsOf(error);
  const label = labelsOf(fields)[0];
  const message = `The model broke off with an error${label && label !== "error" ? ` (${label})` : ""}.`;
  return new ModelError(codeOf(fields), message, { providerCode: codeIn(label), advice: adviceOf(label) });
}

/** What says which error it is, the most telling first. */
const labelsOf = (error: Fields): readonly string[] =>
  ["code", "type", ...CODES].flatMap((name) => word(error, name) ?? []);

/** `status_code` of MiniMax's `base_resp`. Source: MiniMax, "Error codes". */
const MINIMAX: Readonly<Record<string, ModelErrorCode>> = {
  1002: "rate_limited",
  1004: "rejected",
  1008: "rate_limited",
  1026: "refused",
  1027: "refused",
  1039: "rate_limited",
  2013: "rejected",
};

function codeOf(error: Fields): ModelErrorCode {
  const ofMiniMax = MINIMAX[word(error, "status_code") ?? ""];
  if (ofMiniMax) return ofMiniMax;
  for (const label of labelsOf(error)) {
    if (CONTENT_CODES.has(label)) return "refused";
    if (LIMIT_CODES.has(label) || label === "429") return "rate_limited";
    if (REQUEST_CODES.has(label) || /^4(00|01|03|04|13|22)$/.test(label)) return "rejected";
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
  const outer = fieldsOf(value);
  const inner = isFields(outer.error) ? outer.error : outer;
  return { code: word(inner, "code"), type: word(inner, "type") };
}

/** A field that is an identifier or a number. Anything longer or freer may quote the conversation and is left out. */
function word(object: Fields, field: string): string | undefined {
  const value = object[field];
  if (typeof value === "number") return String(value);
  return typeof value === "string" && /^[A-Za-z0-9_.-]{1,64}$/.test(value) ? value : undefined;
}
