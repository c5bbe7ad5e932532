import { isBackchannel } from "../../language/hearing/backchannel.ts";
import { unmute } from "../answer/race.ts";
import { askForRound } from "../answer/rounds.ts";
import { abandonRun } from "../answer/turn.ts";
import {
  amend,
  change,
  changePart,
  changeRun,
  clearTimers,
  currentRun,
  type Draft,
  isSaid,
  log,
  order,
  setTimer,
} from "../draft/draft.ts";
import { awaitQuiet, closeCycle, sendPieces } from "../draft/speaking.ts";
import { goodbyeHeard, holdGoodbye } from "../person/escalation.ts";
import type { Kept } from "../state/parts.ts";
import { newRun } from "../state/run.ts";
import {
  addLine,
  heardRaw,
  type Line,
  lineRaw,
  remainingMs,
  settleInterrupted,
  unheardPieces,
} from "../state/speech/playback.ts";
import { rememberSaid } from "./silence.ts";

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

/** @param fragment - `utteranceUntilInterrupt`: what was heard of the chunk that was playing. */
export function callerInterrupted(d: Draft, fragment: string): void {
  const { phase, quality } = d.state;
  const { playback } = d.state.speech;
  const { lastKeyAtMs, barrier, swallowed } = d.state.keypad;
  const byKey = lastKeyAtMs !== undefined && d.now - lastKeyAtMs <= KEY_THEN_INTERRUPT_MS;
  // What was sent in answer to the key itself was not purged.
  const cut = playback.lines.filter((l) => !byKey || l.id < barrier);
  const spared = playback.lines.filter((l) => !cut.includes(l));

  const { charsPerSecond } = d.rules.settings.turns;
  const before = { ...playback, lines: cut };
  const remaining = remainingMs(before, charsPerSecond, d.now);
  const settled = settleInterrupted(before, fragment, charsPerSecond, d.now);
  const { lines } = settled.playback;
  for (const line of lines) amendHeard(d, line);
  changePart(d, "speech", {
    playback: { ...settled.playback, lines: spared, speaking: false, lastReport: "", startedAtMs: d.now },
  });

  rememberSaid(d, lines);
  if (phase.name === "handing_off") {
    if (spared.length === 0) goodbyeHeard(d);
    return;
  }
  // Over a goodbye it is a cough, a "bye" or one more thing: their words tell.
  if (phase.name === "saying_goodbye") {
    clearTimers(d, "goodbye");
    return holdGoodbye(d);
  }
  if (phase.name === "ended") return;
  changePart(d, "quality", { interruptions: quality.interruptions + 1 });
  log(d, "turn.interrupted", { turn: d.state.turn, estimated: settled.estimated });
  clearTimers(d, "playback", "silence");

  const run = currentRun(d);
  const runIsNewer =
    byKey && run !== undefined && lastKeyAtMs !== undefined && run.startedAtMs >= lastKeyAtMs;
  const speaking = run !== undefined && run.entryId !== undefined && !runIsNewer;
  const kept = keepRest(d, lines, remaining, speaking);
  if (speaking) abandonRun(d, "interrupted");
  else if (run && !runIsNewer) changeRun(d, { muted: true });
  if (kept && (!byKey || swallowed)) changePart(d, "speech", { kept });
  if (kept && byKey && swallowed) return resume(d);
  setTimer(d, "false_interruption", d.rules.settings.turns.falseInterruptionMs);
  order(d, { type: "save" });
}

function amendHeard(d: Draft, line: Line): void {
  const streaming = line.entryId !== undefined && line.entryId === currentRun(d)?.entryId;
  if (line.entryId === undefined || (line.heard >= line.chars && !streaming)) return;
  amend(d, line.entryId, { role: "agent", text: heardRaw(line).trimEnd(), interrupted: true });
}

/** What of a reply was not heard, for the case that it is to be resumed. */
function keepRest(d: Draft, lines: readonly Line[], remaining: number, running: boolean): Kept | undefined {
  const parts = lines.flatMap((line) =>
    line.entryId === undefined || (line.heard >= line.chars && !running)
      ? []
      : [{ entryId: line.entryId, raw: lineRaw(line), heard: heardRaw(line), rest: unheardPieces(line) }],
  );
  if (parts.length === 0) return undefined;
  const startedAtMs = d.state.speech.replyStartedAtMs ?? d.now;
  return { parts, playedMs: d.now - startedAtMs, remainingMs: remaining, incomplete: running };
}

/** "mm-hmm" in the middle of a reply: the speaker is asked to go on, not to answer. */
export function isListeningNoise(d: Draft, words: string): boolean {
  const { kept } = d.state.speech;
  if (words.length > MAX_NOISE_CHARS) return false;
  if (currentRun(d)?.muted) return isSaid(d, (pack) => isBackchannel(words, pack));
  if (!kept) return false;
  const { backchannelEdgeMs } = d.rules.settings.turns;
  const atEdge =
    kept.playedMs < backchannelEdgeMs ||
    (kept.remainingMs < backchannelEdgeMs && !kept.incomplete) ||
    followsQuestion(d, kept);
  return !atEdge && isSaid(d, (pack) => isBackchannel(words, pack));
}

/** Longest from the end of a question to the "yes" that answers it, where the agent has gone on speaking; ms. */
const ANSWER_WITHIN_MS = 3_000;

/** A question in the middle of the reply was heard just now, or nearly: "yes" answers it. */
function followsQuestion(d: Draft, { parts }: Kept): boolean {
  const { charsPerSecond, backchannelEdgeMs } = d.rules.settings.turns;
  const chars = (ms: number): number => Math.round((ms / 1_000) * charsPerSecond);
  const heard = parts
    .map((p) => p.heard)
    .join(" ")
    .slice(-chars(ANSWER_WITHIN_MS));
  const rest = parts
    .flatMap((p) => p.rest.map((r) => r.raw))
    .join("")
    .slice(0, chars(backchannelEdgeMs));
  return /\?(?=\s|$)/.test(`${heard}${rest}`);
}

/** The interruption was none: what was not heard is said, and history is as if nothing had happened. */
export function resume(d: Draft): void {
  const { kept, resumes } = d.state.speech;
  clearTimers(d, "false_interruption");
  unmute(d);
  if (!kept) return awaitQuiet(d);
  changePart(d, "speech", { kept: undefined, replyStartedAtMs: d.now, resumes: resumes + 1 });
  if (resumes >= MAX_RESUMES) return awaitQuiet(d);
  log(d, "turn.resumed", { turn: d.state.turn });
  for (const part of kept.parts) {
    const playback = addLine(d.state.speech.playback, part.entryId, d.now, part.heard);
    changePart(d, "speech", { playback });
    sendPieces(d, part.rest, undefined);
    amend(d, part.entryId, { role: "agent", text: part.raw });
  }
  const last = kept.parts.at(-1);
  if (kept.incomplete && last) return finishFromHere(d, last.entryId, last.raw);
  closeCycle(d);
  awaitQuiet(d);
  order(d, { type: "save" });
}

/** The model had been stopped in the middle of the reply: another request goes on where it was. */
function finishFromHere(d: Draft, entryId: number, raw: string): void {
  amend(d, entryId, { role: "agent", text: "" });
  // The last round: what was under way goes on in words.
  const round = d.rules.settings.toolUse.maxRounds;
  const run = { ...newRun(d.state.turn, d.now), round, firstFrameAtMs: d.now, entryId, said: raw };
  change(d, { phase: { name: "answering", run } });
  askForRound(d, "main", true);
}
