import { changePart, changeRun, currentRun, type Draft, log, phrase, setTimer } from "../draft/draft.ts";
import { stopAttempts } from "../draft/requests.ts";
import { finishSpeaking, say } from "../draft/speaking.ts";
import { escalate } from "../person/escalation.ts";
import { type Attempt, saidOf } from "../state/run.ts";
import { isUseful } from "./audible.ts";
import { endsSentence, hurryContinuation, mayAskAgain, stopWaiting } from "./patience.ts";
import { askAgain, askForRound } from "./rounds.ts";
import { endRun } from "./turn.ts";

/** What becomes of a turn whose requests fail, break off or go quiet: another try, an apology, a person. */

/** A request failed before anything was said: another, unless one is still on its way or there were enough. */
export function retry(d: Draft): void {
  const run = currentRun(d);
  if (!run || run.attempts.some((a) => a.status === "running")) return;
  const leftMs = (d.state.timers.give_up ?? d.now) - d.now;
  if (!mayAskAgain(d, run) || leftMs < 250) return failTurn(d);
  // What the failed one had shown of life is no reason to wait for this one.
  setTimer(d, "give_up", Math.min(leftMs, d.rules.settings.patience.giveUpMs));
  askAgain(d, "fallback");
}

/** Nothing is on its way any more, and nothing came. */
export function failIfSpent(d: Draft): void {
  if (currentRun(d)?.attempts.every((a) => a.status === "failed")) retry(d);
}

/**
 * The leading request broke off or went quiet after it had begun: another continues from what was said.
 *
 * @param slow - it only went quiet: it races the other, and goes on where it was if it is the first to do so.
 */
export function continueReply(d: Draft, slow?: Attempt): void {
  const run = currentRun(d);
  if (!run) return;
  if (!slow) stopAttempts(d, run.attempts);
  stopWaiting(d);
  const attempts = slow ? [{ ...slow, audible: false }] : [];
  changeRun(d, { leader: undefined, attempts, audible: false, working: false });
  if (mayAskAgain(d, run)) askForRound(d, "fallback");
  else if (!slow || endsSentence(saidOf(run))) return failTurn(d);
  hurryContinuation(d, run, slow !== undefined);
}

/** The reply stays unfinished: the sentence is closed, and the caller is told. */
function breakOff(d: Draft): void {
  finishSpeaking(d);
  say(d, phrase(d, "brokenOff"), { recorded: true });
  endFailedTurn(d);
}

/** The turn does not come to an answer: an apology, or, with the second one in a row, a person. */
export function failTurn(d: Draft): void {
  const run = currentRun(d);
  if (!run) return;
  const said = saidOf(run);
  // Another request had nothing to add: the reply was whole, though no sign at its end says so.
  if (said !== "" && run.attempts.some((a) => a.status === "finished" && !isUseful(a))) {
    stopAttempts(d, run.attempts);
    finishSpeaking(d);
    return endRun(d);
  }
  if (said !== "") return breakOff(d);
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

/** The turn has been worked at for as long as anybody waits. Tools have deadlines of their own, and words that flow an end; work has none. */
export function turnTooLong(d: Draft): void {
  const run = currentRun(d);
  if (!run) return;
  const flowing = run.audible && !run.working && d.now - run.pieceAtMs < d.rules.settings.patience.stallMs;
  if (run.attempts.length === 0 || flowing) return setTimer(d, "turn_limit", CHECK_AGAIN_MS);
  giveUp(d);
}

const CHECK_AGAIN_MS = 5_000;

/** The end of waiting for this turn. */
export function giveUp(d: Draft): void {
  const run = currentRun(d);
  if (!run) return;
  // Those that did not answer in time have failed, though nobody said so.
  const late = run.attempts.filter((a) => a.status === "running").length;
  changePart(d, "tally", { modelFailures: d.state.tally.modelFailures + late });
  stopAttempts(d, run.attempts);
  changeRun(d, { attempts: run.attempts.filter((a) => a.status === "finished") });
  log(d, "model.gave_up", { turn: run.turn });
  failTurn(d);
}
