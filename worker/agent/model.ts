import type { Item } from "../session/state/transcript.ts";

/** A tool as the model is told of it. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments, an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A model by its name, where it is asked. Main and fallback may be the same place, or live apart. */
export interface ModelAt {
  readonly name: string;
  readonly at: Model;
}

export interface Models {
  readonly main: ModelAt;
  readonly fallback: ModelAt;
}

export interface ModelRequest {
  readonly model: string;
  /** The system prompt. Byte-stable through a call, so that the provider's prompt cache holds. */
  readonly instructions: string;
  readonly items: readonly Item[];
  /** Facts that change from turn to turn, put last for the same reason. */
  readonly trailer?: string;
  readonly tools: readonly ToolSpec[];
  readonly toolChoice: "auto" | "none" | { readonly name: string };
  readonly maxOutputTokens: number;
  readonly temperature?: number | undefined;
  readonly reasoningEffort?: "none" | "minimal" | "low" | "medium" | "high" | undefined;
  /** Groups requests that share a prefix, for the provider's prompt cache. */
  readonly cacheKey: string;
  /** Names the request in its server's logs: the call and the attempt, as ours name them. */
  readonly id?: string;
}

export type ModelEvent =
  | { readonly type: "text"; readonly delta: string }
  /** The model is at work on something that cannot be passed on yet, such as a tool call's arguments. */
  | { readonly type: "progress" }
  /** A whole call, its arguments complete; not yet parsed or checked. */
  | { readonly type: "tool_call"; readonly callId: string; readonly name: string; readonly arguments: string }
  /** Always last, exactly once, when the stream ended as it should. */
  | {
      readonly type: "finished";
      readonly reason: "stop" | "length" | "content_filter" | "tool_calls";
      readonly usage?: {
        readonly inputTokens: number;
        readonly cachedTokens: number;
        readonly outputTokens: number;
      };
    };

/**
 * A model that answers as a stream.
 *
 * The stream throws `ModelError` on any failure, also when the connection ends before `finished`. When `signal`
 * aborts it ends quietly: an abort is not an error, and what comes after it means nothing.
 */
export interface Model {
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
  /** It has failed lately, so that whoever asks it would only wait: better ask another, if there is one. */
  isDown?(model: string): boolean;
  /** Opens the connection, so that the first turn does not pay for it. Never throws. */
  prewarm?(): Promise<void>;
}

/** Why a model did not answer. Only `rejected` is certain to fail again with the same request. */
export type ModelErrorCode =
  /** 400, 401, 403, 404, 413, 422: our request, our key, or the model's name. */
  | "rejected"
  /** 429. */
  | "rate_limited"
  /** 408, 409, 5xx, or an error event in the stream. */
  | "unavailable"
  /** No connection. */
  | "unreachable"
  /** The stream ended, or broke, before it was finished. */
  | "cut"
  /** Bytes that are not the API's. */
  | "bad_stream"
  /** Finished without text and without a tool call. */
  | "empty"
  /** The provider's filter, or the model's refusal, with nothing said. */
  | "refused";

/** What the operator can do about a failure; where there is nothing, it may pass. */
export type ModelAdvice =
  | "check_key"
  | "check_permission"
  /** The model's name, or the base URL. */
  | "check_model"
  | "check_base_url"
  /** The quota is used up. */
  | "check_billing"
  /** Too many requests, or tokens, a minute. */
  | "raise_limit"
  | "shorten_conversation";

interface ModelErrorDetails {
  /** HTTP status. */
  readonly status?: number | undefined;
  /** The provider's own code, where it is one: fit for a log. */
  readonly providerCode?: string | undefined;
  readonly advice?: ModelAdvice | undefined;
  readonly cause?: unknown;
}

export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly code: ModelErrorCode;
  readonly status: number | undefined;
  readonly providerCode: string | undefined;
  readonly advice: ModelAdvice | undefined;

  constructor(code: ModelErrorCode, message: string, details: ModelErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.status = details.status;
    this.providerCode = details.providerCode;
    this.advice = details.advice;
  }
}

/** What is told of a failure. What is no `ModelError` is a fault of ours. */
export const failureOf = (
  cause: unknown,
): Pick<ModelErrorDetails, "status" | "providerCode" | "advice"> & { readonly code: string } => {
  if (!(cause instanceof ModelError)) return { code: "fault" };
  const { code, status, providerCode, advice } = cause;
  return { code, status, providerCode, advice };
};
