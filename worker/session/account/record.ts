import type { CallRecord, RecordItem } from "../../protocol/call-record.ts";
import type { DoneAction } from "../../protocol/console/timeline.ts";
import { unreachable } from "../../protocol/unreachable.ts";
import type { CallState } from "../state/call-state.ts";
import { ENGINE_TOOLS, isEngineTool } from "../state/engine-tools.ts";
import type { Secret } from "../state/rules.ts";
import type { ToolRun } from "../state/run.ts";
import { concealer } from "./concealment.ts";
import { inWords, outcomeOf } from "./deeds.ts";

/**
 * The full conversation, as the person who takes over can read it.
 *
 * Tools appear by what they say they did, without their data: results can hold more than the person may see. A call
 * that was not run, because it had to be agreed to first or made no sense, keeps the tool's bare name.
 */
export function recordOf(state: CallState, secrets: readonly Secret[] = []): CallRecord {
  return {
    callSid: state.call.callSid,
    startedAt: state.call.startedAtMs,
    live: state.phase.name !== "ended",
    items: itemsOf(state, secrets),
  };
}

/** Who did what to it, oldest first. */
export function actionsOf(state: CallState, secrets: readonly Secret[]): readonly DoneAction[] {
  const conceal = concealer(state.keypad.vault, secrets);
  return state.operating.acted.map(({ atMs, by, do: what, text, unsaid }) => ({
    at: atMs,
    by,
    do: what,
    ...(text === undefined ? {} : { text: conceal(text) }),
    ...(unsaid && { unsaid }),
  }));
}

/** The entries of the transcript that are lines of the record, in its order. */
export const shownEntries = ({ transcript }: CallState): CallState["transcript"] =>
  transcript.filter(
    ({ item }) =>
      item.role === "caller" ||
      item.role === "tool_call" ||
      (item.role === "agent" && item.text.trim() !== ""),
  );

function itemsOf(state: CallState, secrets: readonly Secret[]): readonly RecordItem[] {
  const conceal = concealer(state.keypad.vault, secrets);
  const runs = new Map(state.tools.runs.flatMap((t) => [t.callId, ...t.joined].map((callId) => [callId, t])));
  return shownEntries(state).flatMap(({ atMs, item }): readonly RecordItem[] => {
    switch (item.role) {
      case "caller":
        return [{ at: atMs, who: "caller", text: conceal(item.text) }];
      case "agent": {
        const interrupted = item.interrupted ? { interrupted: true } : {};
        return [{ at: atMs, who: "agent", text: conceal(item.text), ...interrupted }];
      }
      case "tool_call":
        return [{ at: atMs, who: "tool", ...deed(item.name, runs.get(item.callId), conceal) }];
      case "tool_result":
      case "note":
        return [];
      default:
        return unreachable(item);
    }
  });
}

function deed(name: string, run: ToolRun | undefined, conceal: (text: string) => string) {
  if (!run) return { text: isEngineTool(name) ? ENGINE_TOOLS[name] : inWords(name) };
  const outcome = outcomeOf(run);
  return { text: conceal(run.title), ...(outcome === "ok" ? {} : { outcome }) };
}
