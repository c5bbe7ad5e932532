import type { ModelRequest } from "../../agent/model.ts";
import type { Item } from "../../session/state/transcript.ts";
import type { Dialect } from "./openai-dialect.ts";

/**
 * The conversation in the one form that both APIs take: every tool call has exactly one output right after it.
 * OpenAI refuses a request with a call unanswered, and Chat Completions also one with anything in between.
 */
export type Part =
  | { readonly kind: "caller"; readonly text: string }
  | { readonly kind: "agent"; readonly text: string }
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "calls"; readonly text: string | undefined; readonly calls: readonly AnsweredCall[] };

interface AnsweredCall {
  /** Letters, figures, `_` and `-`, 64 at most; so is the name. */
  readonly callId: string;
  readonly name: string;
  /** A JSON object, always. */
  readonly arguments: string;
  readonly output: string;
}

const INTERRUPTED = "… [interrupted by the caller]";
const NO_RESULT = JSON.stringify({ status: "no result yet" });

/**
 * The same items give the same parts, and items added at the end leave the earlier parts as they were (but for a
 * result that comes in late), so that the provider's prompt cache holds.
 */
function conversation(items: readonly Item[]): Part[] {
  const outputs = new Map<string, string>();
  for (const item of items) {
    if (item.role === "tool_result" && !outputs.has(item.callId)) outputs.set(item.callId, item.output);
  }

  const parts: Part[] = [];
  const called = new Set<string>();
  let group: AnsweredCall[] | undefined; // The calls that the next call belongs to: one response made them all.
  for (const item of items) {
    if (item.role === "tool_call") {
      if (called.has(item.callId)) continue;
      called.add(item.callId);
      if (!group) {
        group = [];
        const before = parts.at(-1);
        const text = before?.kind === "agent" ? before.text : undefined;
        if (text !== undefined) parts.pop();
        parts.push({ kind: "calls", text, calls: group });
      }
      group.push({
        callId: legalId(item.callId),
        name: legalName(item.name),
        arguments: asObject(item.arguments),
        output: outputs.get(item.callId) || NO_RESULT,
      });
      continue;
    }
    group = undefined;
    if (item.role === "tool_result") {
      // Its call is no longer part of the conversation, so it cannot be sent as the output of one.
      if (!called.has(item.callId))
        parts.push({ kind: "note", text: `Result of an earlier tool call: ${item.output}` });
      continue;
    }
    const text = item.role === "agent" && item.interrupted ? interrupted(item.text) : item.text.trim();
    if (!text) continue;
    // What others have written does not stand where the engine speaks.
    if (item.role === "note" && item.untrusted)
      parts.push({ kind: "caller", text: `${NOT_THE_CALLER} ${text}` });
    else parts.push({ kind: item.role, text });
  }
  return parts;
}

const interrupted = (heard: string): string =>
  heard.trim() ? `${heard.trim()} ${INTERRUPTED}` : INTERRUPTED;

/**
 * Arguments as the model wrote them, or `{}` where they are no JSON object: servers that put them into a template
 * refuse the whole conversation otherwise. What was wrong with them stands in the call's output.
 */
function asObject(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? text : "{}";
  } catch {
    return "{}";
  }
}

/** What OpenAI takes as a tool's name or a call's id; anything else makes it refuse each later request of the call. */
const LEGAL = /^[a-zA-Z0-9_-]{1,64}$/;

/** A name the model has made up goes back in letters that pass; that there is no such tool stands in the output. */
const legalName = (name: string): string =>
  LEGAL.test(name) ? name : name.replace(/[^a-zA-Z0-9_-]+/g, "_").slice(0, 64) || "unknown";

const legalId = (id: string): string => (LEGAL.test(id) ? id : `call_${digest(id)}`);

/** An id of nine letters and figures, the same for the same id. */
export const shortId = (id: string): string => (/^[a-zA-Z0-9]{9}$/.test(id) ? id : digest(id).slice(0, 9));

/** 64 bits, as FNV-1a has them, in 13 figures to the base of 36. */
function digest(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const character of text)
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
  return hash.toString(36).padStart(13, "0").split("").reverse().join("");
}

/**
 * Ids for the calls of one reply, each new in the conversation, and legal. Some compatible servers send none, or number
 * the calls of every reply from zero, and the second `call_0` would be taken for the first.
 */
export function callIdSource(items: readonly Item[]): (given: string | undefined) => string {
  const taken = new Set(items.flatMap((item) => (item.role === "tool_call" ? [item.callId] : [])));
  return (given) => {
    const isGood = given && LEGAL.test(given) && !taken.has(given);
    const id = isGood ? given : `call_${crypto.randomUUID().replaceAll("-", "")}`;
    taken.add(id);
    return id;
  };
}

const NOT_THE_CALLER = "(note for you, not said by the caller)";
/** Who has to speak first, where the caller does not. */
const OPENER = "(The caller is on the line.)";
/** What stands between a call's output and the caller's next words, where a server wants the agent's there. */
const BETWEEN = "Okay.";
const GO_ON = `${NOT_THE_CALLER} Go on.`;

/** A part with its calls in words. */
const told = (part: Part): Part[] =>
  part.kind === "calls"
    ? [
        ...(part.text === undefined ? [] : [{ kind: "agent", text: part.text } as const]),
        ...part.calls.map(({ name, arguments: given, output }) => ({
          kind: "note" as const,
          text: `${name}(${given}) was called. Its result: ${output}`,
        })),
      ]
    : [part];

/** The conversation and what is put behind it, in the form the server takes. */
export function partsOf(request: ModelRequest, dialect: Dialect): Part[] {
  const all = conversation(request.items);
  const parts = dialect.has("without tools") || dialect.has("no tool messages") ? all.flatMap(told) : all;
  if (request.trailer?.trim()) parts.push({ kind: "note", text: request.trailer });
  const alternate = dialect.has("roles alternate");
  if (!alternate && !dialect.has("system message first") && !dialect.has("no system message")) return parts;
  const spoken = parts.map(
    (part): Part =>
      part.kind === "note" ? { kind: "caller", text: `${NOT_THE_CALLER} ${part.text}` } : part,
  );
  return alternate ? taking(spoken) : spoken;
}

/** The parts with caller and agent by turns, the caller first and last. A call counts with its output as the agent's. */
function taking(parts: readonly Part[]): Part[] {
  const turns: Part[] = [];
  for (const part of parts) {
    const before = turns.at(-1);
    if (before?.kind === "caller" && part.kind === "caller") {
      turns[turns.length - 1] = { kind: "caller", text: `${before.text}\n${part.text}` };
    } else if (before?.kind === "agent" && part.kind === "agent") {
      turns[turns.length - 1] = { kind: "agent", text: `${before.text} ${part.text}` };
    } else if (before?.kind === "agent" && part.kind === "calls") {
      const text = part.text === undefined ? before.text : `${before.text} ${part.text}`;
      turns[turns.length - 1] = { ...part, text };
    } else {
      if (!before && part.kind !== "caller") turns.push({ kind: "caller", text: OPENER });
      if (before?.kind === "calls" && part.kind === "caller") turns.push({ kind: "agent", text: BETWEEN });
      turns.push(part);
    }
  }
  const last = turns.at(-1);
  if (!last) turns.push({ kind: "caller", text: OPENER });
  else if (last.kind === "agent") turns.push({ kind: "caller", text: GO_ON });
  return turns;
}
