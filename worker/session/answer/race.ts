import { admitsMisunderstanding } from "../../language/hearing/understanding.ts";
import {
  changePart,
  changeRun,
  clearTimers,
  currentRun,
  type Draft,
  log,
  packOf,
  setTimer,
} from "../draft/draft.ts";
import { stopAttempts } from "../draft/requests.ts";
import { finishSpeaking } from "../draft/speaking.ts";
import { countMisunderstanding } from "../person/escalation.ts";
import { type Attempt, type Run, saidOf, type ToolCall } from "../state/run.ts";
import { significant } from "../state/speech/spoken-text.ts";
import { isUseful, listen, listenedOut } from "./audible.ts";
import { continueReply, failIfSpent, failTurn, retry } from "./failures.ts";
import {
  awaitModel,
  endsSentence,
  hurryContinuation,
  mayAskAgain,
  noteCall,
  noteLeadersWork,
  notePiece,
  noteWork,
  stopWaiting,
  waitsOn,
} from "./patience.ts";
import { sayPiece } from "./reply-length.ts";
import { askForRound } from "./rounds.ts";
import { callTools } from "./tool-calls.ts";
import { beginRun, endRun } from "./turn.ts";
import { markTold } from "./untold.ts";

/**
 * Requests race. The first to bring something useful leads and the others are stopped; everything of a request
 * that does not lead is dropped, and late output of a stopped one finds no attempt of its number. A leader that goes quiet
 * in the middle of a sentence races again, against the request that is to continue it.
 */

/** More calls than this in one response are no plan but a loop: the response is cut off there. */
const MAX_CALLS = 64;
/** More signs and blanks in a row than this are no layout: the model has run away. */
const MAX_BLANKS = 64;

/** The turn is what was guessed that it would be: the request that was sent on it answers it. */
export function takeUpGuess(d: Draft, guess: Attempt): void {
  const { text, status } = guess;
  changePart(d, "tally", { guessesKept: d.state.tally.guessesKept + 1 });
  beginRun(d, text === "" ? guess : listen(d, { ...guess, text: "" }, text));
  awaitModel(d);
  const taken = currentRun(d)?.attempts[0];
  if (status === "finished" && taken) modelFinished(d, guess.id, guess.reason ?? "stop");
  else lead(d);
}

/** The hot path: a delta of the leading attempt leaves as it comes. */
export function modelSpoke(d: Draft, id: number, delta: string): void {
  const run = currentRun(d);
  if (!run || delta === "") return;
  if (run.leader === id && run.audible && !run.muted) return speakOn(d, id, delta);
  const attempt = update(d, id, (a) => listen(d, a, delta));
  if (!attempt) return;
  if (attempt.blanks > MAX_BLANKS && !isUseful(attempt)) return ranAway(d, attempt);
  // Words that were said before are on their way again: that is life.
  if (attempt.after !== undefined && run.leader === undefined) noteWork(d);
  lead(d);
}

function speakOn(d: Draft, id: number, delta: string): void {
  const over = sayPiece(d, delta);
  const run = currentRun(d);
  if (!run) return;
  if (over) return leaveOff(d, run.attempts[0]);
  const blanks = significant.test(delta) ? 0 : countBlanks(run, id, delta);
  if (blanks === 0) {
    const leader = run.attempts[0];
    if (leader && leader.blanks > 0) update(d, id, (a) => ({ ...a, blanks: 0 }));
    return;
  }
  const leader = update(d, id, (a) => ({ ...a, blanks }));
  if (!leader || blanks <= MAX_BLANKS) return;
  log(d, "model.ran_away", { turn: run.turn });
  if (endsSentence(saidOf(run))) leaveOff(d, leader);
  else brokeOff(d, leader);
}

/** What the leader has brought is all, although it has not ended. */
function leaveOff(d: Draft, leader: Attempt | undefined): void {
  if (!leader) return;
  stopAttempts(d, [leader]);
  finishRound(d, leader);
}

/** The leader brings no more of its reply. What it has called is whole, and is not called again. */
function brokeOff(d: Draft, leader: Attempt, slow?: Attempt): void {
  if (leader.calls.length > 0) leaveOff(d, leader);
  else continueReply(d, slow);
}

const countBlanks = (run: Run, id: number, delta: string): number =>
  (run.attempts.find((a) => a.id === id)?.blanks ?? 0) + delta.length;

/** Only signs and blanks come, and would come for ever. */
function ranAway(d: Draft, attempt: Attempt): void {
  const run = currentRun(d);
  if (!run) return;
  stopAttempts(d, [attempt]);
  log(d, "model.ran_away", { turn: run.turn });
  update(d, attempt.id, (a) => ({ ...a, status: "failed" }));
  retry(d);
}

/** The model is at work on something that cannot be passed on yet: the wait for it begins anew. */
export function modelProgressed(d: Draft, id: number): void {
  const run = currentRun(d);
  if (!run?.attempts.some((a) => a.id === id)) return;
  const leader = run.attempts.find((a) => a.id === run.leader);
  if (leader?.id === id) noteLeadersWork(d, leader);
  else if (run.leader === undefined) noteWork(d);
}

/** A whole call. It is acted on when its response is complete. */
export function modelCalledTool(d: Draft, id: number, call: ToolCall): void {
  const attempt = update(d, id, (a) =>
    a.calls.length < MAX_CALLS ? { ...a, calls: [...a.calls, call] } : { ...a, status: "finished" },
  );
  if (attempt?.status === "finished") {
    log(d, "model.called_too_often", { turn: d.state.turn });
    stopAttempts(d, [{ ...attempt, status: "running" }]);
  }
  if (!attempt) return;
  if (currentRun(d)?.leader === id) noteCall(d);
  lead(d);
}

/** A response is complete. One of which nothing can be heard, and that calls nothing, is as good as a failure. */
export function modelFinished(d: Draft, id: number, reason: NonNullable<Attempt["reason"]>): void {
  const run = currentRun(d);
  const begun = run?.attempts.find((a) => a.id === id);
  const attempt = begun && update(d, id, (a) => ({ ...listenedOut(d, a), status: "finished", reason }));
  if (!run || !attempt) return;
  if (run.leader === id || isUseful(attempt)) return lead(d);
  const said = saidOf(run);
  const again = begun.after !== undefined && significant.test(begun.text);
  // The reply was whole, as it shows: nothing was missing, or it was only said again.
  if (said !== "" && (again || endsSentence(said))) {
    // What went quiet in the middle of a sentence may still go on.
    if (!endsSentence(said) && run.attempts.some((a) => a.id !== id && a.status === "running"))
      return hurryContinuation(d, run, true);
    stopAttempts(d, run.attempts);
    return finishRound(d, { ...attempt, calls: [] });
  }
  update(d, id, (a) => ({ ...a, status: "failed" }));
  log(d, "model.empty", { turn: run.turn, reason });
  retry(d);
}

/** A request failed, or its stream broke off. */
export function modelFailed(d: Draft, id: number): void {
  const run = currentRun(d);
  const attempt = update(d, id, (a) => ({ ...a, status: "failed" }));
  if (!run || !attempt) return;
  if (run.leader === id) brokeOff(d, attempt);
  else retry(d);
}

/** No piece of the reply for as long as a cut word is waited for. */
export function stalled(d: Draft): void {
  const run = currentRun(d);
  const leader = run?.attempts.find((a) => a.id === run.leader);
  if (!run || !leader || waitsOn(d, run, leader)) return;
  log(d, "model.stalled", { turn: run.turn });
  brokeOff(d, leader, leader);
}

/** Output that waited while the caller spoke over a filler may go on. */
export function unmute(d: Draft): void {
  const run = currentRun(d);
  if (!run?.muted) return;
  changeRun(d, { muted: false });
  lead(d);
}

function update(d: Draft, id: number, patch: (a: Attempt) => Attempt): Attempt | undefined {
  const run = currentRun(d);
  const index = run?.attempts.findIndex((a) => a.id === id) ?? -1;
  const attempt = run?.attempts[index];
  if (!run || !attempt) return undefined;
  const next = patch(attempt);
  changeRun(d, { attempts: run.attempts.with(index, next) });
  return next;
}

/** Whatever is useful in an attempt's buffer is acted on, now that it may be. */
function lead(d: Draft): void {
  const run = currentRun(d);
  if (!run || run.muted) return;
  const leader = run.attempts.find((a) => a.id === run.leader) ?? run.attempts.find(isUseful);
  if (!leader) return failIfSpent(d);
  const speaks = leader.text !== "" && leader.audible;
  if (run.leader === undefined) {
    stopAttempts(
      d,
      run.attempts.filter((a) => a.id !== leader.id),
    );
    changeRun(d, { leader: leader.id, attempts: [leader], pieceAtMs: d.now, working: false });
    // Words stop the waiting by themselves, below.
    if (!speaks) {
      clearTimers(d, "hedge", "give_up");
      setTimer(d, "stall", d.rules.settings.patience.stallMs);
    }
  }
  let over = false;
  if (speaks) {
    stopWaiting(d);
    update(d, leader.id, (a) => ({ ...a, text: "" }));
    changeRun(d, { audible: true });
    over = sayPiece(d, leader.text);
    notePiece(d);
    const entryId = currentRun(d)?.entryId;
    if (run.said === "" && entryId !== undefined) markTold(d, entryId);
    noteFirstFrame(d);
  }
  if (over || (leader.status === "finished" && !wasCut(d, leader))) leaveOff(d, leader);
  else if (leader.status !== "running") brokeOff(d, leader);
}

/** The server has cut the reply off, in the middle of a sentence. */
function wasCut(d: Draft, { reason }: Attempt): boolean {
  const run = currentRun(d);
  return (
    run !== undefined && (reason === "length" || reason === "content_filter") && !endsSentence(saidOf(run))
  );
}

function noteFirstFrame(d: Draft): void {
  const run = currentRun(d);
  const { quality } = d.state;
  if (run?.firstFrameAtMs !== d.now || quality.latenciesMs.length >= quality.turns) return;
  changePart(d, "quality", { latenciesMs: [...quality.latenciesMs, d.now - run.startedAtMs] });
}

/** A response is over, and what it said is said: the turn is, too, or its calls are made and another round follows. */
function finishRound(d: Draft, { calls, model }: Pick<Attempt, "calls" | "model">): void {
  const run = currentRun(d);
  if (!run) return;
  stopWaiting(d);
  finishSpeaking(d);
  const { firstFrameAtMs } = currentRun(d) ?? run;
  const said = saidOf(run);
  if (calls.length === 0) {
    log(d, "turn.finished", {
      turn: run.turn,
      rounds: run.round,
      requests: run.asked,
      firstFrameMs: (firstFrameAtMs ?? d.now) - run.startedAtMs,
      guesses: run.guesses,
      guessed: run.guessed,
    });
    // Only a turn that ended well is a success: rounds that lead nowhere are none.
    changePart(d, "patience", { modelFailuresInRow: 0 });
    if (!admitsMisunderstanding(said, packOf(d))) changePart(d, "patience", { misunderstandings: 0 });
    else if (countMisunderstanding(d)) return;
    return endRun(d);
  }
  changeRun(d, {
    round: run.capped ? run.round : run.round + 1,
    attempts: [],
    leader: undefined,
    requests: run.capped ? run.requests : 0,
    toolFillers: 0,
    audible: false,
    ...(run.capped ? {} : { said: "", earlier: "", saidBefore: run.saidBefore + said.length }),
  });
  if (!run.capped) return callTools(d, calls, said);
  log(d, "model.ignored_cap", { turn: run.turn, calls: calls.length });
  callTools(d, calls, said, "capped");
  if (!currentRun(d)) return;
  // The other model may do as it is told.
  if (said === "" && model === "main" && mayAskAgain(d, run)) askForRound(d, "fallback", false);
  else failTurn(d);
}
