import * as z from "zod";
import type { ModelApi } from "../../worker/protocol/model-api.ts";
import type { Message, ModelCall, OfferedTool, ToolCall } from "./model-call.ts";

/**
 * Reads a request body as OpenAI does, and refuses what OpenAI refuses: a parameter it does not know, a message it
 * cannot place, a tool call without its output. Messages of errors are the API's own where they are known.
 */

export interface ApiFault {
  readonly status: number;
  readonly message: string;
  readonly code: string | null;
  readonly param: string | null;
}

export type ReadCall =
  | { readonly ok: true; readonly call: ModelCall }
  | { readonly ok: false; readonly fault: ApiFault };

const textParts = z.array(
  z.object({ type: z.enum(["text", "input_text", "output_text", "refusal"]), text: z.string() }),
);
const content = z.union([
  z.string(),
  textParts.transform((parts) => parts.map((part) => part.text).join("")),
]);
const parameters = z.record(z.string(), z.unknown());
const toolName = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/);

const common = {
  model: z.string().min(1),
  stream: z.boolean().nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().nullish(),
  metadata: z.unknown().optional(),
  user: z.string().nullish(),
  service_tier: z.string().nullish(),
  safety_identifier: z.string().nullish(),
  prompt_cache_key: z.string().nullish(),
  prompt_cache_retention: z.string().nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  store: z.boolean().nullish(),
};

const ResponsesBody = z.strictObject({
  ...common,
  instructions: z.string().nullish(),
  input: z.union([
    z.string(),
    z.array(
      z.union([
        z.object({
          type: z.literal("message").optional(),
          role: z.enum(["user", "assistant", "system", "developer"]),
          content,
        }),
        z.object({
          type: z.literal("function_call"),
          call_id: z.string().min(1),
          name: toolName,
          arguments: z.string(),
        }),
        z.object({ type: z.literal("function_call_output"), call_id: z.string().min(1), output: content }),
      ]),
    ),
  ]),
  tools: z
    .array(
      z.object({
        type: z.literal("function"),
        name: toolName,
        description: z.string().nullish(),
        parameters: parameters.nullable(),
        strict: z.boolean().nullable(),
      }),
    )
    .nullish(),
  tool_choice: z
    .union([z.enum(["auto", "none", "required"]), z.object({ type: z.literal("function"), name: toolName })])
    .nullish(),
  max_output_tokens: z.number().int().min(16).nullish(),
  reasoning: z.object({ effort: z.string().nullish() }).nullish(),
  include: z.array(z.string()).nullish(),
  stream_options: z.object({ include_obfuscation: z.boolean().optional() }).nullish(),
  text: z.unknown().optional(),
  truncation: z.string().nullish(),
});

const ChatBody = z.strictObject({
  ...common,
  messages: z
    .array(
      z.discriminatedUnion("role", [
        z.object({ role: z.enum(["system", "developer", "user"]), content }),
        z.object({
          role: z.literal("assistant"),
          content: content.nullish(),
          tool_calls: z
            .array(
              z.object({
                id: z.string().min(1),
                type: z.literal("function"),
                function: z.object({ name: toolName, arguments: z.string() }),
              }),
            )
            .min(1)
            .optional(),
        }),
        z.object({ role: z.literal("tool"), tool_call_id: z.string().min(1), content }),
      ]),
    )
    .min(1),
  tools: z
    .array(
      z.object({
        type: z.literal("function"),
        function: z.object({
          name: toolName,
          description: z.string().optional(),
          parameters: parameters.optional(),
        }),
      }),
    )
    .min(1)
    .nullish(),
  tool_choice: z
    .union([
      z.enum(["auto", "none", "required"]),
      z.object({ type: z.literal("function"), function: z.object({ name: toolName }) }),
    ])
    .nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
  reasoning_effort: z.string().nullish(),
  response_format: z.unknown().optional(),
  stop: z.unknown().optional(),
  seed: z.number().nullish(),
  n: z.literal(1).nullish(),
  frequency_penalty: z.number().nullish(),
  presence_penalty: z.number().nullish(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
});

export function readCall(api: ModelApi, raw: string): ReadCall {
  let body: unknown;
  try {
    body = JSON.parse(raw);
  } catch {
    return refuse("We could not parse the JSON body of your request.", null, null);
  }
  const read = api === "responses" ? readResponses(body) : readChat(body);
  if (!read.ok) return read;
  const fault = toolChoiceFault(read.call) ?? pairingFault(read.call);
  return fault ? { ok: false, fault } : read;
}

function readResponses(raw: unknown): ReadCall {
  const parsed = ResponsesBody.safeParse(raw);
  if (!parsed.success) return shapeFault(parsed.error);
  const body = parsed.data;
  const messages: Message[] = body.instructions ? [{ role: "system", text: body.instructions }] : [];
  for (const item of typeof body.input === "string"
    ? [{ role: "user" as const, content: body.input }]
    : body.input) {
    if ("output" in item) messages.push({ role: "tool", callId: item.call_id, text: item.output });
    else if ("call_id" in item)
      addCall(messages, { callId: item.call_id, name: item.name, arguments: item.arguments });
    else messages.push(plainMessage(item.role, item.content));
  }
  if (messages.length === 0)
    return refuse("Missing required parameter: 'input'.", "missing_required_parameter", "input");
  const tools = (body.tools ?? []).map((tool) => offered(tool.name, tool.description, tool.parameters));
  return call({
    api: "responses",
    body,
    messages,
    tools,
    toolChoice: body.tool_choice,
    maxTokens: body.max_output_tokens,
  });
}

function readChat(raw: unknown): ReadCall {
  const parsed = ChatBody.safeParse(raw);
  if (!parsed.success) return shapeFault(parsed.error);
  const body = parsed.data;
  const messages = body.messages.map((message): Message => {
    if (message.role === "tool") return { role: "tool", callId: message.tool_call_id, text: message.content };
    if (message.role !== "assistant") return plainMessage(message.role, message.content);
    const toolCalls = (message.tool_calls ?? []).map(({ id, function: { name, arguments: text } }) => ({
      callId: id,
      name,
      arguments: text,
    }));
    return { role: "assistant", text: message.content ?? "", toolCalls };
  });
  const tools = (body.tools ?? []).map(({ function: tool }) =>
    offered(tool.name, tool.description, tool.parameters),
  );
  const choice = body.tool_choice;
  const toolChoice = typeof choice === "object" && choice !== null ? choice.function : choice;
  const maxTokens = body.max_completion_tokens ?? body.max_tokens;
  const includeUsage = body.stream_options?.include_usage === true;
  return call({ api: "chat", body, messages, tools, toolChoice, maxTokens, includeUsage });
}

interface Read {
  readonly api: ModelApi;
  readonly body: { readonly model: string; readonly stream?: boolean | null | undefined };
  readonly messages: Message[];
  readonly tools: OfferedTool[];
  readonly toolChoice: ModelCall["toolChoice"] | null | undefined;
  readonly maxTokens: number | null | undefined;
  readonly includeUsage?: boolean;
}

function call({ api, body, messages, tools, toolChoice, maxTokens, includeUsage = true }: Read): ReadCall {
  return {
    ok: true,
    call: {
      api,
      model: body.model,
      messages,
      tools,
      toolChoice: toolChoice ?? (tools.length > 0 ? "auto" : "none"),
      stream: body.stream === true,
      includeUsage,
      maxTokens: maxTokens ?? undefined,
    },
  };
}

const plainMessage = (role: "user" | "assistant" | "system" | "developer", text: string): Message => {
  if (role === "assistant") return { role, text, toolCalls: [] };
  return { role: role === "user" ? "user" : "system", text };
};

const offered = (
  name: string,
  description: string | null | undefined,
  schema: OfferedTool["parameters"] | null | undefined,
) => ({
  name,
  description: description ?? "",
  parameters: schema ?? {},
});

/** The calls of one reply are items of their own here, and one message there. */
function addCall(messages: Message[], made: ToolCall): void {
  const last = messages.at(-1);
  if (last?.role !== "assistant") messages.push({ role: "assistant", text: "", toolCalls: [made] });
  else messages[messages.length - 1] = { ...last, toolCalls: [...last.toolCalls, made] };
}

function toolChoiceFault({ tools, toolChoice }: ModelCall): ApiFault | undefined {
  if (typeof toolChoice === "string" || tools.some((tool) => tool.name === toolChoice.name)) return undefined;
  const message = `Tool choice 'function' not found in 'tools' parameter: ${toolChoice.name}.`;
  return { status: 400, message, code: null, param: "tool_choice" };
}

/** Each call is answered, once, and each answer has its call; in Chat Completions right after it. */
function pairingFault({ api, messages }: ModelCall): ApiFault | undefined {
  const open = new Set<string>();
  const fault = (message: string): ApiFault => ({
    status: 400,
    message,
    code: null,
    param: api === "chat" ? "messages" : "input",
  });
  for (const message of messages) {
    if (message.role === "tool") {
      if (!open.delete(message.callId))
        return fault(`No tool call found for function call output with call_id ${message.callId}.`);
      continue;
    }
    if (api === "chat" && open.size > 0) break;
    if (message.role === "assistant") for (const made of message.toolCalls) open.add(made.callId);
  }
  if (open.size === 0) return undefined;
  const ids = [...open].join(", ");
  return fault(
    api === "chat"
      ? `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${ids}`
      : `No tool output found for function call ${ids}.`,
  );
}

function shapeFault(error: z.ZodError): ReadCall {
  const issue = error.issues[0];
  if (issue?.code === "unrecognized_keys") {
    const name = [...issue.path, issue.keys[0]].join(".");
    return refuse(`Unknown parameter: '${name}'.`, "unknown_parameter", name);
  }
  const param = issue?.path.join(".") ?? "";
  return refuse(`Invalid value for '${param}': ${issue?.message ?? "wrong shape"}.`, "invalid_value", param);
}

const refuse = (message: string, code: string | null, param: string | null): ReadCall => ({
  ok: false,
  fault: { status: 400, message, code, param },
});
