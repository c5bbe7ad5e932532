import { amend, change, clearTimers, type Draft, order } from "../draft/draft.ts";
import { stopAttempts } from "../draft/requests.ts";
import { closeCycle } from "../draft/speaking.ts";
import type { Attempt, Run } from "../state/run.ts";
import { askForRound, PATIENCE } from "./rounds.ts";
import { answerRunning } from "./tool-answers.ts";
import { hasUntold } from "./untold.ts";

/** The life of a turn: it begins with what the caller said, and ends with its answer or with their next words. */

/** Begins to answer what is in the transcript. */
export function startTurn(d: Draft): void {
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
  const run: Run = {
    turn,
    round: 0,
    attempts: guess ? [guess] : [],
    leader: undefined,
    startedAtMs: d.now,
    firstFrameAtMs: undefined,
    entryId: undefined,
    said: "",
    speech: undefined,
    requests: guess ? 1 : 0,
    fillers: 0,
    muted: false,
    lang: undefined,
  };
  clearTimers(d, "silence", "unfinished", "false_interruption", "speculate");
  const { quality } = d.state;
  change(d, {
    phase: { name: "answering" },
    turn,
    run,
    held: undefined,
    quality: { ...quality, turns: quality.turns + 1 },
  });
}

/** A result that the caller has not been told, and a moment in which nobody speaks: the agent takes the floor. */
export function tellIfQuiet(d: Draft): void {
  const { phase, hearing, playback, held, digits } = d.state;
  const quiet =
    phase.name === "listening" && !hearing.speaking && !hearing.waitingFor && !held && digits.buffer === "";
  const silent = !playback.speaking && playback.lines.every((l) => l.heard >= l.chars);
  if (quiet && silent && hasUntold(d)) startTurn(d);
}

/** The turn is over; the floor goes back to the caller. */
export function endRun(d: Draft): void {
  clearTimers(d, ...PATIENCE, "filler");
  closeCycle(d);
  change(d, {
    run: undefined,
    phase: { name: "listening" },
    hearing: { ...d.state.hearing, entryId: undefined },
  });
  order(d, { type: "save" });
}

/**
 * The caller has moved on: requests are stopped, tools run on, and nothing of this answer is said any more.
 * Without an interruption what was sent is still heard to its end, so history keeps it.
 */
export function abandonRun(d: Draft, why: "interrupted" | "superseded"): void {
  const { run } = d.state;
  if (!run) return;
  stopAttempts(d, run.attempts);
  clearTimers(d, ...PATIENCE, "filler");
  closeCycle(d);
  answerRunning(d);
  if (why === "superseded" && run.entryId !== undefined)
    amend(d, run.entryId, { role: "agent", text: run.said });
  change(d, { run: undefined, phase: { name: "listening" } });
}
