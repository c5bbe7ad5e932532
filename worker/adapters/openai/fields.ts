/**
 * What came over the wire, looked at field by field: servers that call themselves compatible leave fields out, put
 * `null` in them, or a list where OpenAI has one thing. Nothing here throws.
 */

export type Fields = Readonly<Record<string, unknown>>;

/** The value's fields; none, where it is no object. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** A list's things; the one thing, where it is not in a list; nothing for what is not there. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

export const countOf = (value: unknown): number =>
  typeof value === "number" && Number.isFinite(value) ? value : 0;

/** What stands in a message's content: text, or parts of it, among which there are some that are not for the ear. */
export interface Content {
  readonly text: string;
  readonly thoughts: boolean;
  readonly refusal: boolean;
}

const NOTHING: Content = { text: "", thoughts: false, refusal: false };
const TEXT_PARTS: ReadonlySet<unknown> = new Set([undefined, null, "text", "output_text"]);

/** @param content - a string with OpenAI; a part or a list of parts with Mistral and behind gateways. */
export function contentOf(content: unknown): Content {
  // What a server has parsed for JSON on its way: "1042".
  if (typeof content === "string" || typeof content === "number") return { ...NOTHING, text: `${content}` };
  let { text, thoughts, refusal } = NOTHING;
  for (const part of listOf(content)) {
    if (typeof part === "string") text += part;
    const { type, text: own } = fieldsOf(part);
    if (TEXT_PARTS.has(type)) text += textOf(own) || textOf(fieldsOf(own).value);
    thoughts ||= type === "thinking" || type === "reasoning" || type === "reasoning_text";
    refusal ||= type === "refusal";
  }
  return { text, thoughts, refusal };
}

/** Whether anything at all is written there: thoughts and arguments that are only white space are no sign of work. */
export function isWritten(value: unknown): boolean {
  if (typeof value === "string") return value.trim() !== "";
  if (Array.isArray(value)) return value.some(isWritten);
  return (
    isFields(value) && Object.entries(value).some(([name, inner]) => !MARKS.has(name) && isWritten(inner))
  );
}

/** Fields of a thought that say of which kind it is; present in empty ones too. */
const MARKS: ReadonlySet<string> = new Set(["type", "format", "id", "index"]);
