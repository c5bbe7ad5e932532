import { inWords } from "../account/deeds.ts";
import {
  changePart,
  changeRun,
  clearTimers,
  currentRun,
  type Draft,
  log,
  order,
  phrase,
  record,
  setTimer,
} from "../draft/draft.ts";
import { stopAttempts } from "../draft/requests.ts";
import { interject } from "../draft/speaking.ts";
import { callbackSettled } from "../person/availability.ts";
import { escalate } from "../person/escalation.ts";
import { REQUEST_CALLBACK } from "../state/engine-tools.ts";
import type { Event } from "../state/event.ts";
import type { ToolRun } from "../state/run.ts";
import { remainingMs } from "../state/speech/playback.ts";
import { mayAskAgain, nextLineAtMs } from "./patience.ts";
import { askForRound } from "./rounds.ts";
import { answer, answeredCalls, callsOf } from "./tool-answers.ts";
import { tellIfQuiet } from "./turn.ts";

/**
 * Tools that are under way, and what comes of them. When the caller speaks over the answer, the tool runs on, and its
 * result is in the next request, marked as not told yet.
 */

/** A call that goes on and on keeps the latest of what its tools report. */
const MAX_FACTS = 60;
const MAX_CHECKS = 20;

/** Changes one run; the others, and its place among them, stay. */
export function updateTool(d: Draft, callId: string, patch: (t: ToolRun) => ToolRun): void {
  changePart(d, "tools", { runs: d.state.tools.runs.map((t) => (t.callId === callId ? patch(t) : t)) });
}

const waitedFor = (d: Draft): readonly ToolRun[] =>
  d.state.tools.runs.filter((t) => t.status === "running" && !t.background && t.turn === d.state.turn);

/** Goes on with the answer when no tool of this turn is outstanding; else covers the wait. */
export function afterTools(d: Draft): void {
  const run = currentRun(d);
  if (waitedFor(d).length > 0) {
    if (d.state.timers.filler !== undefined || !run) return;
    // A tool is covered after a second; sooner where the caller has been waiting before it began.
    const dueMs = Math.max(0, nextLineAtMs(d, run) - d.now);
    return setTimer(d, "filler", Math.min(dueMs, d.rules.settings.toolUse.fillerMs));
  }
  clearTimers(d, "filler");
  askForRound(d, "main");
}

const COVERED_MS = 1_500;

/** A tool takes its time: one line now, another later, never more than agreed. */
export function fill(d: Draft): void {
  const run = currentRun(d);
  const { playback } = d.state.speech;
  const { toolUse } = d.rules.settings;
  const slow = waitedFor(d)[0];
  if (!run || !slow || run.toolFillers >= toolUse.maxFillers) return;
  // A line that was said a moment ago covers this wait as well.
  const sinceMs = run.heard?.line ? d.now - run.heard.atMs : Number.POSITIVE_INFINITY;
  if (sinceMs < COVERED_MS) return setTimer(d, "filler", toolUse.fillerAgainMs - sinceMs);
  if (run.muted || remainingMs(playback, d.rules.settings.turns.charsPerSecond, d.now) > 0) {
    return setTimer(d, "filler", 500);
  }
  interject(d, slow.filler && run.toolFillers === 0 ? slow.filler : phrase(d, "filler"));
  changeRun(d, { toolFillers: run.toolFillers + 1 });
  setTimer(d, "filler", toolUse.fillerAgainMs);
}

/** A run has come to its end: it is taken down, and told as soon as there is somebody to tell it to. */
export function toolFinished(d: Draft, event: ToolFinished): void {
  const tool = d.state.tools.runs.find((t) => t.callId === event.callId);
  if (tool?.status !== "running") return;
  takeDown(d, tool, event);
  if (tool.name === REQUEST_CALLBACK) callbackSettled(d, event.outcome === "ok");
  const { phase } = d.state;
  if (phase.name !== "answering" && phase.name !== "listening") return;
  if (d.state.tools.failuresInRow >= d.rules.settings.escalation.toolFailures)
    return escalate(d, "tools_failed", { tool: inWords(tool.name) });
  if (phase.name === "listening") return tellIfQuiet(d);
  const { run } = phase;
  if (run.turn === tool.turn && !tool.background) {
    if (waitedFor(d).length === 0 && run.attempts.length === 0) afterTools(d);
  } else if (run.said === "" && run.attempts.length > 0 && run.leader === undefined && mayAskAgain(d, run)) {
    // Nothing of the newer answer has been said: it may as well know the result.
    stopAttempts(d, run.attempts);
    changeRun(d, { attempts: [] });
    askForRound(d, "main");
  }
}

type ToolFinished = Extract<Event, { type: "tool_finished" }>;

function takeDown(d: Draft, tool: ToolRun, { outcome, output, report, fault }: ToolFinished): void {
  updateTool(d, tool.callId, (t) => ({
    ...t,
    status: outcome,
    output,
    ...(report ? { title: report.title, promises: report.promises } : {}),
  }));
  const { failuresInRow, facts, checks } = d.state.tools;
  const failed = outcome !== "ok";
  changePart(d, "tools", {
    failuresInRow: failed ? failuresInRow + 1 : 0,
    facts: [...facts, ...(report?.facts ?? [])].slice(-MAX_FACTS),
    checks: [...checks, ...(report?.identity ? [report.identity] : [])].slice(-MAX_CHECKS),
  });
  if (failed) changePart(d, "quality", { toolFailures: d.state.quality.toolFailures + 1 });
  const ms = d.now - tool.startedAtMs;
  log(d, "tool.finished", { tool: tool.name, callId: tool.callId, outcome, ms, ...fault });

  const answered = answeredCalls(d);
  for (const callId of callsOf(d, tool)) {
    if (answered.has(callId))
      record(d, { role: "note", text: `The result of ${tool.name} has come in: ${output}` });
    else answer(d, callId, output);
  }
  order(d, { type: "save" });
}
