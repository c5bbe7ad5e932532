import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { listen, stop } from "../../../local/http.ts";

/** What another party's API may do in place of what it should. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** It takes so long, ms. */
  | { readonly slow: number }
  /** It never answers. */
  | "silent"
  /** Its answer is no JSON, though it says so. */
  | "garbage"
  /** 5 MB of JSON. */
  | "huge";

export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ProfileServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** What becomes of all requests from now on, or of the next ones; undefined for as it should be. */
  fault: Fault | undefined;
  readonly close: () => Promise<void>;
}

/** An API that knows callers, over real HTTP: `answer` is what it does when nothing is wrong. */
export async function startProfileServer(answer: (asked: Asked) => Answer): Promise<ProfileServer> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    const one: Asked = { method, path: url, headers, body: await text(request) };
    asked.push(one);
    await respond(response, own.fault, () => answer(one));
  });
  const port = await listen(server);
  const own: ProfileServer = {
    url: `http://127.0.0.1:${port}`,
    asked,
    fault: undefined,
    close: () => stop(server),
  };
  return own;
}

const HUGE = JSON.stringify({ traits: { firstName: "A".repeat(5_000_000) } });

async function respond(
  response: ServerResponse,
  fault: Fault | undefined,
  answer: () => Answer,
): Promise<void> {
  const json = (status: number, body: string, headers = {}) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  if (fault === "silent") return;
  if (fault === "garbage") return void json(200, '{"traits": {"firstName": "An');
  if (fault === "huge") return void json(200, HUGE);
  if (fault && "status" in fault) return void json(fault.status, "{}", fault.headers);
  if (fault) await new Promise((resolve) => setTimeout(resolve, fault.slow));
  const { status, body, headers } = answer();
  json(status, body === undefined ? "" : JSON.stringify(body), headers);
}

/** Who asks, by basic auth. */
export const isLetIn = ({ headers }: Asked, user: string, password: string): boolean =>
  headers.authorization === `Basic ${btoa(`${user}:${password}`)}`;
