import { createParser, type EventSourceMessage } from "eventsource-parser";
import { ModelError } from "../../agent/model.ts";
import { statusError, streamError } from "./openai-errors.ts";

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
export interface ReplyStream<Event> {
  /** Throws `ModelError`; ends quietly on an abort, at `[DONE]`, and where the bytes end. */
  readonly events: AsyncIterable<Event>;
  /** The bytes are at their end; false after `[DONE]`. */
  readonly ended: () => boolean;
  /**
   * Nothing more is needed. What the server still sends is read away, because only a connection that was read to
   * its end is used again, and a new one costs the next turn a TLS handshake.
   *
   * @param withinMs - ends `events` after this time, if they have not ended by themselves.
   */
  readonly complete: (withinMs?: number) => void;
}

/** Longest wait for the end of a reply that is already whole. */
const DRAIN_MS = 1_000;
/** An error's code stands at its start; a body that trickles in must not hold up the answer to the caller. */
const ERROR_BODY_BYTES = 8_192;
const ERROR_BODY_MS = 500;
const PREWARM_MS = 3_000;

/** @throws ModelError when there is no connection, or the answer is not a stream. */
export async function openReply<Event extends object>(
  endpoint: Endpoint,
  path: string,
  body: string,
  signal: AbortSignal,
): Promise<ReplyStream<Event>> {
  // Not the caller's signal itself: it may abort after the reply, while the connection is kept for the next one.
  const upstream = new AbortController();
  const stop = () => upstream.abort();
  const detach = () => signal.removeEventListener("abort", stop);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const response = await post(endpoint, path, body, upstream.signal);
    const contentType = response.headers.get("content-type") ?? "";
    if (!response.body || /json|html/.test(contentType)) {
      upstream.abort();
      throw new ModelError(
        "bad_stream",
        `The model endpoint answered with "${contentType.slice(0, 60)}" and no event stream.`,
      );
    }
    const source = new ReplySource(response.body.getReader(), detach);
    return {
      events: parse<Event>(source, signal),
      ended: () => source.ended,
      complete: (withinMs) => source.complete(withinMs),
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
      headers: { authorization: `Bearer ${endpoint.apiKey}` },
      signal: AbortSignal.timeout(PREWARM_MS),
    });
    await response.arrayBuffer();
  } catch {
    // The first turn will find out what is wrong, and knows what to say to the caller.
  }
}

async function post(endpoint: Endpoint, path: string, body: string, signal: AbortSignal): Promise<Response> {
  const send = endpoint.fetch ?? fetch;
  let response: Response;
  try {
    response = await send(urlOf(endpoint, path), {
      method: "POST",
      headers: {
        authorization: `Bearer ${endpoint.apiKey}`,
        "content-type": "application/json",
        accept: "text/event-stream",
      },
      body,
      signal,
    });
  } catch (cause) {
    throw new ModelError("unreachable", "The model endpoint cannot be reached: check OPENAI_BASE_URL.", {
      cause,
    });
  }
  if (response.ok) return response;
  throw statusError(response.status, await beginningOf(response));
}

async function* parse<Event extends object>(source: ReplySource, signal: AbortSignal): AsyncGenerator<Event> {
  const arrived: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => arrived.push(message) });
  const decoder = new TextDecoder();
  try {
    while (!source.ended) {
      const bytes = await source.read();
      if (signal.aborted) return;
      if (bytes) parser.feed(decoder.decode(bytes, { stream: true }));
      else parser.reset({ consume: true }); // Some servers leave out the empty line after their last event.
      for (const message of arrived.splice(0)) {
        if (message.data.startsWith("[DONE]")) return;
        yield eventOf<Event>(message, source.ended);
        if (signal.aborted) return;
      }
    }
  } catch (cause) {
    if (!signal.aborted) throw cause;
  } finally {
    source.settle();
  }
}

function eventOf<Event extends object>({ event, data }: EventSourceMessage, atEnd: boolean): Event {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (cause) {
    throw atEnd
      ? new ModelError("cut", "The model's stream ended inside an event.", { cause })
      : new ModelError("bad_stream", "The model's stream is not made of JSON events.", { cause });
  }
  if (typeof value !== "object" || value === null)
    throw new ModelError("bad_stream", "An event of the model is no JSON object.");
  const error = streamError(event ?? null, value);
  if (error) throw error;
  return value as Event; // The API's shape; the adapters look before they use a field.
}

/** The bytes of one reply, with an end that suits the connection. */
class ReplySource {
  ended = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #detach: () => void;
  #complete = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #deadline: Promise<{ done: true; value?: undefined }> | undefined;

  constructor(reader: ReadableStreamDefaultReader<Uint8Array>, detach: () => void) {
    this.#reader = reader;
    this.#detach = detach;
  }

  /** @returns undefined at the end. @throws ModelError when the connection breaks. */
  async read(): Promise<Uint8Array | undefined> {
    try {
      const next = this.#reader.read();
      const { done, value } = await (this.#deadline ? Promise.race([next, this.#deadline]) : next);
      this.ended = done;
      return value;
    } catch (cause) {
      this.ended = true;
      throw new ModelError("cut", "The connection to the model broke in the middle of a reply.", { cause });
    }
  }

  complete(withinMs?: number): void {
    this.#complete = true;
    if (withinMs === undefined) return;
    this.#deadline = new Promise((resolve) => {
      const late = (): void => resolve({ done: true });
      // One round of the event loop more: what came in while the thread was busy is read first.
      this.#timer = setTimeout(() => {
        this.#timer = setTimeout(late);
      }, withinMs);
    });
  }

  /** The consumer is done, whichever way. */
  settle(): void {
    this.#detach();
    clearTimeout(this.#timer);
    void (this.#complete ? this.#drain() : this.#reader.cancel().catch(() => undefined));
  }

  async #drain(): Promise<void> {
    const timer = setTimeout(() => void this.#reader.cancel().catch(() => undefined), DRAIN_MS);
    try {
      while (!(await this.#reader.read()).done);
    } catch {
      // The reply is whole; how its connection ends is of no interest.
    } finally {
      clearTimeout(timer);
    }
  }
}

/** By hand, as it is on the way of every turn; `fetch` refuses what is no address. */
function urlOf({ baseUrl }: Endpoint, path: string): string {
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
