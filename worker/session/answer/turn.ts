import {
  amend,
  change,
  changePart,
  clearScope,
  clearTimers,
  currentRun,
  type Draft,
  order,
} from "../draft/draft.ts";
import { stopAttempts } from "../draft/requests.ts";
import { closeCycle } from "../draft/speaking.ts";
import { mayAnswer } from "../person/limits.ts";
import { isLost } from "../state/call-state.ts";
import { type Attempt, newRun } from "../state/run.ts";
import { allIsHeard } from "../state/speech/playback.ts";
import { holdTurn } from "./muted.ts";
import { askForRound } from "./rounds.ts";
import { answerRunning } from "./tool-answers.ts";
import { hasUntold } from "./untold.ts";

/** The life of a turn: it begins with what the caller said, and ends with its answer or with their next words. */

/** Begins to answer what is in the transcript; where the agent is muted, whoever types for it does. */
export function startTurn(d: Draft): void {
  if (d.state.operating.muted) return holdTurn(d);
  if (!mayAnswer(d)) return;
  beginRun(d);
  askForRound(d, "main");
}

/**
 * The run of a new turn, with nothing asked yet.
 *
 * @param guess - a request that was sent before the turn had ended.
 */
export function beginRun(d: Draft, guess?: Attempt): void {
  const turn = d.state.turn + 1;
  clearTimers(d, "silence", "unfinished", "false_interruption", "speculate", "no_turn");
  change(d, {
    phase: { name: "answering", run: newRun(turn, d.now, guess, d.state.hearing.guesses) },
    turn,
  });
  changePart(d, "speech", { kept: undefined });
  changePart(d, "hearing", { waitingFor: undefined, guesses: 0 });
  changePart(d, "quality", { turns: d.state.quality.turns + 1 });
}

/**
 * A result that the caller has not been told, and a moment in which nobody speaks: the agent takes the floor. Into a
 * lost line it is not told: the caller's return is the next such moment. Nor by an agent that has just failed to answer,
 * and has asked the caller to say it again.
 */
export function tellIfQuiet(d: Draft): void {
  const { phase, hearing, speech, keypad, patience } = d.state;
  const quiet =
    phase.name === "listening" &&
    !hearing.speaking &&
    !hearing.waitingFor &&
    !speech.kept &&
    keypad.buffer === "";
  const silent = !speech.playback.speaking && allIsHeard(speech.playback);
  const able = !isLost(d.state) && patience.modelFailuresInRow === 0 && d.state.operating.muted === undefined;
  if (able && quiet && silent && hasUntold(d)) startTurn(d);
}

/** The turn is over; the floor goes back to the caller. */
export function endRun(d: Draft): void {
  clearScope(d, "answer");
  closeCycle(d);
  change(d, { phase: { name: "listening" } });
  changePart(d, "hearing", { entryId: undefined });
  order(d, { type: "save" });
}

/**
 * The caller has moved on: requests are stopped, tools run on, and nothing of this answer is said any more.
 * Without an interruption what was sent is still heard to its end, so history keeps it.
 */
export function abandonRun(d: Draft, why: "interrupted" | "superseded"): void {
  const run = currentRun(d);
  if (!run) return;
  stopAttempts(d, run.attempts);
  clearScope(d, "answer");
  closeCycle(d);
  answerRunning(d);
  if (why === "superseded" && run.entryId !== undefined)
    amend(d, run.entryId, { role: "agent", text: run.said });
  change(d, { phase: { name: "listening" } });
}
