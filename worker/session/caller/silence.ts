import { tellIfQuiet } from "../answer/turn.ts";
import { change, type Draft, log, phrase, setTimer } from "../draft/draft.ts";
import { awaitQuiet, say } from "../draft/speaking.ts";
import { goodbyeHeard, sayGoodbye } from "../person/escalation.ts";
import { allHeard, silentPlayback } from "../state/playback.ts";

/** Who speaks, and who does not: the end of our speech, and the ladder for a caller who says nothing. */

/** A report that comes this soon after a frame is about the speech before it. */
const REPORT_LAG_MS = 250;

export function agentSpeaking(d: Draft, on: boolean): void {
  const { playback } = d.state;
  if (on) {
    const replyStartedAtMs = playback.speaking ? d.state.replyStartedAtMs : d.now;
    change(d, { playback: { ...playback, speaking: true, startedAtMs: d.now }, replyStartedAtMs });
    return awaitQuiet(d);
  }
  // Without reports of what was played, falling silent is the report.
  const settled =
    playback.reported || d.now - playback.sentAtMs < REPORT_LAG_MS ? playback : allHeard(playback);
  change(d, { playback: { ...settled, speaking: false } });
  if (settled.lines.every((l) => l.heard >= l.chars)) spokenOut(d);
}

/** All we said has been heard: as Twilio reports, or by the estimate. */
export function spokenOut(d: Draft): void {
  const { playback } = d.state;
  change(d, {
    playback: {
      ...silentPlayback,
      nextId: playback.nextId,
      reported: playback.reported,
      sentAtMs: playback.sentAtMs,
    },
  });
  goodbyeHeard(d);
  if (d.state.phase.name !== "listening") return;
  tellIfQuiet(d);
  awaitQuiet(d);
}

/** The next step of the ladder. Never while a tool runs. */
export function silenceFell(d: Draft): void {
  if (d.state.phase.name !== "listening") return;
  if (d.state.tools.some((t) => t.status === "running")) return setTimer(d, "silence", 1_000);
  const step = d.state.silenceSteps;
  log(d, "caller.silent", { step: step + 1 });
  if (step >= 2) return sayGoodbye(d, false);
  change(d, { silenceSteps: step + 1 });
  say(d, phrase(d, step === 0 ? "nudge" : "secondNudge"), { recorded: true });
}
