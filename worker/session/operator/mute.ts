import { startTurn, tellIfQuiet } from "../answer/turn.ts";
import { changePart, clearTimers, type Draft, log, order, phrase, setTimer } from "../draft/draft.ts";
import { awaitQuiet, say } from "../draft/speaking.ts";
import { isLost } from "../state/call-state.ts";
import { unheardChars } from "../state/speech/playback.ts";

/**
 * The agent is muted: an operator types for it. Whoever does may be called away, and no caller is left in silence for
 * that: words that nobody answers are bridged by a line, and after a while the agent answers them itself.
 */

/** For so long words of the caller's may wait for the operator; then the agent answers. */
const UNANSWERED_MS = 20_000;
/** From a line that bridges the wait to the next. */
const BRIDGE_AGAIN_MS = 8_000;
/** Without a word of the caller's or the operator's for so long, the agent is itself again. */
export const IDLE_MS = 30_000;

/** The caller is speaking now, as far as is known. A partial prompt that does not change is no speech. */
export function callerTalks(d: Draft): boolean {
  const { speaking, partial, changedAtMs } = d.state.hearing;
  const { falseInterruptionMs } = d.rules.settings.turns;
  return speaking || (partial !== "" && d.now - (changedAtMs ?? 0) < falseInterruptionMs);
}

/** An operator has said something: nothing is unanswered, and they are there. */
export function restartIdle(d: Draft): void {
  const { muted } = d.state.operating;
  if (!muted) return;
  changePart(d, "operating", { muted: { ...muted, askedAtMs: undefined } });
  setTimer(d, "mute", IDLE_MS);
}

/** The agent is itself again: it answers what waits. */
export function unmute(d: Draft): void {
  const { muted } = d.state.operating;
  if (!muted) return;
  clearTimers(d, "mute");
  changePart(d, "operating", { muted: undefined });
  order(d, { type: "save" });
  if (d.state.phase.name !== "listening" || isLost(d.state)) return;
  if (muted.askedAtMs !== undefined && !callerTalks(d)) return startTurn(d);
  tellIfQuiet(d);
  awaitQuiet(d);
}

/** Looks whether the operator is still there. */
export function mutedForLong(d: Draft): void {
  const { muted } = d.state.operating;
  if (!muted) return;
  const { playback } = d.state.speech;
  // On the way to a person, or into a lost line, nobody waits for the operator.
  if (d.state.phase.name !== "listening" || isLost(d.state)) return setTimer(d, "mute", IDLE_MS);
  if (callerTalks(d)) return setTimer(d, "mute", 1_000);
  const { askedAtMs } = muted;
  if (askedAtMs === undefined || d.now - askedAtMs >= UNANSWERED_MS) {
    log(d, "mute.lapsed", { asked: askedAtMs !== undefined });
    return unmute(d);
  }
  const leftMs = askedAtMs + UNANSWERED_MS - d.now;
  setTimer(d, "mute", Math.min(leftMs, BRIDGE_AGAIN_MS));
  if (unheardChars(playback) > 0 || d.state.operating.toSay.length > 0) return;
  say(d, phrase(d, "holding"), { recorded: false });
}
