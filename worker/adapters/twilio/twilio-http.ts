import { readBounded } from "../../protocol/bounded-body.ts";
import { retryAfterMs } from "../../protocol/outgoing/retry-after.ts";

export interface TwilioHttpOptions {
  /** `SK…` and its secret. The account SID and auth token do as well; a key can be revoked by itself. */
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Where the paths are, such as `https://api.twilio.com`. */
  readonly baseUrl: string;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** No more of an answer is read. @default 64 KiB */
  readonly maxAnswerBytes?: number;
}

export interface TwilioRequest {
  readonly method: "GET" | "POST" | "DELETE";
  /** With its query. From the root, or from `baseUrl` where no slash is in front. */
  readonly path: string;
  /** Sent form-encoded, as most of Twilio's resources take it. */
  readonly form?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON, as some of the newer ones do. */
  readonly json?: object | undefined;
  /** What is asked for, as an error's message names it: "the message". */
  readonly what: string;
}

/** The fields of an answer. Nothing of them is certain. */
export type TwilioAnswer = Readonly<Record<string, unknown>>;

/** Why Twilio did not take a request. The message is fit for a log: no number, no text, no key. */
export class TwilioRestError extends Error {
  override readonly name = "TwilioRestError";
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** Twilio's error code, such as 21614 for a number that takes no SMS. See twilio.com/docs/api/errors. */
  readonly code: number | undefined;
  /** True only where nothing was done for certain (429): any other retry could do it a second time. */
  readonly retryable: boolean;
  /** How long Twilio wants to be left alone, where it says so; milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    details: {
      status?: number;
      code?: number | undefined;
      retryAfterMs?: number | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: details.cause });
    this.status = details.status;
    this.code = details.code;
    this.retryable = details.status === 429;
    this.retryAfterMs = details.retryAfterMs;
  }
}

const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Asks Twilio's REST API: a form or JSON in, JSON out, errors as `{ code, message, … }`.
 *
 * @returns the answer of a 2xx and its status.
 * @throws TwilioRestError, or the reason of an aborted `signal`.
 */
export function twilioHttp(options: TwilioHttpOptions) {
  const { apiKey, apiSecret, baseUrl, fetch = globalThis.fetch, maxAnswerBytes = MAX_ANSWER_BYTES } = options;
  // In UTF-8, as RFC 7617 has it: a key with a stray sign in it is refused by Twilio, and breaks nothing here.
  const pair = new TextEncoder().encode(`${apiKey}:${apiSecret}`);
  const authorization = `Basic ${btoa(String.fromCharCode(...pair))}`;

  return async (
    { method, path, form, json, what }: TwilioRequest,
    signal: AbortSignal,
  ): Promise<{ readonly status: number; readonly answer: TwilioAnswer }> => {
    const { status, retryAfter, answer } = await received(signal, maxAnswerBytes, () =>
      fetch(new URL(path, baseUrl), {
        method,
        headers: {
          Authorization: authorization,
          Accept: "application/json",
          ...(json && { "Content-Type": "application/json" }),
        },
        ...(form && { body: new URLSearchParams(form) }),
        ...(json && { body: JSON.stringify(json) }),
        redirect: "manual", // the key goes to Twilio and nowhere else
        signal,
      }),
    );
    if (status >= 200 && status <= 299) return { status, answer };
    const code = typeof answer.code === "number" ? answer.code : undefined;
    const which = code === undefined ? "" : `, error ${code}`;
    throw new TwilioRestError(`Twilio refused ${what} with ${status}${which}.`, {
      status,
      code,
      retryAfterMs: retryAfterMs(retryAfter, Date.now()),
    });
  };
}

async function received(
  signal: AbortSignal,
  maxBytes: number,
  send: () => Promise<Response>,
): Promise<{ status: number; retryAfter: string | null; answer: TwilioAnswer }> {
  try {
    const { status, headers, body } = await send();
    const retryAfter = headers.get("retry-after");
    return { status, retryAfter, answer: parse(await readBounded(body, maxBytes)) };
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new TwilioRestError("Twilio could not be reached.", { cause });
  }
}

function parse(text = ""): TwilioAnswer {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === "object" && answer !== null ? { ...answer } : {};
  } catch {
    return {}; // an error page of something in between
  }
}
