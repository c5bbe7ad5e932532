import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import { unreachable } from "../../../worker/protocol/unreachable.ts";
import { readCall } from "../../model/read-call.ts";
import { responsesWire } from "../../model/responses-wire.ts";
import { nowUs } from "../clock.ts";
import { nameIn } from "../questions.ts";
import { FAULTS } from "./faults.ts";
import type { ModelNews, ModelOrder, ModelRecord, Plan } from "./plan.ts";

/**
 * The model of the bench, on a thread of its own so that the caller's work does not delay it: OpenAI's Responses
 * API, an answer by schedule, and the times of what came and went. It also plays the slow endpoint of a tool, and
 * statistics of TaskRouter that are of no use.
 */

if (!parentPort) throw new Error("The bench's model runs on a worker thread: see startBenchModel.");
const bench = parentPort;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

let plan: Plan = { firstMs: 0, gapMs: 0, deltas: ["Hello."] };
let keepBodies = false;
let connectMs = 0;
const sockets = new Set<Socket>();
/** Those with a request under way. */
const busy = new Set<Socket>();
let connections = 0;
let records: Mutable<ModelRecord>[] = [];

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  busy.add(request.socket);
  response.on("close", () => busy.delete(request.socket));
  const url = new URL(request.url ?? "/", "http://model");
  let body = "";
  for await (const chunk of request) body += chunk;
  const receivedUs = nowUs();
  if (url.pathname === "/tools/wait") {
    const ms = Number(url.searchParams.get("ms"));
    await pause(ms);
    return sendJson(response, { waitedMs: ms });
  }
  if (url.pathname.startsWith("/v1/Workspaces/")) {
    await pause(plan.statisticsMs ?? 0);
    return sendJson(response, {});
  }
  if (request.method === "GET") return sendJson(response, { object: "list", data: [] });

  const read = readCall("responses", body);
  if (!read.ok) throw new Error(`A request the API would refuse: ${read.fault.message}`);
  const messages = read.call.messages;
  const question = messages.findLast((m) => m.role === "user")?.text ?? "";
  const record: Mutable<ModelRecord> = {
    key: request.headers.authorization?.replace(/^Bearer /, "") ?? "",
    question,
    afterTools: messages.at(-1)?.role === "tool",
    receivedUs,
    bytes: body.length,
    firstUs: undefined,
    thirdUs: undefined,
    lastUs: undefined,
    abortedUs: undefined,
    faulty: Math.random() < (plan.faultShare ?? 0),
    body: keepBodies ? body : undefined,
  };
  records.push(record);
  response.on("close", () => {
    if (!response.writableFinished) record.abortedUs = nowUs();
  });
  await answer(response, responsesWire(read.call), record, plan);
}

async function answer(
  response: ServerResponse,
  wire: ReturnType<typeof responsesWire>,
  record: Mutable<ModelRecord>,
  { firstMs, gapMs, deltas, calls = [] }: Plan,
): Promise<void> {
  response.socket?.setNoDelay(true);
  // Written one by one: what a piece has said is in the stream's later events.
  const pieces: readonly (() => string)[] =
    calls.length > 0 && !record.afterTools
      ? [() => calls.map((c, i) => wire.toolCall(toolCall(c, i))).join("")]
      : deltas.map((delta) => () => wire.text(delta.replace("$who", nameIn(record.question))));
  const fault = record.faulty ? FAULTS[Math.floor(Math.random() * FAULTS.length)] : undefined;
  if (fault) return fault({ response, wire, pieces });
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  response.write(wire.open());
  const startedUs = nowUs();
  for (const [index, piece] of pieces.entries()) {
    // By the schedule and not one after another, so that late timers do not add up.
    const dueMs = firstMs + index * gapMs - (nowUs() - startedUs) / 1_000;
    if (dueMs > 0) await pause(dueMs);
    if (response.destroyed) return;
    record.lastUs = nowUs();
    if (index === 0) record.firstUs = record.lastUs;
    if (index === 2) record.thirdUs = record.lastUs;
    response.write(piece());
  }
  response.end(wire.close("stop", { inputTokens: 0, cachedTokens: 0, outputTokens: pieces.length }));
}

const toolCall = (call: NonNullable<Plan["calls"]>[number], index: number) => ({
  callId: `call_${nowUs()}_${index}`,
  name: call.name,
  arguments: JSON.stringify(call.arguments),
});

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

const http = createServer((request, response) => {
  handle(request, response).catch((error: unknown) => {
    if (response.destroyed) return; // The client left in the middle of its request.
    console.error("bench model:", error);
    response.destroy();
  });
});
// Longer than any pause of the bench: only `slow_connects` closes a connection that the Worker keeps.
http.keepAliveTimeout = 600_000;

// A connection is handed on when it has "arrived", which is how a far-away server looks from here.
const tcp = createTcpServer({ pauseOnConnect: true }, (socket) => {
  connections += 1;
  sockets.add(socket);
  socket.on("close", () => sockets.delete(socket));
  setTimeout(() => {
    if (socket.destroyed) return;
    http.emit("connection", socket);
    socket.resume();
  }, connectMs);
  socket.on("error", () => socket.destroy());
});

bench.on("message", (order: ModelOrder) => {
  switch (order.do) {
    case "play":
      plan = order.plan;
      keepBodies = order.keepBodies;
      return;
    case "slow_connects":
      connectMs = order.ms;
      // Not `http.closeIdleConnections()`: it knows only connections that `http` itself has accepted.
      for (const socket of sockets) if (!busy.has(socket)) socket.end();
      return;
    case "collect":
      tell({ is: "collected", records, connections });
      records = [];
      connections = 0;
      return;
    default:
      unreachable(order);
  }
});

const tell = (news: ModelNews): void => bench.postMessage(news);

tcp.listen(0, "127.0.0.1", 1_024, () => {
  // A server on a TCP port has an address of this shape.
  tell({ is: "listening", port: (tcp.address() as AddressInfo).port });
});
