import { change, type Draft, order } from "../draft/draft.ts";
import type { Decision } from "../state/call-state.ts";
import { callbackKey, ENGINE_TOOLS, REQUEST_CALLBACK } from "../state/engine-tools.ts";

/** A callback that the engine itself arranges, because the model cannot be asked. Once for each call. */
export function startCallback(d: Draft, decision: Decision): void {
  change(d, { wanted: decision });
  const { tools, callSid } = d.state;
  if (tools.some((t) => t.name === REQUEST_CALLBACK && t.status !== "failed")) return;
  const tool = {
    callId: "engine-callback",
    name: REQUEST_CALLBACK,
    arguments: "{}",
    key: callbackKey(callSid),
    deadlineMs: d.rules.settings.toolUse.deadlineMs,
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
        title: ENGINE_TOOLS.request_callback,
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
