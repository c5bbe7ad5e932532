import type OpenAI from "openai";
import type { ModelRequest } from "../../../agent/model.ts";
import { unreachable } from "../../../protocol/unreachable.ts";
import { type Part, partsOf, shortId } from "../openai-conversation.ts";
import { type Dialect, tokensFor, USUAL, without } from "../openai-dialect.ts";

/** A request to the Responses API. Source: the types of the `openai` package, `responses/responses`. */

type Body = OpenAI.Responses.ResponseCreateParamsStreaming;
type InputItem = OpenAI.Responses.ResponseInputItem;

/**
 * The request, with what never changes in a call first and the turn's own at the end: tools, instructions and
 * the conversation so far are the same bytes in each request.
 */
export function responsesBody(request: ModelRequest, dialect: Dialect = USUAL): Body {
  const input = partsOf(request, dialect).flatMap((part) => inputItems(part, dialect));
  if (input.length === 0) input.push({ role: "developer", content: "The caller has not spoken yet." });
  if (dialect.has("without instructions"))
    input.unshift(...inputItems({ kind: "note", text: request.instructions }, dialect));
  const toolChoice = request.toolChoice;
  const hasTools = request.tools.length > 0 && !dialect.has("without tools");
  const body: Body = {
    model: request.model,
    stream: true,
    store: false,
    prompt_cache_key: request.cacheKey,
    max_output_tokens: tokensFor(request.maxOutputTokens, dialect),
    ...(request.temperature !== undefined && { temperature: request.temperature }),
    ...(request.reasoningEffort !== undefined && { reasoning: { effort: request.reasoningEffort } }),
    ...(hasTools && {
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
    ...(hasTools && {
      tool_choice:
        typeof toolChoice === "string" ? toolChoice : { type: "function" as const, name: toolChoice.name },
    }),
  };
  return dialect.size === 0 ? body : without(body, dialect);
}

/** What all requests of an agent have in common, as JSON: nine tenths of most of them. By the list of its tools. */
const written = new WeakMap<
  ModelRequest["tools"],
  { readonly instructions: string; readonly json: string }
>();

/** The body as it travels; what was written for an earlier request is not written again. */
export function responsesText(request: ModelRequest, dialect: Dialect) {
  const body = responsesBody(request, dialect);
  const parameters = Object.keys(body);
  if (dialect.has("without tools") || dialect.has("without instructions"))
    return { text: JSON.stringify(body), parameters };
  const { tools, instructions, ...turn } = body;
  let common = written.get(request.tools);
  if (common?.instructions !== request.instructions) {
    common = { instructions: request.instructions, json: JSON.stringify({ tools, instructions }) };
    written.set(request.tools, common);
  }
  return { text: `${common.json.slice(0, -1)},${JSON.stringify(turn).slice(1)}`, parameters };
}

function inputItems(part: Part, dialect: Dialect): InputItem[] {
  switch (part.kind) {
    case "caller":
      return [{ role: "user", content: part.text }];
    case "note":
      return [{ role: dialect.has("no developer role") ? "system" : "developer", content: part.text }];
    case "agent":
      return [assistant(part.text)];
    case "calls": {
      const idOf = (id: string) => (dialect.has("short call ids") ? shortId(id) : id);
      return [
        ...(part.text === undefined ? [] : [assistant(part.text)]),
        ...part.calls.map((call) => ({
          type: "function_call" as const,
          call_id: idOf(call.callId),
          name: call.name,
          arguments: call.arguments,
        })),
        ...part.calls.map((call) => ({
          type: "function_call_output" as const,
          call_id: idOf(call.callId),
          output: call.output,
        })),
      ];
    }
    default:
      return unreachable(part);
  }
}

const assistant = (text: string): InputItem => ({ role: "assistant", content: text });
