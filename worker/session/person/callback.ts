import { change, type Draft, order } from "../draft/draft.ts";
import { startRun } from "../draft/requests.ts";
import type { Why } from "../state/call-state.ts";
import { callbackKey, ENGINE_TOOLS, REQUEST_CALLBACK } from "../state/engine-tools.ts";
import { newToolRun } from "../state/run.ts";

/** A callback that the engine itself arranges, because the model cannot be asked. Once for each call. */
export function startCallback(d: Draft, why: Why): void {
  change(d, { wanted: why });
  const { call, tools, turn } = d.state;
  if (tools.runs.some((t) => t.name === REQUEST_CALLBACK && t.status !== "failed")) return;
  // One that failed is tried again, as a run of its own.
  const made = { callId: `engine-callback-${tools.runs.length}`, name: REQUEST_CALLBACK, arguments: "{}" };
  const plan = {
    key: callbackKey(call.callSid),
    deadlineMs: d.rules.settings.toolUse.deadlineMs,
    sideEffect: true,
    background: true,
    filler: undefined,
    title: ENGINE_TOOLS.request_callback,
  };
  // The model knows nothing of it: there is no result to tell.
  startRun(d, { ...newToolRun(made, plan, turn, d.now), told: true });
  order(d, { type: "save" });
}
