import { randomUUID } from "node:crypto";
import type { ModelCall, ToolCall } from "./model-call.ts";
import { argumentPieces, type EndReason, type Usage, type Wire } from "./wire.ts";

/** Chat Completions on the wire. Source: the types of the `openai` package, `chat/completions`. */
export function chatWire(call: ModelCall): Wire {
  const base = { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1_000), model: call.model };
  const calls: ToolCall[] = [];
  let said = "";
  let refused = "";

  const frame = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
  const chunk = (fields: object) =>
    frame({ ...base, object: "chat.completion.chunk", service_tier: "default", ...fields });
  const choice = (delta: object, finishReason: string | null = null) =>
    chunk({
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
      ...(call.includeUsage && { usage: null }),
    });
  const finishReason = (reason: EndReason) => (reason === "stop" && calls.length > 0 ? "tool_calls" : reason);

  return {
    open: () => choice({ role: "assistant", content: "", refusal: null }),
    text(delta) {
      said += delta;
      return choice({ content: delta });
    },
    refusal(delta) {
      refused += delta;
      return choice({ refusal: delta });
    },
    toolCall(made) {
      const index = calls.push(made) - 1;
      const first = {
        index,
        id: made.callId,
        type: "function",
        function: { name: made.name, arguments: "" },
      };
      const rest = argumentPieces(made.arguments).map((piece) => ({ index, function: { arguments: piece } }));
      return [first, ...rest].map((piece) => choice({ tool_calls: [piece] })).join("");
    },
    close: (reason, usage) =>
      choice({}, finishReason(reason)) +
      (call.includeUsage ? chunk({ choices: [], usage: usageFields(usage) }) : "") +
      "data: [DONE]\n\n",
    error: (code, message) => frame({ error: { message, type: "server_error", param: null, code } }),
    whole: (reason, usage) => ({
      ...base,
      object: "chat.completion",
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: said || null,
            refusal: refused || null,
            ...(calls.length > 0 && {
              tool_calls: calls.map(({ callId, name, arguments: text }) => ({
                id: callId,
                type: "function",
                function: { name, arguments: text },
              })),
            }),
          },
          logprobs: null,
          finish_reason: finishReason(reason),
        },
      ],
      usage: usageFields(usage),
    }),
  };
}

const usageFields = (usage: Usage) => ({
  prompt_tokens: usage.inputTokens,
  completion_tokens: usage.outputTokens,
  total_tokens: usage.inputTokens + usage.outputTokens,
  prompt_tokens_details: { cached_tokens: usage.cachedTokens, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
});
