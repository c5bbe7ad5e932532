import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";
import { listen, stop } from "../http.ts";
import type { CommandResult, Faults, StackCommand, StackEvent } from "../twilio/events.ts";
import { bundlePage, type PageFile } from "./bundle.ts";
import { type PageMessage, type PageSettings, parseCommand } from "./wire.ts";

/** The stack as the page sees it: what happened, what happens, and a way to order something. */
export interface StackFeed {
  /** Everything so far, oldest first. */
  readonly events: readonly StackEvent[];
  /** Calls back with each event from now on. @returns a function that stops it. */
  on(listener: (event: StackEvent) => void): () => void;
  /** Carries out one order. Throws an error whose message a person can act on. */
  command(command: StackCommand): CommandResult | Promise<CommandResult>;
  /** The faults that are switched on now. */
  faults(): Readonly<Faults>;
}

export interface PageOptions extends PageSettings {
  readonly feed: StackFeed;
  /** 0 takes any free port. */
  readonly port: number;
  /** Reads who answers which number anew, after an agent was edited. @default they stay */
  readonly renew?: () => Promise<Partial<PageSettings>>;
  /** Others on the same address, such as the Flex desk: each is offered a request before the page's own files. */
  readonly mounts?: readonly Mount[];
}

/** @returns false when the request is for somebody else. */
export interface Mount {
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

export interface Page {
  readonly url: string;
  close(): Promise<void>;
}

/** A page that has not read this much is gone or stuck; it comes back and gets the whole log again. */
const MAX_UNREAD_BYTES = 32 * 1024 * 1024;
const MAX_COMMAND_BYTES = 16 * 1024;

/**
 * Serves the phone page and its websocket `/events` on the loopback interface.
 *
 * Whoever reaches it can place calls and read transcripts, so requests under any other host name (a rebound DNS
 * name) and websockets from any other page are refused with 403.
 *
 * @throws when the client does not bundle or the port is taken.
 */
export async function startPage(options: PageOptions): Promise<Page> {
  const { feed, port, mounts = [], renew, ...first } = options;
  let settings: PageSettings = first;
  const files = await bundlePage();
  const server = createServer();
  const listening = await listen(server, port);
  const hosts = [`127.0.0.1:${listening}`, `localhost:${listening}`];
  const origins = hosts.map((host) => `http://${host}`);
  const headers = securityHeaders(hosts, frameSource(settings.flexUrl));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_COMMAND_BYTES });

  server.on("request", (request, response) => {
    if (!hosts.includes(request.headers.host ?? ""))
      return answer(response, 403, headers, "Open the page as localhost.");
    if (mounts.some((mount) => mount.handle(request, response))) return;
    serveFile(request, response, files, headers);
  });
  server.on("upgrade", (request, socket, head) => {
    const fits =
      hosts.includes(request.headers.host ?? "") &&
      origins.includes(request.headers.origin ?? "") &&
      request.url === "/events";
    if (!fits) return refuse(socket);
    sockets.handleUpgrade(request, socket, head, (page) => attach(page, feed, settings));
  });
  const stopListening = feed.on(async (event) => {
    if (event.kind !== "agents" || event.state === "broken" || !renew) return;
    // Agents that do not load are told of as an event, and the last good ones go on.
    settings = { ...settings, ...(await renew().catch(() => undefined)) };
    for (const page of sockets.clients) sendTo(page, { type: "settings", settings });
  });

  return {
    url: `http://${hosts[0]}/`,
    close: async () => {
      stopListening();
      for (const page of sockets.clients) page.terminate();
      await stop(server);
    },
  };
}

function sendTo(page: WebSocket, message: PageMessage): void {
  if (page.readyState !== WebSocket.OPEN) return;
  if (page.bufferedAmount > MAX_UNREAD_BYTES) return page.terminate();
  page.send(JSON.stringify(message));
}

/** One open page: the whole log, then every event; its commands go to the stack. */
function attach(page: WebSocket, feed: StackFeed, settings: PageSettings): void {
  const send = (message: PageMessage): void => sendTo(page, message);
  const { events } = feed;
  send({ type: "hello", settings, faults: feed.faults(), lastSeq: events.at(-1)?.seq ?? 0, now: Date.now() });
  for (const event of events) send(event);
  const stop = feed.on((event) => {
    send(event);
    // A fault may be switched by a script, or count down as it strikes.
    if (event.kind === "fault") send({ type: "faults", faults: feed.faults() });
  });
  page.on("close", stop);
  // Such as a message over the limit; `ws` closes the socket itself.
  page.on("error", () => undefined);
  page.on("message", async (raw, isBinary) => {
    const parsed = isBinary
      ? { ok: false as const, reason: "The command is binary." }
      : parseCommand(String(raw));
    if (!parsed.ok) return send({ type: "refused", reason: parsed.reason });
    try {
      const { callSid } = await feed.command(parsed.command);
      if (parsed.command.do === "dial" && callSid) send({ type: "dialled", callSid });
    } catch (error) {
      send({ type: "refused", reason: error instanceof Error ? error.message : String(error) });
    }
    if (parsed.command.do === "set_faults") send({ type: "faults", faults: feed.faults() });
  });
}

/** No inline script or style, nothing from elsewhere. Safari does not count a websocket as `'self'`. */
function securityHeaders(hosts: readonly string[], frames: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${hosts.map((host) => `ws://${host}`).join(" ")}`,
    `frame-src ${frames}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
  };
}

function frameSource(flexUrl: string | undefined): string {
  if (flexUrl === undefined) return "'none'";
  return flexUrl.startsWith("/") ? "'self'" : new URL(flexUrl).origin;
}

function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  files: ReadonlyMap<string, PageFile>,
  headers: Readonly<Record<string, string>>,
): void {
  if (request.method !== "GET" && request.method !== "HEAD")
    return answer(response, 405, headers, "Only GET.");
  const file = files.get((request.url ?? "/").split("?")[0] ?? "/");
  if (file === undefined) return answer(response, 404, headers, "There is no such file.");
  response.writeHead(200, { ...headers, "content-type": file.type, "content-length": file.body.byteLength });
  response.end(request.method === "HEAD" ? undefined : file.body);
}

function answer(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  text: string,
): void {
  response.writeHead(status, { ...headers, "content-type": "text/plain; charset=utf-8" });
  response.end(`${text}\n`);
}

function refuse(socket: Duplex): void {
  // The peer may already be gone.
  socket.on("error", () => undefined);
  socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
}
