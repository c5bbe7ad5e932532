import { change, clearTimers, type Draft, log, phrase } from "../draft/draft.ts";
import { stopAttempts } from "../draft/requests.ts";
import { finishSpeaking, say } from "../draft/speaking.ts";
import { decideHandOff } from "../person/escalation.ts";
import { askForRound, keepPatience, MAX_REQUESTS_PER_ROUND, PATIENCE } from "./rounds.ts";
import { endRun } from "./turn.ts";

/** What becomes of a turn whose requests fail, break off or go quiet: another try, an apology, a person. */

/** A request failed before anything was said: another, unless one is still on its way or there were enough. */
export function retry(d: Draft): void {
  const { run } = d.state;
  if (!run || run.attempts.some((a) => a.status === "running")) return;
  const due = d.state.timers.give_up ?? d.now;
  if (run.requests >= MAX_REQUESTS_PER_ROUND || due - d.now < 250) return failTurn(d);
  const { timers } = d.state;
  askForRound(d, "fallback");
  keepPatience(d, timers);
}

export function failIfSpent(d: Draft): void {
  if (d.state.run?.attempts.every((a) => a.status === "failed")) retry(d);
}

/** The leading request broke off or went quiet after it had begun: another continues from what was said. */
export function continueReply(d: Draft): void {
  const { run } = d.state;
  if (!run) return;
  stopAttempts(d, run.attempts);
  clearTimers(d, ...PATIENCE);
  if (run.said === "") {
    // Only tool calls had come: nothing was said and nothing was run, so the round can simply be asked again.
    change(d, { run: { ...run, leader: undefined, attempts: [] } });
    if (run.requests >= MAX_REQUESTS_PER_ROUND) failTurn(d);
    else askForRound(d, "fallback");
    return;
  }
  if (run.requests >= MAX_REQUESTS_PER_ROUND) return breakOff(d);
  change(d, { run: { ...run, leader: undefined, attempts: [] } });
  askForRound(d, "fallback", true);
}

/** The reply stays unfinished: the sentence is closed, and the caller is told. */
function breakOff(d: Draft): void {
  finishSpeaking(d);
  say(d, phrase(d, "brokenOff"), { recorded: true });
  endFailedTurn(d);
}

function failTurn(d: Draft): void {
  const { run } = d.state;
  if (!run) return;
  if (run.said !== "") return breakOff(d);
  if (!countFailure(d)) {
    say(d, phrase(d, "apology"), { recorded: true });
    endFailedTurn(d, false);
  }
}

function endFailedTurn(d: Draft, count = true): void {
  const { run } = d.state;
  if (run) stopAttempts(d, run.attempts);
  if (count && countFailure(d)) return;
  endRun(d);
}

/** @returns whether the failures in a row have become a hand-off. */
function countFailure(d: Draft): boolean {
  const failures = d.state.modelFailuresInRow + 1;
  change(d, { modelFailuresInRow: failures });
  if (failures < d.rules.settings.escalation.modelFailures) return false;
  decideHandOff(d, {
    reasonCode: "model_failed",
    reason: "The assistant's language model did not answer.",
    triggeredBy: "rule",
  });
  return true;
}

export function giveUp(d: Draft): void {
  const { run } = d.state;
  if (!run) return;
  stopAttempts(d, run.attempts);
  change(d, { run: { ...run, attempts: [] } });
  log(d, "model.gave_up", { turn: run.turn });
  failTurn(d);
}

export function stalled(d: Draft): void {
  if (!d.state.run || d.state.run.leader === undefined) return;
  log(d, "model.stalled", { turn: d.state.run.turn });
  continueReply(d);
}
