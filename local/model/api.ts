import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { ModelApi } from "../../worker/protocol/model-api.ts";
import { chatWire } from "./chat-wire.ts";
import type { ModelCall } from "./model-call.ts";
import { type ApiFault, readCall } from "./read-call.ts";
import { responsesWire } from "./responses-wire.ts";
import type { Wire } from "./wire.ts";

/** OpenAI's HTTP interface, without a model behind it: `POST /v1/responses`, `POST /v1/chat/completions`, `GET /v1/models`. */

/** One request that was read and found good, to be answered through `wire` on `response`. */
export interface Exchange {
  readonly call: ModelCall;
  readonly wire: Wire;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The body as it came. */
  readonly raw: string;
  /** Aborts when the client closes the connection before the reply is written. */
  readonly gone: AbortSignal;
}

export interface ApiOptions {
  /** Ids that `GET /v1/models` lists. */
  readonly models: readonly string[];
  readonly answer: (exchange: Exchange) => Promise<void>;
  /** Told of requests that open a connection and ask nothing of a model. */
  readonly onListing?: () => void;
  /** Told of requests that were refused. */
  readonly onRefusal?: (fault: ApiFault) => void;
}

const APIS: Readonly<Record<string, ModelApi>> = {
  "/v1/responses": "responses",
  "/v1/chat/completions": "chat",
};
const MAX_BODY_BYTES = 4 * 1024 * 1024;

export function apiListener({ models, answer, onListing, onRefusal }: ApiOptions): RequestListener {
  const refuse = (response: ServerResponse, fault: ApiFault) => {
    onRefusal?.(fault);
    sendFault(response, fault);
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", "http://model").pathname;
    const method = request.method ?? "GET";
    if (path === "/v1/models" && (method === "GET" || method === "HEAD")) {
      onListing?.();
      const data = models.map((id) => ({ id, object: "model", created: 0, owned_by: "local" }));
      sendJson(response, 200, { object: "list", data });
      return;
    }
    const api = APIS[path];
    if (!api) return refuse(response, fault(404, `Invalid URL (${method} ${path})`, null));
    if (method !== "POST") {
      return refuse(
        response,
        fault(
          405,
          `Not allowed to ${method} on ${path}. (HINT: Perhaps you meant POST)`,
          "method_not_supported",
        ),
      );
    }

    const raw = await readBody(request);
    if (raw === undefined)
      return refuse(response, fault(413, "The request body is too large.", "request_too_large"));
    const read = readCall(api, raw);
    if (!read.ok) return refuse(response, read.fault);

    const gone = new AbortController();
    response.on("close", () => {
      if (!response.writableFinished) gone.abort();
    });
    const wire = api === "chat" ? chatWire(read.call) : responsesWire(read.call);
    await answer({ call: read.call, wire, request, response, raw, gone: gone.signal });
  }

  return (request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.destroyed) return; // The client left; there is nobody to tell.
      console.error("model server:", error);
      if (response.headersSent) response.destroy();
      else
        sendFault(
          response,
          fault(500, "The server had an error while processing your request.", "server_error"),
        );
    });
  };
}

/** Begins a streamed answer: the headers leave at once. */
export function startStream(response: ServerResponse): void {
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
  });
  response.flushHeaders();
  response.socket?.setNoDelay(true);
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}

export function sendFault(
  response: ServerResponse,
  { status, message, code, param }: ApiFault,
  headers: Record<string, string> = {},
): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const type = status === 429 ? "requests" : status >= 500 ? "server_error" : "invalid_request_error";
  sendJson(response, status, { error: { message, type, param, code } });
}

const fault = (status: number, message: string, code: string | null): ApiFault => ({
  status,
  message,
  code,
  param: null,
});

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    bytes += piece.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}
