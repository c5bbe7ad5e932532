import { createServer, type IncomingMessage } from "node:http";
import { listen, stop } from "../../../local/http.ts";

/** What a vendor's API on this machine is made of: a server that answers JSON, and may be told to break off. */

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  /** Of a form-encoded body. */
  readonly form: URLSearchParams;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly type?: string;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });

/** In both vendors' forms. */
const BROKEN: Answer = {
  status: 500,
  body: { message: "broken off", code: 20500, success: false, errors: [] },
};

export interface Answering {
  readonly url: string;
  /** Method and path of all that was asked, in order. */
  readonly asked: readonly string[];
  /**
   * Answers requests that match with an error instead; `undefined` ends it.
   *
   * @param when - `after`: what was asked for is done, and the one who asked does not hear of it. @default "before"
   */
  breakAt(pattern: RegExp | undefined, when?: "before" | "after"): void;
  close(): Promise<void>;
}

/** @param answer - undefined where nothing is known of what is asked: a 404 in the vendor's own form. */
export async function startAnswering(
  answer: (asked: Asked) => Answer | undefined | Promise<Answer | undefined>,
  unknown: (asked: Asked) => Answer,
): Promise<Answering> {
  const asked: string[] = [];
  let broken: { readonly pattern: RegExp; readonly when: "before" | "after" } | undefined;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const { method = "GET", headers } = request;
    const one: Asked = {
      method,
      path: pathname,
      query: searchParams,
      headers,
      body,
      form: new URLSearchParams(headers["content-type"]?.includes("form-urlencoded") ? String(body) : ""),
    };
    asked.push(`${method} ${pathname}`);
    const isBroken = broken?.pattern.test(`${method} ${pathname}`) ?? false;
    const heard = isBroken && broken?.when === "before" ? undefined : ((await answer(one)) ?? unknown(one));
    const said = isBroken || !heard ? BROKEN : heard;
    const { type = "application/json" } = said;
    const raw = said.body instanceof Buffer || typeof said.body === "string";
    response
      .writeHead(said.status, { "content-type": type })
      .end(said.status === 204 ? undefined : raw ? said.body : JSON.stringify(said.body));
  });
  // As long as theirs: a command that builds in between finds its connection as it left it.
  server.keepAliveTimeout = 120_000;
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    breakAt: (pattern, when = "before") => {
      broken = pattern && { pattern, when };
    },
    close: () => stop(server),
  };
}

/** A resource's identifier: two letters and 32 hexadecimal digits. */
export function sidMaker(): (prefix: string) => string {
  let made = 0;
  return (prefix) => `${prefix}${(++made).toString(16).padStart(32, "0")}`;
}
