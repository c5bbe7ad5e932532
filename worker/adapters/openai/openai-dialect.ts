import { type Fields, fieldsOf, isFields, listOf } from "./fields.ts";

/**
 * The forms in which servers that call themselves compatible take a request. What one refuses is learned from its
 * answer, once for each server and model; until then it is asked as OpenAI is.
 */

/** A form of the conversation that a server insists on. */
export type Form =
  /** The first message only may be a system message (vLLM, llama.cpp and Qwen by their chat templates). */
  | "system message first"
  /** No system message at all (Gemma). */
  | "no system message"
  /** `system` in place of `developer` (many servers with a Responses API). */
  | "no developer role"
  /** Caller and agent take turns, and the caller begins (Gemma, Mistral). */
  | "roles alternate"
  /** Ids of calls are nine letters and figures (Mistral). */
  | "short call ids"
  /** An agent's message with calls has a text, though it be empty. */
  | "text beside calls"
  /** It also has the thoughts that led to them, though they be empty (DeepSeek, Moonshot). */
  | "thoughts beside calls"
  /** A call has the signature of the thoughts that led to it (Gemini). */
  | "signed calls"
  /** No tools: nothing can be looked up or done for the caller, and only the engine's own rules lead to a person. */
  | "without tools"
  /** Calls and their results are told in words. */
  | "no tool messages"
  /** A message's content is a list of parts. */
  | "content in parts";

/** What a server has taught: a form, or a parameter that is left out. It names nothing of the conversation. */
export type Lesson = Form | `without ${string}` | `schemas without ${string}` | `at most ${number} tokens`;

export type Dialect = ReadonlySet<Lesson>;

/** Nothing is known of the server, or nothing is odd about it. */
export const USUAL: Dialect = new Set();

/** The body without what its server does not take. */
export function without<Body extends object>(body: Body, dialect: Dialect): Body {
  const taken = Object.entries(body).filter(([name]) => !dialect.has(`without ${name}`));
  return Object.fromEntries(taken) as Body; // A dialect has lessons on what can be left out only.
}

/** The request's bound of tokens, or the server's own where that is lower. */
export function tokensFor(wanted: number, dialect: Dialect): number {
  let most = wanted;
  for (const lesson of dialect) {
    const [, bound] = /^at most (\d+) tokens$/.exec(lesson) ?? [];
    if (bound !== undefined) most = Math.min(most, Number(bound));
  }
  return most;
}

/** What is known of one server and model, for as long as the process lives. */
export interface KnownServer {
  readonly lessons: Set<Lesson>;
  /** It says when a reply is over, so that one that only ends has been cut. */
  saysWhenOver: boolean;
  /** Its chunks carry a reason to stop without stopping. */
  stopsEarly: boolean;
}

export const newServer = (): KnownServer => ({
  lessons: new Set(),
  saysWhenOver: false,
  stopsEarly: false,
});

/**
 * What an error says about the form, as the servers word it; the first that fits. A wrong guess costs one request and
 * is not kept: a lesson counts once a request in its form has passed.
 */
const FORMS: readonly (readonly [Form, RegExp])[] = [
  [
    "without tools",
    // Ollama; vLLM; OpenRouter; llama.cpp; LiteLLM and OpenAI, of the parameter.
    /support (for )?.{0,3}(tools?( use| calling|-calling)?|function calling)(?![\w.[-]| ?calls)|(tools?|tool use|tool calling|function calling).{0,3} (is|are) (not|un) ?(supported|enabled|available)|--enable-auto-tool-choice|tools param requires|parameters?: \[?.{0,3}tools\b(?![.[])|(argument|parameter|field)( supplied)?:? .{0,3}tools\b(?![.[])|"loc":\["body","tools"\]/,
  ],
  [
    "no tool messages",
    /(?<!after )role.{0,4} .{0,3}tool\b(?!.{0,4} after)[^"]{0,8}( is)?( not|["'}.]|$)|variant .?tool\b|'tool' is not one of|only [\w, ]*\b(user|assistant|system) roles|value: .{0,3}function_call/,
  ],
  ["signed calls", /thought_signature/],
  [
    "thoughts beside calls",
    /(missing|must|required|need)[^"]*reasoning_content|reasoning_content[^"]*(missing|must|required)/,
  ],
  ["short call ids", /length of 9|9 characters/],
  [
    "no system message",
    /system (role|message|prompt|instruction)s? (is |are )?not (supported|allowed|enabled)|not support[^"]{0,20}\bsystem (role|message|prompt|instruction)|(developer|system) instruction is not enabled/,
  ],
  [
    "system message first",
    /system[^"]{0,60}\b(beginning|first|start|position 0|index 0)\b|\b(only|multiple|one)\b[^"]{0,20} system message|unexpected role .{0,4}system/,
  ],
  [
    "roles alternate",
    /alternat|(first|initial)[^"]{0,40} (must|should)[^"]{0,20}user|(start|begin)s? with (a |an |the )?.{0,4}user|unexpected role .{0,4}(user|assistant|tool)|last (role|message)[^"]{0,60}(user|assistant)|consecutive[^"]{0,40}(role|message)|same role/,
  ],
  ["no developer role", /developer/],
  [
    "text beside calls",
    /content.{0,60}(null|none\b|nonetype|valid string|must be (a )?string|required|non-?empty)/,
  ],
  [
    "content in parts",
    /content.{0,60}(valid|be an?|expected an?) (list|array|sequence)|expected an? (list|array|sequence).{0,40}content/,
  ],
];

/** What a request cannot be without. */
const ESSENTIAL: ReadonlySet<string> = new Set(["model", "messages", "input", "tools"]);
/** Words of every day: they mean the parameter where it is set in quotes. */
const ORDINARY: ReadonlySet<string> = new Set(["store", "stream", "instructions"]);
/** How many tokens a server lets a reply have. What the whole conversation may have is another matter. */
const BOUND =
  /max_\w*tokens(?!.*context length).*?(?:at most|or equal to|less than|<=|≤|up to|exceed|maximum(?: \w+){0,4}|limit(?: \w+){0,3}|\[\d+,|between \d+ and|>)[ :`'(is]{0,6}(\d{2,6})/;
const REFUSES =
  /support|unknown|unrecogni|unexpected|extra|permit|allow|invalid|accept|deprecat|must|incompatible|only|not? (longer )?available|cannot|can't|illegal|no such/;

/** A keyword in a tool's parameters, as Google says it. */
const KEYWORD = /unknown name \\?"([$\w]+)\\?" at '(?:request\.)?tools/i;

/** A tool's parameters without the keywords that its server does not take; a field of that name is an object, and stays. */
export const plainer = <Schema>(schema: Schema, dialect: Dialect): Schema =>
  JSON.parse(
    JSON.stringify(schema, (name, inner: unknown) =>
      typeof inner !== "object" && dialect.has(`schemas without ${name}`) ? undefined : inner,
    ),
  );

/**
 * @param sent - the names of the request's parameters.
 * @param tried - what the request was written by: that was not it.
 */
export function lessonIn(body: string, sent: readonly string[], tried: Dialect): Lesson | undefined {
  const text = body.toLowerCase();
  const keyword = KEYWORD.exec(body);
  if (keyword) return `schemas without ${keyword[1]}`;
  const dispensable = sent
    .filter((name) => !ESSENTIAL.has(name))
    .sort((one, other) => other.length - one.length);
  const bound = BOUND.exec(text)?.[1];
  if (bound !== undefined && !tried.has(`at most ${Number(bound)} tokens`))
    return `at most ${Number(bound)} tokens`;
  const named = parametersIn(body).find((name) => dispensable.includes(name));
  if (named) return `without ${named}`;
  const form = FORMS.find(([form, words]) => !tried.has(form) && words.test(text));
  if (form) return form[0];
  if (/verified to stream|(does not|doesn't) support stream|streaming is not supported/.test(text))
    return "without stream";
  if (!REFUSES.test(text)) return undefined;
  const told = dispensable.find((name) => mentions(text, name));
  return told ? `without ${told}` : undefined;
}

function mentions(text: string, name: string): boolean {
  if (ORDINARY.has(name)) return new RegExp(`['"\`]${name}['"\`]`).test(text);
  return new RegExp(`(?<![a-z_])${name.replaceAll("_", "[ _-]")}(?![a-z_])`).test(text);
}

/** The parameters an error names in a field of its own: OpenAI's `param`, and the `loc` of servers built on Pydantic. */
function parametersIn(body: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return [];
  }
  const outer = fieldsOf(value);
  const inner: Fields = isFields(outer.error) ? outer.error : outer;
  const places = [inner.param, ...listOf(outer.detail).map((fault) => listOf(fieldsOf(fault).loc).join("."))];
  return places.flatMap((place) =>
    typeof place === "string" ? [place.replace(/^body\./, "").split(/[.[]/, 1)[0] ?? ""] : [],
  );
}
