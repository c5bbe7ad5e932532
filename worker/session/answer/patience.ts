import { changeRun, clearTimers, currentRun, type Draft, phrase, setTimer } from "../draft/draft.ts";
import { interject } from "../draft/speaking.ts";
import { HAND_OFF } from "../state/engine-tools.ts";
import { type Attempt, type Run, saidOf } from "../state/run.ts";
import { remainingMs } from "../state/speech/playback.ts";

/**
 * How long is waited, and for what: the one place that decides. Three bounds are kept apart. What the caller hears is
 * counted from their last word through all rounds (`holding`); the model's silence from its last sign of life (`hedge`,
 * `give_up`, `stall`), with more of it where it is at work than where it is not; and the turn as a whole (`turn_limit`).
 */

/** More than one failure in a round that had only just begun is not worth a third try. */
const MAX_REQUESTS_PER_ROUND = 3;
/** Requests that are left for the last round, which has to end in words: one, and another if it fails. */
const LAST_ROUND_REQUESTS = 2;

/** The round has to end in words: there were rounds enough, or requests. */
export function mustEnd(d: Draft, run: Run): boolean {
  const { toolUse, patience } = d.rules.settings;
  return run.round >= toolUse.maxRounds || run.asked >= patience.maxRequests - LAST_ROUND_REQUESTS;
}

/** Another request may help this round, and can be afforded. */
export function mayAskAgain(d: Draft, run: Run): boolean {
  const { maxRequests } = d.rules.settings.patience;
  const kept = run.capped ? 0 : LAST_ROUND_REQUESTS;
  return run.requests < MAX_REQUESTS_PER_ROUND && run.asked < maxRequests - kept;
}

/** The waits for a request that was just sent; those of the round and the turn go on where they run already. */
export function awaitModel(d: Draft): void {
  const { patience } = d.rules.settings;
  setTimer(d, "hedge", patience.hedgeMs);
  if (d.state.timers.give_up === undefined) setTimer(d, "give_up", patience.giveUpMs);
  if ((d.state.timers.turn_limit ?? d.now) <= d.now) setTimer(d, "turn_limit", patience.turnMs);
  awaitLine(d);
}

/** The round's waits are over: it has something to go on with, or begins anew. */
export const stopWaiting = (d: Draft): void => clearTimers(d, "hedge", "holding", "give_up", "stall");

/** A request that had been silent is at work: it has longer, and another races it only if the work leads nowhere. */
export function noteWork(d: Draft): void {
  const { workMs } = d.rules.settings.patience;
  const leftMs = (currentRun(d)?.startedAtMs ?? 0) + workMs - d.now;
  if (leftMs > 0 && d.state.timers.hedge !== undefined) setTimer(d, "hedge", leftMs);
  setTimer(d, "give_up", workMs);
}

/**
 * The same for the request that leads. What it is at work on cannot be heard, so a line bridges the wait. Once it has made
 * a whole call, work on what follows has its time counted from there: it may show for ever.
 */
export function noteLeadersWork(d: Draft, leader: Attempt): void {
  if (leader.calls.length > 0) changeRun(d, { working: true });
  else {
    changeRun(d, { pieceAtMs: d.now, working: true });
    setTimer(d, "stall", d.rules.settings.patience.workMs);
  }
  if (d.state.timers.holding === undefined) awaitLine(d);
}

/** A piece of the reply was heard: the next one is due, and no line is. */
export function notePiece(d: Draft): void {
  setTimer(d, "stall", d.rules.settings.patience.stallMs);
  if (d.state.timers.holding !== undefined) clearTimers(d, "holding");
}

/** The leading request has made a whole call. */
export function noteCall(d: Draft): void {
  changeRun(d, { pieceAtMs: d.now, working: false });
  setTimer(d, "stall", d.rules.settings.patience.stallMs);
}

/** A sentence is over: what follows may be a call, which shows nothing while it is written. */
export const endsSentence = (text: string): boolean => /[.!?…。！？][^\p{L}\p{N}]*$/u.test(text);

/**
 * Nothing came for as long as a cut word is waited for: has what was said more patience?
 *
 * @returns whether it is waited for on.
 */
export function waitsOn(d: Draft, run: Run, leader: Attempt): boolean {
  const { stallMs, pauseMs, workMs } = d.rules.settings.patience;
  const whole = leader.calls.length > 0 || endsSentence(saidOf(run));
  // What comes after a hand-off does not count.
  const handsOff = leader.calls.some((call) => call.name === HAND_OFF);
  const boundMs = handsOff ? stallMs : run.working ? workMs : whole ? Math.max(pauseMs, stallMs) : stallMs;
  const leftMs = run.pieceAtMs + boundMs - d.now;
  if (leftMs <= 0) return false;
  setTimer(d, "stall", leftMs);
  awaitLine(d);
  return true;
}

/** Something was to follow that may be a call: "One moment, please:". */
const PREAMBLE = /[:—–]\s*$/;

/**
 * A cut word is not left hanging for longer than a caller is left in silence.
 *
 * @param slow - the request that went quiet may still bring the rest.
 */
export function hurryContinuation(d: Draft, run: Run, slow: boolean): void {
  const { toolUse, patience } = d.rules.settings;
  const said = saidOf(run);
  if (!run.heard || endsSentence(said)) return;
  const waits = slow && PREAMBLE.test(said);
  const leftMs = run.heard.atMs + (waits ? patience.pauseMs : toolUse.fillerAgainMs) - d.now;
  setTimer(d, "give_up", Math.max(0, waits ? leftMs : Math.min(leftMs, patience.giveUpMs)));
}

/** When the caller has to hear something; epoch ms. */
export function nextLineAtMs(d: Draft, run: Run): number {
  const { patience, toolUse } = d.rules.settings;
  if (!run.heard) return run.startedAtMs + patience.holdingMs;
  const inSentence = run.said !== "" && !endsSentence(run.said);
  const againMs = Math.max(toolUse.fillerAgainMs, patience.holdingMs);
  return run.heard.atMs + (run.heard.line || inSentence ? againMs : patience.holdingMs);
}

function awaitLine(d: Draft): void {
  const run = currentRun(d);
  if (run) setTimer(d, "holding", Math.max(0, nextLineAtMs(d, run) - d.now));
}

/** Still nothing: the caller hears that somebody is there. */
export function sayHolding(d: Draft): void {
  const run = currentRun(d);
  const { toolUse, turns } = d.rules.settings;
  // Who wants no fillers wants no such line either; and what is given up now has a line of its own.
  if (!run || toolUse.maxFillers === 0 || (d.state.timers.give_up ?? d.now + 1) <= d.now) return;
  const dueMs = nextLineAtMs(d, run);
  if (run.muted || d.now < dueMs) return setTimer(d, "holding", run.muted ? 500 : dueMs - d.now);
  // While the line before is by estimate still playing there is no silence; not for longer than one would be bearable.
  const latestMs = (run.heard?.atMs ?? run.startedAtMs) + toolUse.fillerAgainMs;
  const playing = remainingMs(d.state.speech.playback, turns.charsPerSecond, d.now) > 0;
  if (playing && d.now < latestMs) return setTimer(d, "holding", Math.min(500, latestMs - d.now));
  sayMeanwhile(d, phrase(d, "holding"));
}

/** Says a line for the caller while the answer goes on being made; the lines that bridge the wait count from it. */
export function sayMeanwhile(d: Draft, line: string): void {
  interject(d, line);
  awaitLine(d);
}
