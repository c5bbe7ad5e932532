import { changePart, clearTimers, type Draft, setTimer } from "../draft/draft.ts";

/** A turn that nobody answers but an operator. */

/**
 * The caller's words are in the transcript, and wait: for an operator to say something, or for the agent to be itself again.
 *
 * @param bridgeAtMs - when the caller has to hear that somebody is there: as soon as from an agent that is not muted.
 */
export function holdTurn(d: Draft, bridgeAtMs = d.now + d.rules.settings.patience.holdingMs): void {
  const { muted } = d.state.operating;
  if (!muted) return;
  clearTimers(d, "silence", "unfinished", "false_interruption", "speculate", "no_turn");
  changePart(d, "speech", { kept: undefined });
  changePart(d, "hearing", { waitingFor: undefined, entryId: undefined });
  if (muted.askedAtMs !== undefined) return;
  changePart(d, "operating", { muted: { ...muted, askedAtMs: d.now } });
  setTimer(d, "mute", Math.max(0, bridgeAtMs - d.now));
}
