import type { Piece } from "./piece.ts";

const TOKEN =
  /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[^"\w-]+|./g;

/** JSON laid out in two-space steps, in pieces by what they are. */
export function layOutJson(value: unknown): readonly Piece[] {
  const source = JSON.stringify(value, null, 2) ?? "undefined";
  return Array.from(source.matchAll(TOKEN), ([token, quoted, colon]): Piece => {
    if (quoted !== undefined) return { kind: colon === undefined ? "string" : "name", text: token };
    return { kind: /^[\w-]/.test(token) ? "value" : "punctuation", text: token };
  });
}

/**
 * JSON inside strings, opened: `end.handoffData` and `HandoffData` carry an object as text, which nobody can read
 * escaped. Only for the eye; what is copied is the original.
 */
export function unfold(value: unknown): unknown {
  if (typeof value === "string") return unfoldText(value);
  if (Array.isArray(value)) return value.map(unfold);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unfold(inner)]));
}

function unfoldText(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return text;
  try {
    return unfold(JSON.parse(text));
  } catch {
    // It only looked like JSON.
    return text;
  }
}
