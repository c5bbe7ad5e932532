import type { CallRecord } from "../../protocol/call-record.ts";
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
  const conceal = concealer(state.keypad.vault, secrets);
  const runs = new Map(state.tools.runs.flatMap((t) => [t.callId, ...t.joined].map((callId) => [callId, t])));
  const items = state.transcript.flatMap(({ atMs, item }): CallRecord["items"] => {
    switch (item.role) {
      case "caller":
        return [{ at: atMs, who: "caller", text: conceal(item.text) }];
      case "agent": {
        if (!item.text.trim()) return [];
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
  return {
    callSid: state.call.callSid,
    startedAt: state.call.startedAtMs,
    live: state.phase.name !== "ended",
    items,
  };
}

function deed(name: string, run: ToolRun | undefined, conceal: (text: string) => string) {
  if (!run) return { text: isEngineTool(name) ? ENGINE_TOOLS[name] : inWords(name) };
  const outcome = outcomeOf(run);
  return { text: conceal(run.title), ...(outcome === "ok" ? {} : { outcome }) };
}
