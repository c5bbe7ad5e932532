import type { Brain, Message, ModelCall } from "../../local/model/model-call.ts";
import { partsOf, type Part as Spoken } from "../../worker/adapters/openai/openai-conversation.ts";
import type { ModelRequest } from "../../worker/agent/model.ts";
import { type Answerer, callsTools, says } from "./played-model.ts";

/** A request of the engine's as a brain reads it: what the two adapters and the server between them make of it. */
const modelCallOf = (request: ModelRequest): ModelCall => ({
  api: "responses",
  model: request.model,
  messages: [
    { role: "system", text: request.instructions },
    ...partsOf(request, new Set()).flatMap(messagesOf),
  ],
  tools: request.tools,
  toolChoice: request.toolChoice,
  stream: true,
  includeUsage: true,
  maxTokens: request.maxOutputTokens,
});

function messagesOf(part: Spoken): readonly Message[] {
  if (part.kind === "caller") return [{ role: "user", text: part.text }];
  if (part.kind === "note") return [{ role: "system", text: part.text }];
  if (part.kind === "agent") return [{ role: "assistant", text: part.text, toolCalls: [] }];
  return [
    { role: "assistant", text: part.text ?? "", toolCalls: part.calls },
    ...part.calls.map(({ callId, output }): Message => ({ role: "tool", callId, text: output })),
  ];
}

/** A brain in the place of a scripted model. */
export const answeredBy =
  (brain: Brain): Answerer =>
  (request) => {
    const { text = "", toolCalls = [] } = brain(modelCallOf(request));
    const called = callsTools(...toolCalls.map((made) => [made.name, made.arguments] as const));
    return toolCalls.length === 0
      ? says(text)
      : [...says(text).filter((act) => act.type !== "finished"), ...called];
  };
