import { changePart, changeRun, clearScope, currentRun, type Draft, log, phrase } from "../draft/draft.ts";
import { stopAttempts } from "../draft/requests.ts";
import { finishSpeaking, say } from "../draft/speaking.ts";
import { escalate } from "../person/escalation.ts";
import { askForRound, keepPatience, MAX_REQUESTS_PER_ROUND } from "./rounds.ts";
import { endRun } from "./turn.ts";

/** What becomes of a turn whose requests fail, break off or go quiet: another try, an apology, a person. */

/** A request failed before anything was said: another, unless one is still on its way or there were enough. */
export function retry(d: Draft): void {
  const run = currentRun(d);
  if (!run || run.attempts.some((a) => a.status === "running")) return;
  const due = d.state.timers.give_up ?? d.now;
  if (run.requests >= MAX_REQUESTS_PER_ROUND || due - d.now < 250) return failTurn(d);
  const { timers } = d.state;
  askForRound(d, "fallback");
  keepPatience(d, timers);
}

/** Nothing is on its way any more, and nothing came. */
export function failIfSpent(d: Draft): void {
  if (currentRun(d)?.attempts.every((a) => a.status === "failed")) retry(d);
}

/** The leading request broke off or went quiet after it had begun: another continues from what was said. */
export function continueReply(d: Draft): void {
  const run = currentRun(d);
  if (!run) return;
  stopAttempts(d, run.attempts);
  clearScope(d, "answer");
  if (run.said === "") {
    // Only tool calls had come: nothing was said and nothing was run, so the round can simply be asked again.
    changeRun(d, { leader: undefined, attempts: [] });
    if (run.requests >= MAX_REQUESTS_PER_ROUND) failTurn(d);
    else askForRound(d, "fallback");
    return;
  }
  if (run.requests >= MAX_REQUESTS_PER_ROUND) return breakOff(d);
  changeRun(d, { leader: undefined, attempts: [] });
  askForRound(d, "fallback", true);
}

/** The reply stays unfinished: the sentence is closed, and the caller is told. */
function breakOff(d: Draft): void {
  finishSpeaking(d);
  say(d, phrase(d, "brokenOff"), { recorded: true });
  endFailedTurn(d);
}

function failTurn(d: Draft): void {
  const run = currentRun(d);
  if (!run) return;
  if (run.said !== "") return breakOff(d);
  if (!countFailure(d)) {
    say(d, phrase(d, "apology"), { recorded: true });
    endFailedTurn(d, false);
  }
}

function endFailedTurn(d: Draft, count = true): void {
  const run = currentRun(d);
  if (run) stopAttempts(d, run.attempts);
  if (count && countFailure(d)) return;
  endRun(d);
}

/** @returns whether the failures in a row have become a hand-off. */
function countFailure(d: Draft): boolean {
  const modelFailuresInRow = d.state.patience.modelFailuresInRow + 1;
  changePart(d, "patience", { modelFailuresInRow });
  if (modelFailuresInRow < d.rules.settings.escalation.modelFailures) return false;
  escalate(d, "model_failed");
  return true;
}

/** The end of waiting for this turn. */
export function giveUp(d: Draft): void {
  const run = currentRun(d);
  if (!run) return;
  stopAttempts(d, run.attempts);
  changeRun(d, { attempts: [] });
  log(d, "model.gave_up", { turn: run.turn });
  failTurn(d);
}

/** No piece of the reply for too long. */
export function stalled(d: Draft): void {
  const run = currentRun(d);
  if (run?.leader === undefined) return;
  log(d, "model.stalled", { turn: run.turn });
  continueReply(d);
}
