import { tellIfQuiet } from "../answer/turn.ts";
import { changePart, type Draft, log, phrase, setTimer } from "../draft/draft.ts";
import { awaitQuiet, say } from "../draft/speaking.ts";
import { goodbyeHeard, sayGoodbye } from "../person/escalation.ts";
import { allHeard, allIsHeard, silentPlayback } from "../state/playback.ts";

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

/** All we said has been heard: as Twilio reports, or by the estimate. */
export function spokenOut(d: Draft): void {
  const { nextId, reported, sentAtMs } = d.state.speech.playback;
  changePart(d, "speech", { playback: { ...silentPlayback, nextId, reported, sentAtMs } });
  goodbyeHeard(d);
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
  if (d.state.phase.name !== "listening") return;
  if (d.state.tools.runs.some((t) => t.status === "running")) return setTimer(d, "silence", 1_000);
  const step = d.state.patience.silenceSteps;
  log(d, "caller.silent", { step: step + 1 });
  if (step >= 2) return sayGoodbye(d, false);
  changePart(d, "patience", { silenceSteps: step + 1 });
  say(d, phrase(d, step === 0 ? "nudge" : "secondNudge"), { recorded: true });
}
