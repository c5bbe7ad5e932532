import { currentRun, type Draft, log } from "../draft/draft.ts";
import { speak } from "../draft/speaking.ts";
import type { Run } from "../state/run.ts";
import { notePiece } from "./patience.ts";

/** How much is spoken in one turn, whatever the model writes. */

/** Where no sentence ends within this much more, the reply ends with a word; characters. */
const RUN_ON = 200;

/** Says a piece of the leader's reply. @returns whether that was the last one: the turn has been spoken in for long enough. */
export function sayPiece(d: Draft, piece: string): boolean {
  const run = currentRun(d);
  if (!run) return false;
  const last = lastOf(d, run, piece);
  if (speak(d, last ?? piece)) notePiece(d);
  if (last === undefined) return false;
  log(d, "reply.too_long", { turn: run.turn });
  return true;
}

/**
 * What of a piece is spoken.
 *
 * @returns undefined where it is all of it, as nearly always; else its beginning, with which the turn's speech ends.
 */
function lastOf(d: Draft, run: Run, piece: string): string | undefined {
  const { speech, turns } = d.rules.settings;
  const left =
    (speech.maxReplyMs * turns.charsPerSecond) / 1_000 -
    (run.saidBefore + run.earlier.length + run.said.length);
  if (piece.length <= left) return undefined;
  const from = Math.max(0, Math.floor(left));
  const end = /[.!?…。！？]["'”’»)\]]*(?=\s|$)/u.exec(piece.slice(from));
  const endsAt = end ? from + end.index + end[0].length : Number.POSITIVE_INFINITY;
  if (endsAt <= left + RUN_ON) return piece.slice(0, endsAt);
  if (piece.length <= left + RUN_ON) return undefined;
  const upTo = piece.slice(0, Math.max(0, Math.floor(left) + RUN_ON));
  // A script without spaces, or none of a sentence: better cut anywhere than nothing to hear.
  const isAll = run.saidBefore + run.earlier.length + run.said.length === 0;
  const wordEnd = upTo.lastIndexOf(" ");
  return upTo.slice(0, wordEnd < 0 && isAll ? upTo.length : Math.max(0, wordEnd));
}
