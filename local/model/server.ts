import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { listen, stop } from "../http.ts";
import { apiListener, type Exchange, sendJson, startStream } from "./api.ts";
import { type Brain, tokenCount, tokensOf } from "./model-call.ts";
import { standIn } from "./stand-in.ts";

/**
 * The practice model: a server that speaks OpenAI's API and answers by rules, whatever the agent, so that everything
 * runs without an account or a key. Run it with `node local/model/server.ts --port 8090`.
 */

export interface EmbeddedModel {
  /** Base URL, with `/v1`. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

export interface EmbeddedModelOptions {
  /** @default 0, any free port */
  readonly port?: number;
  /** Time to the first token, milliseconds. @default 350 */
  readonly firstTokenMs?: number;
  /** Time between two tokens, milliseconds. @default 25 */
  readonly tokenMs?: number;
  /** @default the stand-in, which plays any agent by rules */
  readonly brain?: Brain;
}

export async function startModel(options: EmbeddedModelOptions = {}): Promise<EmbeddedModel> {
  const { port = 0, firstTokenMs = 350, tokenMs = 25, brain = standIn() } = options;
  const server = createServer(
    apiListener({
      models: ["stand-in", "gpt-4.1", "gpt-5.4-mini"],
      answer: (exchange) => answer(exchange, brain, firstTokenMs, tokenMs),
    }),
  );
  return { url: `http://127.0.0.1:${await listen(server, port)}/v1`, close: () => stop(server) };
}

async function answer(
  { call, wire, response, gone }: Exchange,
  brain: Brain,
  firstTokenMs: number,
  tokenMs: number,
) {
  const { text = "", toolCalls = [] } = brain(call);
  const tokens = tokensOf(text);
  const kept = tokens.slice(0, call.maxTokens ?? tokens.length);
  const reason = kept.length < tokens.length ? "length" : "stop";
  const calls = toolCalls.map((made) => ({
    callId: `call_${randomUUID().replaceAll("-", "").slice(0, 24)}`,
    name: made.name,
    arguments: JSON.stringify(made.arguments),
  }));
  const inputTokens = tokenCount(JSON.stringify(call.messages));
  const outputTokens = tokenCount(kept.join("") + JSON.stringify(calls));
  const usage = { inputTokens, cachedTokens: 0, outputTokens };

  if (!call.stream) {
    await pause(firstTokenMs + tokenMs * kept.length, gone);
    wire.text(kept.join(""));
    for (const made of calls) wire.toolCall(made);
    if (!gone.aborted) sendJson(response, 200, wire.whole(reason, usage));
    return;
  }

  startStream(response);
  response.write(wire.open());
  let delay = firstTokenMs;
  for (const token of kept) {
    await pause(delay, gone);
    if (gone.aborted) return;
    response.write(wire.text(token));
    delay = tokenMs;
  }
  for (const made of calls) {
    await pause(delay, gone);
    if (gone.aborted) return;
    response.write(wire.toolCall(made));
    delay = tokenMs;
  }
  response.end(wire.close(reason, usage));
}

/** Ends early, and quietly, when the client has gone. */
async function pause(ms: number, gone: AbortSignal): Promise<void> {
  if (ms <= 0 || gone.aborted) return;
  await wait(ms, undefined, { signal: gone }).catch(() => undefined);
}

if (import.meta.main ?? process.argv[1] === new URL(import.meta.url).pathname) {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "8090" },
      "first-token-ms": { type: "string" },
      "token-ms": { type: "string" },
    },
  });
  const { url } = await startModel({
    port: Number(values.port),
    ...(values["first-token-ms"] && { firstTokenMs: Number(values["first-token-ms"]) }),
    ...(values["token-ms"] && { tokenMs: Number(values["token-ms"]) }),
  });
  console.log(`The practice model listens on ${url}`);
}
