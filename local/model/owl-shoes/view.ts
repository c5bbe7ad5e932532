import type { Message, ModelCall } from "../model-call.ts";
import type { Language } from "./lexicon.ts";
import { aboutOrders, type Heard, hear, type Memory, NOTHING, remember } from "./memory.ts";

/** A tool call of this conversation and what came of it. */
export interface Made {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Undefined when the output is no JSON object. */
  readonly result: Readonly<Record<string, unknown>> | undefined;
  /** Its result has come in since the agent last spoke. */
  readonly fresh: boolean;
}

/** The request, as far as a shop assistant cares. */
export interface View {
  /** What the caller has said since the agent last spoke or acted. */
  readonly said: string;
  readonly heard: Heard;
  /** Before and with what was just said. */
  readonly before: Memory;
  readonly memory: Memory;
  readonly utterances: readonly string[];
  /** The agent's last words, without the mark of an interruption. */
  readonly lastAnswer: string;
  readonly calls: readonly Made[];
  /** Nobody has spoken since the last result came in. */
  readonly resultsLast: boolean;
  readonly language: Language;
  readonly offers: (tool: string) => boolean;
  /** The values a tool's argument may take, when its schema lists them. */
  readonly choices: (tool: string, argument: string) => readonly string[];
}

const MARK = /\s*(?:…|\.\.\.)?\s*\[interrupted by the caller\]\s*$/;
const KEYPAD_NOTE = /^\(keypad\)\s*/;
const LATE_RESULT = /^The result of (\w+) has come in: (.*)$/s;

export function viewOf(call: ModelCall): View {
  const made = new Map<string, { name: string; args: Record<string, unknown> }>();
  const calls: Made[] = [];
  const utterances: string[] = [];
  let said: string[] = [];
  let lastAnswer = "";
  let before: Memory = NOTHING;
  let answered = 0; // Calls whose results the agent has spoken about.

  let settled = 0; // Calls that the memory already accounts for.

  const hearAll = () => {
    if (said.length > 0)
      before = remember(before, hear(said.join(" "), before, suggested(calls.slice(0, settled))));
    before = settle(before, calls.slice(settled));
    settled = calls.length;
    said = [];
  };
  for (const message of call.messages) {
    const words = callerWords(message);
    const late = message.role === "system" ? LATE_RESULT.exec(message.text) : undefined;
    if (words !== undefined) {
      said.push(words);
      utterances.push(words);
    } else if (message.role === "assistant") {
      for (const { callId, name, arguments: text } of message.toolCalls)
        made.set(callId, { name, args: object(text) ?? {} });
      hearAll(); // With words or with calls: what the caller said has been acted on.
      if (message.text.trim() !== "") {
        lastAnswer = message.text.replace(MARK, "").trim();
        answered = calls.length;
      }
    } else if (message.role === "tool") {
      const known = made.get(message.callId);
      if (known) calls.push({ ...known, result: object(message.text), fresh: false });
    } else if (late) {
      calls.push({ name: late[1] ?? "", args: {}, result: object(late[2] ?? ""), fresh: false });
    }
  }

  const last = call.messages.findLast(
    (m) => m.role !== "system" || LATE_RESULT.test(m.text) || KEYPAD_NOTE.test(m.text),
  );
  const heard = hear(said.join(" "), before, suggested(calls.slice(0, answered)));
  return {
    said: said.join(" "),
    heard,
    before,
    memory: remember(before, heard),
    utterances,
    lastAnswer,
    resultsLast: last?.role === "tool" || (last?.role === "system" && LATE_RESULT.test(last.text)),
    calls: calls.map((c, i) => ({ ...c, fresh: i >= answered })),
    language: languageOf(calls),
    offers: (tool) => call.toolChoice !== "none" && call.tools.some((offered) => offered.name === tool),
    choices: (tool, argument) => choicesOf(call, tool, argument),
  };
}

/** What the caller said or keyed in; keys come as a note of the engine. */
function callerWords(message: Message): string | undefined {
  if (message.role === "user") return message.text.replace(KEYPAD_NOTE, "");
  return message.role === "system" && KEYPAD_NOTE.test(message.text)
    ? message.text.replace(KEYPAD_NOTE, "")
    : undefined;
}

/** The names that the last look into the stock came back with instead of an answer. */
function suggested(calls: readonly Made[]): readonly string[] {
  const names = calls.findLast((call) => call.name === "check_stock")?.result?.suggestions;
  return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
}

/** An order that was placed closes its topic: the next "nine" is not its size. */
function settle(memory: Memory, calls: readonly Made[]): Memory {
  const placed = calls.some(
    (call) => call.name === "place_order" && typeof call.result?.orderNumber === "string",
  );
  return placed ? aboutOrders(memory) : memory;
}

function languageOf(calls: readonly Made[]): Language {
  const changed = calls.findLast(
    (call) =>
      call.name === "change_language" && call.result?.error === undefined && call.args.onlyThisReply !== true,
  );
  const tag = String(changed?.result?.language ?? changed?.args.language ?? "en").slice(0, 2);
  return tag === "es" || tag === "fr" || tag === "de" || tag === "pt" ? tag : "en";
}

function choicesOf(call: ModelCall, tool: string, argument: string): readonly string[] {
  const properties = call.tools.find((offered) => offered.name === tool)?.parameters.properties;
  const schema = isObject(properties) ? properties[argument] : undefined;
  const values = isObject(schema) ? schema.enum : undefined;
  return Array.isArray(values) ? values.filter((value) => typeof value === "string") : [];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function object(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
