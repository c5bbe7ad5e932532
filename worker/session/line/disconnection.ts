import { summaryOf } from "../account/summary.ts";
import { whatStays } from "../account/what-stays.ts";
import { markUntold } from "../answer/untold.ts";
import { amend, change, changePart, clearScope, type Draft, log, order, setTimer } from "../draft/draft.ts";
import { stopRequests } from "../draft/requests.ts";
import { dropWaiting } from "../operator/say.ts";
import { stopReadingTools } from "../person/escalation.ts";
import { type Ended, isLost, openRequests } from "../state/call-state.ts";
import { emptied, heardRaw } from "../state/speech/playback.ts";
import { goneBefore } from "./gone-before.ts";

/** A socket closes: for good, or until the call comes back. */

/** How long a lost call is waited for. Twilio asks the action URL 1.2 s after a drop, and connects 0.4 s after the answer. */
const RECONNECT_MS = 60_000;

/** @param how - `hung_up` ends the call, `lost` waits for it to come back. */
export function socketClosed(d: Draft, how: "hung_up" | "lost"): void {
  const { phase, speech } = d.state;
  const before = how === "hung_up" ? goneBefore(d) : undefined;
  stopRequests(d, openRequests(d.state));
  clearScope(d, "answer", "talk", "leaving", "line");
  for (const line of speech.playback.lines) {
    if (line.entryId !== undefined && line.heard < line.chars) {
      const text = heardRaw(line).trimEnd();
      amend(d, line.entryId, { role: "agent", text, interrupted: true });
      // Nothing is said "again" of what nobody heard: its turn is answered anew, and told then.
      if (text === "") markUntold(d, line.entryId);
    }
  }
  changePart(d, "speech", { playback: emptied(speech.playback), cycleOpen: false, kept: undefined });
  changePart(d, "hearing", {
    guess: undefined,
    partial: "",
    speaking: false,
    waitingFor: undefined,
    sinceMs: undefined,
  });
  if (phase.name === "answering") change(d, { phase: { name: "listening" } });
  if (phase.name === "handing_off") change(d, { phase: { ...phase, summary: undefined } });
  change(d, { line: { at: "lost", sinceMs: d.now, ...(how === "hung_up" && { closed: true }) } });
  if (how === "lost" && phase.name !== "ended") {
    log(d, "call.lost", { connects: d.state.call.connects });
    setTimer(d, "reconnect", RECONNECT_MS);
    order(d, { type: "save" });
    return;
  }
  const ended: Ended = phase.name === "ended" ? phase : { name: "ended", cause: "hung_up" };
  finishCall(d, before === undefined ? ended : { ...ended, before });
}

/** Nothing more is to come on this socket, and whoever holds its other end has not closed it. */
export function closeSocket(d: Draft): void {
  log(d, "socket.given_up", { after: d.state.phase.name });
  order(d, { type: "close_socket" });
  if (d.state.phase.name === "ended" && !isLost(d.state)) socketClosed(d, "hung_up");
}

/** The time in which a lost call comes back is over. */
export const gaveUpWaiting = (d: Draft): void => finishCall(d, { name: "ended", cause: "lost" });

/** Nothing more is to come on this socket; after a hand-off the call itself may yet return. */
function finishCall(d: Draft, phase: Ended): void {
  // On the way to a person the caller has gone: that is what they had wanted.
  if (d.state.phase.name === "handing_off") change(d, { wanted: d.state.phase.why });
  stopReadingTools(d);
  dropWaiting(d);
  change(d, whatStays({ ...d.state, phase }, d.rules.secrets));
  // What was keyed in secret has served: a caller who comes back keys it in anew.
  changePart(d, "keypad", { buffer: "", expected: undefined, entered: undefined, vault: {} });
  changePart(d, "operating", { muted: undefined, ending: false });
  // It is as it was spoken, and nothing echoes any more.
  changePart(d, "speech", { latest: undefined });
  change(d, { timers: {} });
  changePart(d, "tally", { ends: d.state.tally.ends + 1 });
  log(d, "call.summary", summaryOf(d.state, d.rules.running, d.now));
  order(d, { type: "save" });
  order(d, { type: "finish" });
}
