import { concealedTyped } from "../account/caller-lines.ts";
import {
  changePart,
  changeRun,
  clearTimers,
  currentRun,
  type Draft,
  order,
  record,
  setTimer,
} from "../draft/draft.ts";
import { say } from "../draft/speaking.ts";
import { isLost } from "../state/call-state.ts";
import { askAnew, dropGuess } from "./ask-anew.ts";
import { callerTalks, restartIdle } from "./mute.ts";

/**
 * What an operator says, in the agent's voice and as the agent's words.
 *
 * When it is said goes by what a caller would want. Never into their own words: it waits until they pause. Never into
 * the middle of a reply that is being spoken: it follows that. An answer of which nothing was said yet it does not
 * replace, as whoever typed it had not heard the question: it goes first, and the answer is asked for anew with it at
 * hand, so that nothing is said twice and nothing is left unanswered.
 */

/** So many wait at most: whoever types that fast reads nothing. */
export const MAX_WAITING = 10;
const LOOK_AGAIN_MS = 500;

/** Says what waits, where it may be said now. After each step, as any may bring the pause. */
export function sayWaiting(d: Draft): void {
  const { phase, operating } = d.state;
  if (operating.toSay.length === 0) return;
  if (phase.name === "handing_off" || phase.name === "saying_goodbye" || phase.name === "ended") {
    // What is said there is final: nothing comes behind it.
    clearTimers(d, "operator_says");
    return dropWaiting(d);
  }
  if (!mayBeSaid(d)) {
    if (d.state.timers.operator_says === undefined) setTimer(d, "operator_says", LOOK_AGAIN_MS);
    return;
  }
  clearTimers(d, "operator_says");
  sayNow(d, operating.toSay);
  changePart(d, "operating", { toSay: [] });
  order(d, { type: "save", soon: true });
}

/** What waits will not be said any more, and whoever typed it finds that beside it. */
export function dropWaiting(d: Draft): void {
  const waiting = d.state.operating.toSay.length;
  if (waiting === 0) return;
  const said = d.state.operating.acted.filter((act) => act.do === "say");
  const unsaid = new Set(said.slice(-waiting));
  changePart(d, "operating", {
    toSay: [],
    acted: d.state.operating.acted.map((act) => (unsaid.has(act) ? { ...act, unsaid: true } : act)),
  });
}

function mayBeSaid(d: Draft): boolean {
  const { speech, hearing } = d.state;
  const run = currentRun(d);
  if (isLost(d.state) || speech.kept || callerTalks(d)) return false;
  if (hearing.waitingFor === "rest" || hearing.waitingFor === "letters") return false;
  // A reply that has begun, or a call that is being written, comes to its end first.
  return !run || (!run.muted && run.said === "" && run.leader === undefined);
}

function sayNow(d: Draft, texts: readonly string[]): void {
  const run = currentRun(d);
  dropGuess(d);
  for (const text of texts) say(d, text, { recorded: true, written: true, shown: concealedTyped(d, text) });
  changePart(d, "patience", { silenceSteps: 0 });
  restartIdle(d);
  if (!run) return changePart(d, "hearing", { entryId: undefined });
  changeRun(d, { heard: { atMs: d.now, line: true } });
  record(d, { role: "note", text: SAID_FOR_YOU });
  askAnew(d);
}

const SAID_FOR_YOU =
  "A member of the staff has just said that to the caller in your name. Answer what the caller has asked, as far as it is not answered by it, without saying it again.";
