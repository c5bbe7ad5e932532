import { admitsMisunderstanding } from "../../language/hearing/understanding.ts";
import {
  changePart,
  changeRun,
  clearScope,
  clearTimers,
  currentRun,
  type Draft,
  log,
  packOf,
  setTimer,
} from "../draft/draft.ts";
import { stopAttempts } from "../draft/requests.ts";
import { finishSpeaking, speak } from "../draft/speaking.ts";
import { countMisunderstanding } from "../person/escalation.ts";
import type { Attempt, ToolCall } from "../state/run.ts";
import { continueReply, failIfSpent, retry } from "./failures.ts";
import { armPatience } from "./rounds.ts";
import { callTools } from "./tool-calls.ts";
import { beginRun, endRun } from "./turn.ts";
import { markTold } from "./untold.ts";

/**
 * Requests race. The first to bring something useful leads and the others are stopped; everything of a request
 * that does not lead is dropped, and late output of a stopped one finds no attempt of its number.
 */

/** The turn is what was guessed that it would be: the request that was sent on it answers it. */
export function takeUpGuess(d: Draft, guess: Attempt): void {
  beginRun(d, guess);
  armPatience(d);
  lead(d);
}

/** The hot path: a delta of the leading attempt leaves as it comes. */
export function modelSpoke(d: Draft, id: number, delta: string): void {
  const run = currentRun(d);
  if (!run || delta === "") return;
  if (run.leader === id && !run.muted && run.firstFrameAtMs !== undefined) {
    setTimer(d, "stall", d.rules.settings.patience.stallMs);
    speak(d, delta);
    return;
  }
  if (update(d, id, (a) => ({ ...a, text: a.text + delta }))) lead(d);
}

/** The model is at work on something that cannot be passed on yet: the wait for it begins anew. */
export function modelProgressed(d: Draft, id: number): void {
  const run = currentRun(d);
  if (!run?.attempts.some((a) => a.id === id)) return;
  const { patience } = d.rules.settings;
  clearTimers(d, "hedge");
  if (run.leader === id) setTimer(d, "stall", patience.stallMs);
  else if (run.leader === undefined) setTimer(d, "give_up", patience.giveUpMs);
}

/** A whole call. It is acted on when its response is complete. */
export function modelCalledTool(d: Draft, id: number, call: ToolCall): void {
  if (update(d, id, (a) => ({ ...a, calls: [...a.calls, call] }))) lead(d);
}

/** A response is complete. One without a word or a call is as good as a failure. */
export function modelFinished(d: Draft, id: number, reason: NonNullable<Attempt["reason"]>): void {
  const run = currentRun(d);
  const attempt = run?.attempts.find((a) => a.id === id);
  if (!run || !attempt) return;
  const nothing = attempt.text === "" && attempt.calls.length === 0 && run.leader !== id;
  update(d, id, (a) => ({ ...a, status: nothing ? "failed" : "finished", reason }));
  if (nothing) log(d, "model.empty", { turn: run.turn, reason });
  if (nothing) retry(d);
  else lead(d);
}

/** A request failed, or its stream broke off. */
export function modelFailed(d: Draft, id: number, code: string): void {
  const run = currentRun(d);
  if (!run || !update(d, id, (a) => ({ ...a, status: "failed" }))) return;
  log(d, "model.failed", { turn: run.turn, code });
  if (run.leader === id) continueReply(d);
  else retry(d);
}

/** Output that waited while the caller spoke over a filler may go on. */
export function unmute(d: Draft): void {
  const run = currentRun(d);
  if (!run?.muted) return;
  changeRun(d, { muted: false });
  lead(d);
}

function update(d: Draft, id: number, patch: (a: Attempt) => Attempt): Attempt | undefined {
  const run = currentRun(d);
  const index = run?.attempts.findIndex((a) => a.id === id) ?? -1;
  const attempt = run?.attempts[index];
  if (!run || !attempt) return undefined;
  const next = patch(attempt);
  changeRun(d, { attempts: run.attempts.with(index, next) });
  return next;
}

/** Whatever is useful in an attempt's buffer is acted on, now that it may be. */
function lead(d: Draft): void {
  const run = currentRun(d);
  if (!run || run.muted) return;
  const leader =
    run.attempts.find((a) => a.id === run.leader) ??
    run.attempts.find((a) => a.text !== "" || a.calls.length > 0);
  if (!leader) return failIfSpent(d);
  if (run.leader === undefined) {
    stopAttempts(
      d,
      run.attempts.filter((a) => a.id !== leader.id),
    );
    changeRun(d, { leader: leader.id, attempts: [leader] });
    clearTimers(d, "hedge");
  }
  if (leader.text !== "") {
    clearScope(d, "answer");
    update(d, leader.id, (a) => ({ ...a, text: "" }));
    speak(d, leader.text);
    const entryId = currentRun(d)?.entryId;
    if (run.said === "" && entryId !== undefined) markTold(d, entryId);
    noteFirstFrame(d);
  }
  if (leader.status === "running") setTimer(d, "stall", d.rules.settings.patience.stallMs);
  else if (leader.status === "finished") finishRound(d, leader.calls);
  else continueReply(d);
}

function noteFirstFrame(d: Draft): void {
  const run = currentRun(d);
  const { quality } = d.state;
  if (run?.firstFrameAtMs !== d.now || quality.latenciesMs.length >= quality.turns) return;
  changePart(d, "quality", { latenciesMs: [...quality.latenciesMs, d.now - run.startedAtMs] });
}

function finishRound(d: Draft, calls: readonly ToolCall[]): void {
  const run = currentRun(d);
  if (!run) return;
  clearScope(d, "answer");
  const said = run.said;
  finishSpeaking(d);
  changePart(d, "patience", { modelFailuresInRow: 0 });
  if (calls.length === 0) {
    log(d, "turn.finished", {
      turn: run.turn,
      rounds: run.round,
      requests: run.requests,
      firstFrameMs: (run.firstFrameAtMs ?? d.now) - run.startedAtMs,
    });
    if (!admitsMisunderstanding(said, packOf(d))) changePart(d, "patience", { misunderstandings: 0 });
    else if (countMisunderstanding(d)) return;
    return endRun(d);
  }
  changeRun(d, { round: run.round + 1, attempts: [], leader: undefined, said: "", requests: 0 });
  callTools(d, calls, said);
}
