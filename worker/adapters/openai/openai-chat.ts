import type OpenAI from "openai";
import { ModelError, type ModelEvent, type ModelRequest } from "../../agent/model.ts";
import { unreachable } from "../../protocol/unreachable.ts";
import { collectToolCalls, isWhole } from "./chat-tool-calls.ts";
import { callIdSource, conversation, type Part } from "./openai-conversation.ts";
import { UnsupportedParameter } from "./openai-errors.ts";
import { finish, noProgress } from "./openai-reply.ts";
import { type Endpoint, openReply, type ReplyStream } from "./openai-transport.ts";

/**
 * A `Model` stream over Chat Completions, for OpenAI and for servers that are compatible with it. Source: the
 * types of the `openai` package, `chat/completions`.
 */

type Body = OpenAI.ChatCompletionCreateParamsStreaming;
type Message = OpenAI.ChatCompletionMessageParam;
type Chunk = OpenAI.ChatCompletionChunk;

/**
 * The usage follows the reason in a chunk of its own, which OpenAI and the servers that send one write in the same
 * breath. The end of the reply, and a tool call with it, waits no longer: figures are not worth a silence.
 */
const USAGE_MS = 20;

/** @param unsupported - parameters this endpoint is known not to take; grows as it refuses them. */
export async function* streamChat(
  endpoint: Endpoint,
  request: ModelRequest,
  signal: AbortSignal,
  unsupported: Set<string>,
): AsyncGenerator<ModelEvent> {
  const reply = await openChat(endpoint, request, signal, unsupported);
  const progress = noProgress();
  const newCallId = callIdSource(request.items);
  const toolCalls = collectToolCalls();
  let reason: "stop" | "length" | "content_filter" | undefined;
  let usage: ReturnType<typeof usageOf>;

  try {
    for await (const chunk of reply.events) {
      usage = usageOf(chunk) ?? usage;
      if (reason && usage) break; // some compatible servers send no `[DONE]`
      const choice = chunk.choices?.[0];
      if (!choice) continue;
      const { content, refusal, tool_calls: pieces } = choice.delta ?? {};
      if (typeof content === "string" && content !== "") {
        progress.said ||= content.trim() !== "";
        yield { type: "text", delta: content };
      }
      if (refusal) progress.refused = true;
      for (const piece of pieces ?? []) toolCalls.add(piece);
      if (choice.finish_reason && !reason) {
        reason = reasonOf(choice.finish_reason);
        reply.complete(USAGE_MS);
        yield* finishedCalls();
      }
    }
  } catch (error) {
    // After its finish reason a reply is whole; only the usage is lost.
    if (reason === undefined) throw error;
  }
  if (signal.aborted) return;
  if (reason === undefined) {
    if (reply.ended()) throw new ModelError("cut", "The model's stream ended before the reply was finished.");
    reason = "stop"; // `[DONE]` alone: some compatible servers give no reason.
    reply.complete();
    yield* finishedCalls();
  }
  yield finish(progress, reason, usage);

  function* finishedCalls(): Generator<ModelEvent> {
    for (const call of toolCalls.calls) {
      // At the length limit the last call is cut off in the middle.
      if (!call.name || (reason === "length" && !isWhole(call.arguments))) continue;
      progress.called = true;
      const given = call.arguments || "{}";
      yield { type: "tool_call", callId: newCallId(call.id), name: call.name, arguments: given };
    }
  }
}

/** Sends the request again without a parameter that this endpoint does not know, and remembers it. */
async function openChat(
  endpoint: Endpoint,
  request: ModelRequest,
  signal: AbortSignal,
  unsupported: Set<string>,
): Promise<ReplyStream<Chunk>> {
  for (;;) {
    try {
      const body = JSON.stringify(chatBody(request, unsupported));
      return await openReply<Chunk>(endpoint, "/chat/completions", body, signal);
    } catch (error) {
      if (!(error instanceof UnsupportedParameter) || unsupported.has(error.parameter)) throw error;
      unsupported.add(error.parameter);
    }
  }
}

/**
 * The request, with what never changes in a call first and the turn's own at the end.
 *
 * `max_completion_tokens` is what OpenAI wants (newer models refuse `max_tokens`); a server that refuses it is
 * sent `max_tokens`. Notes are system messages, as many servers do not know the developer role.
 */
export function chatBody(request: ModelRequest, unsupported: ReadonlySet<string> = new Set()): Body {
  const messages: Message[] = [{ role: "system", content: request.instructions }];
  messages.push(...conversation(request.items).flatMap(chatMessages));
  if (request.trailer?.trim()) messages.push({ role: "system", content: request.trailer });
  const toolChoice = request.toolChoice;
  const hasTools = request.tools.length > 0;
  const takes = (parameter: string) => !unsupported.has(parameter);
  return {
    model: request.model,
    stream: true,
    ...(takes("stream_options") && { stream_options: { include_usage: true } }),
    ...(takes("prompt_cache_key") && { prompt_cache_key: request.cacheKey }),
    ...(takes("max_completion_tokens")
      ? { max_completion_tokens: request.maxOutputTokens }
      : { max_tokens: request.maxOutputTokens }),
    ...(request.temperature !== undefined && { temperature: request.temperature }),
    ...(request.reasoningEffort !== undefined && { reasoning_effort: request.reasoningEffort }),
    ...(hasTools && takes("parallel_tool_calls") && { parallel_tool_calls: true }),
    ...(hasTools && {
      tools: request.tools.map((tool) => ({
        type: "function" as const,
        function: { name: tool.name, description: tool.description, parameters: tool.parameters },
      })),
    }),
    messages,
    ...(hasTools && {
      tool_choice:
        typeof toolChoice === "string"
          ? toolChoice
          : { type: "function" as const, function: { name: toolChoice.name } },
    }),
  };
}

function chatMessages(part: Part): Message[] {
  switch (part.kind) {
    case "caller":
      return [{ role: "user", content: part.text }];
    case "note":
      return [{ role: "system", content: part.text }];
    case "agent":
      return [{ role: "assistant", content: part.text }];
    case "calls":
      return [
        {
          role: "assistant",
          content: part.text ?? null,
          tool_calls: part.calls.map((call) => ({
            id: call.callId,
            type: "function" as const,
            function: { name: call.name, arguments: call.arguments },
          })),
        },
        ...part.calls.map((call) => ({
          role: "tool" as const,
          tool_call_id: call.callId,
          content: call.output,
        })),
      ];
    default:
      return unreachable(part);
  }
}

function reasonOf(finishReason: string): "stop" | "length" | "content_filter" {
  return finishReason === "length" || finishReason === "content_filter" ? finishReason : "stop";
}

function usageOf(chunk: Chunk) {
  const usage = chunk.usage;
  return usage
    ? {
        inputTokens: usage.prompt_tokens,
        cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
        outputTokens: usage.completion_tokens,
      }
    : undefined;
}
