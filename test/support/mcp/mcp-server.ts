import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import {
  createMcpHandler,
  Server,
  type Tool,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { listen, stop } from "../../../local/http.ts";
import { lockedAs, type McpLock } from "../../../worker/agent/mcp/lock.ts";

/**
 * An MCP server over HTTP, made with the official SDK: a shop's tools, with sessions or, as 2026-07-28 has it, without. What
 * it lists and does is changed while it runs.
 */

export const FIND_ORDER: Tool = {
  name: "find-order",
  description: "Finds an order by its number.",
  inputSchema: {
    type: "object",
    properties: { orderNumber: { type: "string", description: "Digits only." } },
    required: ["orderNumber"],
  },
  annotations: { readOnlyHint: true },
};

export const BOOK_REPAIR: Tool = {
  name: "bookRepair",
  description: "Books a repair at the shop.",
  inputSchema: {
    type: "object",
    properties: {
      day: { type: "string", enum: ["monday", "friday"] },
      pairs: { type: "integer", minimum: 1, maximum: 5 },
      note: { anyOf: [{ type: "string" }, { type: "null" }] },
    },
    required: ["day", "pairs"],
    additionalProperties: false,
  },
};

/** As it is accepted of a server that lists them. */
export async function lockOf(...tools: readonly Tool[]): Promise<McpLock> {
  const locked = await Promise.all(tools.map(({ name }) => lockedAs(name, tools)));
  return { v: 1, tools: locked.flatMap((tool) => tool ?? []) };
}

type Result = Readonly<Record<string, unknown>>;

export class ShopMcp {
  url = "";
  /** What it lists now, in pages of `pageSize`. */
  tools: readonly Tool[] = [FIND_ORDER, BOOK_REPAIR];
  pageSize = 100;
  /** Does what is called. */
  does: (name: string, args: Result, signal: AbortSignal) => Promise<Result> | Result = (name, args) => ({
    content: [{ type: "text", text: `${name} ${JSON.stringify(args)}` }],
  });
  /** Answers before the protocol does, where it returns something. */
  instead: (request: IncomingMessage, response: ServerResponse, body: string) => boolean = () => false;
  /** Sessions, the newest last. */
  readonly begun: string[] = [];
  readonly ended: string[] = [];
  readonly called: { readonly name: string; readonly key: string | undefined }[] = [];
  /** All that came in: method, and that of JSON-RPC. */
  readonly asked: string[] = [];
  readonly cancelled: number[] = [];
  /** The key and the method in the headers of what told so. */
  readonly cancelledBy: (string | undefined)[] = [];
  readonly #sessions = new Map<string, WebStandardStreamableHTTPServerTransport>();
  readonly #stateless: { fetch: (request: Request) => Promise<Response> } | undefined;
  readonly #json: boolean;
  readonly #http = createServer((request, response) => void this.#serve(request, response));

  /** @param answers - how: sessions with event streams or with JSON, or the protocol without sessions. */
  constructor(answers: "streams" | "json" | "stateless" = "streams") {
    this.#json = answers === "json";
    this.#stateless =
      answers === "stateless" ? createMcpHandler(() => this.#made(), { legacy: "reject" }) : undefined;
  }

  async start(): Promise<this> {
    this.url = `http://127.0.0.1:${await listen(this.#http)}/mcp`;
    return this;
  }

  stop = (): Promise<void> => stop(this.#http);

  /** As after a restart: it knows none of its sessions. */
  forget(): void {
    this.#sessions.clear();
  }

  #made(key?: string): Server {
    const server = new Server({ name: "shop", version: "1.0.0" }, { capabilities: { tools: {} } });
    server.setRequestHandler("tools/list", async ({ params }) => {
      const from = Number(params?.cursor ?? 0);
      const to = from + this.pageSize;
      return {
        tools: this.tools.slice(from, to),
        ...(to < this.tools.length ? { nextCursor: String(to) } : {}),
      };
    });
    server.setRequestHandler("tools/call", async ({ params: { name, arguments: args = {} } }, context) => {
      this.called.push({ name, key: context.http?.req?.headers.get("idempotency-key") ?? key });
      const result = await this.does(name, args, context.mcpReq.signal);
      return { content: [], ...result };
    });
    return server;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await Readable.from(incoming).toArray()).toString();
    const message = body ? (JSON.parse(body) as { method?: string; params?: { requestId?: number } }) : {};
    this.asked.push(`${incoming.method} ${message.method ?? ""}`.trim());
    if (message.method === "notifications/cancelled") {
      this.cancelled.push(message.params?.requestId ?? 0);
      const { "idempotency-key": key, "mcp-method": method } = incoming.headers;
      this.cancelledBy.push(...[key, method].map((value) => value?.toString()));
    }
    if (this.instead(incoming, response, body)) return;
    const request = new Request(this.url, {
      method: incoming.method ?? "GET",
      headers: incoming.headers as Record<string, string>, // none of ours comes twice
      ...(body ? { body } : {}),
    });
    const answer = await (this.#stateless?.fetch(request) ?? this.#inSession(request));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (answer.body) Readable.fromWeb(answer.body as never).pipe(response);
    else response.end();
  }

  async #inSession(request: Request): Promise<Response> {
    const id = request.headers.get("mcp-session-id");
    const known = id === null ? undefined : this.#sessions.get(id);
    if (known) return known.handleRequest(request);
    if (id !== null) return Response.json({ error: "no such session" }, { status: 404 });
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      enableJsonResponse: this.#json,
      onsessioninitialized: (session) => {
        this.begun.push(session);
        this.#sessions.set(session, transport);
      },
      onsessionclosed: (session) => {
        this.ended.push(session);
        this.#sessions.delete(session);
      },
    });
    await this.#made().connect(transport);
    return transport.handleRequest(request);
  }
}
