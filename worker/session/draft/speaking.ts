import { AS_WRITTEN, flushSpeech, pushSpeech, startSpeech } from "../../language/spoken/normalise.ts";
import type { Spoken } from "../../language/spoken/speech.ts";
import type { Rules } from "../state/rules.ts";
import type { Run } from "../state/run.ts";
import { addLine, addPieces, remainingMs, unheardChars } from "../state/speech/playback.ts";
import { significant } from "../state/speech/spoken-text.ts";
import {
  amend,
  changePart,
  changeRun,
  clearTimers,
  currentRun,
  type Draft,
  record,
  send,
  setTimer,
} from "./draft.ts";

/** A whole line as it is spoken. */
export const spokenLine = (line: string, tag: string): string =>
  piecesOf(line, tag)
    .map((p) => p.spoken)
    .join("");

function piecesOf(line: string, tag: string): readonly Spoken[] {
  const { state, out } = pushSpeech(startSpeech(tag), line);
  return [...out, ...flushSpeech(state)];
}

/** From the first to the last letter that is not shown it is one piece, so that of what is heard of it the mask is seen. */
function maskedPieces(
  text: string,
  shown: string,
  spoken: (part: string) => readonly Spoken[],
): readonly Spoken[] {
  if (shown === text) return spoken(text);
  const most = Math.min(text.length, shown.length);
  let [head, tail] = [0, 0];
  while (head < most && text[head] === shown[head]) head++;
  while (tail < most - head && text.at(-1 - tail) === shown.at(-1 - tail)) tail++;
  const [before, masked, behind] = [
    text.slice(0, head),
    text.slice(head, text.length - tail),
    text.slice(text.length - tail),
  ].map(spoken);
  const aloud = (masked ?? []).map((p) => p.spoken).join("");
  return [
    ...(before ?? []),
    { raw: shown.slice(head, shown.length - tail), spoken: aloud },
    ...(behind ?? []),
  ];
}

/** How a line of the engine's own is said. */
interface Manner {
  /** History knows of it. Fillers are not history. */
  readonly recorded: boolean;
  /** May the caller speak over it. A goodbye before `end` may not be cut. */
  readonly interruptible?: boolean;
  /** It is written as one writes, figures and signs and all, and is read out as a reply is. */
  readonly written?: boolean;
  /** What stands in history of a line that holds a secret. */
  readonly shown?: string;
}

/** Ends the open talk cycle, so that what comes next starts a new one. */
export function closeCycle(d: Draft): void {
  if (!d.state.speech.cycleOpen) return;
  send(d, { type: "text", token: "", last: true });
  changePart(d, "speech", { cycleOpen: false });
}

/** Says a whole line as a talk cycle of its own. @returns its entry in the transcript, where it has one. */
export function say(d: Draft, text: string, manner: Manner): number | undefined {
  closeCycle(d);
  const { shown = text } = manner;
  const entryId = manner.recorded ? record(d, { role: "agent", text: shown }) : undefined;
  const { playback, replyStartedAtMs } = d.state.speech;
  const isNormalised = manner.written && d.rules.settings.speech.normalise !== "off";
  const pieces = maskedPieces(text, shown, (part) =>
    isNormalised ? piecesOf(part, d.state.call.language) : [{ raw: part, spoken: part }],
  );
  changePart(d, "speech", {
    playback: addPieces(addLine(playback, entryId, d.now), pieces, d.now),
    replyStartedAtMs: replyStartedAtMs ?? d.now,
  });
  const { interruptible } = manner;
  send(d, {
    type: "text",
    token: pieces.map((p) => p.spoken).join(""),
    last: true,
    ...(interruptible === undefined ? {} : { interruptible }),
  });
  awaitQuiet(d);
  return entryId;
}

/** Sends pieces of the reply that is being spoken, in one frame. */
export function sendPieces(d: Draft, pieces: readonly Spoken[], lang: string | undefined): void {
  if (pieces.length === 0) return;
  const token = pieces.map((p) => p.spoken).join("");
  const { playback, cycleOpen } = d.state.speech;
  changePart(d, "speech", {
    playback: addPieces(playback, pieces, d.now),
    cycleOpen: cycleOpen || token !== "",
  });
  if (token) send(d, { type: "text", token, last: false, ...(lang ? { lang } : {}) });
}

/**
 * Speaks what the model wrote, as it comes. The entry is made with the first word, and filled when it ends.
 *
 * @returns whether anything of it can be heard already.
 */
export function speak(d: Draft, delta: string): boolean {
  const run = currentRun(d);
  if (!run) return false;
  let { entryId } = run;
  if (entryId === undefined) {
    entryId = record(d, { role: "agent", text: "" });
    const playback = addLine(d.state.speech.playback, entryId, d.now);
    changePart(d, "speech", { playback, replyStartedAtMs: d.now, resumes: 0 });
  }
  const asWritten = d.rules.settings.speech.normalise === "off";
  const normaliser = run.speech ?? startSpeech(asWritten ? AS_WRITTEN : (run.lang ?? d.state.call.language));
  const { state: speech, out } = pushSpeech(normaliser, delta);
  const audible = out.some((p) => significant.test(p.spoken));
  changeRun(d, { entryId, speech, said: run.said + delta, ...(audible ? nowHeard(d, run) : {}) });
  sendPieces(d, out, run.lang);
  return audible;
}

/** Something of the reply can be heard from now on. */
const nowHeard = (d: Draft, run: Run): Partial<Run> => ({
  firstFrameAtMs: run.firstFrameAtMs ?? d.now,
  heard: { atMs: d.now, line: false },
  pieceAtMs: d.now,
  working: false,
});

/**
 * Says a line while the answer is being made, and nothing of that is stopped or begun anew. What was said of the reply
 * becomes an entry of its own; its rest follows the line as another.
 */
export function interject(d: Draft, text: string): void {
  const run = currentRun(d);
  if (run?.entryId !== undefined) {
    finishSpeaking(d);
    changeRun(d, { earlier: run.earlier + run.said, said: "" });
  }
  say(d, text, { recorded: false });
  if (run) changeRun(d, { heard: { atMs: d.now, line: true }, fillers: run.fillers + 1 });
}

/** The reply is complete: what the normaliser held back leaves, and the cycle is closed. */
export function finishSpeaking(d: Draft): void {
  const run = currentRun(d);
  if (!run) return;
  if (run.speech) {
    const pieces = flushSpeech(run.speech);
    const token = pieces.map((p) => p.spoken).join("");
    changePart(d, "speech", { playback: addPieces(d.state.speech.playback, pieces, d.now) });
    if (token) {
      if (significant.test(token)) changeRun(d, nowHeard(d, run));
      send(d, { type: "text", token, last: true, ...(run.lang ? { lang: run.lang } : {}) });
      changePart(d, "speech", { cycleOpen: false });
    }
  }
  closeCycle(d);
  if (run.entryId !== undefined) amend(d, run.entryId, { role: "agent", text: run.said });
  changeRun(d, { entryId: undefined, speech: undefined });
  awaitQuiet(d);
}

/** How long the rest of what the caller is saying is waited for. */
export const restWithinMs = (
  turns: Rules["settings"]["turns"],
  rest: "rest" | "return" | "letters",
): number => ({ rest: turns.unfinishedMs, return: turns.holdOnMs, letters: turns.spellingMs })[rest];

/**
 * Arms what follows the end of our speech: the end itself where Twilio does not report it, and the silence
 * ladder. Twilio's own report, when it comes, arms the ladder anew from the exact moment.
 */
export function awaitQuiet(d: Draft): void {
  const { phase, hearing, keypad, patience } = d.state;
  if (phase.name === "ended") return;
  const { playback } = d.state.speech;
  const { silence, turns } = d.rules.settings;
  const left = remainingMs(playback, turns.charsPerSecond, d.now);
  // Reports are exact but may get lost: then a generous estimate takes their place.
  const quietInMs = playback.reported || playback.speaking ? left * 2 + 3_000 : left;
  if (unheardChars(playback) > 0) setTimer(d, "playback", quietInMs);
  else clearTimers(d, "playback");

  const step =
    [silence.nudgeMs, silence.secondNudgeMs, silence.goodbyeMs][patience.silenceSteps] ?? silence.goodbyeMs;
  const ours = phase.name === "listening" && !hearing.speaking && keypad.buffer === "";
  if (ours && hearing.waitingFor && d.state.timers.unfinished === undefined)
    setTimer(d, "unfinished", restWithinMs(turns, hearing.waitingFor));
  if (!silence.enabled || !ours || hearing.waitingFor) clearTimers(d, "silence");
  else setTimer(d, "silence", (unheardChars(playback) > 0 ? quietInMs : 0) + step);
}
