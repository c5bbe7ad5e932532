import type { Step } from "../../protocol/handoff.ts";
import { isRecord } from "../../protocol/json-reader.ts";
import type { ToolRun } from "../state/run.ts";

/** What the agent did, as a person reads it. */

/** How a run went, in the words of the payload. */
export const outcomeOf = ({ status }: ToolRun): Step["outcome"] =>
  status === "running" ? "pending" : status;

/** A name such as `look_up_order`, in words. */
export const inWords = (name: string): string => name.replaceAll("_", " ");

/** The latest runs, oldest first. */
export const stepsOf = (tools: readonly ToolRun[], max: number): readonly Step[] =>
  tools.slice(-max).map((tool) => ({ what: tool.title, outcome: outcomeOf(tool) }));

/** What is done and cannot be undone by not being mentioned. */
export const sideEffectsOf = (tools: readonly ToolRun[]): readonly string[] => [
  ...new Set(tools.filter((t) => t.sideEffect && t.status === "ok").map((t) => t.title)),
];

/** What the model is told of a call that was not carried out has an error in it. */
export function isRefusal(output: string): boolean {
  try {
    const value: unknown = JSON.parse(output);
    return isRecord(value) && "error" in value;
  } catch {
    return false; // a tool's own words
  }
}
