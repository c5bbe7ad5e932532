import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

export interface AppRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
}

export type Answer = string | { readonly status?: number; readonly type?: string; readonly body?: string };

export interface AppSocket {
  readonly headers: IncomingHttpHeaders;
  readonly url: string;
  /** Everything Twilio sent, in order. */
  readonly frames: Record<string, unknown>[];
  readonly ws: WebSocket;
  /** @returns the first frame that fits, once it has come. */
  until(fits: (frame: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  send(frame: object): void;
  say(token: string, more?: object): void;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

interface AppOptions {
  /** TwiML, or a whole answer, by path. */
  readonly routes: Readonly<Record<string, Answer | ((request: AppRequest) => Answer | Promise<Answer>)>>;
  readonly onFrame?: (frame: Record<string, unknown>, socket: AppSocket) => void;
}

/** A small voice application: real HTTP, real websockets, on a port of its own. */
export async function startApp({ routes, onFrame }: AppOptions) {
  const requests: AppRequest[] = [];
  const sockets: AppSocket[] = [];

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://app");
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const sent =
      request.method === "GET" ? url.searchParams : new URLSearchParams(Buffer.concat(chunks).toString());
    const seen = {
      method: request.method ?? "",
      path: url.pathname,
      params: Object.fromEntries(sent),
      headers: request.headers,
    };
    requests.push(seen);
    const route = routes[url.pathname] ?? { status: 404 };
    const answer = typeof route === "function" ? await route(seen) : route;
    const {
      status = 200,
      type = "text/xml; charset=utf-8",
      body = "",
    } = typeof answer === "string" ? { body: answer } : answer;
    response.writeHead(status, { "content-type": type }).end(body);
  });

  const relay = new WebSocketServer({ server });
  relay.on("connection", (ws, request) => {
    const socket: AppSocket = {
      headers: request.headers,
      url: request.url ?? "",
      frames: [],
      ws,
      until: (fits) =>
        new Promise((resolve) => {
          const check = () => {
            const found = socket.frames.find(fits);
            if (found) resolve(found);
          };
          ws.on("message", check);
          check();
        }),
      send: (frame) => ws.send(JSON.stringify(frame)),
      say: (token, more = {}) => ws.send(JSON.stringify({ type: "text", token, last: true, ...more })),
      closed: new Promise((resolve) =>
        ws.on("close", (code, reason) => resolve({ code, reason: reason.toString() })),
      ),
    };
    sockets.push(socket);
    ws.on("message", (data) => {
      const frame = JSON.parse(data.toString());
      socket.frames.push(frame);
      onFrame?.(frame, socket);
    });
  });

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address that is not a pipe's name.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    requests,
    sockets,
    /** The latest socket. */
    get socket(): AppSocket {
      const latest = sockets.at(-1);
      if (!latest) throw new Error("Twilio has not connected.");
      return latest;
    },
    requestsTo: (path: string) => requests.filter((r) => r.path === path),
    close() {
      for (const client of relay.clients) client.terminate();
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type App = Awaited<ReturnType<typeof startApp>>;
