import { admitsMisunderstanding } from "../language/understanding.ts";
import { amend, change, clearTimers, type Draft, log, order, packOf, phrase, setTimer } from "./draft.ts";
import { countMisunderstanding, decideHandOff } from "./escalation.ts";
import { closeCycle, finishSpeaking, say, speak } from "./speaking.ts";
import type { Attempt, CallState, Run, ToolCall } from "./state.ts";
import { answerRunning, callTools, hasUntold, markTold, untoldNote } from "./tool-runs.ts";
import { requestItems } from "./transcript.ts";
import type { Item } from "./transcript-item.ts";

/**
 * The answer to one turn: which request leads, what of it is spoken, and what happens when it fails.
 *
 * Requests race. The first to bring something useful leads and the others are stopped; everything of a request
 * that does not lead is dropped, and late output of a stopped one finds no attempt of its number.
 */

/** More than one failure in a turn that had only just begun is not worth a third try. */
const MAX_REQUESTS_PER_ROUND = 3;

/** Sends a request for the model without making it part of a run. */
export function ask(
  d: Draft,
  model: Attempt["model"],
  items: readonly Item[],
  options: {
    readonly toolChoice?: "auto" | "none" | { readonly name: string };
    readonly trailer?: string | undefined;
  } = {},
): Attempt {
  const attempt: Attempt = { id: d.state.nextAttempt, model, text: "", calls: [], status: "running" };
  change(d, { nextAttempt: attempt.id + 1 });
  order(d, {
    type: "ask_model",
    attempt: attempt.id,
    model,
    items,
    trailer: options.trailer,
    toolChoice: options.toolChoice ?? "auto",
  });
  return attempt;
}

export function stopAttempts(d: Draft, attempts: readonly Attempt[]): void {
  for (const a of attempts) if (a.status === "running") order(d, { type: "stop_model", attempt: a.id });
}

/** Begins to answer what is in the transcript. `guess` is a request that was sent before the turn had ended. */
export function startTurn(d: Draft, guess?: Attempt): void {
  const turn = d.state.turn + 1;
  const run: Run = {
    turn,
    round: 0,
    attempts: guess ? [guess] : [],
    leader: undefined,
    startedAtMs: d.now,
    firstFrameAtMs: undefined,
    entryId: undefined,
    said: "",
    speech: undefined,
    requests: guess ? 1 : 0,
    fillers: 0,
    muted: false,
    lang: undefined,
  };
  clearTimers(d, "silence", "unfinished", "false_interruption", "speculate");
  const { quality } = d.state;
  change(d, {
    phase: { name: "answering" },
    turn,
    run,
    held: undefined,
    quality: { ...quality, turns: quality.turns + 1 },
  });
  if (guess) {
    armPatience(d);
    lead(d);
  } else {
    askForRound(d, "main");
  }
}

/** Asks for the next part of the answer, with everything that is known by now. */
export function askForRound(d: Draft, model: Attempt["model"], continuing = false): void {
  const { run } = d.state;
  if (!run) return;
  const items = requestItems(d.state.transcript);
  const capped = run.round >= d.rules.settings.toolUse.maxRounds;
  const attempt = ask(d, model, continuing ? [...items, { role: "agent", text: run.said }] : items, {
    toolChoice: capped || continuing ? "none" : "auto",
    trailer: continuing ? CONTINUE : untoldNote(d),
  });
  const now = d.state.run ?? run;
  change(d, { run: { ...now, attempts: [...now.attempts, attempt], requests: now.requests + 1 } });
  armPatience(d);
}

const CONTINUE =
  "Your last message broke off in the middle. Continue it from exactly where it ends. Do not repeat any of it and do not comment on the break.";

function armPatience(d: Draft): void {
  const { patience } = d.rules.settings;
  setTimer(d, "hedge", patience.hedgeMs);
  setTimer(d, "holding", patience.holdingMs);
  setTimer(d, "give_up", patience.giveUpMs);
}

const PATIENCE = ["hedge", "holding", "give_up", "stall"] as const;

function update(d: Draft, id: number, patch: (a: Attempt) => Attempt): Attempt | undefined {
  const { run } = d.state;
  const index = run?.attempts.findIndex((a) => a.id === id) ?? -1;
  const attempt = run?.attempts[index];
  if (!run || !attempt) return undefined;
  const next = patch(attempt);
  change(d, { run: { ...run, attempts: run.attempts.with(index, next) } });
  return next;
}

/** Whatever is useful in an attempt's buffer is acted on, now that it may be. */
function lead(d: Draft): void {
  const { run } = d.state;
  if (!run || run.muted) return;
  const leader =
    run.attempts.find((a) => a.id === run.leader) ??
    run.attempts.find((a) => a.text !== "" || a.calls.length > 0);
  if (!leader) return failIfSpent(d);
  if (run.leader === undefined) {
    stopAttempts(
      d,
      run.attempts.filter((a) => a.id !== leader.id),
    );
    change(d, { run: { ...run, leader: leader.id, attempts: [leader] } });
    clearTimers(d, "hedge");
  }
  if (leader.text !== "") {
    clearTimers(d, ...PATIENCE);
    update(d, leader.id, (a) => ({ ...a, text: "" }));
    speak(d, leader.text);
    const { entryId } = d.state.run ?? run;
    if (run.said === "" && entryId !== undefined) markTold(d, entryId);
    noteFirstFrame(d);
  }
  if (leader.status === "running") setTimer(d, "stall", d.rules.settings.patience.stallMs);
  else if (leader.status === "finished") finishRound(d, leader.calls);
  else continueReply(d);
}

function noteFirstFrame(d: Draft): void {
  const { run, quality } = d.state;
  if (run?.firstFrameAtMs !== d.now || quality.latenciesMs.length >= quality.turns) return;
  change(d, { quality: { ...quality, latenciesMs: [...quality.latenciesMs, d.now - run.startedAtMs] } });
}

/** The hot path: a delta of the leading attempt leaves as it comes. */
export function modelSpoke(d: Draft, id: number, delta: string): void {
  const { run } = d.state;
  if (!run || delta === "") return;
  if (run.leader === id && !run.muted && run.firstFrameAtMs !== undefined) {
    setTimer(d, "stall", d.rules.settings.patience.stallMs);
    speak(d, delta);
    return;
  }
  if (update(d, id, (a) => ({ ...a, text: a.text + delta }))) lead(d);
}

export function modelProgressed(d: Draft, id: number): void {
  const { run } = d.state;
  if (!run?.attempts.some((a) => a.id === id)) return;
  const { patience } = d.rules.settings;
  clearTimers(d, "hedge");
  if (run.leader === id) setTimer(d, "stall", patience.stallMs);
  else if (run.leader === undefined) setTimer(d, "give_up", patience.giveUpMs);
}

export function modelCalledTool(d: Draft, id: number, call: ToolCall): void {
  if (update(d, id, (a) => ({ ...a, calls: [...a.calls, call] }))) lead(d);
}

export function modelFinished(d: Draft, id: number, reason: NonNullable<Attempt["reason"]>): void {
  const { run } = d.state;
  const attempt = run?.attempts.find((a) => a.id === id);
  if (!run || !attempt) return;
  const nothing = attempt.text === "" && attempt.calls.length === 0 && run.leader !== id;
  update(d, id, (a) => ({ ...a, status: nothing ? "failed" : "finished", reason }));
  if (nothing) log(d, "model.empty", { turn: run.turn, reason });
  if (nothing) retry(d);
  else lead(d);
}

export function modelFailed(d: Draft, id: number, code: string): void {
  const { run } = d.state;
  if (!run || !update(d, id, (a) => ({ ...a, status: "failed" }))) return;
  log(d, "model.failed", { turn: run.turn, code });
  if (run.leader === id) continueReply(d);
  else retry(d);
}

/** A request failed before anything was said: another, unless one is still on its way or there were enough. */
function retry(d: Draft): void {
  const { run } = d.state;
  if (!run || run.attempts.some((a) => a.status === "running")) return;
  const due = d.state.timers.give_up ?? d.now;
  if (run.requests >= MAX_REQUESTS_PER_ROUND || due - d.now < 250) return failTurn(d);
  const { timers } = d.state;
  askForRound(d, "fallback");
  keepPatience(d, timers);
}

/** Patience counts from the caller's last word, not from the newest request. */
function keepPatience(d: Draft, before: CallState["timers"]): void {
  const { holding, give_up } = before;
  change(d, {
    timers: { ...d.state.timers, ...(holding ? { holding } : {}), ...(give_up ? { give_up } : {}) },
  });
  if (!holding) clearTimers(d, "holding");
}

function failIfSpent(d: Draft): void {
  if (d.state.run?.attempts.every((a) => a.status === "failed")) retry(d);
}

/** The leading request broke off or went quiet after it had begun: another continues from what was said. */
function continueReply(d: Draft): void {
  const { run } = d.state;
  if (!run) return;
  stopAttempts(d, run.attempts);
  clearTimers(d, ...PATIENCE);
  if (run.said === "") {
    // Only tool calls had come: nothing was said and nothing was run, so the round can simply be asked again.
    change(d, { run: { ...run, leader: undefined, attempts: [] } });
    if (run.requests >= MAX_REQUESTS_PER_ROUND) failTurn(d);
    else askForRound(d, "fallback");
    return;
  }
  if (run.requests >= MAX_REQUESTS_PER_ROUND) return breakOff(d);
  change(d, { run: { ...run, leader: undefined, attempts: [] } });
  askForRound(d, "fallback", true);
}

/** The reply stays unfinished: the sentence is closed, and the caller is told. */
function breakOff(d: Draft): void {
  finishSpeaking(d);
  say(d, phrase(d, "brokenOff"), { recorded: true });
  endFailedTurn(d);
}

function failTurn(d: Draft): void {
  const { run } = d.state;
  if (!run) return;
  if (run.said !== "") return breakOff(d);
  if (!countFailure(d)) {
    say(d, phrase(d, "apology"), { recorded: true });
    endFailedTurn(d, false);
  }
}

function endFailedTurn(d: Draft, count = true): void {
  const { run } = d.state;
  if (run) stopAttempts(d, run.attempts);
  if (count && countFailure(d)) return;
  endRun(d);
}

/** @returns whether the failures in a row have become a hand-off. */
function countFailure(d: Draft): boolean {
  const failures = d.state.modelFailuresInRow + 1;
  change(d, { modelFailuresInRow: failures });
  if (failures < d.rules.settings.escalation.modelFailures) return false;
  decideHandOff(d, {
    reasonCode: "model_failed",
    reason: "The assistant's language model did not answer.",
    triggeredBy: "rule",
  });
  return true;
}

function finishRound(d: Draft, calls: readonly ToolCall[]): void {
  const { run } = d.state;
  if (!run) return;
  clearTimers(d, ...PATIENCE);
  const said = run.said;
  finishSpeaking(d);
  change(d, { modelFailuresInRow: 0 });
  if (calls.length === 0) {
    log(d, "turn.finished", {
      turn: run.turn,
      rounds: run.round,
      requests: run.requests,
      firstFrameMs: (run.firstFrameAtMs ?? d.now) - run.startedAtMs,
    });
    if (!admitsMisunderstanding(said, packOf(d))) change(d, { misunderstandings: 0 });
    else if (countMisunderstanding(d)) return;
    return endRun(d);
  }
  const now = d.state.run ?? run;
  change(d, {
    run: { ...now, round: now.round + 1, attempts: [], leader: undefined, said: "", requests: 0 },
  });
  callTools(d, calls, said);
}

/** The turn is over; the floor goes back to the caller. */
export function endRun(d: Draft): void {
  clearTimers(d, ...PATIENCE, "filler");
  closeCycle(d);
  change(d, {
    run: undefined,
    phase: { name: "listening" },
    hearing: { ...d.state.hearing, entryId: undefined },
  });
  order(d, { type: "save" });
}

/**
 * The caller has moved on: requests are stopped, tools run on, and nothing of this answer is said any more.
 * Without an interruption what was sent is still heard to its end, so history keeps it.
 */
export function abandonRun(d: Draft, why: "interrupted" | "superseded"): void {
  const { run } = d.state;
  if (!run) return;
  stopAttempts(d, run.attempts);
  clearTimers(d, ...PATIENCE, "filler");
  closeCycle(d);
  answerRunning(d);
  if (why === "superseded" && run.entryId !== undefined)
    amend(d, run.entryId, { role: "agent", text: run.said });
  change(d, { run: undefined, phase: { name: "listening" } });
}

/** Output that waited while the caller spoke over a filler may go on. */
export function unmute(d: Draft): void {
  const { run } = d.state;
  if (!run?.muted) return;
  change(d, { run: { ...run, muted: false } });
  lead(d);
}

export function hedge(d: Draft): void {
  const { run } = d.state;
  if (!run || run.leader !== undefined || run.requests >= MAX_REQUESTS_PER_ROUND) return;
  const { timers } = d.state;
  log(d, "model.hedged", { turn: run.turn });
  askForRound(d, "fallback");
  keepPatience(d, timers);
  clearTimers(d, "hedge");
}

export function hold(d: Draft): void {
  const { run } = d.state;
  if (run?.said !== "" || run.muted || run.fillers >= d.rules.settings.toolUse.maxFillers) return;
  // A filler that was said a moment ago, or still is, covers this wait as well.
  if (run.fillers > 0 && d.now - d.state.playback.sentAtMs < 1_500) return setTimer(d, "holding", 1_000);
  say(d, phrase(d, "holding"), { recorded: false });
  change(d, { run: { ...(d.state.run ?? run), fillers: run.fillers + 1 } });
}

export function giveUp(d: Draft): void {
  const { run } = d.state;
  if (!run) return;
  stopAttempts(d, run.attempts);
  change(d, { run: { ...run, attempts: [] } });
  log(d, "model.gave_up", { turn: run.turn });
  failTurn(d);
}

export function stalled(d: Draft): void {
  if (!d.state.run || d.state.run.leader === undefined) return;
  log(d, "model.stalled", { turn: d.state.run.turn });
  continueReply(d);
}

/** A result that the caller has not been told, and a moment in which nobody speaks: the agent takes the floor. */
export function tellIfQuiet(d: Draft): void {
  const { phase, hearing, playback, held, digits } = d.state;
  const quiet =
    phase.name === "listening" && !hearing.speaking && !hearing.waitingFor && !held && digits.buffer === "";
  const silent = !playback.speaking && playback.lines.every((l) => l.heard >= l.chars);
  if (quiet && silent && hasUntold(d)) startTurn(d);
}
