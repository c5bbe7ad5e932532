import type { Clock } from "../../ports.ts";
import type { CallState } from "../../session/state/call-state.ts";
import type { Event } from "../../session/state/event.ts";
import type { Rules } from "../../session/state/rules.ts";
import { step } from "../../session/step.ts";

/**
 * Turns that nobody hears. What decides is pure, so a turn can be played with a copy of the call and thrown away: the first
 * caller of a process would wait some 40 ms for code that has never run. It is compiled while the greeting is spoken instead.
 */

/** In one process; more of them gain nothing that can be measured. */
const TURNS = 24;
/** A turn is played in some 0.5 ms, and frames of other calls come in between. */
const AT_ONCE = 6;

const ASKED = ["I would like to know something, please.", "No, the other one.", "Yes, that is right."];
const REPLY = ["Thank", " you", ", ", "one", " moment", ". ", "It", " is", " 12", " o'clock", "."];

let played = 0;

/** @param state - of a call that has just been connected. */
export function rehearse(state: CallState, rules: Rules, clock: Clock): void {
  if (played >= TURNS) return;
  for (let i = 0; i < AT_ONCE; i += 1) {
    rehearseTurn(state, rules, clock.now(), ASKED[played % ASKED.length] ?? "");
    played += 1;
  }
  clock.after(0, () => rehearse(state, rules, clock));
}

export function rehearseTurn(before: CallState, rules: Rules, nowMs: number, text: string): void {
  let state = before;
  const plays = (event: Event): void => {
    state = step(state, event, nowMs, rules).state;
  };
  plays({ type: "caller_speaking", on: true });
  plays({ type: "caller_was_heard", text, lang: state.call.language });
  plays({ type: "caller_speaking", on: false });
  const attempt = state.nextAttempt;
  plays({ type: "caller_spoke", text, lang: state.call.language });
  for (const delta of REPLY) plays({ type: "model_spoke", attempt, delta });
  plays({ type: "model_finished", attempt, reason: "stop", usage: undefined });
  plays({ type: "agent_speaking", on: true });
  plays({ type: "speech_played", text: REPLY.join("") });
  plays({ type: "agent_speaking", on: false });
}
