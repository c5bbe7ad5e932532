import { isDeepStrictEqual } from "node:util";
import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";

/**
 * An edit as its fields, each that may stand alone: `greeting`, `voice.language`, `knowledge.returns.md`,
 * `words.en.phrases.closed`. What one edit has over another is what its fields are over the other's.
 */
export type Fields = ReadonlyMap<string, Field>;

export interface Field {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** How many names lead to what stands alone; of the others one. */
const DEPTHS: Readonly<Record<string, number>> = { voice: 2, knowledge: 2, words: 4 };

/** @param edit - of any release: what it does not know, this one passes on. */
export function fieldsOf(edit: object): Fields {
  const found = new Map<string, Field>();
  const walk = (value: unknown, path: readonly string[]): void => {
    const depth = path[0] === undefined ? 1 : (DEPTHS[path[0]] ?? 1);
    if (path.length < depth && typeof value === "object" && value !== null) {
      // `__proto__` would be no name where it is put together again.
      for (const [name, inner] of Object.entries(value))
        if (name !== "__proto__") walk(inner, [...path, name]);
    } else if (value !== undefined) found.set(path.join("."), { path, value });
  };
  walk(edit, []);
  return found;
}

export function editOf(fields: Fields): AgentEdit {
  const edit = {};
  for (const { path, value } of fields.values()) {
    let at: Record<string, unknown> = edit;
    for (const name of path.slice(0, -1)) {
      at[name] ??= {};
      at = at[name] as Record<string, unknown>; // as it was made here
    }
    at[path.at(-1) ?? ""] = value;
  }
  return edit;
}

/** The code's, with those of an edit in their place. */
export const both = (code: object, edit: object): Fields => new Map([...fieldsOf(code), ...fieldsOf(edit)]);

/** What the agent is, by its code and an edit. */
export const over = (code: object, edit: object): Fields => {
  const all = new Map(both(code, edit));
  // A file of the code's that is taken out.
  for (const [name, { path, value }] of all) if (path[0] === "knowledge" && value === null) all.delete(name);
  return all;
};

/** What of an edit the code does not say by itself. */
export const beyond = (code: object, edit: object): AgentEdit => {
  const known = fieldsOf(code);
  return editOf(
    new Map([...fieldsOf(edit)].filter(([name, { value }]) => !isSame(value, known.get(name)?.value))),
  );
};

export const isSameEdit = (one: object, other: object): boolean => {
  const [a, b] = [fieldsOf(one), fieldsOf(other)];
  return (
    a.size === b.size && [...a].every(([name, { value }]) => b.has(name) && isSame(value, b.get(name)?.value))
  );
};

/** An editor ends a file with a line's end, and nobody hears it. */
export const isSame = (one: unknown, other: unknown): boolean =>
  typeof one === "string" && typeof other === "string"
    ? one.trimEnd() === other.trimEnd()
    : isDeepStrictEqual(one, other);
