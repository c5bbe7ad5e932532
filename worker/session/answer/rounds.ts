import {
  change,
  changeRun,
  clearTimers,
  currentRun,
  type Draft,
  log,
  phrase,
  setTimer,
} from "../draft/draft.ts";
import { ask } from "../draft/requests.ts";
import { say } from "../draft/speaking.ts";
import { type Attempt, isStubborn } from "../state/run.ts";
import type { Timers } from "../state/timers.ts";
import { requestItems } from "../state/transcript.ts";
import { untoldNote } from "./untold.ts";

/** Asking for the next part of an answer, and what bridges the wait for it. */

/** More than one failure in a turn that had only just begun is not worth a third try. */
export const MAX_REQUESTS_PER_ROUND = 3;

/** Asks for the next part of the answer, with everything that is known by now. */
export function askForRound(d: Draft, model: Attempt["model"], continuing = false): void {
  const run = currentRun(d);
  if (!run) return;
  const items = requestItems(d.state.transcript);
  const capped = run.round >= d.rules.settings.toolUse.maxRounds || isStubborn(run);
  const attempt = ask(d, model, continuing ? [...items, { role: "agent", text: run.said }] : items, {
    toolChoice: capped || continuing ? "none" : "auto",
    trailer: continuing ? CONTINUE : untoldNote(d),
  });
  changeRun(d, { attempts: [...run.attempts, attempt], requests: run.requests + 1 });
  armPatience(d);
}

/** The trailer of a request that continues a reply. */
export const CONTINUE =
  "Your last message broke off in the middle. Continue it from exactly where it ends. Do not repeat any of it and do not comment on the break.";

/** The waits for a request that was just sent. */
export function armPatience(d: Draft): void {
  const { patience } = d.rules.settings;
  setTimer(d, "hedge", patience.hedgeMs);
  setTimer(d, "holding", patience.holdingMs);
  setTimer(d, "give_up", patience.giveUpMs);
}

/** Patience counts from the caller's last word, not from the newest request. */
export function keepPatience(d: Draft, before: Timers): void {
  const { holding, give_up } = before;
  change(d, {
    timers: { ...d.state.timers, ...(holding ? { holding } : {}), ...(give_up ? { give_up } : {}) },
  });
  if (!holding) clearTimers(d, "holding");
}

/** Nothing useful has come: a second request races the first. */
export function hedge(d: Draft): void {
  const run = currentRun(d);
  if (!run || run.leader !== undefined || run.requests >= MAX_REQUESTS_PER_ROUND) return;
  const { timers } = d.state;
  log(d, "model.hedged", { turn: run.turn });
  askForRound(d, "fallback");
  keepPatience(d, timers);
  clearTimers(d, "hedge");
}

/** Still nothing: the caller hears that somebody is there. */
export function sayHolding(d: Draft): void {
  const run = currentRun(d);
  if (run?.said !== "" || run.muted || run.fillers >= d.rules.settings.toolUse.maxFillers) return;
  // A filler that was said a moment ago, or still is, covers this wait as well.
  if (run.fillers > 0 && d.now - d.state.speech.playback.sentAtMs < 1_500)
    return setTimer(d, "holding", 1_000);
  say(d, phrase(d, "holding"), { recorded: false });
  changeRun(d, { fillers: run.fillers + 1 });
}
