import { changeRun, clearTimers, currentRun, type Draft, log } from "../draft/draft.ts";
import { ask } from "../draft/requests.ts";
import { type Attempt, isStubborn, saidOf } from "../state/run.ts";
import { requestItems } from "../state/transcript.ts";
import { awaitModel, mayAskAgain, mustEnd } from "./patience.ts";
import { untoldNote } from "./untold.ts";

/** Asking for the next part of an answer. */

/**
 * Asks for the next part of the answer, with everything that is known by now. The model is waited for anew.
 *
 * @param continuing - the reply broke off, and is to go on from there.
 */
export function askForRound(d: Draft, model: Attempt["model"], continuing?: boolean): void {
  clearTimers(d, "give_up");
  askAgain(d, model, continuing);
}

/** Another request for the same part, within the wait for it. */
export function askAgain(d: Draft, model: Attempt["model"], continuing?: boolean): void {
  const run = currentRun(d);
  if (!run) return;
  const said = saidOf(run);
  const goesOn = continuing ?? said !== "";
  const items = requestItems(d.state.transcript);
  const capped = run.capped || mustEnd(d, run) || isStubborn(run);
  const attempt = ask(
    d,
    model,
    goesOn && run.said !== "" ? [...items, { role: "agent", text: run.said }] : items,
    {
      toolChoice: capped ? "none" : "auto",
      trailer: goesOn ? CONTINUE : untoldNote(d),
      after: goesOn ? said : undefined,
    },
  );
  changeRun(d, {
    attempts: [...run.attempts, attempt],
    requests: run.requests + 1,
    asked: run.asked + 1,
    capped,
  });
  awaitModel(d);
}

const CONTINUE =
  "Your last message broke off. Continue it from exactly where it ends, with the tool call that was to follow, if there was one. Do not repeat any of it and do not comment on the break.";

/** No sign of life: a second request races the first. */
export function hedge(d: Draft): void {
  const run = currentRun(d);
  if (!run || run.leader !== undefined || !mayAskAgain(d, run)) return;
  log(d, "model.hedged", { turn: run.turn });
  askAgain(d, "fallback");
  clearTimers(d, "hedge");
}
