import { ModelError } from "../../agent/model.ts";
import type { Fields } from "./fields.ts";
import { statusError } from "./openai-errors.ts";
import { eventReader } from "./openai-events.ts";
import { ReplySource } from "./reply-source.ts";

/**
 * A streaming request to an OpenAI endpoint: `fetch`, and a parser of server-sent events. Of the `openai` package only
 * the types are used: its client costs a millisecond on every first token, ten times the bundle, and ends an aborted
 * stream as if it were complete.
 */

export interface Endpoint {
  /** Such as `https://api.openai.com/v1`. A query, such as Azure's `?api-version=…`, is kept. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch?: typeof fetch;
}

/** The events of one reply, parsed but not checked beyond being objects. */
export interface ReplyStream {
  /** Throws `ModelError`; ends quietly on an abort, at `[DONE]`, and where the bytes end. */
  readonly events: AsyncIterable<Fields>;
  /** The bytes are at their end; false after `[DONE]`. */
  readonly ended: () => boolean;
  /**
   * Nothing more is needed. What the server still sends is read away, because only a connection that was read to
   * its end is used again, and a new one costs the next turn a TLS handshake.
   *
   * @param withinMs - ends `events` after this time, if they have not ended by themselves.
   */
  readonly complete: (withinMs?: number) => void;
  /** There is more after all: takes `complete` back. */
  readonly reopen: () => void;
}

/** An error's code stands at its start; a body that trickles in must not hold up the answer to the caller. */
const ERROR_BODY_BYTES = 8_192;
const ERROR_BODY_MS = 500;
const PREWARM_MS = 3_000;

/** @throws ModelError when there is no connection, or the answer is an error. */
export async function openReply(
  endpoint: Endpoint,
  path: string,
  body: string,
  signal: AbortSignal,
  id?: string,
): Promise<ReplyStream> {
  // Not the caller's signal itself: it may abort after the reply, while the connection is kept for the next one.
  const upstream = new AbortController();
  const stop = () => upstream.abort();
  const detach = () => signal.removeEventListener("abort", stop);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const response = await post(endpoint, path, body, upstream.signal, id);
    if (!response.body) throw new ModelError("cut", "The model endpoint answered with nothing.");
    const source = new ReplySource(response.body.getReader(), detach);
    return {
      events: parse(source, signal),
      ended: () => source.ended,
      complete: (withinMs) => source.complete(withinMs),
      reopen: () => source.reopen(),
    };
  } catch (error) {
    detach();
    throw error;
  }
}

/**
 * Opens a connection, with the cheapest request that every compatible server knows. Its answer is read to the end:
 * a cancelled body closes the connection, and some clients, Node's among them, close it after a HEAD.
 */
export async function prewarm(endpoint: Endpoint): Promise<void> {
  const send = endpoint.fetch ?? fetch;
  try {
    const response = await send(urlOf(endpoint, "/models"), {
      headers: keyHeader(endpoint),
      redirect: "manual",
      signal: AbortSignal.timeout(PREWARM_MS),
    });
    await response.arrayBuffer();
  } catch {
    // The first turn will find out what is wrong, and knows what to say to the caller.
  }
}

/**
 * Azure's deployment addresses take a resource's key as `api-key`, and `Authorization` for tokens of Entra ID only, as
 * do gateways that copy them; `/openai/v1` takes a key as OpenAI does. Source: `azure.ts` of the `openai` package,
 * whose Azure client sends `api-key` alone; Microsoft, "Azure OpenAI REST API reference", authentication.
 */
const TAKES_API_KEY = /\/openai\/deployments\/|\.azure(?:\.com|-api\.net)(?!.*\/v1(?:[/?]|$))/i;

export const keyHeader = ({ baseUrl, apiKey }: Endpoint): Record<string, string> =>
  TAKES_API_KEY.test(baseUrl) ? { "api-key": apiKey } : { authorization: `Bearer ${apiKey}` };

async function post(
  endpoint: Endpoint,
  path: string,
  body: string,
  signal: AbortSignal,
  id: string | undefined,
): Promise<Response> {
  const send = endpoint.fetch ?? fetch;
  let response: Response;
  try {
    response = await send(urlOf(endpoint, path), {
      method: "POST",
      headers: {
        ...keyHeader(endpoint),
        "content-type": "application/json",
        accept: "text/event-stream",
        // OpenAI finds a request by it. Source: OpenAI, "API Overview", debugging requests.
        ...(id && { "x-client-request-id": id }),
      },
      body,
      // The conversation goes where its base URL says, and nowhere else.
      redirect: "manual",
      signal,
    });
  } catch (cause) {
    throw new ModelError("unreachable", "The model endpoint cannot be reached: check its base URL.", {
      cause,
    });
  }
  if (response.ok) return response;
  throw statusError(response.status, await beginningOf(response));
}

async function* parse(source: ReplySource, signal: AbortSignal): AsyncGenerator<Fields> {
  const reader = eventReader();
  const decoder = new TextDecoder();
  try {
    while (!source.ended) {
      const bytes = await source.read();
      if (signal.aborted) return;
      for (const event of bytes ? reader.feed(decoder.decode(bytes, { stream: true })) : reader.end()) {
        yield event;
        if (signal.aborted) return;
      }
      if (reader.done()) return;
    }
  } catch (cause) {
    if (!signal.aborted) throw cause;
  } finally {
    source.settle();
  }
}

/** By hand, as it is on the way of every turn; `fetch` refuses what is no address. */
export function urlOf({ baseUrl }: Pick<Endpoint, "baseUrl">, path: string): string {
  const queryAt = baseUrl.indexOf("?");
  const base = queryAt < 0 ? baseUrl : baseUrl.slice(0, queryAt);
  return base.replace(/\/+$/, "") + path + (queryAt < 0 ? "" : baseUrl.slice(queryAt));
}

async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), ERROR_BODY_MS);
  let text = "";
  try {
    while (text.length < ERROR_BODY_BYTES) {
      const { done, value } = await reader.read();
      if (done) return text;
      text += decoder.decode(value, { stream: true });
    }
    await reader.cancel();
  } catch {
    // What came before the break is enough, or the status alone is.
  } finally {
    clearTimeout(timer);
  }
  return text;
}
