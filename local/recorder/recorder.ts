import { openAiModel } from "../../worker/adapters/openai/openai-model.ts";
import type { ModelEvent } from "../../worker/agent/model.ts";
import { TRIAL } from "../../worker/protocol/console/trial.ts";
import type { ModelApi } from "../../worker/protocol/model-api.ts";
import type { ModelCall } from "../model/model-call.ts";
import { readCall } from "../model/read-call.ts";
import type { ModelAnswered, StackEventBody, ToolCalled } from "../twilio/events.ts";
import { type Exchange, type Listener, type ModelProxy, startModelProxy } from "./model-proxy.ts";
import { type LogEntry, workerLogReader } from "./worker-log.ts";

/**
 * What the agent does, for the page and `npm run call`: its requests to the model, its tools and the engine's decisions.
 * Production code has no part in it: the requests pass through a proxy, and the log is read as the Worker writes it. A
 * request is its call's by the name that the Worker gives it.
 */
export interface Recorder {
  /** For the Worker's `OPENAI_BASE_URL`. */
  readonly url: string;
  /** Takes the Worker's output, line by line. */
  readonly hearLine: (line: string) => void;
  close(): Promise<void>;
}

type Report = (body: StackEventBody, callSid?: string) => void;

export async function startRecorder(model: string, report: Report): Promise<Recorder> {
  const calls = new Map<string, CallRecorder>();
  const callOf = (callSid: string): CallRecorder => {
    const known = calls.get(callSid);
    if (known) return known;
    // A trial is no call: nothing of it is shown where calls are.
    const isTrial = callSid.startsWith(TRIAL);
    const call = recordCall((body) => isTrial || report(body, callSid || undefined));
    calls.set(callSid, call);
    return call;
  };
  const proxy: ModelProxy = await startModelProxy(model, (exchange) => {
    const [, callSid = "", attempt = "0", guess] = /^(.*)-(\d+)(-guess)?$/.exec(exchange.id) ?? [];
    return callOf(callSid).asks(exchange, Number(attempt), guess !== undefined);
  });
  return {
    url: proxy.url,
    hearLine: workerLogReader((entry) => {
      const { callSid, ...fields } = entry.fields;
      if (typeof callSid === "string") callOf(callSid).logs({ ...entry, fields });
    }),
    close: () => proxy.close(),
  };
}

/** How the Worker tells of a result that comes later; see \`worker/session/answer/tool-runs.ts\`. */
const LATE = /^The result of (\w+) has come in: (.*)$/s;

interface CallRecorder {
  asks(exchange: Exchange, attempt: number, guess: boolean): Listener;
  logs(entry: LogEntry): void;
}

function recordCall(report: Report): CallRecorder {
  const tools = new Map<string, ToolCalled>();
  /** Tools whose result came after the model had been told that they were running. */
  const late = new Set<string>();
  let promptBefore = "";
  let asked = 0;
  let open = 0;

  function learn(callId: string, news: Partial<ToolCalled>): void {
    const before = tools.get(callId) ?? { kind: "tool", callId, name: "", arguments: "" };
    const now = { ...before, ...news };
    if (JSON.stringify(now) === JSON.stringify(before)) return;
    tools.set(callId, now);
    // A call that was only written may never be made: the request may have lost its race.
    if (now.output ?? now.outcome ?? now.stack) report(now);
  }

  /** What the model is told of earlier calls is how they ended. */
  function learnFrom({ messages }: ModelCall): void {
    for (const message of messages) {
      if (message.role === "assistant")
        for (const { callId, name, arguments: json } of message.toolCalls)
          learn(callId, { name, arguments: json });
      if (message.role === "tool" && !late.has(message.callId))
        learn(message.callId, { output: message.text });
      const [, name, output] = (message.role === "system" && LATE.exec(message.text)) || [];
      const tool = [...tools.values()].findLast((t) => t.name === name);
      if (tool && output !== undefined) {
        late.add(tool.callId);
        learn(tool.callId, { output });
      }
    }
  }

  return {
    asks({ path, body }, attempt, guess) {
      const api = path.startsWith("/chat") ? "chat" : "responses";
      const read = readCall(api, body);
      asked += 1;
      const id = `${attempt}.${asked}`;
      if (read.ok) {
        const { model, messages, tools: offered } = read.call;
        const [first, ...rest] = messages;
        const instructions = first?.role === "system" ? first.text : "";
        const prompt = JSON.stringify([instructions, offered]);
        learnFrom(read.call);
        report({
          kind: "model_request",
          id,
          attempt,
          guess,
          model,
          beside: open > 0,
          ...(prompt === promptBefore ? {} : { prompt: { instructions, tools: offered } }),
          messages: instructions ? rest : messages,
        });
        promptBefore = prompt;
      }
      open += 1;
      return recordAnswer(api, (answer, calls) => {
        open -= 1;
        for (const { callId, name, arguments: json } of calls) learn(callId, { name, arguments: json });
        report({ kind: "model_response", id, attempt, ...answer });
      });
    },
    logs({ level, event, fields }) {
      const { callId, tool, outcome, ms, stack, error } = fields;
      if (typeof callId === "string" && typeof tool === "string") {
        if (event === "tool.finished")
          learn(callId, { name: tool, outcome: String(outcome), ms: Number(ms) });
        if (event === "tool.threw")
          learn(callId, { name: tool, stack: `${error}\n${placesIn(String(stack))}` });
      } else report({ kind: "log", level, event, fields });
    },
  };
}

const ROOT = new URL("../..", import.meta.url).href;

/** Places as an author knows them: paths from the root, and none in wrangler's bundle. */
const placesIn = (stack: string): string =>
  stack
    .split("\n")
    .filter((line) => !line.includes("/.wrangler/"))
    .join("\n")
    .replaceAll(ROOT, "");

type ToolCall = Extract<ModelEvent, { type: "tool_call" }>;

/** Reads an answer with the Worker's own reader, as it comes. */
function recordAnswer(
  api: ModelApi,
  done: (answer: Omit<ModelAnswered, "kind" | "id" | "attempt">, calls: readonly ToolCall[]) => void,
): Listener {
  const startedAt = performance.now();
  const since = (): number => Math.round(performance.now() - startedAt);
  const calls: ToolCall[] = [];
  let text = "";
  let firstTokenMs: number | undefined;
  let usage: ModelAnswered["usage"];
  let refusal: string | undefined;
  let outcome: ModelAnswered["outcome"] = "failed";
  let reading: Promise<void> | undefined;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();

  async function read(response: Response): Promise<void> {
    const reader = openAiModel({ api, baseUrl: "recorded:", apiKey: "", fetch: async () => response });
    for await (const event of reader.stream(NOTHING, new AbortController().signal)) {
      if (event.type !== "finished") firstTokenMs ??= since();
      if (event.type === "text") text += event.delta;
      if (event.type === "tool_call") calls.push(event);
      if (event.type === "finished") {
        usage = event.usage;
        outcome = "finished";
      }
    }
  }

  const settle = (): void =>
    done(
      {
        outcome,
        text,
        toolCalls: calls.map(({ name, arguments: json }) => ({ name, arguments: json })),
        ms: since(),
        ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
        ...(usage ? { usage } : {}),
        ...(refusal === undefined ? {} : { error: refusal }),
      },
      calls,
    );

  return {
    answered(status, headers) {
      const response = new Response(readable, { status, headers });
      const whole = response.ok
        ? read(response)
        : response.text().then((body) => {
            refusal = `${status} ${body.slice(0, 2_000)}`;
          });
      // An answer that breaks off is read as far as it came.
      reading = whole.catch(() => undefined).then(settle);
    },
    // The reader may have had enough.
    bytes: (chunk) => void writer.write(chunk).catch(() => undefined),
    over(how) {
      if (how === "stopped" && outcome !== "finished") outcome = how;
      void writer.close().catch(() => undefined);
      if (!reading) settle();
    },
  };
}

/** What the reader is told was asked; an answer is read without it. */
const NOTHING = {
  model: "recorded",
  instructions: "",
  items: [],
  tools: [],
  toolChoice: "auto",
  maxOutputTokens: 16,
  cacheKey: "",
} as const;
