import { randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { listen, stop } from "../../local/http.ts";

/** One HTTP answer, down to its bytes. */
export interface Delivery {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Each arrives as a piece of its own. */
  readonly pieces?: readonly Uint8Array[];
  /** How it ends: properly, properly but 20 ms after the last piece, with a reset, or not at all. @default "end" */
  readonly ending?: "end" | "late" | "reset" | "hang";
  /** No answer, not even headers. */
  readonly silent?: boolean;
}

export interface ByteServer {
  /** Base URL whose next POST gets this answer; with several, one after the other, the last for all that follow. */
  readonly serves: (...deliveries: readonly [Delivery, ...Delivery[]]) => Served;
  readonly close: () => Promise<void>;
}

export interface Served {
  readonly url: string;
  /** Requests that came in, without their bodies where those are empty. */
  readonly received: readonly { method: string; url: string; headers: IncomingHttpHeaders; body: string }[];
  /** Settles when a request is in. */
  readonly asked: Promise<void>;
  /** Settles when an answer has been written to its end. */
  readonly ended: Promise<void>;
  /** Settles when the client closes the connection of an unfinished answer. */
  readonly left: Promise<void>;
  /** TCP connections these requests came on. */
  readonly connections: () => number;
}

const STREAM = { "content-type": "text/event-stream; charset=utf-8" };

/** A server that answers exactly what it is told to, over a real connection. */
export async function startByteServer(): Promise<ByteServer> {
  interface Entry {
    readonly deliveries: Delivery[];
    readonly received: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[];
    readonly sockets: Set<unknown>;
    readonly onAsked: () => void;
    readonly onEnded: () => void;
    readonly onLeft: () => void;
  }
  const entries = new Map<string, Entry>();

  const server = createServer(async (request, response) => {
    const entry = entries.get(request.url?.split("/")[1] ?? "");
    if (!entry) {
      response.writeHead(404).end();
      return;
    }
    let body = "";
    for await (const piece of request) body += piece;
    entry.sockets.add(request.socket);
    entry.received.push({
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers,
      body,
    });
    entry.onAsked();
    response.on("close", () => {
      if (response.writableFinished) entry.onEnded();
      else entry.onLeft();
    });

    const next = entry.deliveries.length > 1 ? entry.deliveries.shift() : entry.deliveries[0];
    if (!next || next.silent) return;
    response.writeHead(next.status ?? 200, { ...(next.status ? {} : STREAM), ...next.headers });
    for (const piece of next.pieces ?? []) if (piece.length > 0) response.write(piece);
    if (next.ending === "hang") response.flushHeaders();
    else if (next.ending === "late") setTimeout(() => response.end(), 20);
    else if (next.ending === "reset")
      response.write("", () => setImmediate(() => response.socket?.resetAndDestroy()));
    else response.end();
  });
  const origin = `http://127.0.0.1:${await listen(server, 0)}`;

  return {
    serves(...deliveries) {
      const name = randomUUID();
      let onAsked = () => {};
      let onEnded = () => {};
      let onLeft = () => {};
      const asked = new Promise<void>((resolve) => {
        onAsked = resolve;
      });
      const ended = new Promise<void>((resolve) => {
        onEnded = resolve;
      });
      const left = new Promise<void>((resolve) => {
        onLeft = resolve;
      });
      const entry: Entry = {
        deliveries: [...deliveries],
        received: [],
        sockets: new Set(),
        onAsked,
        onEnded,
        onLeft,
      };
      entries.set(name, entry);
      return {
        url: `${origin}/${name}/v1`,
        received: entry.received,
        asked,
        ended,
        left,
        connections: () => entry.sockets.size,
      };
    },
    close: () => stop(server),
  };
}
