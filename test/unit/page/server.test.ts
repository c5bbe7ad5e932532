import { get, request } from "node:http";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type Page, type PageOptions, startPage } from "../../../local/page/server.ts";
import type { PageMessage } from "../../../local/page/wire.ts";
import { createFakeStack, type FakeStack } from "../../browser/fake-stack.ts";

let open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open) await close();
  open = [];
});

async function start(
  flexUrl?: string,
  renew?: PageOptions["renew"],
): Promise<{ page: Page; stack: FakeStack; port: number }> {
  const stack = createFakeStack();
  const page = await startPage({
    feed: stack,
    ...(renew ? { renew } : {}),
    port: 0,
    numbers: [],
    defaultCaller: "+15550100001",
    ...(flexUrl === undefined ? {} : { flexUrl }),
    mounts: [
      {
        handle: ({ url }, response) => {
          if (url !== "/agent-desktop") return false;
          response.end("the desk");
          return true;
        },
      },
    ],
  });
  open.push(async () => {
    stack.close();
    await page.close();
  });
  return { page, stack, port: Number(new URL(page.url).port) };
}

/** A socket that keeps what it was sent, in order. */
async function connect(port: number, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/events`, {
    headers: { origin: `http://127.0.0.1:${port}`, ...headers },
  });
  const messages: PageMessage[] = [];
  const waiting: (() => void)[] = [];
  socket.on("message", (raw) => {
    // The server is the one under test; what it sends is looked at below.
    messages.push(JSON.parse(String(raw)) as PageMessage);
    for (const wake of waiting.splice(0)) wake();
  });
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("unexpected-response", (_request, response) =>
      reject(new Error(`HTTP ${response.statusCode}`)),
    );
    socket.once("error", reject);
  });
  const next = async (fits: (message: PageMessage) => boolean): Promise<PageMessage> => {
    for (;;) {
      const found = messages.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  open.unshift(async () => socket.terminate());
  return { socket, next, messages };
}

const isRefusal = (message: PageMessage): boolean => "type" in message && message.type === "refused";

const fetchStatus = (port: number, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get({ port, host: "127.0.0.1", headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on("error", reject);
  });

test("the page and everything it needs come from one place, with no inline script", async () => {
  const { page } = await start();

  const answer = await fetch(page.url);
  const html = await answer.text();

  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-security-policy")).toContain("script-src 'self'");
  expect(answer.headers.get("content-security-policy")).not.toContain("unsafe");
  expect(html).not.toMatch(/<script(?![^>]*src=)|style=|\son\w+=/);
  for (const [, path = ""] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
    expect((await fetch(new URL(path, page.url))).status).toBe(200);
  }
});

test("only the loopback names are answered, whatever a DNS name points here", async () => {
  const { port } = await start();

  expect(await fetchStatus(port, `localhost:${port}`)).toBe(200);
  expect(await fetchStatus(port, `rebound.example:${port}`)).toBe(403);
  expect(await fetchStatus(port, `localhost:${port + 1}`)).toBe(403);
});

test.each([
  ["another page", { origin: "https://evil.example" }],
  ["another port of this machine", { origin: "http://localhost:1" }],
  ["a rebound name", { host: "rebound.example", origin: "http://rebound.example" }],
  ["a file", { origin: "null" }],
])("a websocket from %s is refused", async (_who, headers) => {
  const { port } = await start();

  await expect(connect(port, headers)).rejects.toThrow("HTTP 403");
});

test("a websocket to any other path is refused", async () => {
  const { port } = await start();

  const status = await new Promise((resolve) => {
    const upgrade = { connection: "Upgrade", upgrade: "websocket", origin: `http://localhost:${port}` };
    request({ port, host: "127.0.0.1", path: "/other", headers: upgrade }, (r) =>
      resolve(r.statusCode),
    ).end();
  });

  expect(status).toBe(403);
});

test("a page that connects gets the settings, then every event so far, then each as it happens", async () => {
  const { port, stack } = await start();
  stack.emit({ kind: "fault", name: "before", detail: "" });
  const lastSeq = stack.events.length;

  const { next, messages } = await connect(port);
  await next((message) => "kind" in message && message.seq === lastSeq);
  stack.emit({ kind: "alert", code: "64105", message: "Websocket ended" });
  const live = await next((message) => "kind" in message && message.kind === "alert");

  expect(messages[0]).toMatchObject({ type: "hello", lastSeq, settings: { defaultCaller: "+15550100001" } });
  expect(messages.flatMap((m) => ("kind" in m ? [m.seq] : []))).toEqual(
    [...stack.events.keys()].map((i) => i + 1),
  );
  expect(live).toEqual(stack.events.at(-1));
});

test("a command reaches the stack, and what it does comes back as events", async () => {
  const { port, stack } = await start();
  const { socket, next } = await connect(port);

  socket.send(JSON.stringify({ do: "dial", from: "+15550100007" }));
  const ringing = await next((message) => "kind" in message && message.kind === "call");

  expect(ringing).toMatchObject({ status: "ringing", from: "+15550100007" });
  expect(stack.events).toContainEqual(ringing);
});

test.each([
  ["no JSON", "dial!"],
  ["an unknown order", '{"do":"explode"}'],
  ["a field too many", '{"do":"dial","url":"http://x"}'],
  ["keys no phone has", '{"do":"press","callSid":"CA1","digits":"12A"}'],
  ["an unknown fault", '{"do":"set_faults","faults":{"fire":true}}'],
])("a command with %s is refused in words, and the connection lives", async (_what, raw) => {
  const { port } = await start();
  const { socket, next } = await connect(port);

  socket.send(raw);

  expect(await next(isRefusal)).toMatchObject({ reason: expect.stringMatching(/command/) });
  socket.send(JSON.stringify({ do: "dial" }));
  await next((message) => "kind" in message && message.kind === "call");
});

test("an order the stack cannot carry out is refused in the stack's own words", async () => {
  const { port } = await start();
  const { socket, next } = await connect(port);

  socket.send(JSON.stringify({ do: "hang_up", callSid: "CAgone" }));

  expect(await next(isRefusal)).toMatchObject({ reason: "Call CAgone is not in progress." });
});

test("faults that change are told to every open page", async () => {
  const { port } = await start();
  const one = await connect(port);
  const other = await connect(port);

  one.socket.send(JSON.stringify({ do: "set_faults", faults: { frameLatencyMs: 250 } }));
  const told = await other.next((message) => "type" in message && message.type === "faults");

  expect(told).toMatchObject({ faults: { frameLatencyMs: 250 } });
});

test("what is mounted beside the page is offered each request first", async () => {
  const { page } = await start();

  const desk = await fetch(new URL("agent-desktop", page.url));
  const unknown = await fetch(new URL("agent-desk", page.url));

  expect(await desk.text()).toBe("the desk");
  expect(unknown.status).toBe(404);
});

test.each([
  ["none is allowed", undefined, "frame-src 'none'"],
  ["its own address is, for a mounted desk", "/agent-desktop", "frame-src 'self'"],
  [
    "another origin is, and no more",
    "http://127.0.0.1:4000/agent-desktop",
    "frame-src http://127.0.0.1:4000;",
  ],
])("of frames, %s", async (_what, flexUrl, directive) => {
  const { page } = await start(flexUrl);

  const policy = (await fetch(page.url)).headers.get("content-security-policy");

  expect(policy).toContain(directive);
});

test("after an edit of the agents each page is told who answers now; one that does not load changes nothing", async () => {
  const numbers = [{ number: "+1", agent: "dentist", language: "de-DE", suggestions: [] }];
  let broken = false;
  const { port, stack } = await start(undefined, async () => {
    if (broken) throw new Error("no such tool");
    return { numbers };
  });
  const isSettings = (message: PageMessage) => "type" in message && message.type === "settings";
  const { next, messages } = await connect(port);

  stack.emit({ kind: "agents", state: "broken", message: "no such tool" });
  stack.emit({ kind: "agents", state: "updated", message: "agents/dentist/agent.ts" });
  expect(await next(isSettings)).toMatchObject({ settings: { numbers, defaultCaller: "+15550100001" } });
  broken = true;
  stack.emit({ kind: "agents", state: "updated", message: "again" });
  await expect.poll(() => messages.filter(isSettings).length).toBe(2);

  expect((await connect(port)).messages[0] ?? messages.at(-1)).toMatchObject({ settings: { numbers } });
});

test("who dials is told which call that is, and nobody else", async () => {
  const { port } = await start();
  const one = await connect(port);
  const other = await connect(port);
  one.socket.send(JSON.stringify({ do: "dial" }));

  const told = await one.next((message) => "type" in message && message.type === "dialled");

  const started = await other.next((message) => "kind" in message && message.kind === "call");
  expect(told).toEqual({ type: "dialled", callSid: "callSid" in started && started.callSid });
  expect(other.messages.some((message) => "type" in message && message.type === "dialled")).toBe(false);
});
