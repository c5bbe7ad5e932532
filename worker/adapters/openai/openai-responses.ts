import type OpenAI from "openai";
import { ModelError, type ModelEvent, type ModelRequest } from "../../agent/model.ts";
import { unreachable } from "../../protocol/unreachable.ts";
import { callIdSource, conversation, type Part } from "./openai-conversation.ts";
import { reportedError } from "./openai-errors.ts";
import { finish, noProgress } from "./openai-reply.ts";
import { type Endpoint, openReply } from "./openai-transport.ts";

/** A `Model` stream over OpenAI's Responses API. Source: the types of the `openai` package, `responses/responses`. */

type Body = OpenAI.Responses.ResponseCreateParamsStreaming;
type InputItem = OpenAI.Responses.ResponseInputItem;
type StreamEvent = OpenAI.Responses.ResponseStreamEvent;
type FunctionCall = OpenAI.Responses.ResponseFunctionToolCall;

export async function* streamResponses(
  endpoint: Endpoint,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const reply = await openReply<StreamEvent>(endpoint, "/responses", bodyText(request), signal);
  const progress = noProgress();
  const newCallId = callIdSource(request.items);
  /** Arguments by item, for servers that leave them out of the finished item. */
  const argumentsOf = new Map<string, string>();
  const emitted = new Set<string>();
  let part = "";
  let endsInSpace = true;

  function* text(delta: string, of: string): Generator<ModelEvent> {
    if (!delta) return;
    // A reply in several messages or parts has no space between them, and the ear needs one.
    const spaced = of !== part && progress.said && !endsInSpace && !/^\s/.test(delta) ? ` ${delta}` : delta;
    part = of;
    endsInSpace = /\s$/.test(spaced);
    progress.said ||= spaced.trim() !== "";
    yield { type: "text", delta: spaced };
  }

  function* call(item: FunctionCall): Generator<ModelEvent> {
    const key = item.id ?? item.call_id;
    if (item.status === "incomplete" || !item.name || emitted.has(key)) return;
    emitted.add(key);
    progress.called = true;
    const given = item.arguments || argumentsOf.get(item.id ?? "") || "{}";
    yield { type: "tool_call", callId: newCallId(item.call_id), name: item.name, arguments: given };
  }

  for await (const event of reply.events) {
    switch (event.type) {
      case "response.output_text.delta":
        yield* text(event.delta, `${event.item_id}:${event.content_index}`);
        break;
      case "response.function_call_arguments.done":
        argumentsOf.set(event.item_id, event.arguments);
        break;
      case "response.output_item.done":
        if (event.item.type === "function_call") yield* call(event.item);
        break;
      case "response.refusal.delta":
      case "response.refusal.done":
        progress.refused = true;
        break;
      case "response.failed":
        throw reportedError(event.response.error);
      case "response.completed":
      case "response.incomplete": {
        reply.complete();
        // Some compatible servers send only some of the events before this one, which carries everything.
        for (const item of event.response.output ?? []) {
          if (item.type === "function_call") yield* call(item);
          if (item.type === "message" && !progress.said) {
            for (const content of item.content)
              if (content.type === "output_text") yield* text(content.text, item.id);
          }
        }
        yield finish(progress, reasonOf(event.response), usageOf(event.response));
        return;
      }
    }
  }
  if (!signal.aborted) throw new ModelError("cut", "The model's stream ended before the reply was finished.");
}

/**
 * The request, with what never changes in a call first and the turn's own at the end: tools, instructions and
 * the conversation so far are the same bytes in each request.
 */
export function responsesBody(request: ModelRequest): Body {
  const input = conversation(request.items).flatMap(inputItems);
  if (request.trailer?.trim()) input.push({ role: "developer", content: request.trailer });
  if (input.length === 0) input.push({ role: "developer", content: "The caller has not spoken yet." });
  const toolChoice = request.toolChoice;
  return {
    model: request.model,
    stream: true,
    store: false,
    prompt_cache_key: request.cacheKey,
    max_output_tokens: request.maxOutputTokens,
    ...(request.temperature !== undefined && { temperature: request.temperature }),
    ...(request.reasoningEffort !== undefined && { reasoning: { effort: request.reasoningEffort } }),
    ...(request.tools.length > 0 && {
      parallel_tool_calls: true,
      tools: request.tools.map((tool) => ({
        type: "function" as const,
        name: tool.name,
        description: tool.description,
        parameters: tool.parameters,
        strict: false,
      })),
    }),
    instructions: request.instructions,
    input,
    ...(request.tools.length > 0 && {
      tool_choice:
        typeof toolChoice === "string" ? toolChoice : { type: "function" as const, name: toolChoice.name },
    }),
  };
}

/** What all requests of an agent have in common, as JSON: nine tenths of most of them. By the list of its tools. */
const written = new WeakMap<
  ModelRequest["tools"],
  { readonly instructions: string; readonly json: string }
>();

/** The body as it travels; what was written for an earlier request is not written again. */
function bodyText(request: ModelRequest): string {
  const { tools, instructions, ...turn } = responsesBody(request);
  let common = written.get(request.tools);
  if (common?.instructions !== request.instructions) {
    common = { instructions: request.instructions, json: JSON.stringify({ tools, instructions }) };
    written.set(request.tools, common);
  }
  return `${common.json.slice(0, -1)},${JSON.stringify(turn).slice(1)}`;
}

function inputItems(part: Part): InputItem[] {
  switch (part.kind) {
    case "caller":
      return [{ role: "user", content: part.text }];
    case "note":
      return [{ role: "developer", content: part.text }];
    case "agent":
      return [assistant(part.text)];
    case "calls":
      return [
        ...(part.text === undefined ? [] : [assistant(part.text)]),
        ...part.calls.map((call) => ({
          type: "function_call" as const,
          call_id: call.callId,
          name: call.name,
          arguments: call.arguments,
        })),
        ...part.calls.map((call) => ({
          type: "function_call_output" as const,
          call_id: call.callId,
          output: call.output,
        })),
      ];
    default:
      return unreachable(part);
  }
}

const assistant = (text: string): InputItem => ({ role: "assistant", content: text });

function reasonOf(response: OpenAI.Responses.Response): "stop" | "length" | "content_filter" {
  const cause = response.incomplete_details?.reason;
  if (cause === "content_filter") return "content_filter";
  return cause || response.status === "incomplete" ? "length" : "stop";
}

function usageOf(response: OpenAI.Responses.Response) {
  const usage = response.usage;
  return usage
    ? {
        inputTokens: usage.input_tokens,
        cachedTokens: usage.input_tokens_details?.cached_tokens ?? 0,
        outputTokens: usage.output_tokens,
      }
    : undefined;
}
