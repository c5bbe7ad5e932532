import { unreachable } from "../../protocol/unreachable.ts";
import { changePart, changeRun, type Draft, log, order, record, setLanguage } from "../draft/draft.ts";
import { startRun } from "../draft/requests.ts";
import { decideHandOff, sayGoodbye } from "../person/escalation.ts";
import type { Verdict } from "../state/rules.ts";
import { newToolRun, type ToolCall } from "../state/run.ts";
import { answer, output } from "./tool-answers.ts";
import { afterTools, updateTool } from "./tool-runs.ts";

/** What the model calls: the engine's own tools are acted on at once, the agent's run, each set of arguments once. */

/** The same call again within one turn says that the model is going round in circles. */
const MAX_SAME_CALLS_PER_TURN = 3;

type Runnable = Extract<Verdict, { kind: "runnable" }>;

/** Acts on the calls of one response, in their order; those that run, run side by side. */
export function callTools(d: Draft, calls: readonly ToolCall[], said: string): void {
  for (const call of calls) {
    record(d, { role: "tool_call", callId: call.callId, name: call.name, arguments: call.arguments });
  }
  for (const call of calls) {
    // A hand-off, once decided, is final: calls after it are not made.
    if (d.state.phase.name !== "answering") answer(d, call.callId, output({ status: "not_run" }));
    else callTool(d, call, said);
  }
  if (d.state.phase.name === "answering") afterTools(d);
  order(d, { type: "save" });
}

function callTool(d: Draft, call: ToolCall, said: string): void {
  const verdict = d.rules.judge({
    callSid: d.state.call.callSid,
    from: d.state.call.from,
    name: call.name,
    arguments: call.arguments,
    vault: d.state.keypad.vault,
  });
  switch (verdict.kind) {
    case "refused":
      log(d, "tool.refused", { turn: d.state.turn });
      return answer(d, call.callId, verdict.output);
    case "hand_off":
      answer(d, call.callId, output({ status: "handing_off" }));
      return decideHandOff(d, {
        reasonCode: verdict.request.reasonCode ?? "rule",
        reason: verdict.request.reason,
        triggeredBy: "model",
        request: verdict.request,
        goodbyeSaid: said.trim() !== "",
      });
    case "end_call":
      answer(d, call.callId, output({ status: "ending" }));
      return sayGoodbye(d, said.trim() !== "");
    case "change_language":
      return changeLanguage(d, call.callId, verdict);
    case "collect_digits":
      changePart(d, "keypad", {
        buffer: "",
        expected: { purpose: verdict.purpose, length: verdict.length, secure: verdict.secure },
      });
      return answer(
        d,
        call.callId,
        output({
          status: "collecting",
          next: "Ask the caller to key it in. The digits come as their next message.",
        }),
      );
    case "runnable":
      return start(d, call, verdict);
    default:
      return unreachable(verdict);
  }
}

function changeLanguage(
  d: Draft,
  callId: string,
  verdict: Extract<Verdict, { kind: "change_language" }>,
): void {
  const { language, onlyThisReply } = verdict;
  if (onlyThisReply) changeRun(d, { lang: language });
  else {
    setLanguage(d, language);
    changePart(d, "call", { language });
    order(d, { type: "warm_up", language });
  }
  answer(d, callId, output({ status: "ok", language, next: `Go on in ${language}.` }));
}

function start(d: Draft, call: ToolCall, verdict: Runnable): void {
  const { turn } = d.state;
  const { runs, proposals } = d.state.tools;
  const same = runs.filter((t) => t.key === verdict.key);
  if (same.filter((t) => t.turn === turn).length >= MAX_SAME_CALLS_PER_TURN) {
    return answer(
      d,
      call.callId,
      output({
        error: "This call was already made with the same arguments. Use its result, or ask the caller.",
      }),
    );
  }
  const running = same.find((t) => t.status === "running");
  if (running) {
    // The retry of a call that an interruption left running: it waits for the same run.
    return updateTool(d, running.callId, (t) => ({
      ...t,
      joined: [...t.joined, call.callId],
      turn,
      background: verdict.background,
    }));
  }
  const done = verdict.sideEffect ? same.find((t) => t.status === "ok") : undefined;
  if (done) return answer(d, call.callId, done.output ?? "");

  if (verdict.readBack !== undefined && !((proposals[verdict.key] ?? turn) < turn)) {
    changePart(d, "tools", { proposals: { ...proposals, [verdict.key]: proposals[verdict.key] ?? turn } });
    return answer(
      d,
      call.callId,
      output({
        status: "needs_confirmation",
        say: verdict.readBack,
        next: "Ask the caller to agree. When they have, call again with the same arguments.",
      }),
    );
  }
  startRun(d, newToolRun(call, verdict, turn, d.now));
  if (verdict.background) {
    answer(
      d,
      call.callId,
      output({ status: "started", next: "The result follows later by itself. Go on with the caller." }),
    );
  }
}
