import { randomUUID } from "node:crypto";
import type { ModelCall } from "./model-call.ts";
import { argumentPieces, type EndReason, type Usage, type Wire } from "./wire.ts";

/** The Responses API on the wire. Source: the types of the `openai` package, `responses/responses`. */
export function responsesWire(call: ModelCall): Wire {
  const id = newId("resp");
  const createdAt = Math.floor(Date.now() / 1_000);
  const output: object[] = [];
  let sequence = 0;
  /** The message being written: its text and refusal parts, closed by a tool call or the end. */
  let message: { id: string; parts: { type: "output_text" | "refusal"; text: string }[] } | undefined;

  const event = (type: string, fields: object) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...fields })}\n\n`;
  const position = (itemId: string, contentIndex: number) => ({
    item_id: itemId,
    output_index: output.length,
    content_index: contentIndex,
  });

  function write(type: "output_text" | "refusal", delta: string): string {
    let bytes = "";
    if (!message) {
      message = { id: newId("msg"), parts: [] };
      bytes += event("response.output_item.added", {
        output_index: output.length,
        item: { ...messageItem(message.id, "in_progress"), content: [] },
      });
    }
    if (message.parts.at(-1)?.type !== type) {
      bytes += endPart();
      const contentIndex = message.parts.push({ type, text: "" }) - 1;
      bytes += event("response.content_part.added", {
        ...position(message.id, contentIndex),
        part: partFields(type, ""),
      });
    }
    const part = message.parts.at(-1);
    if (part) part.text += delta;
    const contentIndex = message.parts.length - 1;
    return (
      bytes +
      event(`response.${type}.delta`, { ...position(message.id, contentIndex), delta, ...logprobs(type) })
    );
  }

  function endPart(): string {
    const part = message?.parts.at(-1);
    if (!message || !part) return "";
    const at = position(message.id, message.parts.length - 1);
    const text = part.type === "refusal" ? { refusal: part.text } : { text: part.text };
    return (
      event(`response.${part.type}.done`, { ...at, ...text, ...logprobs(part.type) }) +
      event("response.content_part.done", { ...at, part: partFields(part.type, part.text) })
    );
  }

  function endMessage(): string {
    if (!message) return "";
    let bytes = endPart();
    const content = message.parts.map((part) => partFields(part.type, part.text));
    const item = { ...messageItem(message.id, "completed"), content };
    bytes += event("response.output_item.done", { output_index: output.length, item });
    output.push(item);
    message = undefined;
    return bytes;
  }

  const response = (status: string, fields: object) => ({
    id,
    object: "response",
    created_at: createdAt,
    status,
    error: null,
    incomplete_details: null,
    model: call.model,
    output,
    parallel_tool_calls: true,
    store: false,
    usage: null,
    ...fields,
  });
  const ended = (reason: EndReason, usage: Usage) =>
    reason === "stop"
      ? response("completed", { usage: usageFields(usage) })
      : response("incomplete", {
          incomplete_details: { reason: reason === "length" ? "max_output_tokens" : "content_filter" },
          usage: usageFields(usage),
        });

  return {
    open: () =>
      event("response.created", { response: response("in_progress", {}) }) +
      event("response.in_progress", { response: response("in_progress", {}) }),
    text: (delta) => write("output_text", delta),
    refusal: (delta) => write("refusal", delta),
    toolCall(made) {
      const itemId = newId("fc");
      const item = { id: itemId, type: "function_call", call_id: made.callId, name: made.name };
      const bytes = endMessage();
      const at = { item_id: itemId, output_index: output.length };
      const done = { ...item, arguments: made.arguments, status: "completed" };
      const events = [
        event("response.output_item.added", {
          output_index: output.length,
          item: { ...item, arguments: "", status: "in_progress" },
        }),
        ...argumentPieces(made.arguments).map((delta) =>
          event("response.function_call_arguments.delta", { ...at, delta }),
        ),
        event("response.function_call_arguments.done", { ...at, name: made.name, arguments: made.arguments }),
        event("response.output_item.done", { output_index: output.length, item: done }),
      ];
      output.push(done);
      return bytes + events.join("");
    },
    close: (reason, usage) =>
      endMessage() +
      event(reason === "stop" ? "response.completed" : "response.incomplete", {
        response: ended(reason, usage),
      }),
    error: (code, text) =>
      event("error", { code, message: text, param: null }) +
      event("response.failed", { response: response("failed", { error: { code, message: text } }) }),
    whole(reason, usage) {
      endMessage();
      return ended(reason, usage);
    },
  };
}

const newId = (prefix: string): string => `${prefix}_${randomUUID().replaceAll("-", "")}`;

const messageItem = (id: string, status: string) => ({ id, type: "message", status, role: "assistant" });

const partFields = (type: "output_text" | "refusal", text: string) =>
  type === "refusal" ? { type, refusal: text } : { type, annotations: [], logprobs: [], text };

const logprobs = (type: "output_text" | "refusal") => (type === "output_text" ? { logprobs: [] } : {});

const usageFields = (usage: Usage) => ({
  input_tokens: usage.inputTokens,
  input_tokens_details: { cached_tokens: usage.cachedTokens },
  output_tokens: usage.outputTokens,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: usage.inputTokens + usage.outputTokens,
});
