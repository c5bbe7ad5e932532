import { tellIfQuiet } from "../answer/turn.ts";
import { changePart, clearTimers, type Draft, log, phrase, setTimer } from "../draft/draft.ts";
import { awaitQuiet, say } from "../draft/speaking.ts";
import { goodbyeHeard, holdGoodbye, sayGoodbye } from "../person/escalation.ts";
import {
  allHeard,
  allIsHeard,
  type Line,
  lineRaw,
  lineSpoken,
  silentPlayback,
} from "../state/speech/playback.ts";
import { expecting } from "./expecting.ts";
import { consentNotGiven } from "./recording.ts";

/** Who speaks, and who does not: the end of our speech, and the ladder for a caller who says nothing. */

/** A report that comes this soon after a frame is about the speech before it. */
const REPORT_LAG_MS = 250;

/** Twilio says that our voice has begun to sound, or has ended. */
export function agentSpeaking(d: Draft, on: boolean): void {
  const { playback, replyStartedAtMs } = d.state.speech;
  if (on) {
    changePart(d, "speech", {
      playback: { ...playback, speaking: true, startedAtMs: d.now },
      replyStartedAtMs: playback.speaking ? replyStartedAtMs : d.now,
    });
    return awaitQuiet(d);
  }
  // Without reports of what was played, falling silent is the report.
  const settled =
    playback.reported || d.now - playback.sentAtMs < REPORT_LAG_MS ? playback : allHeard(playback);
  changePart(d, "speech", { playback: { ...settled, speaking: false } });
  if (allIsHeard(settled)) spokenOut(d);
}

/** Characters of what we said last that an echo of it is looked for in. */
const LATEST_CHARS = 600;

/** Remembers the end of what is over or cut, for its echo. */
export function rememberSaid(d: Draft, lines: readonly Line[]): void {
  const latest = (form: (line: Line) => string): string => lines.map(form).join(" ").slice(-LATEST_CHARS);
  const written = latest(lineRaw);
  if (written) changePart(d, "speech", { latest: { written, spoken: latest(lineSpoken), untilMs: d.now } });
}

/** All we said has been heard: as Twilio reports, or by the estimate. */
function spokenOut(d: Draft): void {
  const { nextId, reported, sentAtMs, lines } = d.state.speech.playback;
  rememberSaid(d, lines);
  expecting(d); // and is known when they answer: now nobody waits for it
  changePart(d, "speech", { playback: { ...silentPlayback, nextId, reported, sentAtMs } });
  // The end of a goodbye that was cut says nothing: the caller's words are waited for.
  if (lines.length > 0 || d.state.phase.name !== "saying_goodbye") goodbyeHeard(d);
  if (d.state.phase.name !== "listening") return;
  tellIfQuiet(d);
  awaitQuiet(d);
}

/** No report came in the time that what we said takes. */
export function playedOut(d: Draft): void {
  changePart(d, "speech", { playback: allHeard(d.state.speech.playback) });
  spokenOut(d);
}

/** The next step of the ladder. Never while a tool runs. */
export function silenceFell(d: Draft): void {
  // Who has muted the agent does the talking, and its timer sees to it that somebody does.
  if (d.state.phase.name !== "listening" || d.state.operating.muted) return;
  if (d.state.tools.runs.some((t) => t.status === "running")) return setTimer(d, "silence", 1_000);
  if (consentNotGiven(d)) return;
  const step = d.state.patience.silenceSteps;
  log(d, "caller.silent", { step: step + 1 });
  if (step >= 2) return sayGoodbye(d, false, phrase(d, "silenceGoodbye"));
  changePart(d, "patience", { silenceSteps: step + 1 });
  say(d, phrase(d, step === 0 ? "nudge" : "secondNudge"), { recorded: true });
}

/** Twilio hears a voice at the caller's end, or no longer does. */
export function callerSpeaking(d: Draft, on: boolean): void {
  changePart(d, "hearing", { speaking: on });
  if (on && d.state.phase.name !== "ended") {
    clearTimers(d, "silence", "unfinished");
    setTimer(d, "wordless", d.rules.settings.turns.wordlessMs);
    holdGoodbye(d);
    return soundHeard(d);
  }
  clearTimers(d, "wordless");
  awaitQuiet(d);
}

/** A voice that has brought no words for so long is none, and its end need not be reported. */
export function noWordsCame(d: Draft): void {
  if (!d.state.hearing.speaking) return;
  changePart(d, "hearing", { speaking: false });
  tellIfQuiet(d);
  awaitQuiet(d);
}

/** Something is heard that is no turn yet. Where none ever comes of it, the line is brought to an end. */
export function soundHeard(d: Draft): void {
  const { silence } = d.rules.settings;
  if (d.state.phase.name !== "listening" || !silence.enabled || d.state.timers.no_turn !== undefined) return;
  // The ladder of a quiet line is not overtaken, however slow it was made.
  setTimer(d, "no_turn", Math.max(silence.noTurnMs, silence.nudgeMs));
}

/** A television, a line that crackles: sounds, and never a turn. */
export function turnNeverCame(d: Draft): void {
  const { phase, tools, patience } = d.state;
  if (phase.name !== "listening") return;
  if (d.state.operating.muted || tools.runs.some((t) => t.status === "running"))
    return setTimer(d, "no_turn", 1_000);
  log(d, "caller.unheard", { step: patience.silenceSteps + 1 });
  if (patience.silenceSteps >= 2) return sayGoodbye(d, false, phrase(d, "silenceGoodbye"));
  changePart(d, "patience", { silenceSteps: 2 });
  changePart(d, "hearing", { waitingFor: undefined });
  say(d, phrase(d, "secondNudge"), { recorded: true });
  setTimer(d, "no_turn", d.rules.settings.silence.noTurnMs / 2);
}
