import { moodOf } from "../../language/hearing/mood.ts";
import { isDone } from "../../language/hearing/presence.ts";
import { unreachable } from "../../protocol/unreachable.ts";
import {
  changePart,
  changeRun,
  currentRun,
  type Draft,
  isSaid,
  log,
  order,
  packOf,
  packOfPrompt,
  phrase,
  record,
  setLanguage,
} from "../draft/draft.ts";
import { startRun } from "../draft/requests.ts";
import { say } from "../draft/speaking.ts";
import { decideHandOff, sayGoodbye } from "../person/escalation.ts";
import { CHANGE_LANGUAGE, END_CALL, REQUEST_CALLBACK } from "../state/engine-tools.ts";
import { packsOf, type Runnable, type Verdict } from "../state/rules.ts";
import { isRepeatable, newToolRun, type ToolCall } from "../state/run.ts";
import { CALLBACK_UNWANTED, callbackIsWanted, withoutConsent } from "./consent.ts";
import { answer, output } from "./tool-answers.ts";
import { afterTools, updateTool } from "./tool-runs.ts";
import { endRun } from "./turn.ts";

/** What the model calls: the engine's own tools are acted on at once, the agent's run, each set of arguments once. */

/** The same call again within one turn says that the model is going round in circles. */
const MAX_SAME_CALLS_PER_TURN = 3;

/** Why calls of a response are not run. What leads to a person or a goodbye is carried out all the same. */
const NOT_RUN = {
  capped: { error: "Not run: no more tools in this turn. Answer the caller in words." },
  surplus: { error: "Not run: too many calls in one response. Make it again if it is still needed." },
} as const;

/**
 * Acts on the calls of one response, in their order; those that run, run side by side.
 *
 * @param said - what the caller heard beside them.
 * @param barred - why none of them is run: then the turn does not go on by them, either.
 */
export function callTools(d: Draft, calls: readonly ToolCall[], said: string, barred?: "capped"): void {
  for (const call of calls) {
    record(d, { role: "tool_call", callId: call.callId, name: call.name, arguments: call.arguments });
  }
  const { maxCallsPerResponse } = d.rules.settings.toolUse;
  const inOrder = leavingLast(calls);
  for (const [i, call] of inOrder.entries()) {
    const open = call.name === END_CALL && !barred && inOrder.slice(0, i).some((c) => isOpen(d, c));
    // A hand-off, once decided, is final: calls after it are not made.
    if (d.state.phase.name !== "answering") answer(d, call.callId, output({ status: "not_run" }));
    else if (open) answer(d, call.callId, output(NOT_ENDED));
    else callTool(d, call, said, barred ?? (i < maxCallsPerResponse ? undefined : "surplus"));
  }
  if (d.state.phase.name === "answering" && !barred) afterTools(d);
  order(d, { type: "save" });
}

/** The end comes behind what was called beside it: a person is not cut off by a goodbye, nor an order. */
const leavingLast = (calls: readonly ToolCall[]): readonly ToolCall[] => [
  ...calls.filter((c) => c.name !== END_CALL),
  ...calls.filter((c) => c.name === END_CALL),
];

const NOT_ENDED = {
  status: "not_ended",
  next: "The call goes on until it is known what came of your other calls. Tell the caller where one was refused, failed or has to be agreed to; else end the call now, without saying goodbye again.",
};

/** It runs, was refused, or waits for the caller's yes. */
function isOpen(d: Draft, { callId, name }: ToolCall): boolean {
  if (name === CHANGE_LANGUAGE) return false;
  const { runs } = d.state.tools;
  const run = runs.find((t) => t.callId === callId || t.joined.includes(callId));
  return run
    ? run.status !== "ok" && !run.background
    : !runs.some((t) => t.name === name && t.status === "ok");
}

/**
 * A model takes "No, that is rubbish" for the end. The caller decides: they have said that they are done, and not in anger;
 * or have answered the question whether they are; or are to be called back.
 */
function mayEnd(d: Draft): boolean {
  const { transcript, tools } = d.state;
  const asked = transcript.findLastIndex((e) => e.item.role === "tool_result" && e.item.output === NOT_DONE);
  const answers = transcript
    .slice(asked + 1)
    .flatMap(({ item }) => (item.role === "caller" ? [item.text] : []));
  const last = answers.at(-1);
  if (last === undefined) return asked < 0;
  if (asked >= 0 && answers.length === 1) return true;
  if (tools.runs.some((t) => t.name === REQUEST_CALLBACK && t.status === "ok")) return true;
  const angry = isSaid(d, (pack) => moodOf([last], pack).sentiment === "negative");
  return [packOfPrompt(d), packOf(d), ...packsOf(d.rules)].some((pack) => isDone(last, pack, angry));
}

/** The floor goes to the caller, with a question: the model's own, where it has put one. */
function askBeforeEnd(d: Draft, callId: string, said: string): void {
  answer(d, callId, NOT_DONE);
  log(d, "goodbye.held_back", { turn: d.state.turn });
  endRun(d);
  if (!said.trim().endsWith("?")) say(d, phrase(d, "beforeYouGo"), { recorded: true });
}

const NOT_DONE = output({
  status: "not_ended",
  next: "The caller is upset, or has not said that they are done. They are asked: answer what they say, and hand the call over if they want a person.",
});

/** Words beside an end of the call that had to wait were its goodbye. */
function saidGoodbye(d: Draft): boolean {
  const { transcript } = d.state;
  const since = transcript.slice(transcript.findLastIndex((e) => e.item.role === "caller") + 1);
  const ended = since.findIndex(({ item }) => item.role === "tool_call" && item.name === END_CALL);
  const spoke = since.findIndex(({ item }) => item.role === "agent" && item.text.trim() !== "");
  const waited = since.some(({ item }) => item.role === "tool_result" && item.output === output(NOT_ENDED));
  return waited && spoke >= 0 && spoke < ended;
}

function callTool(d: Draft, call: ToolCall, said: string, barred: keyof typeof NOT_RUN | undefined): void {
  const verdict = d.rules.judge({
    callSid: d.state.call.callSid,
    from: d.state.call.from,
    name: call.name,
    arguments: call.arguments,
    vault: d.state.keypad.vault,
  });
  if (barred && verdict.kind !== "hand_off" && verdict.kind !== "end_call")
    return answer(d, call.callId, output(NOT_RUN[barred]));
  switch (verdict.kind) {
    case "refused":
      log(d, "tool.refused", { turn: d.state.turn });
      noteRefusal(d, call.name);
      return answer(d, call.callId, verdict.output);
    case "hand_off":
      // Told once a turn, and not where no more is run: who needs a person does not wait for a model to find a place.
      if (verdict.misplaced !== undefined && !barred && !wasRefused(d, call.name)) {
        noteRefusal(d, call.name);
        return answer(d, call.callId, verdict.misplaced);
      }
      answer(d, call.callId, output({ status: "handing_off" }));
      return decideHandOff(d, {
        reasonCode: verdict.request.reasonCode ?? "rule",
        reason: verdict.request.reason,
        triggeredBy: "model",
        request: verdict.request,
        said,
      });
    case "end_call":
      if (!mayEnd(d)) return askBeforeEnd(d, call.callId, said);
      answer(d, call.callId, output({ status: "ending" }));
      return sayGoodbye(d, said.trim() !== "" || saidGoodbye(d));
    case "change_language":
      return changeLanguage(d, call.callId, verdict);
    case "collect_digits":
      changePart(d, "keypad", {
        buffer: "",
        entered: undefined,
        expected: {
          purpose: verdict.purpose,
          length: verdict.length,
          secure: verdict.secure,
          askedAtMs: d.now,
          passedOver: false,
        },
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

/** Several in one response are one mistake. */
function noteRefusal(d: Draft, name: string): void {
  const { round = 0, refused = [] } = currentRun(d) ?? {};
  if (refused.some((r) => r.round === round && r.name === name)) return;
  changeRun(d, { refused: [...refused, { round, name }] });
}

const wasRefused = (d: Draft, name: string): boolean =>
  currentRun(d)?.refused.some((refused) => refused.name === name) ?? false;

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
  const { runs } = d.state.tools;
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
  const done = same.find(
    (t) => t.sideEffect && (t.status === "ok" || (t.status === "timeout" && !isRepeatable(t))),
  );
  if (done) return answer(d, call.callId, done.output ?? "");

  const refused = refusedByCaller(d, call, verdict);
  if (refused !== undefined) return answer(d, call.callId, refused);
  startRun(d, newToolRun(call, verdict, turn, d.now));
  if (verdict.background) {
    answer(
      d,
      call.callId,
      output({ status: "started", next: "The result follows later by itself. Go on with the caller." }),
    );
  }
}

/** What the model is told where the caller has not agreed. */
function refusedByCaller(d: Draft, call: ToolCall, verdict: Runnable): string | undefined {
  if (call.name === REQUEST_CALLBACK) return callbackIsWanted(d) ? undefined : CALLBACK_UNWANTED;
  return verdict.readBack === undefined ? undefined : withoutConsent(d, call, verdict, verdict.readBack);
}
