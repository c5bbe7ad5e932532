import { ENGINE_TOOLS, REQUEST_CALLBACK } from "../../session/state/engine-tools.ts";
import type { ToJudge } from "../../session/state/rules.ts";
import { argumentsIn } from "../arguments/json-text.ts";
import { toolMeant } from "../arguments/tool-name.ts";
import { callsIn } from "../ears/written-calls.ts";
import type { ToolSpec } from "../model.ts";
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
    value = argumentsIn(call.arguments);
  } catch {
    // What is written beside the wish to be called back must not cost the callback.
    if (call.name === REQUEST_CALLBACK) return { ok: true, value: {} };
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

/** The name of the tool that is meant; as it came where there is none, or it could be several. */
export const nameMeant = (tools: readonly Tool[], written: string): string =>
  toolMeant(written, [...tools.map((t) => t.name), ...Object.keys(ENGINE_TOOLS)]) ?? written;

/** The call that is meant, its arguments too where they were put into its name: `lookup_order{"orderNumber":"1042"}`. */
export function callMeant(
  tools: readonly Tool[],
  specs: readonly ToolSpec[],
  written: { readonly name: string; readonly arguments: string },
): { readonly name: string; readonly arguments: string } {
  const name = nameMeant(tools, written.name);
  const isEmpty = /^\s*(?:\{\s*\}|null)?\s*$/.test(written.arguments);
  const inName = isEmpty && /[{(]/.test(written.name) ? callsIn(written.name, specs, true) : [];
  return inName.find((call) => call.name === name) ?? { name, arguments: written.arguments };
}

/**
 * The tool of that name with its arguments checked; else what is wrong, for the model to mend.
 *
 * @param offered - the tools that the model was told of: not all of them run, and not all that run are told of.
 */
export function checkCall(
  tools: readonly Tool[],
  name: string,
  args: Arguments,
  offered: readonly ToolSpec[],
):
  | { readonly ok: true; readonly tool: Tool; readonly call: ReadyCall }
  | { readonly ok: false; readonly faults: string } {
  const tool = tools.find((t) => t.name === name);
  if (!tool) return { ok: false, faults: noSuchTool(offered, name) };
  if (!args.ok) return args;
  const call = tool.check(args.value);
  return call.ok ? { ok: true, tool, call } : call;
}

/** A model's own name for a tool that is none may be anything, of any length. */
const MAX_NAME_CHARS = 64;

/** @param offered - the tools that the model was told of. */
export const noSuchTool = (offered: readonly { readonly name: string }[], name: string): string =>
  `There is no tool "${name.slice(0, MAX_NAME_CHARS)}". There are: ${offered.map((tool) => tool.name).join(", ")}. Call one of them by exactly its name, or answer in words.`;
