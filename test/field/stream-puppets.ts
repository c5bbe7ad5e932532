/**
 * Servers that take a request in their own form only, with the words in which they refuse another: as OpenAI, Azure,
 * vLLM, llama.cpp, Mistral, Gemma's templates, DeepSeek, Anthropic's compatible endpoint and Pydantic have them.
 */

export interface Message {
  readonly role: string;
  readonly content?: unknown;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly function: { readonly name: string };
    readonly extra_content?: { readonly google: { readonly thought_signature: string } };
  }[];
  readonly tool_call_id?: string;
  readonly reasoning_content?: string;
}

export interface Body {
  readonly model: string;
  readonly messages?: readonly Message[];
  readonly input?: readonly Record<string, unknown>[];
  readonly [parameter: string]: unknown;
}

export interface Puppet {
  readonly name: string;
  readonly api: "chat" | "responses";
  /** The refusal; undefined takes the request. */
  readonly refuses: (body: Body) => Refusal | undefined;
  /** Requests until the first is taken. */
  readonly asks: number;
}

export interface Refusal {
  readonly status: number;
  readonly body: unknown;
}

const refusal = (status: number, error: object | string): Refusal => ({
  status,
  body: typeof error === "string" ? { error: { message: error } } : { error },
});
const param = (
  name: string,
  api: "chat" | "responses",
  path = name,
  code = "unsupported_parameter",
): Puppet => ({
  name: `${api}: ${path} is refused with its name in a field`,
  api,
  asks: 2,
  refuses: (body) =>
    name in body
      ? refusal(400, {
          message: `Unsupported parameter: '${path}' is not supported with this model.`,
          type: "invalid_request_error",
          param: path,
          code,
        })
      : undefined,
});
const worded = (name: string, api: "chat" | "responses", message: string, status = 400): Puppet => ({
  name: `${api}: ${status} «${message}»`,
  api,
  asks: 2,
  refuses: (body) => (name in body ? refusal(status, message) : undefined),
});

const systemLate = (body: Body) =>
  body.messages?.some((message, at) => at > 0 && message.role === "system") ?? false;
const hasSystem = (body: Body) => body.messages?.some((message) => message.role === "system") ?? false;

const hasToolMessages = (body: Body) =>
  [...(body.messages ?? []), ...(body.input ?? [])].some(
    (item) =>
      ("role" in item && item.role === "tool") ||
      "tool_calls" in item ||
      ("type" in item && String(item.type).startsWith("function_call")),
  );
const kind =
  (name: string, refuses: (body: Body) => boolean) =>
  (api: "chat" | "responses", message: string, status = 400): readonly Puppet[] => [
    {
      name: `${api}: ${name}: ${status} «${message}»`,
      api,
      asks: 2,
      refuses: (body) => (refuses(body) ? refusal(status, message) : undefined),
    },
  ];
const toolless = kind("no tools", (body) => "tools" in body || "tool_choice" in body);
const noToolRole = kind("no tool messages", hasToolMessages);
const inLists = (message: string, status = 400) =>
  kind("content in parts", (body) =>
    (body.messages ?? []).some(({ content }) => typeof content === "string"),
  )("chat", message, status);
const ceiling = kind(
  "a bound of tokens",
  (body) => Number(body.max_completion_tokens ?? body.max_tokens ?? body.max_output_tokens) !== 256,
);

/** What a chat template of Gemma or Mistral checks: after the system message, user and assistant by turns. */
function alternates(body: Body): boolean {
  const rest = (body.messages ?? []).filter((message) => message.role !== "system");
  const turns = rest.filter((message) => message.role !== "tool" && !message.tool_calls);
  return turns.every((message, at) => message.role === (at % 2 === 0 ? "user" : "assistant"));
}

const ALTERNATE = "Conversation roles must alternate user/assistant/user/assistant/...";

export const PUPPETS: readonly Puppet[] = [
  param("temperature", "responses", "temperature", "unsupported_value"),
  param("temperature", "chat"),
  param("reasoning", "responses", "reasoning.effort"),
  param("reasoning_effort", "chat"),
  param("parallel_tool_calls", "responses"),
  param("parallel_tool_calls", "chat"),
  param("prompt_cache_key", "responses", "prompt_cache_key", "unknown_parameter"),
  param("max_completion_tokens", "chat"),
  param("max_output_tokens", "responses"),
  param("store", "responses", "store", "unknown_parameter"),
  worded("temperature", "chat", "`temperature` is deprecated for this model."),
  worded(
    "temperature",
    "chat",
    "Unsupported value: 'temperature' does not support 0.3 with this model. Only the default (1) value is supported.",
  ),
  worded("stream_options", "chat", "Unrecognized request argument supplied: stream_options"),
  worded(
    "stream_options",
    "chat",
    "Invalid JSON: unknown field `stream_options`, expected one of `model`, `messages`",
    422,
  ),
  worded(
    "parallel_tool_calls",
    "chat",
    "create() got an unexpected keyword argument 'parallel_tool_calls'",
    500,
  ),
  worded("prompt_cache_key", "chat", "property 'prompt_cache_key' is unsupported"),
  worded(
    "reasoning_effort",
    "chat",
    "litellm.UnsupportedParamsError: openai does not support parameters: ['reasoning_effort'], for model=gpt-4.1",
  ),
  worded("tool_choice", "chat", "No endpoints found that support the provided 'tool_choice' value.", 404),
  worded("reasoning", "responses", "Reasoning effort is not supported by this model: reasoning"),
  {
    name: "chat: Pydantic names what it does not know",
    api: "chat",
    asks: 3,
    refuses: (body) => {
      const extra = ["max_completion_tokens", "prompt_cache_key"].find((name) => name in body);
      return extra
        ? {
            status: 422,
            body: {
              detail: [
                { type: "extra_forbidden", loc: ["body", extra], msg: "Extra inputs are not permitted" },
              ],
            },
          }
        : undefined;
    },
  },
  {
    name: "responses: three parameters, one after the other",
    api: "responses",
    asks: 4,
    refuses: (body) => {
      const extra = ["temperature", "parallel_tool_calls", "prompt_cache_key"].find((name) => name in body);
      return extra ? refusal(400, { message: `Unknown parameter: '${extra}'.`, param: extra }) : undefined;
    },
  },
  {
    name: "responses: an organisation that may not stream",
    api: "responses",
    asks: 2,
    refuses: (body) =>
      body.stream === true
        ? refusal(400, {
            message: "Your organization must be verified to stream this model.",
            param: "stream",
            code: "unsupported_value",
          })
        : undefined,
  },
  {
    name: "BC-15, vLLM: the system message comes first",
    api: "chat",
    asks: 2,
    refuses: (body) =>
      systemLate(body)
        ? {
            status: 400,
            body: {
              object: "error",
              message: "System message must be at the beginning.",
              type: "BadRequestError",
              code: 400,
            },
          }
        : undefined,
  },
  {
    name: "BC-15, llama.cpp: the same with 500",
    api: "chat",
    asks: 2,
    refuses: (body) =>
      systemLate(body)
        ? refusal(500, {
            code: 500,
            message: "Jinja Exception: System message must be at the beginning.",
            type: "server_error",
          })
        : undefined,
  },
  {
    name: "BC-15: one system message only",
    api: "chat",
    asks: 2,
    refuses: (body) =>
      systemLate(body)
        ? refusal(400, "Only one system message is supported, and it has to come first")
        : undefined,
  },
  {
    name: "BC-16, Gemma on vLLM: roles alternate",
    api: "chat",
    asks: 3,
    refuses: (body) => {
      if (systemLate(body)) return refusal(400, "System message must be at the beginning.");
      return alternates(body) ? undefined : refusal(400, ALTERNATE);
    },
  },
  {
    name: "BC-16: roles alternate, said at once",
    api: "chat",
    asks: 2,
    refuses: (body) =>
      systemLate(body) || !alternates(body)
        ? refusal(400, `After the optional system message, ${ALTERNATE.toLowerCase()}`)
        : undefined,
  },
  {
    name: "BC-16: the first message is the user's",
    api: "chat",
    asks: 2,
    refuses: (body) =>
      alternates(body) && !systemLate(body)
        ? undefined
        : refusal(400, "Invalid input: the first message must have role 'user'."),
  },
  {
    name: "Gemma: no system message, and roles alternate",
    api: "chat",
    asks: 3,
    refuses: (body) => {
      if (hasSystem(body)) return refusal(400, "System role not supported");
      return alternates(body) ? undefined : refusal(400, ALTERNATE);
    },
  },
  {
    name: "Google: no instruction of a developer",
    api: "chat",
    asks: 2,
    refuses: (body) =>
      hasSystem(body)
        ? refusal(400, "Developer instruction is not enabled for models/gemma-3-27b-it")
        : undefined,
  },
  {
    name: "Mistral: order of roles, and ids of nine letters",
    api: "chat",
    asks: 3,
    refuses: (body) => {
      const messages = body.messages ?? [];
      for (const [at, { role, tool_calls }] of messages.entries()) {
        const before = messages[at - 1]?.role;
        if (role === "system" && at > 0)
          return refusal(400, `Unexpected role 'system' after role '${before}'`);
        if (role === "user" && before === "tool")
          return refusal(400, "Unexpected role 'user' after role 'tool'");
        const odd = tool_calls?.find(({ id }) => !/^[a-zA-Z0-9]{9}$/.test(id));
        if (odd)
          return refusal(400, `Tool call id was ${odd.id} but must be a-z, A-Z, 0-9, with a length of 9.`);
      }
      const last = messages.at(-1)?.role;
      return last === "user" || last === "tool"
        ? undefined
        : refusal(
            400,
            `Expected last role User or Tool (or Assistant with prefix True) for serving but got ${last}`,
          );
    },
  },
  {
    name: "responses: the developer is not known",
    api: "responses",
    asks: 2,
    refuses: (body) =>
      body.input?.some(({ role }) => role === "developer")
        ? refusal(400, { message: "Unexpected message role: developer", param: "input" })
        : undefined,
  },
  {
    name: "responses over a chat template: developer, then system first",
    api: "responses",
    asks: 3,
    refuses: (body) => {
      if (body.input?.some(({ role }) => role === "developer"))
        return refusal(
          400,
          "Invalid value: 'developer'. Supported values are: 'system', 'assistant', 'user'.",
        );
      return body.input?.some(({ role }) => role === "system")
        ? refusal(500, "System message must be at the beginning.")
        : undefined;
    },
  },
  {
    name: "chat: content beside calls is text",
    api: "chat",
    asks: 2,
    refuses: (body) =>
      body.messages?.some(({ content }) => content === null)
        ? {
            status: 422,
            body: {
              detail: [
                {
                  type: "string_type",
                  loc: ["body", "messages", 3, "content"],
                  msg: "Input should be a valid string",
                },
              ],
            },
          }
        : undefined,
  },
  {
    name: "DeepSeek: thoughts go back beside calls",
    api: "chat",
    asks: 2,
    refuses: (body) =>
      body.messages?.some(
        ({ tool_calls, reasoning_content }) => tool_calls && reasoning_content === undefined,
      )
        ? refusal(400, "Missing `reasoning_content` field in the assistant message at message index 4.")
        : undefined,
  },
  {
    name: "Gemini: calls go back with a signature",
    api: "chat",
    asks: 2,
    refuses: (body) =>
      body.messages?.some((message) =>
        message.tool_calls?.some((made) => !made.extra_content?.google.thought_signature),
      )
        ? {
            status: 400,
            body: [
              {
                error: {
                  code: 400,
                  message: "Function call is missing a thought_signature in functionCall parts.",
                  status: "INVALID_ARGUMENT",
                },
              },
            ],
          }
        : undefined,
  },
  {
    name: "Google: a keyword of a tool's schema",
    api: "chat",
    asks: 2,
    refuses: (body) =>
      JSON.stringify(body.tools ?? []).includes('"additionalProperties":')
        ? {
            status: 400,
            body: [
              {
                error: {
                  code: 400,
                  message: `Invalid JSON payload received. Unknown name "additionalProperties" at 'tools[0].function.parameters': Cannot find field.`,
                  status: "INVALID_ARGUMENT",
                },
              },
            ],
          }
        : undefined,
  },
  {
    name: "a field that has a keyword's name stays",
    api: "chat",
    asks: 2,
    refuses: (body) => {
      const text = JSON.stringify(body.tools ?? []);
      if (text.includes('"format":"date"'))
        return refusal(
          400,
          `Unknown name "format" at 'tools[0].function.parameters.properties[0].value': Cannot find field.`,
        );
      return text.includes('"format":{') ? undefined : refusal(400, "The field 'format' is gone.");
    },
  },
  ...toolless("chat", "registry.ollama.ai/library/gemma3:4b does not support tools"),
  ...toolless(
    "chat",
    '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
  ),
  ...toolless("chat", "No endpoints found that support tool use. Try disabling tools.", 404),
  ...toolless("chat", "tools param requires --jinja flag", 500),
  ...toolless("chat", "`tools` is not supported with this model"),
  ...toolless("chat", "Function calling is not enabled for models/gemma-3-27b-it"),
  ...toolless("responses", "This model doesn't support tool use."),
  ...toolless("responses", "Tool calling is not supported for this model."),
  ...toolless(
    "chat",
    "litellm.UnsupportedParamsError: x does not support parameters: ['tools'], for model=y",
  ),
  ...toolless("chat", "Unrecognized request argument supplied: tools"),
  ...noToolRole("chat", "Invalid role: tool"),
  ...noToolRole("chat", "'tool' is not one of ['system', 'assistant', 'user'] - 'messages.3.role'"),
  ...noToolRole("chat", "unknown variant `tool`, expected one of `system`, `user`, `assistant`", 422),
  ...noToolRole("chat", "Only user, assistant and system roles are supported!"),
  ...noToolRole("chat", "The role 'tool' is not supported by this model."),
  ...noToolRole("responses", "Invalid value: 'function_call_output'. Supported values are: 'message'."),
  ...inLists("messages[0].content must be an array"),
  ...inLists("invalid type: string, expected a sequence at messages[0].content", 422),
  ...inLists("'content' should be a list of content parts"),
  ...inLists("messages.1.content: Input should be a valid list", 422),
  param("instructions", "responses", "instructions", "unknown_parameter"),
  worded("instructions", "responses", "Unknown parameter: 'instructions'."),
  worded("instructions", "responses", "Unrecognized request argument supplied: `instructions`"),
  ...ceiling(
    "chat",
    "max_completion_tokens is too large: 500. This model supports at most 256 completion tokens, whereas you provided 500.",
  ),
  ...ceiling("chat", "Range of max_completion_tokens should be [1, 256]"),
  ...ceiling(
    "chat",
    "max_completion_tokens: 500 > 256, which is the maximum allowed number of output tokens",
  ),
  ...ceiling(
    "chat",
    "`max_completion_tokens` must be less than or equal to `256`, the maximum value is less than the `context_window` for this model",
  ),
  ...ceiling(
    "responses",
    "Invalid 'max_output_tokens': integer above maximum value. Expected a value <= 256, but got 500 instead.",
  ),
  {
    name: "chat: no tools, and no message of one",
    api: "chat",
    asks: 2,
    refuses: (body) =>
      "tools" in body || hasToolMessages(body)
        ? refusal(400, "This model does not support tools")
        : undefined,
  },
  {
    name: "Gemma: no tools, no system message, and roles alternate",
    api: "chat",
    asks: 4,
    refuses: (body) => {
      if ("tools" in body) return refusal(400, "gemma2:9b does not support tools");
      if (hasSystem(body)) return refusal(400, "System role not supported");
      return alternates(body) ? undefined : refusal(400, ALTERNATE);
    },
  },
];
