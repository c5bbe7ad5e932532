import type { CallState } from "./state.ts";

/** The full conversation, as the person who takes over can read it. Times are epoch milliseconds. */
export interface CallRecord {
  readonly callSid: string;
  readonly startedAt: number;
  /** The agent is still in the call: more is to come. */
  readonly live: boolean;
  readonly items: readonly {
    readonly at: number;
    readonly who: "caller" | "agent" | "tool" | "note";
    readonly text: string;
    readonly interrupted?: boolean;
  }[];
}

/** Tools appear by name, without their data: results can hold more than the person may see. */
export function recordOf(state: CallState): CallRecord {
  const items = state.transcript.flatMap(({ atMs, item }): CallRecord["items"] => {
    switch (item.role) {
      case "caller":
        return [{ at: atMs, who: "caller", text: item.text }];
      case "agent":
        if (!item.text.trim()) return [];
        return [
          { at: atMs, who: "agent", text: item.text, ...(item.interrupted ? { interrupted: true } : {}) },
        ];
      case "tool_call":
        return [{ at: atMs, who: "tool", text: item.name.replaceAll("_", " ") }];
      default:
        return [];
    }
  });
  return { callSid: state.callSid, startedAt: state.startedAtMs, live: state.phase.name !== "ended", items };
}
