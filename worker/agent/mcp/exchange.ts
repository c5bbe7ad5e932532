import { createParser } from "eventsource-parser";
import { readBounded } from "../../protocol/bounded-body.ts";
import { isRecord } from "../../protocol/json-reader.ts";
import { McpError } from "./mcp-error.ts";

/**
 * One message to an MCP server and the answer to it: a POST, answered as JSON or as an event stream.
 * Source: MCP 2025-11-25 and 2026-07-28, "Transports", Streamable HTTP.
 */

export interface Address {
  readonly url: string;
  /** Names the server to whoever set it up; never to the model. */
  readonly host: string;
}

export interface Sending {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface Asking extends Sending {
  /** Of the whole answer, with all that a stream holds beside it. Bytes. */
  readonly maxBytes: number;
}

export interface Answer {
  readonly result: Readonly<Record<string, unknown>>;
  /** What the server calls the session that it has begun. */
  readonly sessionId: string | undefined;
}

const MAX_ERROR_BYTES = 16 * 1024;

/** A server that asks more than that while it answers is not answered: each is a request of ours. */
const MAX_REQUESTS = 10;

type Message = Readonly<Record<string, unknown>>;

/** @throws McpError; where it is aborted, the reason of the signal. */
export async function ask(
  address: Address,
  message: Message & { readonly id: number },
  { maxBytes, ...sending }: Asking,
): Promise<Answer> {
  try {
    const response = await post(address, message, sending);
    const answer = await answerIn(response, message.id, maxBytes, (request) =>
      answerServer(address, request, { ...sending, headers: besides(sending.headers) }),
    );
    if (isRecord(answer.result))
      return { result: answer.result, sessionId: response.headers.get("mcp-session-id") ?? undefined };
    throw refusalIn(address, answer) ?? bad("with no result");
  } catch (cause) {
    // The deadline is the engine's to explain, not the server's fault.
    if (sending.signal.aborted) throw sending.signal.reason;
    if (cause instanceof McpError) throw cause;
    throw unreachable(cause);
  }
}

/**
 * The headers of what is sent beside a request: whoever keeps answers by its key, or compares a header with the body, takes
 * it for another.
 */
export function besides(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { "Idempotency-Key": _key, "Mcp-Method": _method, "Mcp-Name": _name, ...others } = headers;
  return others;
}

/** Tells the server something that has no answer. */
export async function tell(address: Address, message: Message, sending: Sending): Promise<void> {
  const response = await post(address, message, sending);
  await response.body?.cancel();
}

const unreachable = (cause: unknown) =>
  new McpError("mcp_unreachable", "The service could not be reached, or broke off.", { cause });

const bad = (what: string) => new McpError("mcp_bad_answer", `The service answered ${what}.`);

async function post(address: Address, message: Message, { headers, signal }: Sending): Promise<Response> {
  const response = await fetch(address.url, {
    method: "POST",
    headers: {
      ...headers,
      "Content-Type": "application/json",
      Accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", ...message }),
    redirect: "manual",
    signal,
  }).catch((cause: unknown) => {
    throw signal.aborted ? signal.reason : unreachable(cause);
  });
  if (response.ok) return response;
  throw await statusError(address, response, "Mcp-Session-Id" in headers);
}

async function statusError(address: Address, response: Response, inSession: boolean): Promise<McpError> {
  const { status, body } = response;
  if (status >= 300 && status < 400) {
    await body?.cancel();
    const said = "The service answered with a redirect, which is not followed.";
    return new McpError("mcp_redirected", said, { status });
  }
  if (status === 401 || status === 403) {
    await body?.cancel();
    return new McpError("mcp_not_allowed", `The service answered ${status}: its key is missing or wrong.`, {
      status,
    });
  }
  const refusal = refusalIn(address, parsed((await readBounded(body, MAX_ERROR_BYTES)) ?? ""), status);
  // The status of it is 404; some servers, the reference server among them, answer 400 and say it in words.
  const saysSo = status === 400 && NO_SESSION.test(refusal?.message ?? "");
  if (inSession && (status === 404 || saysSo))
    return new McpError("mcp_session_gone", "The service has lost the session.", { status });
  return refusal ?? new McpError("mcp_status", `The service answered ${status}.`, { status });
}

const NO_SESSION = /\bsession[- ]id\b|\b(?:unknown|invalid) session\b|\bsession not found\b/i;

/** An error of JSON-RPC: the server's own words, as the model may mend its arguments by them. */
function refusalIn({ url }: Address, answer: unknown, status?: number): McpError | undefined {
  if (!isRecord(answer) || !isRecord(answer.error)) return undefined;
  const { message, data } = answer.error;
  const reason = typeof message === "string" ? message.trim() : "";
  const supported = isRecord(data) && Array.isArray(data.supported) ? data.supported : [];
  return new McpError("mcp_refused", `The service refused it${reason ? `: ${reason}` : "."}`, {
    status,
    asked: url,
    supported,
  });
}

async function answerIn(
  { headers, body }: Response,
  id: number,
  maxBytes: number,
  onRequest: (request: Message) => void,
): Promise<Message> {
  const isOurs = (message: unknown): message is Message =>
    isRecord(message) && message.id === id && !("method" in message);
  const type = (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type === "application/json") {
    const text = await readBounded(body, maxBytes);
    if (text === undefined) throw tooLarge(maxBytes);
    const found = [parsed(text)].flat().find(isOurs);
    if (found) return found;
    throw bad("with JSON that is no answer to what was asked");
  }
  if (type === "text/event-stream" && body) {
    let requests = 0;
    for await (const message of messagesIn(body, maxBytes)) {
      if (isOurs(message)) return message;
      if (!isRecord(message) || !("method" in message) || !("id" in message)) continue;
      requests += 1;
      if (requests <= MAX_REQUESTS) onRequest(message);
    }
    throw bad("with a stream that ended before the answer; it may have happened all the same");
  }
  await body?.cancel();
  throw bad("with neither JSON nor an event stream");
}

const tooLarge = (maxBytes: number) =>
  new McpError(
    "mcp_answer_too_large",
    `The service answered with more than ${Math.round(maxBytes / 1024)} kB.`,
  );

async function* messagesIn(body: ReadableStream<Uint8Array>, maxBytes: number): AsyncGenerator<unknown> {
  const arrived: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => arrived.push(data) });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes += value.byteLength;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      parser.feed(decoder.decode(value, { stream: true }));
      for (const data of arrived.splice(0)) yield* [parsed(data)].flat();
    }
  } finally {
    void reader.cancel().catch(() => undefined); // a stream that has broken
  }
}

/** A server may ask something while it works. We are there, and can do nothing for it: no capability was named. */
function answerServer(address: Address, { id, method }: Message, sending: Sending): void {
  const answer =
    method === "ping"
      ? { result: {} }
      : { error: { code: -32601, message: "Not supported by this client." } };
  tell(address, { id, ...answer }, sending).catch(() => undefined); // then it waits in vain, and we to the deadline
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON
  }
}
