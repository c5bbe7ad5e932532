import type * as z from "zod";
import { AgentEdit } from "../../protocol/editing/agent-edit.ts";
import type { Agent } from "../define.ts";
import { edited } from "./edited.ts";

/**
 * A draft is kept with what is wrong with it, as half a time of day is on its way to a whole one. What has another form
 * than an edit, an unknown field or a number for a text, is none, and nobody could show it.
 */
export type Drafted =
  | { readonly ok: true; readonly edit: AgentEdit; readonly faults: readonly string[] }
  | { readonly ok: false; readonly faults: readonly string[] };

export function drafted(agent: Agent, written: unknown): Drafted {
  const found = edited(agent, written);
  if (found.ok) return { ok: true, edit: found.edit, faults: [] };
  const { success, data, error } = AgentEdit.safeParse(written);
  if (!success && error.issues.some(isOfAnotherForm)) return found;
  // Of its form: what is wrong is a value within its bounds or patterns.
  return { ok: true, edit: success ? data : withWholeHours(written as AgentEdit), faults: found.faults };
}

/** Of hours that are none yet all days are there, as in any others: whoever shows an edit counts on them. */
const withWholeHours = ({ hours, ...edit }: AgentEdit): AgentEdit =>
  hours
    ? { ...edit, hours: { ...hours, week: { ...NO_DAY, ...hours.week }, holidays: hours.holidays ?? [] } }
    : { ...edit, ...(hours === null && { hours }) };

const NO_DAY = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };

const isOfAnotherForm = (issue: z.core.$ZodIssue): boolean =>
  issue.code === "invalid_union"
    ? issue.errors.every((way) => way.some(isOfAnotherForm))
    : ["invalid_type", "unrecognized_keys", "invalid_key"].includes(issue.code);
