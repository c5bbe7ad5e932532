import { changePart, type Draft, log, setTimer } from "../draft/draft.ts";
import { type LimitName, ruleOf, spentLimit } from "../state/limits.ts";
import { escalate, sayGoodbye } from "./escalation.ts";

/**
 * A call that has had all that an assistant may give it goes to a person. Where nobody can take it there is time left to
 * arrange a callback, and no more: else nobody there would mean no limit.
 */

const GRACE_TURNS = 6;
const GRACE_MS = 180_000;

/** May another turn be answered? Where not, a person is on the way, or the end. */
export function mayAnswer(d: Draft): boolean {
  const name = spentLimit(d.state, d.rules.settings.limits);
  if (!name) return true;
  const { overSinceTurn } = d.state.patience;
  if (overSinceTurn === undefined) reach(d, name);
  else if (graceIsOver(d)) sayGoodbye(d, false);
  else return true;
  return false;
}

/** It is beyond what is counted over many calls. One limit is enough. */
export function reachedOutside(d: Draft, name: LimitName): void {
  if (d.state.phase.name !== "ended" && d.state.patience.overSinceTurn === undefined) reach(d, name);
}

function reach(d: Draft, name: LimitName): void {
  changePart(d, "patience", { overSinceTurn: d.state.turn });
  log(d, "limit.reached", { limit: name });
  setTimer(d, "call_limit", GRACE_MS);
  escalate(d, ruleOf(name));
}

/** The caller was told goodbye for good: words over it do not take it back. */
export const isFinal = (d: Draft): boolean => graceIsOver(d) || d.state.operating.ending;

const graceIsOver = ({ state }: Draft): boolean =>
  state.patience.overSinceTurn !== undefined && state.turn - state.patience.overSinceTurn >= GRACE_TURNS;

/** The longest time that the call may take is over. */
export function calledTooLong(d: Draft): void {
  const { patience, phase } = d.state;
  if (patience.overSinceTurn === undefined) reach(d, "time");
  else if (phase.name === "listening" || phase.name === "answering") sayGoodbye(d, false);
}
