import type { Spoken } from "../../../language/spoken/speech.ts";
import { nearest, occurrences, openings, prefixEnd, significant } from "./spoken-text.ts";

/**
 * What was sent to be spoken, and how much of it the caller has heard.
 *
 * Twilio reports each finished chunk (`tokensPlayed`) when it is subscribed. Where it does not, the position is
 * estimated from the speaking rate and `utteranceUntilInterrupt`, and marked as an estimate.
 */
export interface Line {
  readonly id: number;
  /** The transcript entry this line is the speech of; none for fillers, which are not history. */
  readonly entryId: number | undefined;
  /** Part of the same entry that was heard on an earlier line, before an interruption. */
  readonly before: string;
  readonly pieces: readonly Spoken[];
  /** Characters of the spoken form sent, and of these heard. */
  readonly chars: number;
  readonly heard: number;
}

export interface Playback {
  readonly lines: readonly Line[];
  readonly nextId: number;
  /** `agentSpeaking`, when Twilio reports it. */
  readonly speaking: boolean;
  /** Twilio has reported played tokens on this call, so estimates are not needed. */
  readonly reported: boolean;
  /** When the oldest line not yet heard is thought to have begun to play; epoch ms. */
  readonly startedAtMs: number | undefined;
  readonly lastReport: string;
  /** When text was last sent; epoch ms. */
  readonly sentAtMs: number;
}

/** Nothing was sent. */
export const silentPlayback: Playback = {
  lines: [],
  nextId: 1,
  speaking: false,
  reported: false,
  startedAtMs: undefined,
  lastReport: "",
  sentAtMs: 0,
};

/** From the first text frame to audio. Recorded: 250 to 450 ms. */
const TTS_START_MS = 350;

const spokenText = (line: Line): string => line.pieces.map((p) => p.spoken).join("");

/** Characters of the spoken form that are still to be heard. */
export const unheardChars = (playback: Playback): number =>
  playback.lines.reduce((sum, l) => sum + l.chars - l.heard, 0);

/** Nothing of what was sent is still to be heard. */
export const allIsHeard = (playback: Playback): boolean => playback.lines.every((l) => l.heard >= l.chars);

/** Adds an empty line that `addPieces` fills. */
export function addLine(
  playback: Playback,
  entryId: number | undefined,
  nowMs: number,
  before = "",
): Playback {
  const line: Line = { id: playback.nextId, entryId, before, pieces: [], chars: 0, heard: 0 };
  const waiting = playback.lines.filter((l) => l.heard < l.chars);
  return {
    ...playback,
    lines: [...waiting, line],
    nextId: playback.nextId + 1,
    startedAtMs: waiting.length > 0 ? playback.startedAtMs : nowMs,
  };
}

/** Appends to the newest line. */
export function addPieces(playback: Playback, pieces: readonly Spoken[], nowMs: number): Playback {
  const line = playback.lines.at(-1);
  if (!line) return playback;
  const chars = pieces.reduce((sum, p) => sum + p.spoken.length, line.chars);
  const lines = [...playback.lines.slice(0, -1), { ...line, pieces: [...line.pieces, ...pieces], chars }];
  return { ...playback, lines, sentAtMs: nowMs };
}

/** Moves the heard position to `target` characters into all text that was unheard. */
function advance(playback: Playback, target: number): Playback {
  let left = target;
  const lines = playback.lines.map((line) => {
    const step = Math.min(left, line.chars - line.heard);
    left -= step;
    return step > 0 ? { ...line, heard: line.heard + step } : line;
  });
  return { ...playback, lines };
}

const unheardText = (playback: Playback): string =>
  playback.lines.map((l) => spokenText(l).slice(l.heard)).join("");

/** Where each line begins in the unheard text. */
function lineStarts({ lines }: Playback): readonly number[] {
  let at = 0;
  return lines.map((l) => {
    const start = at;
    at += l.chars - l.heard;
    return start;
  });
}

/** What is left when only spaces and signs are: nothing that could still be heard. */
function withoutSilentTail(playback: Playback): Playback {
  return significant.test(unheardText(playback)) ? playback : allHeard(playback);
}

/** A `tokensPlayed` report: one chunk, whole or cut, has been played. */
export function reportPlayed(playback: Playback, value: string, nowMs: number): Playback {
  const text = unheardText(playback);
  const end =
    prefixEnd(text, value) ??
    nearest(occurrences(text, value), value.length) ??
    Math.min(value.length, text.length);
  const moved = withoutSilentTail(advance(playback, end));
  return { ...moved, reported: true, lastReport: value.trim(), startedAtMs: nowMs };
}

/** Milliseconds until all that was sent has been spoken, by the speaking rate. */
export function remainingMs(playback: Playback, charsPerSecond: number, nowMs: number): number {
  const left = unheardChars(playback);
  if (left === 0) return 0;
  const total = TTS_START_MS + (left / charsPerSecond) * 1000;
  return Math.max(0, total - (nowMs - (playback.startedAtMs ?? nowMs)));
}

/**
 * Settles the heard position at an interruption.
 *
 * @param fragment - `utteranceUntilInterrupt`: the heard part of the chunk that was playing, not of the reply.
 * @returns the playback with the final position; `estimated` where Twilio's reports did not give it.
 */
export function settleInterrupted(
  playback: Playback,
  fragment: string,
  charsPerSecond: number,
  nowMs: number,
): { playback: Playback; estimated: boolean } {
  if (playback.reported) {
    // The same fragment was reported as played a moment before; where it was not, it continues the last chunk.
    if (fragment.trim() === playback.lastReport) return { playback, estimated: false };
    const unheard = unheardText(playback);
    const end = prefixEnd(unheard, fragment) ?? byLength(unheard, fragment);
    return { playback: end === undefined ? playback : advance(playback, end), estimated: false };
  }
  const text = unheardText(playback);
  const elapsed = nowMs - (playback.startedAtMs ?? nowMs) - TTS_START_MS;
  const byRate = Math.max(0, Math.min(text.length, Math.round((elapsed / 1000) * charsPerSecond)));
  const found = (ends: readonly number[]): number | undefined => nearest(ends, byRate);
  const end = fragment.trim()
    ? (found(openings(text, lineStarts(playback), fragment)) ?? found(occurrences(text, fragment)) ?? byRate)
    : byRate;
  return { playback: advance(playback, end), estimated: true };
}

/** Begins as the text does, and then spells something differently: "size 9" for "size nine". */
function byLength(text: string, fragment: string): number | undefined {
  const heard = fragment.trim();
  const opening = heard.split(/\s+/, 2).join(" ");
  return opening && prefixEnd(text, opening) !== undefined ? Math.min(text.length, heard.length) : undefined;
}

/** The heard part of a line, as the model wrote it. A unit spoken differently counts from its first half on. */
export function heardRaw(line: Line): string {
  let at = 0;
  let raw = line.before;
  for (const piece of line.pieces) {
    const within = line.heard - at;
    if (within <= 0) break;
    if (within >= piece.spoken.length) raw += piece.raw;
    else if (piece.raw === piece.spoken) raw += piece.raw.slice(0, within);
    else if (within * 2 >= piece.spoken.length) raw += piece.raw;
    at += piece.spoken.length;
  }
  return raw;
}

/** Steps back to the start of a word that was cut in its middle. */
function wordStart(text: string, at: number): number {
  if (at >= text.length || /\s/.test(text[at] ?? " ")) return at;
  let start = at;
  while (start > 0 && !/\s/.test(text[start - 1] ?? " ")) start -= 1;
  return start;
}

/** What of a line was not heard, to be said again: from the start of the word that was cut. */
export function unheardPieces(line: Line): readonly Spoken[] {
  const heard = wordStart(spokenText(line), line.heard);
  let at = 0;
  const rest: Spoken[] = [];
  for (const piece of line.pieces) {
    const from = heard - at;
    at += piece.spoken.length;
    if (at <= heard) continue;
    if (from <= 0 || piece.raw !== piece.spoken) rest.push(piece);
    else rest.push({ raw: piece.raw.slice(from), spoken: piece.spoken.slice(from) });
  }
  return rest;
}

/** A line as it is spoken, heard or not; what an earlier line has said of it is as written. */
export const lineSpoken = (line: Line): string => line.before + spokenText(line);

/** A line as the model wrote it, heard or not. */
export const lineRaw = (line: Line): string => line.before + line.pieces.map((p) => p.raw).join("");

/** All that was sent has been heard: Twilio fell silent by itself. */
export const allHeard = (playback: Playback): Playback => ({
  ...playback,
  lines: playback.lines.map((l) => ({ ...l, heard: l.chars })),
});

/** Everything queued is gone: Twilio purged it, or the socket was lost. */
export const emptied = (playback: Playback): Playback => ({
  ...playback,
  lines: [],
  speaking: false,
  startedAtMs: undefined,
  lastReport: "",
});
