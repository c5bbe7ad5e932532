import { isBackchannel } from "../../language/hearing/backchannel.ts";
import { unmute } from "../answer/race.ts";
import { askForRound } from "../answer/rounds.ts";
import { abandonRun } from "../answer/turn.ts";
import { amend, change, clearTimers, type Draft, log, order, packOf, setTimer } from "../draft/draft.ts";
import { awaitQuiet, closeCycle, sendPieces } from "../draft/speaking.ts";
import { goodbyeHeard } from "../person/escalation.ts";
import type { Held } from "../state/call-state.ts";
import {
  addLine,
  heardRaw,
  type Line,
  lineRaw,
  remainingMs,
  settleInterrupted,
  unheardPieces,
} from "../state/playback.ts";

/**
 * The caller speaks over the agent. Twilio has purged what was queued; we stop, settle what was heard, and keep
 * the rest for the case that it was only a cough or an "mm-hmm".
 */

/** A key press is reported before the interruption it causes; recorded gaps are a few milliseconds. */
const KEY_THEN_INTERRUPT_MS = 500;
/** A line this noisy is not resumed for ever. */
const MAX_RESUMES = 3;
/** Longer than any chain of "yeah, right, okay". */
const MAX_NOISE_CHARS = 80;

export function callerInterrupted(d: Draft, fragment: string): void {
  const { phase, playback, lastKeyAtMs } = d.state;
  const byKey = lastKeyAtMs !== undefined && d.now - lastKeyAtMs <= KEY_THEN_INTERRUPT_MS;
  // What was sent in answer to the key itself was not purged.
  const cut = playback.lines.filter((l) => !byKey || l.id < d.state.keyBarrier);
  const kept = playback.lines.filter((l) => !cut.includes(l));

  const { charsPerSecond } = d.rules.settings.turns;
  const before = { ...playback, lines: cut };
  const remaining = remainingMs(before, charsPerSecond, d.now);
  const settled = settleInterrupted(before, fragment, charsPerSecond, d.now);
  const { lines } = settled.playback;
  for (const line of lines) amendHeard(d, line);
  change(d, {
    playback: { ...settled.playback, lines: kept, speaking: false, lastReport: "", startedAtMs: d.now },
  });

  if (phase.name === "handing_off" || phase.name === "saying_goodbye") {
    if (kept.length === 0) goodbyeHeard(d);
    return;
  }
  if (phase.name === "ended") return;
  const { quality } = d.state;
  change(d, { quality: { ...quality, interruptions: quality.interruptions + 1 } });
  log(d, "turn.interrupted", { turn: d.state.turn, estimated: settled.estimated });
  clearTimers(d, "playback", "silence");

  const { run } = d.state;
  const runIsNewer =
    byKey && run !== undefined && lastKeyAtMs !== undefined && run.startedAtMs >= lastKeyAtMs;
  const speaking = run !== undefined && run.entryId !== undefined && !runIsNewer;
  const held = hold(d, lines, remaining, speaking);
  if (speaking) abandonRun(d, "interrupted");
  else if (run && !runIsNewer) change(d, { run: { ...run, muted: true } });
  if (held && !byKey) change(d, { held });
  else if (held && d.state.keySwallowed) {
    change(d, { held });
    return resume(d);
  }
  setTimer(d, "false_interruption", d.rules.settings.turns.falseInterruptionMs);
  order(d, { type: "save" });
}

function amendHeard(d: Draft, line: Line): void {
  const streaming = line.entryId !== undefined && line.entryId === d.state.run?.entryId;
  if (line.entryId === undefined || (line.heard >= line.chars && !streaming)) return;
  amend(d, line.entryId, { role: "agent", text: heardRaw(line).trimEnd(), interrupted: true });
}

function hold(d: Draft, lines: readonly Line[], remaining: number, running: boolean): Held | undefined {
  const parts = lines.flatMap((line) =>
    line.entryId === undefined || (line.heard >= line.chars && !running)
      ? []
      : [{ entryId: line.entryId, raw: lineRaw(line), heard: heardRaw(line), rest: unheardPieces(line) }],
  );
  if (parts.length === 0) return undefined;
  const startedAtMs = d.state.replyStartedAtMs ?? d.now;
  return { parts, playedMs: d.now - startedAtMs, remainingMs: remaining, incomplete: running };
}

/** "mm-hmm" in the middle of a reply: the speaker is asked to go on, not to answer. */
export function isListeningNoise(d: Draft, words: string): boolean {
  const { held, run } = d.state;
  if (words.length > MAX_NOISE_CHARS) return false;
  if (run?.muted) return isBackchannel(words, packOf(d));
  if (!held) return false;
  const { backchannelEdgeMs } = d.rules.settings.turns;
  const atEdge =
    held.playedMs < backchannelEdgeMs || (held.remainingMs < backchannelEdgeMs && !held.incomplete);
  return !atEdge && isBackchannel(words, packOf(d));
}

/** The interruption was none: what was not heard is said, and history is as if nothing had happened. */
export function resume(d: Draft): void {
  const { held } = d.state;
  clearTimers(d, "false_interruption");
  unmute(d);
  if (!held) return awaitQuiet(d);
  change(d, { held: undefined, replyStartedAtMs: d.now, resumes: d.state.resumes + 1 });
  if (d.state.resumes > MAX_RESUMES) return awaitQuiet(d);
  log(d, "turn.resumed", { turn: d.state.turn });
  for (const part of held.parts) {
    change(d, { playback: addLine(d.state.playback, part.entryId, d.now, part.heard) });
    sendPieces(d, part.rest, undefined);
    amend(d, part.entryId, { role: "agent", text: part.raw });
  }
  const last = held.parts.at(-1);
  if (held.incomplete && last) return finishFromHere(d, last.entryId, last.raw);
  closeCycle(d);
  awaitQuiet(d);
  order(d, { type: "save" });
}

/** The model had been stopped in the middle of the reply: another request goes on where it was. */
function finishFromHere(d: Draft, entryId: number, raw: string): void {
  amend(d, entryId, { role: "agent", text: "" });
  change(d, {
    phase: { name: "answering" },
    run: {
      turn: d.state.turn,
      round: d.rules.settings.toolUse.maxRounds,
      attempts: [],
      leader: undefined,
      startedAtMs: d.now,
      firstFrameAtMs: d.now,
      entryId,
      said: raw,
      speech: undefined,
      requests: 0,
      fillers: 0,
      muted: false,
      lang: undefined,
    },
  });
  askForRound(d, "main", true);
}
