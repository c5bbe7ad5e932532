import type { TrialNews } from "../../protocol/console/trial.ts";
import { isRecord } from "../../protocol/json-reader.ts";
import { concealedJson, outputConcealer } from "../../session/account/concealment.ts";
import { isRefusal } from "../../session/account/deeds.ts";
import type { CallState } from "../../session/state/call-state.ts";
import { END_CALL, HAND_OFF } from "../../session/state/engine-tools.ts";
import type { Rules } from "../../session/state/rules.ts";
import type { ToolRun } from "../../session/state/run.ts";
import type { Item } from "../../session/state/transcript.ts";
import { argumentsIn } from "../arguments/json-text.ts";

type ToolNews = Extract<TrialNews, { type: "tool" }>;
type ToolCalled = Extract<Item, { role: "tool_call" }>;

/**
 * Tells what the model called and what it was told, each call once: a run when it is over, and what the engine has answered
 * itself. What ends the call is told by its end.
 */
export function toolNews({ secrets }: Rules): (state: CallState) => readonly ToolNews[] {
  const told = new Set<string>();
  let before: (Pick<CallState, "transcript"> & { readonly runs: readonly ToolRun[] }) | undefined;

  return ({ transcript, tools: { runs }, keypad }) => {
    // Looked at after each step, and most bring nothing.
    if (before?.transcript === transcript && before.runs === runs) return [];
    before = { transcript, runs };
    const conceal = outputConcealer(keypad.vault, secrets);
    const shown = (json: string): string => concealedJson(json, conceal);

    const news: ToolNews[] = [];
    for (const { item } of transcript) {
      if (item.role !== "tool_result" || told.has(item.callId)) continue;
      const run = runs.find((r) => r.callId === item.callId || r.joined.includes(item.callId));
      // What it comes to follows.
      if (run?.status === "running") continue;
      told.add(item.callId);
      const call = transcript.find((e) => isCall(e.item, item.callId))?.item as ToolCalled | undefined; // as it is looked for
      if (!call || call.name === HAND_OFF || call.name === END_CALL) continue;
      const output = shown(run?.output ?? item.output);
      const ok = run ? run.status === "ok" : !isRefusal(item.output);
      news.push({ type: "tool", name: call.name, arguments: readable(shown(call.arguments)), ok, output });
    }
    return news;
  };
}

const isCall = (item: Item, callId: string): item is ToolCalled =>
  item.role === "tool_call" && item.callId === callId;

/** A model may have written anything. */
function readable(json: string): Readonly<Record<string, unknown>> {
  try {
    const value = argumentsIn(json);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
