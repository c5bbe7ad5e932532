import type { Item } from "../../session/state/transcript.ts";

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
export function conversation(items: readonly Item[]): Part[] {
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
        callId: item.callId,
        name: item.name,
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
    if (text) parts.push({ kind: item.role, text });
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

/**
 * Ids for the calls of one reply, each new in the conversation. Some compatible servers send none, or number the
 * calls of every reply from zero, and the second `call_0` would be taken for the first.
 */
export function callIdSource(items: readonly Item[]): (given: string | undefined) => string {
  const taken = new Set(items.flatMap((item) => (item.role === "tool_call" ? [item.callId] : [])));
  return (given) => {
    const id = given && !taken.has(given) ? given : `call_${crypto.randomUUID().replaceAll("-", "")}`;
    taken.add(id);
    return id;
  };
}
