import { amend, change, clearTimers, type Draft, log, order, setTimer } from "../draft/draft.ts";
import { stopAttempts } from "../draft/requests.ts";
import type { Phase, TimerName } from "../state/call-state.ts";
import { emptied, heardRaw } from "../state/playback.ts";

/** A socket closes: for good, or until the call comes back. */

/** How long a lost call is waited for. Twilio asks the action URL 1.2 s after a drop, and connects 0.4 s after the answer. */
const RECONNECT_MS = 60_000;

const OF_THE_SOCKET: readonly TimerName[] = [
  "speculate",
  "hedge",
  "holding",
  "give_up",
  "stall",
  "false_interruption",
  "unfinished",
  "silence",
  "digits",
  "filler",
  "availability",
  "goodbye",
  "summary",
  "playback",
];

export function socketClosed(d: Draft, how: "hung_up" | "lost"): void {
  const { phase, run, hearing, playback } = d.state;
  if (run) stopAttempts(d, run.attempts);
  if (hearing.guess) stopAttempts(d, [hearing.guess.attempt]);
  if (phase.name === "handing_off" && phase.decision.summaryAttempt !== undefined) {
    order(d, { type: "stop_model", attempt: phase.decision.summaryAttempt });
    change(d, { phase: { ...phase, decision: { ...phase.decision, summaryAttempt: undefined } } });
  }
  clearTimers(d, ...OF_THE_SOCKET);
  for (const line of playback.lines) {
    if (line.entryId !== undefined && line.heard < line.chars) {
      amend(d, line.entryId, { role: "agent", text: heardRaw(line).trimEnd(), interrupted: true });
    }
  }
  change(d, {
    playback: emptied(playback),
    run: undefined,
    held: undefined,
    cycleOpen: false,
    digits: { ...d.state.digits, buffer: "" },
    hearing: {
      ...hearing,
      guess: undefined,
      partial: "",
      speaking: false,
      waitingFor: undefined,
      sinceMs: undefined,
    },
  });
  if (how === "lost" && phase.name !== "ended") {
    if (phase.name === "answering") change(d, { phase: { name: "listening" } });
    log(d, "call.lost", { connects: d.state.connects });
    setTimer(d, "reconnect", RECONNECT_MS);
    order(d, { type: "save" });
    return;
  }
  finishCall(d, phase.name === "ended" ? phase : { name: "ended", cause: "hung_up" });
}

/** Nothing more is to come on this socket; after a hand-off the call itself may yet return. */
export function finishCall(d: Draft, phase: Extract<Phase, { name: "ended" }>): void {
  for (const t of d.state.tools) {
    if (t.status === "running" && !t.sideEffect) order(d, { type: "stop_tool", callId: t.callId });
  }
  clearTimers(d, "call_limit", "reconnect");
  change(d, { phase });
  log(d, "call.ended", {
    cause: phase.cause,
    turns: d.state.quality.turns,
    seconds: Math.round((d.now - d.state.startedAtMs) / 1000),
  });
  order(d, { type: "save" });
  order(d, { type: "finish" });
}
