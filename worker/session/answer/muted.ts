import { changePart, clearTimers, type Draft, setTimer } from "../draft/draft.ts";

/** A turn that nobody answers but an operator. */

/** A caller who was not answered hears that somebody is there: after this, and again. */
export const BRIDGE_MS = 4_000;

/** The caller's words are in the transcript, and wait: for an operator to say something, or for the agent to be itself again. */
export function holdTurn(d: Draft): void {
  const { muted } = d.state.operating;
  if (!muted) return;
  clearTimers(d, "silence", "unfinished", "false_interruption", "speculate", "no_turn");
  changePart(d, "speech", { kept: undefined });
  changePart(d, "hearing", { waitingFor: undefined, entryId: undefined });
  if (muted.askedAtMs !== undefined) return;
  changePart(d, "operating", { muted: { ...muted, askedAtMs: d.now } });
  setTimer(d, "mute", BRIDGE_MS);
}
