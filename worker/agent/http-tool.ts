import type * as z from "zod";
import { readBounded } from "../protocol/bounded-body.ts";
import { defineTool } from "./define.ts";
import { headerTemplate, plainText, type UrlTemplate, urlTemplate } from "./http-template.ts";
import type { Tool, ToolContext, ToolDescription } from "./tool.ts";

/** Most of an answer that is read. What the model gets of it is bounded again, by `toolUse.maxOutputChars`. */
const MAX_RESPONSE_BYTES = 256 * 1024;
const MAX_ERROR_BYTES = 16 * 1024;
/** A longer reason is not one: a stack trace, a page. */
const MAX_REASON_CHARS = 200;

export interface HttpToolDefinition<I extends z.ZodObject, O> extends ToolDescription<I, O> {
  /** Default: `GET`. */
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * Where to ask, such as `https://api.example.com/orders/{orderNumber}`. Arguments that are not in it go as the
   * query (GET, DELETE) or as a JSON body.
   */
  readonly url: string;
  /** Sent as they are, with secrets of the Worker put in: `{ Authorization: "Bearer {{SHOP_API_KEY}}" }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Picks what the model needs from the answer: parsed JSON, or text. Fewer words make a faster agent. */
  readonly select?: (answer: unknown) => O;
  /** Default: true unless `GET`, so that a write is never made twice. */
  readonly sideEffect?: boolean | undefined;
}

export type HttpToolErrorCode =
  /** A status outside 200 to 299. */
  | "tool_status"
  /** A redirect: following it would carry the secrets to an address nobody wrote down. */
  | "tool_redirected"
  | "tool_unreachable"
  | "tool_output_too_large"
  /** Neither JSON nor text, or not what `select` can read. */
  | "tool_bad_output";

/** Why an endpoint gave no answer. The message is fit for the model: it never quotes a body or a secret. */
export class HttpToolError extends Error {
  override readonly name = "HttpToolError";
  readonly code: HttpToolErrorCode;
  readonly status: number | undefined;

  constructor(code: HttpToolErrorCode, message: string, details: { status?: number; cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.status = details.status;
  }
}

/**
 * A tool that is somebody's HTTP endpoint.
 *
 * Each request carries `Idempotency-Key`, the same on every try with the same arguments, and stops with the tool's
 * deadline. The output is what `select` picked, or the whole answer; `{ ok: true }` where it has no content.
 *
 * @throws TypeError, when it is defined, naming the tool and what of its url, headers or input cannot work.
 */
export function httpTool<I extends z.ZodObject, O = unknown>(definition: HttpToolDefinition<I, O>): Tool {
  const { name, description, input, method = "GET", url, headers = {}, select, ...rest } = definition;
  const [address, headersFor] = named(name, () => [
    urlTemplate(url, method, input),
    headerTemplate(headers, Object.keys(input.shape)),
  ]);
  return defineTool<I, O>({
    sideEffect: method !== "GET",
    ...rest,
    name,
    description,
    input,
    run: async (args, context) => {
      const request = requestFor(address, args, headersFor(context.secret), context);
      const answer = await ask(request, address.host, context.signal);
      // Without `select`, O is `unknown`, or what the author of `facts` takes the endpoint's word for.
      if (!select || answer === NO_CONTENT) return answer as O;
      try {
        return select(answer);
      } catch (cause) {
        throw new HttpToolError("tool_bad_output", `${address.host} answered with something unexpected.`, {
          cause,
        });
      }
    },
  });
}

function named<T>(tool: string, build: () => T): T {
  try {
    return build();
  } catch (cause) {
    throw new TypeError(`Tool "${tool}": ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

function requestFor(
  address: UrlTemplate,
  args: Readonly<Record<string, unknown>>,
  headers: Record<string, string>,
  context: ToolContext,
): Request {
  const url = address.fill(args);
  const others = Object.entries(args).filter(([key]) => !address.placeholders.has(key));
  const bodiless = address.method === "GET" || address.method === "DELETE";
  return new Request(bodiless ? withQuery(url, others) : url, {
    method: address.method,
    headers: {
      Accept: "application/json, text/plain;q=0.5",
      ...headers,
      ...(!bodiless && { "Content-Type": "application/json" }),
      "Idempotency-Key": context.idempotencyKey,
    },
    body: bodiless ? null : JSON.stringify(Object.fromEntries(others)),
    redirect: "manual",
    signal: context.signal,
  });
}

/** A list repeats its name; what is absent or null is left out. */
function withQuery(url: string, args: readonly (readonly [string, unknown])[]): string {
  const query = new URLSearchParams();
  for (const [key, value] of args) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) query.append(key, plainText(key, item));
    }
  }
  if (query.size === 0) return url;
  return `${url}${url.includes("?") ? "&" : "?"}${query}`;
}

const NO_CONTENT = Object.freeze({ ok: true });

async function ask(request: Request, host: string, signal: AbortSignal): Promise<unknown> {
  try {
    return await readAnswer(await fetch(request), host);
  } catch (cause) {
    // The deadline is the engine's to explain, not the endpoint's fault.
    if (signal.aborted || cause instanceof HttpToolError) throw cause;
    throw new HttpToolError("tool_unreachable", `${host} could not be reached.`, { cause });
  }
}

async function readAnswer(response: Response, host: string): Promise<unknown> {
  const { status, body } = response;
  if (status >= 300 && status < 400) {
    await body?.cancel();
    throw new HttpToolError(
      "tool_redirected",
      `${host} sent us to another address; use that one in the tool.`,
      { status },
    );
  }
  if (!response.ok) {
    const reason = reasonIn(await readBounded(body, MAX_ERROR_BYTES));
    throw new HttpToolError("tool_status", `${host} answered ${status}${reason ? `: ${reason}` : "."}`, {
      status,
    });
  }
  const type = (response.headers.get("content-type") ?? "").toLowerCase();
  if (!/^$|^text\/|[/+](json|xml)\b/.test(type)) {
    await body?.cancel();
    throw new HttpToolError("tool_bad_output", `${host} answered with neither JSON nor text.`, { status });
  }
  const text = await readBounded(body, MAX_RESPONSE_BYTES);
  if (text === undefined) {
    throw new HttpToolError("tool_output_too_large", `${host} answered with more than 256 kB.`, { status });
  }
  if (text.trim() === "") return NO_CONTENT;
  const isJson = type.includes("json");
  // Endpoints that forget the type, or call JSON plain text, are common.
  const json = isJson || /^\s*[[{]/.test(text) ? parseJson(text) : undefined;
  if (json !== undefined) return json;
  if (!isJson) return text;
  throw new HttpToolError("tool_bad_output", `${host} answered with JSON that cannot be read.`, { status });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON
  }
}

/** The endpoint's own `error` or `message`, as the model may pass it on; nothing else of a failed answer is. */
function reasonIn(text: string | undefined): string | undefined {
  const answer = parseJson(text ?? "");
  if (typeof answer !== "object" || answer === null) return undefined;
  const { error, message } = answer as { error?: unknown; message?: unknown }; // any object has these, or undefined
  const nested =
    typeof error === "object" && error !== null && "message" in error ? error.message : undefined;
  const reason = [error, nested, message].find((r) => typeof r === "string" && r !== "");
  return typeof reason === "string" && reason.length <= MAX_REASON_CHARS ? reason : undefined;
}
