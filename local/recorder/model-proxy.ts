import http, { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import { keyHeader, urlOf } from "../../worker/adapters/openai/openai-transport.ts";
import { listen, stop } from "../http.ts";

/** A request to the model on its way. */
export interface Exchange {
  /** Such as `/responses`. */
  readonly path: string;
  readonly body: string;
  /** The Worker's name for it. */
  readonly id: string;
}

/** Who is told of an exchange, as it goes on. */
export interface Listener {
  answered(status: number, headers: Headers): void;
  bytes(chunk: Uint8Array): void;
  /** The last; `stopped` when the Worker closed the connection. */
  over(how: "ended" | "stopped" | "broken"): void;
}

export interface ModelProxy {
  /** For `OPENAI_BASE_URL`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Stands between the Worker and the model. Every byte is passed on as it comes; a broken connection is passed on as one,
 * so that the Worker meets the failures that it would meet without it. The key is passed on and kept nowhere.
 */
export async function startModelProxy(
  target: string,
  listen_: (exchange: Exchange) => Listener,
): Promise<ModelProxy> {
  const secure = target.startsWith("https:");
  const agent = secure ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true });
  const request = secure ? https.request : http.request;

  async function pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of asked) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const path = asked.url ?? "/";
    const { host: _host, authorization = "", ...headers } = asked.headers;
    const told =
      asked.method === "POST"
        ? listen_({ path, body: body.toString(), id: String(headers["x-client-request-id"] ?? "") })
        : undefined;
    let over = false;
    const end = (how: Parameters<Listener["over"]>[0]): void => {
      if (over) return;
      over = true;
      told?.over(how);
      if (how === "broken") answer.destroy();
    };
    const upstream = request(urlOf({ baseUrl: target }, path), {
      method: asked.method,
      agent,
      // What is compressed cannot be read along.
      headers: {
        ...headers,
        ...keyHeader({ baseUrl: target, apiKey: authorization.replace(/^Bearer /, "") }),
        "accept-encoding": "identity",
      },
    });
    answer.on("close", () => {
      if (!answer.writableFinished) end("stopped");
      upstream.destroy();
    });
    upstream.on("error", () => end("broken"));
    upstream.on("response", (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      answer.flushHeaders();
      told?.answered(
        response.statusCode ?? 502,
        new Headers({ "content-type": response.headers["content-type"] ?? "" }),
      );
      response.on("data", (chunk: Buffer) => {
        answer.write(chunk);
        told?.bytes(chunk);
      });
      response.on("error", () => end("broken"));
      response.on("end", () => {
        end("ended");
        answer.end();
      });
    });
    upstream.end(body);
  }

  const server = createServer((asked, answer) => {
    answer.socket?.setNoDelay(true);
    // The Worker has gone; there is nobody to tell.
    pass(asked, answer).catch(() => answer.destroy());
  });
  return {
    url: `http://127.0.0.1:${await listen(server, 0)}`,
    close: async () => {
      await stop(server);
      agent.destroy();
    },
  };
}
