import { oncePer } from "../../../worker/language/hearing/words.ts";
import { isRecord } from "../../../worker/protocol/json-reader.ts";
import type { Message, ModelCall } from "../model-call.ts";
import { languageOf, type Tongue, tongueFor } from "./languages/languages.ts";
import { formOf, type ToolForm } from "./schema.ts";

/** The request as a conversation: who said what, and what was done about it. */

export type Values = Readonly<Record<string, unknown>>;

/** A tool call and what came of it. */
export interface Made {
  readonly name: string;
  readonly args: Values;
  readonly result: Values;
}

export interface Turn {
  /** What the agent had said since the caller spoke before. */
  readonly agent: string;
  readonly said: string;
  readonly made: readonly Made[];
}

export interface View {
  readonly instructions: string;
  readonly greeting: string;
  /** The agent's own tools, and not the engine's. */
  readonly forms: readonly ToolForm[];
  /** The last one is what the caller says now. */
  readonly turns: readonly Turn[];
  /** What waits for an answer; empty when it has one already. */
  readonly said: string;
  readonly lastAgent: string;
  readonly made: readonly Made[];
  /** Results that the caller has not been told. */
  readonly fresh: readonly Made[];
  readonly resultsLast: boolean;
  readonly tongue: Tongue;
  readonly now: Date;
  readonly offers: (tool: string) => boolean;
  /** What the knowledge is about that may be searched; undefined where there is none. */
  readonly searches: string | undefined;
  /** Where `hand_off` may lead to, by name: what each is, in words. */
  readonly places: ReadonlyMap<string, string>;
  /** The values an engine's tool takes. */
  readonly choices: (tool: string, field: string) => readonly string[];
}

export const ENGINE: ReadonlySet<string> = new Set([
  "hand_off",
  "end_call",
  "request_callback",
  "change_language",
  "collect_digits",
  "search_knowledge",
]);

const MARK = /\s*(?:…|\.\.\.)?\s*\[interrupted by the caller\]\s*$/;
const KEYPAD = /^\(keypad\)\s*/;
const LATE = /^The result of (\w+) has come in: (.*)$/s;

export function viewOf(call: ModelCall, now: Date): View {
  const proposed = new Map<string, { name: string; args: Values }>();
  const turns: { agent: string; said: string; made: Made[] }[] = [];
  const made: Made[] = [];
  let words = "";
  let waits = false;
  let told = 0;
  let resultsLast = false;

  const turn = () => turns.at(-1) ?? start("");
  function start(said: string) {
    const fresh = { agent: words, said, made: [] };
    turns.push(fresh);
    words = "";
    return fresh;
  }
  const comes = (result: Made) => {
    made.push(result);
    turn().made.push(result);
    resultsLast = true;
  };
  for (const message of call.messages) {
    const said = callerWords(message);
    const late = message.role === "system" ? LATE.exec(message.text) : null;
    if (said !== undefined) {
      if (waits) turn().said = `${turn().said} ${said}`.trim();
      else start(said);
      waits = true;
      resultsLast = false;
    } else if (message.role === "assistant") {
      for (const { callId, name, arguments: text } of message.toolCalls)
        proposed.set(callId, { name, args: object(text) });
      const text = message.text.replace(MARK, "").trim();
      words = `${words} ${text}`.trim();
      if (text !== "") told = made.length;
      waits = false;
    } else if (message.role === "tool") {
      const call = proposed.get(message.callId);
      if (call) comes({ ...call, result: object(message.text) });
    } else if (late) {
      const before = made.findLast((m) => m.name === late[1]);
      comes({ name: late[1] ?? "", args: before?.args ?? {}, result: object(late[2] ?? "") });
    }
  }
  const instructions = call.messages[0]?.role === "system" ? call.messages[0].text : "";
  const greeting = call.messages.find((m) => m.role === "assistant")?.text ?? "";
  const offers = (tool: string) =>
    call.toolChoice !== "none" && call.tools.some((offered) => offered.name === tool);
  const forms = formsOf(call.tools);
  return {
    instructions,
    greeting,
    forms: ownForms(forms),
    turns,
    said: waits ? (turns.at(-1)?.said ?? "") : "",
    lastAgent: waits ? (turns.at(-1)?.agent ?? "") : words,
    made,
    fresh: made.slice(told),
    resultsLast,
    tongue: tongueFor(changedTo(made) ?? languageOf(greeting) ?? languageOf(instructions, 5) ?? "en"),
    now,
    offers,
    searches: offers("search_knowledge")
      ? call.tools.find(({ name }) => name === "search_knowledge")?.description
      : undefined,
    places: placesIn(call.tools),
    choices: (tool, field) =>
      forms
        .find((f) => f.name === tool)
        ?.fields.find((f) => f.name === field)
        ?.choices.map(String) ?? [],
  };
}

/** As the engine's tool lists them: "repairs is the repair desk; …". */
function placesIn(tools: ModelCall["tools"]): ReadonlyMap<string, string> {
  const { properties } = tools.find(({ name }) => name === "hand_off")?.parameters ?? {};
  const place = isRecord(properties) && isRecord(properties.place) ? properties.place : {};
  const [, directory = ""] = /one of these places: (.*)\. Absent/.exec(String(place.description)) ?? [];
  return new Map(
    directory.split("; ").flatMap((entry) => {
      const [, name, says] = /^(\S+) is (.+)$/.exec(entry) ?? [];
      return name && says ? [[name, says] as const] : [];
    }),
  );
}

const knownForms = new Map<string, readonly ToolForm[]>();

/** The same list for the same tools, so that what is made from it is made once. */
function formsOf(tools: ModelCall["tools"]): readonly ToolForm[] {
  const key = JSON.stringify(tools);
  const forms = knownForms.get(key) ?? tools.map(formOf);
  if (knownForms.size > 20) knownForms.clear();
  knownForms.set(key, forms);
  return forms;
}

const ownForms = oncePer((forms: readonly ToolForm[]) => forms.filter(({ name }) => !ENGINE.has(name)));

/** What others know of the caller stands where their words do, and says so. */
const NOTE = /^\(note for you, not said by the caller\)/;

/** What the caller said or keyed in; keys come as a note of the engine. */
function callerWords(message: Message): string | undefined {
  if (message.role === "user" && NOTE.test(message.text)) return undefined;
  if (message.role === "user") return message.text.replace(KEYPAD, "");
  return message.role === "system" && KEYPAD.test(message.text)
    ? message.text.replace(KEYPAD, "")
    : undefined;
}

function changedTo(made: readonly Made[]): string | undefined {
  const change = made.findLast(
    (m) => m.name === "change_language" && m.result.error === undefined && m.args.onlyThisReply !== true,
  );
  const language = change?.args.language;
  return typeof language === "string" ? language : undefined;
}

/** A tool may answer with a text or a list as well. */
function object(text: string): Values {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Values; // just told apart
    return value === null ? {} : { result: value };
  } catch {
    return text.trim() ? { result: text } : {};
  }
}

export const isRunning = ({ result }: Made): boolean =>
  ["running", "started", "no result yet"].includes(String(result.status ?? "")) &&
  Object.keys(result).length <= 2;
export const needsYes = (made: Made | undefined): boolean => made?.result.status === "needs_confirmation";
const isFailure = ({ result }: Made): boolean =>
  result.error !== undefined && result.error !== null && result.error !== false;
export const hasFailed = (made: Made): boolean => isFailure(made) && !isMissing(made);
/** It worked, and says that there is no such thing. */
export const isMissing = ({ result }: Made): boolean =>
  ["found", "ok", "success", "exists"].some((key) => result[key] === false) ||
  /\bnot[ _]?found\b|\bno such\b|\bunknown\b|\bdoes not exist\b/i.test(
    [result.status, result.error, result.reason].filter((v) => typeof v === "string").join(" "),
  );
