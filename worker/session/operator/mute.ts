import { startTurn, tellIfQuiet } from "../answer/turn.ts";
import { changePart, clearTimers, type Draft, log, order, phrase, setTimer } from "../draft/draft.ts";
import { awaitQuiet, say } from "../draft/speaking.ts";
import { isLost } from "../state/call-state.ts";
import { remainingMs } from "../state/speech/playback.ts";
import { noteActed } from "./acted.ts";

/**
 * The agent is muted: an operator types for it. Whoever does may be called away, and no caller is left in silence for
 * that: words that nobody answers are bridged by a line, and after a while the agent answers them itself.
 */

/** For so long words of the caller's may wait for the operator; then the agent answers. */
const UNANSWERED_MS = 20_000;
/** From a line that bridges the wait to the next: less than four seconds from the end of the shortest. */
const BRIDGE_AGAIN_MS = 5_000;
/** While something is heard, or about to be, no line is due; soon it may be. */
const LOOK_AGAIN_MS = 500;
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
  if (askedAtMs === undefined || d.now - askedAtMs >= UNANSWERED_MS) return lapse(d, askedAtMs);
  const leftMs = askedAtMs + UNANSWERED_MS - d.now;
  const { charsPerSecond } = d.rules.settings.turns;
  const isHeard = remainingMs(playback, charsPerSecond, d.now) > 0 || d.state.operating.toSay.length > 0;
  setTimer(d, "mute", Math.min(leftMs, isHeard ? LOOK_AGAIN_MS : BRIDGE_AGAIN_MS));
  if (!isHeard) say(d, phrase(d, "holding"), { recorded: false });
}

/** Nobody has unmuted it, and the record says why it speaks again. */
function lapse(d: Draft, askedAtMs: number | undefined): void {
  log(d, "mute.lapsed", { asked: askedAtMs !== undefined });
  const text =
    askedAtMs === undefined
      ? `nobody had said a word for ${IDLE_MS / 1_000} s`
      : `nobody had typed for ${Math.round((d.now - askedAtMs) / 1_000)} s`;
  noteActed(d, { by: "", do: "unmute", text });
  unmute(d);
}
