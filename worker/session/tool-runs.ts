import { askForRound, stopAttempts, tellIfQuiet } from "./answering.ts";
import { callbackSettled } from "./availability.ts";
import { change, clearTimers, type Draft, log, order, phrase, record, send, setTimer } from "./draft.ts";
import { decideHandOff, sayGoodbye } from "./escalation.ts";
import type { Event } from "./event.ts";
import { remainingMs } from "./playback.ts";
import type { Verdict } from "./rules.ts";
import { say } from "./speaking.ts";
import type { Decision, ToolCall, ToolRun } from "./state.ts";

/**
 * Tools: each call id gets exactly one output, and each set of arguments runs once.
 *
 * A tool outlives the turn that called it. When the caller speaks over the answer, the tool runs on, and its
 * result is in the next request, marked as not told yet.
 */

/** What the engine's own tool does, for a person. */
export const CALLBACK_TITLE = "Arranged a callback";

const output = (value: unknown): string => JSON.stringify(value);

/** The same call again within one turn says that the model is going round in circles. */
const MAX_SAME_CALLS_PER_TURN = 3;

/** A call that goes on and on keeps the latest of what its tools report. */
const MAX_FACTS = 60;
const MAX_CHECKS = 20;
const MAX_PROMISES = 20;

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

function answer(d: Draft, callId: string, result: string): void {
  record(d, { role: "tool_result", callId, output: result });
}

function callTool(d: Draft, call: ToolCall, said: string): void {
  const verdict = d.rules.judge({
    callSid: d.state.callSid,
    name: call.name,
    arguments: call.arguments,
    vault: d.state.vault,
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
      change(d, {
        digits: {
          buffer: "",
          expected: { purpose: verdict.purpose, length: verdict.length, secure: verdict.secure },
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
  }
}

function changeLanguage(
  d: Draft,
  callId: string,
  verdict: Extract<Verdict, { kind: "change_language" }>,
): void {
  const { language, onlyThisReply } = verdict;
  const { run } = d.state;
  if (onlyThisReply) {
    if (run) change(d, { run: { ...run, lang: language } });
  } else {
    send(d, { type: "language", ttsLanguage: language, transcriptionLanguage: language });
    change(d, { language });
    order(d, { type: "warm_up", language });
  }
  answer(d, callId, output({ status: "ok", language, next: `Go on in ${language}.` }));
}

function start(d: Draft, call: ToolCall, verdict: Runnable): void {
  const { tools, turn, proposals } = d.state;
  const same = tools.filter((t) => t.key === verdict.key);
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
    change(d, { proposals: { ...proposals, [verdict.key]: proposals[verdict.key] ?? turn } });
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
  const tool: ToolRun = {
    ...call,
    turn,
    key: verdict.key,
    startedAtMs: d.now,
    deadlineMs: verdict.deadlineMs,
    sideEffect: verdict.sideEffect,
    background: verdict.background,
    filler: verdict.filler,
    title: verdict.title,
    status: "running",
    joined: [],
    output: undefined,
    told: false,
    promises: [],
  };
  change(d, { tools: [...tools, tool] });
  order(d, {
    type: "run_tool",
    callId: call.callId,
    name: call.name,
    arguments: call.arguments,
    key: verdict.key,
    deadlineMs: verdict.deadlineMs,
  });
  if (verdict.background) {
    answer(
      d,
      call.callId,
      output({ status: "started", next: "The result follows later by itself. Go on with the caller." }),
    );
  }
}

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

function updateTool(d: Draft, callId: string, patch: (t: ToolRun) => ToolRun): void {
  change(d, { tools: d.state.tools.map((t) => (t.callId === callId ? patch(t) : t)) });
}

const waitedFor = (d: Draft): readonly ToolRun[] =>
  d.state.tools.filter((t) => t.status === "running" && !t.background && t.turn === d.state.turn);

/** Goes on with the answer when no tool of this turn is outstanding; else covers the wait. */
function afterTools(d: Draft): void {
  if (waitedFor(d).length > 0) {
    if (d.state.timers.filler === undefined) setTimer(d, "filler", d.rules.settings.toolUse.fillerMs);
    return;
  }
  clearTimers(d, "filler");
  askForRound(d, "main");
}

/** A tool takes its time: one line now, another later, never more than agreed. */
export function fill(d: Draft): void {
  const { run, playback } = d.state;
  const { toolUse } = d.rules.settings;
  const slow = waitedFor(d)[0];
  if (!run || !slow || run.fillers >= toolUse.maxFillers) return;
  if (run.muted || remainingMs(playback, d.rules.settings.turns.charsPerSecond, d.now) > 0) {
    return setTimer(d, "filler", 500);
  }
  say(d, slow.filler && run.fillers === 0 ? slow.filler : phrase(d, "filler"), { recorded: false });
  change(d, { run: { ...(d.state.run ?? run), fillers: run.fillers + 1 } });
  setTimer(d, "filler", toolUse.fillerAgainMs);
}

export function toolFinished(d: Draft, event: Extract<Event, { type: "tool_finished" }>): void {
  const tool = d.state.tools.find((t) => t.callId === event.callId);
  if (tool?.status !== "running") return;
  const { report } = event;
  updateTool(d, tool.callId, (t) => ({
    ...t,
    status: event.outcome,
    output: event.output,
    ...(report ? { title: report.title, promises: report.promises } : {}),
  }));
  const failures = event.outcome === "ok" ? 0 : d.state.toolFailuresInRow + 1;
  const { quality } = d.state;
  change(d, {
    toolFailuresInRow: failures,
    facts: [...d.state.facts, ...(report?.facts ?? [])].slice(-MAX_FACTS),
    identityChecks: [...d.state.identityChecks, ...(report?.identity ? [report.identity] : [])].slice(
      -MAX_CHECKS,
    ),
    quality: event.outcome === "ok" ? quality : { ...quality, toolFailures: quality.toolFailures + 1 },
  });
  log(d, "tool.finished", { tool: tool.name, outcome: event.outcome, ms: d.now - tool.startedAtMs });

  const answered = answeredCalls(d);
  for (const callId of [tool.callId, ...tool.joined]) {
    if (answered.has(callId))
      record(d, { role: "note", text: `The result of ${tool.name} has come in: ${event.output}` });
    else answer(d, callId, event.output);
  }
  order(d, { type: "save" });

  if (tool.name === "request_callback") callbackSettled(d, event.outcome === "ok");
  const { phase, run } = d.state;
  if (phase.name !== "answering" && phase.name !== "listening") return;
  if (failures >= d.rules.settings.escalation.toolFailures) {
    return decideHandOff(d, {
      reasonCode: "tool_failed",
      reason: `The assistant's ${tool.name.replaceAll("_", " ")} tool failed repeatedly.`,
      triggeredBy: "rule",
    });
  }
  if (!run) return tellIfQuiet(d);
  if (run.turn === (d.state.tools.find((t) => t.callId === tool.callId)?.turn ?? 0) && !tool.background) {
    if (waitedFor(d).length === 0 && run.attempts.length === 0) afterTools(d);
  } else if (run.said === "" && run.attempts.length > 0 && run.leader === undefined) {
    // Nothing of the newer answer has been said: it may as well know the result.
    stopAttempts(d, run.attempts);
    change(d, { run: { ...run, attempts: [] } });
    askForRound(d, "main");
  }
}

/**
 * The turn is left while tools run: each gets its output now, and what comes of it follows as a note. So no call
 * is ever without an output, and what was sent to the model once is not changed afterwards.
 */
export function answerRunning(d: Draft): void {
  const answered = answeredCalls(d);
  for (const t of d.state.tools) {
    for (const callId of t.status === "running" ? [t.callId, ...t.joined] : []) {
      if (!answered.has(callId))
        answer(d, callId, output({ status: "running", next: "The result follows later by itself." }));
    }
  }
}

const answeredCalls = (d: Draft): ReadonlySet<string> =>
  new Set(d.state.transcript.flatMap((e) => (e.item.role === "tool_result" ? [e.item.callId] : [])));

const untold = (d: Draft): readonly ToolRun[] =>
  d.state.tools.filter(
    (t) =>
      t.status !== "running" &&
      !t.told &&
      (t.background || t.turn < d.state.turn || d.state.phase.name === "listening"),
  );

export const hasUntold = (d: Draft): boolean => untold(d).length > 0;

/** What the model has to be reminded of: results that came in and were never spoken of. */
export function untoldNote(d: Draft): string | undefined {
  const names = untold(d).map((t) => t.name);
  if (names.length === 0) return undefined;
  return `Not told to the caller yet: the result of ${names.join(", ")}. Tell them now, in one breath with your answer.`;
}

/** Speech with the results at hand has begun, in this entry: they count as told, and what they promise is promised. */
export function markTold(d: Draft, entryId: number): void {
  const { tools, promised } = d.state;
  const news = tools.filter((t) => t.status !== "running" && !t.told);
  if (news.length === 0) return;
  const promises = news.flatMap((t) => t.promises.map((what) => ({ what, entryId, alone: false })));
  change(d, {
    tools: tools.map((t) => (t.status === "running" ? t : { ...t, told: true })),
    promised: [...promised, ...promises].slice(-MAX_PROMISES),
  });
}
