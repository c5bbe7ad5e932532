import { readBounded } from "../../protocol/bounded-body.ts";
import { retryAfterMs } from "../../protocol/outgoing/retry-after.ts";
import { pause } from "../pause.ts";
import { ServiceError } from "../tools/service-error.ts";
import { Answered } from "../tools/tool.ts";

/** Most of an answer that is read. What the model gets of it is bounded again, by `toolUse.maxOutputChars`. */
const MAX_RESPONSE_BYTES = 256 * 1024;
const MAX_ERROR_BYTES = 16 * 1024;
/** A longer reason is not one: a stack trace, a page. */
const MAX_REASON_CHARS = 200;

/** Before the second try; four times that before the third. Nobody on the phone waits for what would be longer. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 3_000;
const REPEATABLE = /^(?:GET|PUT|DELETE)$/;
const BUSY: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export type HttpToolErrorCode =
  /** A status outside 200 to 299. */
  | "tool_status"
  /** A redirect: following it would carry the secrets to an address nobody wrote down. */
  | "tool_redirected"
  | "tool_unreachable"
  | "tool_output_too_large"
  /** Neither JSON nor text, or not what `select` can read. */
  | "tool_bad_output";

/** Why an endpoint gave no answer. Of what it said the message has its own reason, and nothing else of a body. */
export class HttpToolError extends ServiceError {
  override readonly name = "HttpToolError";
  readonly code: HttpToolErrorCode;
  readonly status: number | undefined;

  /** How long a busy endpoint wants to be left alone; undefined where it is not busy. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: HttpToolErrorCode,
    message: string,
    details: { status?: number; asked?: string; cause?: unknown; retryAfterMs?: number | undefined } = {},
  ) {
    super(message, details);
    this.code = code;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** What the model is told for a status that is an answer, or a function of the body that makes it. */
export type Answers = Readonly<
  Record<number, string | Readonly<Record<string, unknown>> | ((body: unknown) => unknown)>
>;

export const NO_CONTENT = Object.freeze({ ok: true });

/** One page of what an endpoint answers, and the address of the next one where a Link header names it. */
export interface Page {
  readonly content: unknown;
  readonly link: string | undefined;
}

/**
 * Asks until there is an answer, or another try is of no use.
 *
 * @throws HttpToolError; at the deadline the reason of the signal.
 */
export async function ask(request: Request, answers: Answers): Promise<Page> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 4) {
    try {
      // A body can be sent once; a request without one as often as need be.
      return await askOnce(request.body ? request.clone() : request, answers);
    } catch (cause) {
      // The deadline is the engine's to explain, not the endpoint's fault.
      if (request.signal.aborted) throw request.signal.reason;
      const error = cause instanceof HttpToolError ? cause : unreachable(cause);
      const waitMs = Math.max(pauseMs, error.retryAfterMs ?? Number.POSITIVE_INFINITY);
      if (!REPEATABLE.test(request.method) || waitMs > LONGEST_PAUSE_MS) throw error;
      await pause(waitMs, request.signal);
    }
  }
}

const unreachable = (cause: unknown) =>
  new HttpToolError("tool_unreachable", `The service could not be reached.`, { cause, retryAfterMs: 0 });

async function askOnce(request: Request, answers: Answers): Promise<Page> {
  const response = await fetch(request);
  const told = answers[response.status];
  if (told === undefined) {
    const link = /<([^>]*)>[^,]*;\s*rel="?next"?/i.exec(response.headers.get("link") ?? "")?.[1];
    return { content: await readAnswer(response), link };
  }
  const text = (await readBounded(response.body, MAX_ERROR_BYTES)) ?? "";
  const content = typeof told === "function" ? reading(() => told(parseJson(text) ?? text)) : told;
  return { content: new Answered(content), link: undefined };
}

/** What the tool's author makes of an answer. @throws HttpToolError where that is nothing they expected. */
export function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new HttpToolError("tool_bad_output", `The service answered with something unexpected.`, { cause });
  }
}

/** @throws HttpToolError where it is none. */
export async function readAnswer({ status, ok, headers, body, url }: Response): Promise<unknown> {
  if (status >= 300 && status < 400) {
    await body?.cancel();
    throw new HttpToolError(
      "tool_redirected",
      `The service sent us to another address, which is not followed.`,
      { status },
    );
  }
  if (!ok) {
    const reason = reasonIn(await readBounded(body, MAX_ERROR_BYTES));
    throw new HttpToolError("tool_status", `The service answered ${status}${reason ? `: ${reason}` : "."}`, {
      status,
      asked: url,
      retryAfterMs: BUSY.has(status)
        ? (retryAfterMs(headers.get("retry-after"), Date.now()) ?? 0)
        : undefined,
    });
  }
  const type = (headers.get("content-type") ?? "").toLowerCase();
  if (!/^$|^text\/|[/+](json|xml)\b/.test(type)) {
    await body?.cancel();
    throw new HttpToolError("tool_bad_output", `The service answered with neither JSON nor text.`, {
      status,
    });
  }
  const text = await readBounded(body, MAX_RESPONSE_BYTES);
  if (text === undefined) {
    throw new HttpToolError("tool_output_too_large", `The service answered with more than 256 kB.`, {
      status,
    });
  }
  if (text.trim() === "") return NO_CONTENT;
  const isJson = type.includes("json");
  // Endpoints that forget the type, or call JSON plain text, are common.
  const json = isJson || /^\s*[[{]/.test(text) ? parseJson(text) : undefined;
  if (json !== undefined) return json;
  if (!isJson) return text;
  throw new HttpToolError("tool_bad_output", `The service answered with JSON that cannot be read.`, {
    status,
  });
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
  // RFC 9457 calls it detail. Any object has these, or undefined.
  const { error, message, detail } = answer as { error?: unknown; message?: unknown; detail?: unknown };
  const nested =
    typeof error === "object" && error !== null && "message" in error ? error.message : undefined;
  const reason = [error, nested, message, detail].find((r) => typeof r === "string" && r !== "");
  return typeof reason === "string" && reason.length <= MAX_REASON_CHARS ? reason : undefined;
}
