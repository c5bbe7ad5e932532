import { HAND_OFF } from "../session/state/engine-tools.ts";
import type { ToJudge } from "../session/state/rules.ts";
import type { ReadyCall, Tool } from "./tool.ts";

/** What the model has written of a call, read and checked: when it is made, and again where a new process takes it up. */

export type Arguments =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly value: undefined; readonly faults: string };

const PLACEHOLDER = /\{\{secure:([^}]+)\}\}/g;

/**
 * Arguments with secure placeholders filled in. A model that has nothing to say sends an empty string.
 *
 * @param call - without a vault its placeholders stay as they are: the engine's own tools have no use for a secret.
 */
export function readArguments(call: {
  readonly name: string;
  readonly arguments: string;
  readonly vault: ToJudge["vault"] | undefined;
}): Arguments {
  let value: unknown;
  try {
    value = JSON.parse(call.arguments.trim() || "{}");
  } catch {
    const faults = `The arguments of ${call.name} are not JSON. Call it again with a JSON object.`;
    return { ok: false, value: undefined, faults };
  }
  const { vault } = call;
  if (!vault) return { ok: true, value };
  const unknown = [...call.arguments.matchAll(PLACEHOLDER)].find(
    ([, name = ""]) => !Object.hasOwn(vault, name),
  );
  if (unknown) {
    const faults = `Nothing is keyed in for ${unknown[0]}. Ask the caller for it with collect_digits, secure.`;
    return { ok: false, value: undefined, faults };
  }
  return { ok: true, value: fill(value, vault) };
}

function fill(value: unknown, vault: ToJudge["vault"]): unknown {
  if (typeof value === "string")
    return value.replace(PLACEHOLDER, (whole, name: string) =>
      Object.hasOwn(vault, name) ? (vault[name] ?? "") : whole,
    );
  if (Array.isArray(value)) return value.map((v) => fill(v, vault));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, fill(v, vault)]));
}

/** The tool of that name with its arguments checked; else what is wrong, for the model to mend. */
export function checkCall(
  tools: readonly Tool[],
  name: string,
  args: Arguments,
):
  | { readonly ok: true; readonly tool: Tool; readonly call: ReadyCall }
  | { readonly ok: false; readonly faults: string } {
  const tool = tools.find((t) => t.name === name);
  if (!args.ok) return args;
  if (!tool) return { ok: false, faults: noSuchTool(tools, name) };
  const call = tool.check(args.value);
  return call.ok ? { ok: true, tool, call } : call;
}

export const noSuchTool = (tools: readonly Tool[], name: string): string =>
  `There is no tool "${name}". There are: ${[HAND_OFF, ...tools.map((t) => t.name)].join(", ")}.`;
