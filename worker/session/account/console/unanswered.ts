import type { UnansweredQuestion } from "../../../protocol/console/call-note.ts";
import { isRecord } from "../../../protocol/json-reader.ts";
import { plain, shorten } from "../../../protocol/plain-text.ts";
import type { CallState } from "../../state/call-state.ts";
import { SEARCH_KNOWLEDGE } from "../../state/engine-tools.ts";
import type { Secret } from "../../state/rules.ts";
import { concealer } from "../concealment.ts";

/** A call that asks for more is one. */
const MOST = 20;
const MAX_CHARS = 200;

/** What was searched for and not found, each once, as a person may read it. */
export function unansweredIn(
  { tools, keypad }: Pick<CallState, "tools" | "keypad">,
  secrets: readonly Secret[],
): readonly UnansweredQuestion[] {
  const conceal = concealer(keypad.vault, secrets);
  const asked = new Map<string, UnansweredQuestion>();
  for (const { name, status, output, arguments: json, startedAtMs } of tools.runs) {
    if (name !== SEARCH_KNOWLEDGE || status !== "ok" || field(output, "found") !== false) continue;
    const query = field(json, "query");
    const shown = typeof query === "string" ? shorten(conceal(plain(query)), MAX_CHARS) : "";
    const key = shown.toLowerCase();
    if (shown !== "" && !asked.has(key)) asked.set(key, { asked: shown, at: startedAtMs });
  }
  return [...asked.values()].slice(0, MOST);
}

/** A model may have written anything. */
function field(json: string | undefined, name: string): unknown {
  try {
    const value: unknown = JSON.parse(json ?? "");
    return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  } catch {
    return undefined;
  }
}
