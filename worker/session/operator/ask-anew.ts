import { mayAskAgain } from "../answer/patience.ts";
import { askForRound } from "../answer/rounds.ts";
import { changePart, changeRun, currentRun, type Draft } from "../draft/draft.ts";
import { stopAttempts } from "../draft/requests.ts";

/** What was asked without what is known now. */

export function dropGuess(d: Draft): void {
  const { guess } = d.state.hearing;
  if (!guess) return;
  stopAttempts(d, [guess.attempt]);
  changePart(d, "hearing", { guess: undefined });
}

/** The answer that is being made, and of which nothing has come yet, is asked for again. */
export function askAnew(d: Draft): void {
  const run = currentRun(d);
  if (run?.said !== "" || run.leader !== undefined || run.attempts.length === 0) return;
  if (!mayAskAgain(d, run)) return;
  stopAttempts(
    d,
    run.attempts.filter(({ id }) => !isTakenBack(d, id)),
  );
  changeRun(d, { attempts: [] });
  askForRound(d, "main");
}

/** One that was ordered in this very step has not left yet. */
function isTakenBack({ effects }: Draft, attempt: number): boolean {
  const at = effects.findIndex((e) => e.type === "ask_model" && e.attempt === attempt);
  if (at >= 0) effects.splice(at, 1);
  return at >= 0;
}
