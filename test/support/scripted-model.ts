import { createServer, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { listen, stop } from "../../local/http.ts";
import { apiListener, type Exchange, sendFault, sendJson, startStream } from "../../local/model/api.ts";
import { type ModelCall, tokenCount } from "../../local/model/model-call.ts";
import type { Act, Step } from "./model-steps.ts";

/** A request as it came in, and what became of it. Times are `performance.now()` of this process. */
export interface ReceivedRequest {
  /** Place among all requests of this model, from 0. */
  readonly index: number;
  readonly api: "responses" | "chat";
  readonly model: string;
  readonly call: ModelCall;
  /** The body as it came, for questions of bytes such as the stability of its prefix. */
  readonly raw: string;
  readonly receivedAt: number;
  /** When the first and the latest piece of text or of a tool call was written. */
  readonly firstTokenAt: number | undefined;
  readonly lastTokenAt: number | undefined;
  /** The client closed the connection before the reply was over. */
  readonly aborted: boolean;
  readonly abortedAt: number | undefined;
  /** Settles when the reply is over, whichever way. */
  readonly over: Promise<void>;
}

export type Responder = (request: ReceivedRequest) => Step;
export type ScriptStep = Step | Responder;

export interface Script {
  /** Played in order, whichever model is asked for; a record gives each model name its own. */
  readonly script?: readonly ScriptStep[] | Readonly<Record<string, readonly ScriptStep[]>>;
  /** Answers requests beyond the script, any number of them. Without it they are refused, and fail the test. */
  readonly otherwise?: ScriptStep;
  readonly port?: number;
}

export interface ScriptedModel {
  /** Base URL, with `/v1`. */
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  /** Requests that only opened a connection: `HEAD` or `GET /v1/models`. */
  readonly prewarms: number;
  /** TCP connections accepted so far. */
  readonly connections: number;
  /** Adds steps to the end of the script, of one model's when it is named. */
  readonly play: (steps: readonly ScriptStep[], model?: string) => void;
  /** Waits for the request with this index. */
  readonly request: (index: number) => Promise<ReceivedRequest>;
  /** @throws Error naming steps that were not played, and requests that had no step or were refused. */
  readonly assertFinished: () => void;
  readonly close: () => Promise<void>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The model of a test: a real server that plays a script, faults and timing included. */
export async function startScriptedModel({
  script = [],
  otherwise,
  port = 0,
}: Script = {}): Promise<ScriptedModel> {
  const ANY = "*";
  const queues = new Map<string, ScriptStep[]>();
  for (const [model, steps] of Object.entries(isList(script) ? { [ANY]: script } : script))
    queues.set(model, [...steps]);

  const requests: ReceivedRequest[] = [];
  const waiting: { index: number; resolve: (request: ReceivedRequest) => void }[] = [];
  const faults: string[] = [];
  let prewarms = 0;
  let connections = 0;

  const nextStep = (model: string) => queues.get(model)?.shift() ?? queues.get(ANY)?.shift() ?? otherwise;

  async function answer(exchange: Exchange): Promise<void> {
    const receivedAt = performance.now();
    const over = new Promise<void>((resolve) => exchange.response.once("close", resolve));
    const request: Mutable<ReceivedRequest> = {
      index: requests.length,
      api: exchange.call.api,
      model: exchange.call.model,
      call: exchange.call,
      raw: exchange.raw,
      receivedAt,
      firstTokenAt: undefined,
      lastTokenAt: undefined,
      aborted: false,
      abortedAt: undefined,
      over,
    };
    const onGone = () => {
      request.aborted = true;
      request.abortedAt = performance.now();
    };
    exchange.gone.addEventListener("abort", onGone);
    requests.push(request);
    for (const waiter of waiting.splice(0)) {
      if (waiter.index <= request.index) waiter.resolve(request);
      else waiting.push(waiter);
    }

    const found = nextStep(request.model);
    if (!found) {
      const last = request.call.messages.at(-1);
      faults.push(
        `request ${request.index} (${request.model}) has no step in the script; it ends with "${last?.text.slice(0, 80)}"`,
      );
      sendFault(exchange.response, {
        status: 500,
        message: "The script has no step for this request.",
        code: "no_step",
        param: null,
      });
      return;
    }
    const step = typeof found === "function" ? found(request) : found;
    const byScript = () => exchange.gone.removeEventListener("abort", onGone);
    await (exchange.call.stream ? perform(step, exchange, request, byScript) : performWhole(step, exchange));
  }

  const server = createServer(
    apiListener({
      models: ["gpt-4.1", "gpt-5.4-mini"],
      answer,
      onListing: () => {
        prewarms += 1;
      },
      onRefusal: (fault) => faults.push(`a request was refused with ${fault.status}: ${fault.message}`),
    }),
  );
  server.on("connection", () => {
    connections += 1;
  });
  const url = `http://127.0.0.1:${await listen(server, port)}/v1`;

  return {
    url,
    requests,
    get prewarms() {
      return prewarms;
    },
    get connections() {
      return connections;
    },
    play(steps, model = ANY) {
      queues.set(model, [...(queues.get(model) ?? []), ...steps]);
    },
    request(index) {
      const known = requests[index];
      return known ? Promise.resolve(known) : new Promise((resolve) => waiting.push({ index, resolve }));
    },
    assertFinished() {
      const unplayed = [...queues].filter(([, steps]) => steps.length > 0);
      const left = unplayed.map(
        ([model, steps]) => `${steps.length} step(s) of the script for ${model} were not played`,
      );
      const all = [...faults, ...left];
      if (all.length > 0) throw new Error(`The scripted model is not finished:\n  ${all.join("\n  ")}`);
    },
    close: () => stop(server),
  };
}

const isList = (script: NonNullable<Script["script"]>): script is readonly ScriptStep[] =>
  Array.isArray(script);

/** Plays one step. `byScript` is called before the script itself ends the connection, which is no abort. */
async function perform(
  step: Step,
  { call, wire, response, gone }: Exchange,
  request: Mutable<ReceivedRequest>,
  byScript: () => void,
): Promise<void> {
  let outputTokens = 0;
  const write = (bytes: string | Uint8Array) => {
    if (!response.headersSent) startStream(response);
    if (bytes.length > 0) response.write(bytes);
  };
  const writeToken = (bytes: string, count: number) => {
    write(bytes);
    outputTokens += count;
    request.lastTokenAt = performance.now();
    request.firstTokenAt ??= request.lastTokenAt;
  };

  for (const act of step) {
    if (gone.aborted) return;
    switch (act.do) {
      case "wait":
        if (act.ms > 0) await wait(act.ms, undefined, { signal: gone }).catch(() => undefined);
        break;
      case "open":
        write(wire.open());
        break;
      case "text":
        writeToken(wire.text(act.delta), 1);
        break;
      case "refusal":
        writeToken(wire.refusal(act.delta), 1);
        break;
      case "tool_call":
        writeToken(wire.toolCall(withId(act, request)), tokenCount(act.arguments));
        break;
      case "raw":
        write(act.bytes);
        break;
      case "error_event":
        write(wire.error(act.code, act.message));
        byScript();
        response.end();
        return;
      case "status":
        byScript();
        sendFault(
          response,
          { status: act.status, message: act.message, code: act.code, param: null },
          act.headers,
        );
        return;
      case "hang":
        return;
      case "destroy":
        byScript();
        await flushed(response);
        response.socket?.resetAndDestroy();
        return;
      case "end":
        byScript();
        response.end();
        return;
      case "close": {
        const usage = {
          inputTokens: tokenCount(JSON.stringify(call.messages)),
          cachedTokens: act.cachedTokens ?? 0,
          outputTokens,
        };
        byScript();
        response.end(wire.close(act.reason, usage));
      }
    }
  }
}

/** The same step for a client that did not ask for a stream: only words, calls, waits and refusals have a meaning. */
async function performWhole(step: Step, { wire, response, gone }: Exchange): Promise<void> {
  for (const act of step) {
    if (act.do === "wait") await wait(act.ms, undefined, { signal: gone }).catch(() => undefined);
    if (gone.aborted) return;
    if (act.do === "text") wire.text(act.delta);
    if (act.do === "refusal") wire.refusal(act.delta);
    if (act.do === "tool_call") wire.toolCall(withId(act));
    if (act.do === "status") {
      return sendFault(
        response,
        { status: act.status, message: act.message, code: act.code, param: null },
        act.headers,
      );
    }
    if (act.do === "hang") return;
    if (act.do === "destroy") return void response.socket?.resetAndDestroy();
    if (act.do === "close") {
      sendJson(
        response,
        200,
        wire.whole(act.reason, { inputTokens: 0, cachedTokens: act.cachedTokens ?? 0, outputTokens: 0 }),
      );
      return;
    }
  }
}

let made = 0;
function withId(act: Extract<Act, { do: "tool_call" }>, request?: ReceivedRequest) {
  made += 1;
  return {
    callId: act.callId ?? `call_${request?.index ?? 0}_${made}`,
    name: act.name,
    arguments: act.arguments,
  };
}

/** What was written has left this process, so that a reset does not take it along. */
const flushed = (response: ServerResponse): Promise<void> =>
  response.headersSent
    ? new Promise((resolve) => response.write(":\n", () => setImmediate(resolve)))
    : Promise.resolve();
