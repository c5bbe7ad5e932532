import { CALLBACK_TITLE } from "../account/callback-words.ts";
import { change, type Draft, order } from "../draft/draft.ts";
import type { Decision } from "../state/call-state.ts";

/** A callback that the engine itself arranges, because the model cannot be asked. Once for each call. */
export function startCallback(d: Draft, decision: Decision): void {
  change(d, { wanted: decision });
  const { tools, callSid } = d.state;
  if (tools.some((t) => t.name === "request_callback" && t.status !== "failed")) return;
  const tool = {
    callId: "engine-callback",
    name: "request_callback",
    arguments: "{}",
    key: `request_callback-${callSid}`,
    deadlineMs: 8_000,
  };
  change(d, {
    tools: [
      ...tools,
      {
        ...tool,
        turn: d.state.turn,
        startedAtMs: d.now,
        sideEffect: true,
        background: true,
        filler: undefined,
        title: CALLBACK_TITLE,
        status: "running",
        joined: [],
        output: undefined,
        told: true,
        promises: [],
      },
    ],
  });
  order(d, { type: "run_tool", ...tool });
}
