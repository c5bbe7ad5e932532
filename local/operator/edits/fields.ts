import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import { type Fields, fieldsOf, isSame } from "../../../worker/protocol/editing/edit-fields.ts";

/** Edits put together again of their fields, for files and for what is sent. */

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
