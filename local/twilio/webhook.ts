import { randomUUID } from "node:crypto";
import { pause } from "./clock.ts";
import { signature } from "./signature.ts";
import type { Stack } from "./stack.ts";
import { type Element, parseTwiml } from "./twiml/twiml.ts";
import { lintTwiml } from "./twiml/twiml-lint.ts";

export interface WebhookRequest {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly params: Readonly<Record<string, string>>;
  /** An action callback, which a fault may deliver twice. */
  readonly callback?: boolean;
}

/** A TwiML document, and where it came from: relative URLs in it start there. */
export interface TwimlDocument {
  readonly url: string;
  readonly verbs: readonly Element[];
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

type Fetched =
  | { readonly ok: true; readonly document: TwimlDocument }
  | { readonly ok: false; readonly code: string; readonly message: string };

const XML_TYPES = /^(text|application)\/(xml|html)\b/i;

/**
 * Requests a document as Twilio does: signed, 15 s at most, once more when no connection could be made, and the
 * fallback URL with `ErrorCode` and `ErrorUrl` when there is no usable answer.
 * Source: webhook reference (retries on failed connections by default), error dictionary.
 *
 * @returns undefined when the fallback failed too: the caller then hears an apology.
 */
export async function fetchDocument(
  stack: Stack,
  request: WebhookRequest,
  callSid: string,
): Promise<TwimlDocument | undefined> {
  const first = await tryDocument(stack, request, callSid);
  return first.ok ? first.document : fetchFallback(stack, first.code, request, callSid);
}

/**
 * The document of the number's fallback URL, after a document could not be had or could not be run.
 *
 * @param failed - the request whose document it was; its address becomes `ErrorUrl`.
 * @returns undefined when there is no fallback, it is what failed, or it failed too.
 */
export async function fetchFallback(
  stack: Stack,
  code: string,
  failed: WebhookRequest,
  callSid: string,
): Promise<TwimlDocument | undefined> {
  const { fallbackUrl } = stack;
  if (!fallbackUrl || fallbackUrl === failed.url) return undefined;
  const params = { ...failed.params, ErrorCode: code, ErrorUrl: failed.url };
  const second = await tryDocument(stack, { url: fallbackUrl, method: "POST", params }, callSid);
  return second.ok ? second.document : undefined;
}

/** Requests a URL whose answer does not matter: the status callback, or an action after the call has ended. */
export async function notify(stack: Stack, request: WebhookRequest, callSid: string): Promise<void> {
  const answers = await Promise.allSettled(deliveries(request).map((r) => exchange(stack, r, callSid)));
  for (const answer of answers) {
    if (answer.status === "rejected")
      stack.alert({ code: "11205", message: `${request.url}: ${reasonOf(answer.reason)}` }, callSid);
    else if (answer.value.status >= 400)
      stack.alert({ code: "11200", message: `${request.url} answered ${answer.value.status}` }, callSid);
  }

  function deliveries(r: WebhookRequest): readonly WebhookRequest[] {
    return r.callback && stack.faults.duplicateCallbacks ? [r, r] : [r];
  }
}

async function tryDocument(stack: Stack, request: WebhookRequest, callSid: string): Promise<Fetched> {
  const fetched = await readDocument(stack, request, callSid);
  if (!fetched.ok) stack.alert(fetched, callSid);
  return fetched;
}

async function readDocument(stack: Stack, request: WebhookRequest, callSid: string): Promise<Fetched> {
  const { url } = request;
  if (!/^https?:/.test(url) || !URL.canParse(url))
    return { ok: false, code: "11100", message: `Invalid URL format: "${url}"` };
  if (isStudio(url) && stack.settings.studioUrl === undefined) {
    const message = `Studio is not simulated: the setting "studioUrl" names a stand-in for ${new URL(url).pathname}`;
    return { ok: false, code: "11205", message };
  }
  if (request.callback && stack.faults.duplicateCallbacks) {
    stack.emit({ kind: "fault", name: "duplicateCallbacks", detail: url }, callSid);
    void notify(stack, { ...request, callback: false }, callSid);
  }
  let answer: Answer;
  try {
    answer = await exchange(stack, request, callSid);
  } catch (error) {
    return { ok: false, code: "11205", message: `HTTP connection failure: ${url}: ${reasonOf(error)}` };
  }
  const { status, contentType, body } = answer;
  if (status < 200 || status > 299)
    return { ok: false, code: "11200", message: `HTTP retrieval failure: ${url} answered ${status}` };
  if (body.trim() === "") return { ok: true, document: { url, verbs: [] } };
  if (!XML_TYPES.test(contentType)) {
    return {
      ok: false,
      code: "12300",
      message: `Invalid Content-Type: "${contentType}" from ${url}, must be text/xml`,
    };
  }
  const twiml = parseTwiml(body);
  if (!twiml.ok) return twiml;
  for (const alert of lintTwiml(twiml.verbs)) stack.alert(alert, callSid);
  return { ok: true, document: { url, verbs: twiml.verbs } };
}

const STUDIO_ORIGIN = "https://webhooks.twilio.com";
const isStudio = (url: string): boolean => new URL(url).origin === STUDIO_ORIGIN;

/** Where a request really goes. It is signed and reported under the address that was written. */
function addressOf(stack: Stack, url: string): string {
  const { studioUrl } = stack.settings;
  return studioUrl !== undefined && isStudio(url) ? studioUrl + url.slice(STUDIO_ORIGIN.length) : url;
}

/** The latest cookie of each call, as `name=value`. Source: Twilio's support, "How do Twilio cookies work?": one is kept. */
const cookies = new Map<string, string>();

/** One request and its answer, with a second try when the connection could not be made. */
async function exchange(stack: Stack, request: WebhookRequest, callSid: string): Promise<Answer> {
  const id = randomUUID();
  const { pathname } = new URL(request.url);
  const startedAt = stack.network.now();
  const timeout = new AbortController();
  const cancel = stack.network.after(stack.settings.webhookTimeoutMs, () =>
    timeout.abort(new Error(`no answer within ${stack.settings.webhookTimeoutMs} ms`)),
  );
  const told = (status: number, body: string) =>
    stack.emit(
      { kind: "webhook_response", id, name: pathname, status, body, ms: stack.network.now() - startedAt },
      callSid,
    );

  stack.emit(
    { kind: "webhook_request", id, name: pathname, url: request.url, params: request.params },
    callSid,
  );
  try {
    const send = () =>
      sendSigned(
        stack.authToken,
        request,
        (url) => addressOf(stack, url),
        id,
        timeout.signal,
        cookies.get(callSid),
      );
    const response = await send().catch((error) => {
      if (timeout.signal.aborted) throw error;
      return send();
    });
    const [cookie] = response.headers.getSetCookie().at(-1)?.split(";") ?? [];
    if (cookie) cookies.set(callSid, cookie);
    const body = await response.text();
    await pause(stack.network, stack.faults.webhookLatencyMs, timeout.signal);
    timeout.signal.throwIfAborted();
    told(response.status, body);
    return { status: response.status, contentType: response.headers.get("content-type") ?? "", body };
  } catch (error) {
    told(0, reasonOf(error));
    throw error;
  } finally {
    cancel();
  }
}

function sendSigned(
  authToken: string,
  request: WebhookRequest,
  addressOf: (url: string) => string,
  id: string,
  signal: AbortSignal,
  cookie?: string,
): Promise<Response> {
  const { method, params } = request;
  const headers = {
    "User-Agent": "TwilioProxy/1.1",
    Accept: "*/*",
    "I-Twilio-Idempotency-Token": id,
    ...(cookie === undefined ? {} : { Cookie: cookie }),
  };
  if (method === "GET") {
    const url = new URL(request.url);
    for (const [name, value] of Object.entries(params)) url.searchParams.append(name, value);
    return fetch(addressOf(url.href), {
      headers: { ...headers, "X-Twilio-Signature": signature(authToken, url.href) },
      signal,
    });
  }
  return fetch(addressOf(request.url), {
    method,
    headers: {
      ...headers,
      "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
      "X-Twilio-Signature": signature(authToken, request.url, params),
    },
    body: new URLSearchParams(params),
    signal,
  });
}

/** `fetch` says only "fetch failed"; why is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
