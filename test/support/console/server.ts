import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { WebSocketServer } from "ws";
import { consoleFiles } from "../../../assets/console/build.mjs";
import { listen, stop } from "../../../local/http.ts";
import { ACTION_REFUSALS, type ActionRequest } from "../../../worker/protocol/console/actions.ts";
import type {
  DraftRequest,
  PublishRequest,
  RestoreRequest,
} from "../../../worker/protocol/console/agents.ts";
import { ELSEWHERE } from "../../../worker/protocol/console/elsewhere.ts";
import type { LiveRequest } from "../../../worker/protocol/console/live.ts";
import { type AgentBook, type BookAnswer, createAgents } from "./agents.ts";
import { createInstallation, type Installation } from "./installation.ts";
import { tone } from "./sound.ts";
import { playTrial } from "./trial.ts";

/** The page behind a real HTTP server that speaks the Worker's routes. */
export interface ConsoleServer {
  readonly url: string;
  readonly installation: Installation;
  readonly agents: AgentBook;
  /** Addresses that were asked for, as they came. */
  readonly asked: readonly string[];
  /** Who is signed in from now on; nobody is signed out. */
  signIn(me: { readonly by: string; readonly role: "reader" | "operator" } | undefined): void;
  /** Closes every live feed and refuses new ones, until it is undone. */
  cutLive(cut: boolean): void;
  /** Answers of `/api` take as long, milliseconds. */
  slow(ms: number): void;
  /** What is to change something is not reached, until it is undone. */
  cutChanges(cut: boolean): void;
  close(): Promise<void>;
}

const CSP =
  "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";
/** By the ending of a file's name. */
const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript",
  css: "text/css",
  svg: "image/svg+xml",
  json: "application/json",
  html: "text/html; charset=utf-8",
};

/** Built once: the page does not change while tests run. */
let built: ReturnType<typeof consoleFiles> | undefined;

export async function startConsole(
  installation: Installation = createInstallation(),
  port = 0,
): Promise<ConsoleServer> {
  built ??= consoleFiles();
  const files = await built;
  const sound = tone(20);
  const asked: string[] = [];
  let me: { readonly by: string; readonly role: "reader" | "operator" } | undefined = {
    by: "sam@example.com",
    role: "operator",
  };
  const agents = createAgents();
  let cut = false;
  let cutChanges = false;
  let delay = 0;

  const json = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(JSON.stringify(body));
  };

  const api = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    asked.push(`${request.method} ${url.pathname}${url.search}`);
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
    if (me === undefined) return json(response, 401, { error: "no_token" });
    const [, , what, callSid, more] = url.pathname.split("/");
    if (what === "me") return json(response, 200, me);
    if (what === "stats") return json(response, 200, installation.stats(url.searchParams));
    if (what === "audit")
      return me.role === "operator"
        ? json(response, 200, { entries: installation.audit })
        : json(response, 403, { error: "role" });
    if (what === "agents") return ofAgents(request, response, url);
    if (what !== "calls") return json(response, 404, { error: "not_found" });
    if (callSid === undefined) return json(response, 200, installation.find(url.searchParams));
    const detail = installation.detail(callSid);
    if (detail === undefined) return json(response, 404, { error: "no_call" });
    if (more === undefined && request.method === "DELETE") {
      if (me.role !== "operator") return json(response, 403, { error: "role" });
      if (detail.call.endedAt === undefined)
        return json(response, 409, {
          error: "live",
          hint: "The call is going on. Delete it once it is over.",
        });
      installation.remove(callSid);
      return json(response, 200, { deleted: ["record", "row"], lines: 3, elsewhere: ELSEWHERE });
    }
    if (more === undefined) return json(response, 200, detail);
    if (more === "recording") return play(request, response, sound);
    if (more === "actions" && request.method === "POST") {
      if (me.role !== "operator") return json(response, 403, { error: "role" });
      let body = "";
      for await (const chunk of request) body += chunk;
      const answer = installation.act(callSid, JSON.parse(body) as ActionRequest, me.by);
      if (answer?.ok !== false) return json(response, 200, { ok: true });
      return json(response, 409, { ...answer, hint: ACTION_REFUSALS[answer.refusal] });
    }
    return json(response, 404, { error: "not_found" });
  };

  const ofAgents = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const [, , , name, what] = url.pathname.split("/");
    if (name === undefined) return json(response, 200, agents.list());
    if (request.method === "GET") {
      const version = url.searchParams.get("version");
      const detail = agents.detail(name, version === null ? undefined : Number(version));
      if (detail === undefined) return json(response, 404, { error: "no_agent" });
      if (what === "questions") return json(response, 200, agents.questions(name));
      if (what === "cases") return json(response, 200, { cases: CASES });
      return json(response, 200, detail);
    }
    if (me?.role !== "operator") return json(response, 403, { error: "role" });
    if (cutChanges) return void request.socket.destroy();
    let body = "";
    for await (const chunk of request) body += chunk;
    const discarded = { revision: Number(url.searchParams.get("revision")) };
    const answer = change(
      name,
      `${request.method} ${what}`,
      body === "" ? discarded : JSON.parse(body),
      me.by,
    );
    return json(response, answer.status, answer.body);
  };
  // The page's requests, of the same types.
  const change = (name: string, what: string, body: unknown, by: string): BookAnswer => {
    if (what === "PUT draft") return agents.draft(name, body as DraftRequest, by);
    if (what === "DELETE draft") return agents.discard(name, (body as DraftRequest).revision);
    if (what === "POST publish") return agents.publish(name, body as PublishRequest, by);
    return agents.restore(name, (body as RestoreRequest).version);
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://here");
    response.setHeader("content-security-policy", CSP);
    response.setHeader("x-content-type-options", "nosniff");
    if (url.pathname.startsWith("/api/")) return void api(request, response, url);
    if (url.pathname === "/console/leave" && request.method === "POST") {
      asked.push("POST /console/leave");
      me = undefined;
      response.writeHead(303, { location: "/console" }).end();
      return;
    }
    const name = url.pathname.slice("/console/".length);
    const found = files.get(name);
    response.setHeader("content-type", (found && TYPES[name.split(".").at(-1) ?? ""]) ?? TYPES.html ?? "");
    response.end(found ?? files.get("index.html"));
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    const url = new URL(request.url ?? "/", "http://here");
    const [, , , agent = "", what] = url.pathname.split("/");
    if (me?.role === "operator" && url.pathname.startsWith("/api/agents/") && what === "try") {
      asked.push(`TRY ${url.pathname}${url.search}`);
      const [draft, version] = ["draft", "version"].map((key) => url.searchParams.get(key));
      const edit = agents.tried(
        agent,
        draft == null ? { version: Number(version) } : { draft: Number(draft) },
      );
      sockets.handleUpgrade(request, socket, head, (page) => playTrial(page, agent, edit));
      return;
    }
    if (cut || me === undefined || request.url !== "/api/live") {
      socket.end("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    const { by } = me;
    sockets.handleUpgrade(request, socket, head, (page) => {
      page.send(JSON.stringify(installation.snapshot()));
      const unwatch = installation.watch((message) => page.send(JSON.stringify(message)));
      page.on("message", (raw) => {
        const { looking } = JSON.parse(String(raw)) as LiveRequest;
        installation.looking(by, looking);
      });
      page.on("close", () => {
        unwatch();
        installation.looking(by, undefined);
      });
    });
  });
  const listening = await listen(server, port);

  return {
    url: `http://127.0.0.1:${listening}`,
    installation,
    agents,
    asked,
    signIn: (next) => {
      me = next;
    },
    cutLive: (next) => {
      cut = next;
      if (cut) for (const page of sockets.clients) page.terminate();
    },
    slow: (ms) => {
      delay = ms;
    },
    cutChanges: (next) => {
      cutChanges = next;
    },
    close: async () => {
      installation.close();
      for (const page of sockets.clients) page.terminate();
      await stop(server);
    },
  };
}

const CASES = [
  { name: "finds an order", says: ["Where is my order 1042?"], heard: ["on its way"] },
  { name: "knows the holidays", says: ["Are you open at Christmas?"], heard: ["closed|holiday"] },
];

/** With ranges, as players ask for them. */
function play(request: IncomingMessage, response: ServerResponse, sound: Uint8Array): void {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
  const headers = { "content-type": "audio/wav", "accept-ranges": "bytes" };
  if (from === undefined) {
    response.writeHead(200, { ...headers, "content-length": sound.length });
    response.end(sound);
    return;
  }
  const last = to === "" || to === undefined ? sound.length - 1 : Math.min(Number(to), sound.length - 1);
  response.writeHead(206, {
    ...headers,
    "content-range": `bytes ${from}-${last}/${sound.length}`,
    "content-length": last - Number(from) + 1,
  });
  response.end(sound.subarray(Number(from), last + 1));
}
