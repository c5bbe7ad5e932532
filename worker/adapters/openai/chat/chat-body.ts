import type OpenAI from "openai";
import type { ModelRequest } from "../../../agent/model.ts";
import { unreachable } from "../../../protocol/unreachable.ts";
import { type Part, partsOf, shortId } from "../openai-conversation.ts";
import { type Dialect, plainer, tokensFor, USUAL, without } from "../openai-dialect.ts";

/** A request to Chat Completions. Source: the types of the `openai` package, `chat/completions`. */

type Body = OpenAI.ChatCompletionCreateParamsStreaming;
type Message = OpenAI.ChatCompletionMessageParam;

/**
 * The request, with what never changes in a call first and the turn's own at the end.
 *
 * `max_completion_tokens` is what OpenAI wants (newer models refuse `max_tokens`); a server that refuses it is
 * sent `max_tokens`. Notes are system messages, as many servers do not know the developer role.
 */
export function chatBody(request: ModelRequest, dialect: Dialect = USUAL): Body {
  const takes = (parameter: string) => !dialect.has(`without ${parameter}`);
  const { toolChoice, temperature, reasoningEffort } = request;
  const hasTools = request.tools.length > 0 && takes("tools");
  const tokens = tokensFor(request.maxOutputTokens, dialect);
  const body: Body = {
    model: request.model,
    stream: true,
    ...(takes("stream") && { stream_options: { include_usage: true } }),
    prompt_cache_key: request.cacheKey,
    ...(takes("max_completion_tokens") ? { max_completion_tokens: tokens } : { max_tokens: tokens }),
    ...(temperature !== undefined && { temperature }),
    ...(reasoningEffort !== undefined && { reasoning_effort: reasoningEffort }),
    ...(hasTools && {
      parallel_tool_calls: true,
      tools: request.tools.map((tool) => ({
        type: "function" as const,
        function: {
          name: tool.name,
          description: tool.description,
          parameters: dialect.size === 0 ? tool.parameters : plainer(tool.parameters, dialect),
        },
      })),
    }),
    messages: dialect.has("content in parts")
      ? messagesOf(request, dialect).map(inParts)
      : messagesOf(request, dialect),
    ...(hasTools && {
      tool_choice:
        typeof toolChoice === "string"
          ? toolChoice
          : { type: "function" as const, function: { name: toolChoice.name } },
    }),
  };
  return dialect.size === 0 ? body : without(body, dialect);
}

function messagesOf(request: ModelRequest, dialect: Dialect): Message[] {
  const messages = partsOf(request, dialect).flatMap((part) => messagesIn(part, dialect));
  const { instructions } = request;
  if (!dialect.has("no system message")) return [{ role: "system", content: instructions }, ...messages];
  const first = messages[0];
  if (first?.role !== "user" || typeof first.content !== "string")
    return [{ role: "user", content: instructions }, ...messages];
  return [{ role: "user", content: `${instructions}\n\n${first.content}` }, ...messages.slice(1)];
}

/** The message with a list for its content. */
const inParts = (message: Message): Message =>
  message.role !== "function" && typeof message.content === "string"
    ? { ...message, content: [{ type: "text", text: message.content }] }
    : message;

/** Stands for a signature that was not kept. Source: Google, "Thought signatures", on calls of other models. */
const UNSIGNED = { extra_content: { google: { thought_signature: "skip_thought_signature_validator" } } };

function messagesIn(part: Part, dialect: Dialect): Message[] {
  switch (part.kind) {
    case "caller":
      return [{ role: "user", content: part.text }];
    case "note":
      return [{ role: "system", content: part.text }];
    case "agent":
      return [{ role: "assistant", content: part.text }];
    case "calls": {
      const idOf = (id: string) => (dialect.has("short call ids") ? shortId(id) : id);
      return [
        {
          role: "assistant",
          content: part.text ?? (dialect.has("text beside calls") ? "" : null),
          ...(dialect.has("thoughts beside calls") && { reasoning_content: "" }),
          tool_calls: part.calls.map((call) => ({
            id: idOf(call.callId),
            type: "function" as const,
            function: { name: call.name, arguments: call.arguments },
            ...(dialect.has("signed calls") && UNSIGNED),
          })),
        },
        ...part.calls.map((call) => ({
          role: "tool" as const,
          tool_call_id: idOf(call.callId),
          content: call.output,
        })),
      ];
    }
    default:
      return unreachable(part);
  }
}
