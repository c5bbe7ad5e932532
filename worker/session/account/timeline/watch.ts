import type { PersonNews, PersonPart } from "../../../protocol/console/person-news.ts";
import { shorten } from "../../../protocol/plain-text.ts";
import type { CallState, Phase } from "../../state/call-state.ts";
import { isLost, runOf } from "../../state/call-state.ts";
import type { Effect } from "../../state/effect.ts";
import type { Event } from "../../state/event.ts";
import { type Line, lineRaw, settleInterrupted } from "../../state/speech/playback.ts";
import { isDue } from "./due.ts";
import { MAX_MARKS, type Mark, type Purpose, type RequestEnd, type StageName } from "./marks.ts";

/**
 * Watches a call from outside, step by step, and notes what happened. It decides nothing and changes nothing; the same
 * steps give the same marks. It is on the way of each token: most steps cost it a few comparisons.
 */
export class Watch {
  readonly #marks: Mark[];
  /** Requests of which nothing has come yet, and those that are not over. */
  readonly #silent = new Set<number>();
  readonly #open = new Set<number>();
  readonly #charsPerSecond: number;
  #startedAtMs = 0;

  /**
   * @param charsPerSecond - the assumed speaking rate: `turns.charsPerSecond`.
   * @param marks - those of the call so far.
   */
  constructor(charsPerSecond: number, marks: readonly Mark[] = []) {
    this.#charsPerSecond = charsPerSecond;
    this.#marks = [...marks];
  }

  /** Only ever added to. */
  get marks(): readonly Mark[] {
    return this.#marks;
  }

  /** One step: what came in, and what it has led to. @param nowMs - epoch milliseconds. */
  saw(before: CallState, event: Event, after: CallState, effects: readonly Effect[], nowMs: number): void {
    this.#startedAtMs = after.call.startedAtMs;
    if (this.#startedAtMs === 0) return;
    const at = this.#at(nowMs);
    this.#came(event, before, after, at);
    if (before.speech.playback.lines !== after.speech.playback.lines) this.#spoke(before, event, after, at);
    for (const effect of effects) this.#ordered(effect, effects, before, event, after, at);
    if (before.phase !== after.phase) this.#moved(before, after, at);
    if (before.line !== after.line && isLost(before) !== isLost(after))
      if (!isLost(after) || after.phase.name !== "ended") this.#note(["lost", at, isLost(after) ? 1 : 0]);
    if (before.keypad.buffer !== after.keypad.buffer) {
      if (before.keypad.buffer === "") this.#note(["entry", at, 1]);
      if (after.keypad.buffer === "") this.#note(["entry", at, 0]);
    }
    if (before.tools.runs !== after.tools.runs)
      for (const [i, run] of after.tools.runs.entries())
        if (run.status !== "running" && before.tools.runs[i]?.status === "running")
          this.#note(["tool", at, i]);
    const due = isDue(after);
    if (due !== isDue(before)) this.#note(["due", at, due ? 1 : 0]);
  }

  /** A request brings its first words or call; some of what it brings is held back before it comes in as an event. */
  requestBegan(attempt: number, clock: { readonly now: () => number }): void {
    if (this.#startedAtMs !== 0 && this.#silent.delete(attempt))
      this.#note(["out", this.#at(clock.now()), attempt]);
  }

  /** What becomes of it after the hand-off, as others tell it. @returns whether that is news. */
  person({ at: toldMs, what, talkingSince }: PersonNews, nowMs: number): boolean {
    const last = this.#marks.findLast(([kind]) => kind === "sent" || kind === "back" || kind === "person");
    if (last === undefined || last[0] === "back") return false;
    const known: PersonPart | undefined = last[0] === "person" ? last[2] : undefined;
    if (known === "left" || known === what || (known === "talking" && what === "waiting")) return false;
    // Another clock than ours: nothing is noted that is yet to be.
    const ours = (ms: number) => this.#at(Math.min(nowMs, ms));
    if (what === "left" && known !== "talking" && talkingSince !== undefined)
      this.#note(["person", ours(talkingSince), "talking"]);
    this.#note(["person", ours(toldMs), what]);
    return true;
  }

  /** A clock that was set back makes no mark older than the one before. */
  #at(nowMs: number): number {
    return Math.max(this.#marks.at(-1)?.[1] ?? 0, nowMs - this.#startedAtMs);
  }

  #note(mark: Mark): void {
    if (this.#marks.length < MAX_MARKS) this.#marks.push(mark);
  }

  #came(event: Event, before: CallState, after: CallState, at: number): void {
    switch (event.type) {
      case "model_spoke":
      case "model_called_tool":
        if (this.#silent.delete(event.attempt)) this.#note(["out", at, event.attempt]);
        return;
      case "model_finished":
        return this.#ended(event.attempt, "done", at);
      case "model_failed":
        return this.#ended(event.attempt, event.code === "timeout" ? "timeout" : "failed", at);
      case "caller_speaking":
        return this.#note(["voice", at, event.on ? 1 : 0]);
      case "caller_was_heard":
        if (before.hearing.partial === "" && after.hearing.partial !== "") this.#note(["begun", at]);
        return;
      case "caller_spoke":
        return this.#said(before, after, at);
      case "key_pressed":
        return this.#note(["key", at]);
      case "agent_speaking":
        return this.#note(["sound", at, event.on ? 1 : 0]);
      case "caller_interrupted":
        if (before.phase.name !== "ended") this.#note(["cut", at]);
        return;
      case "process_restarted":
        this.#silent.clear();
        this.#open.clear();
        // A call that is over, or waits for a person, is only looked at again: its object had been let go.
        if (before.phase.name === "ended") return;
        return this.#note(["again", at, isLost(before) ? 0 : 1]);
      default:
    }
  }

  /** The entry that the words are in: a new one, or one of which they are more. */
  #said(before: CallState, after: CallState, at: number): void {
    const newest = after.transcript.findLast((e) => e.item.role === "caller");
    const isNew = newest !== undefined && before.transcript.find((e) => e.id === newest.id) !== newest;
    const turn = after.phase.name === "answering" ? after.turn : after.turn + 1;
    this.#note(isNew ? ["said", at, newest.id, turn] : ["said", at, 0, 0]);
  }

  #spoke(before: CallState, event: Event, after: CallState, at: number): void {
    const [was, is] = [before.speech.playback.lines, after.speech.playback.lines];
    const gone = was.filter((line) => line.chars > 0 && !is.some((l) => l.id === line.id));
    if (gone.length > 0)
      for (const { id, heard, chars } of this.#settled(gone, before, event, after, at))
        this.#note(["gone", at, id, heard, chars]);
    for (const line of is) {
      const known = was.find((l) => l.id === line.id);
      if (known === line || line.chars === 0) continue;
      const { chars, heard } = known ?? { chars: 0, heard: 0 };
      if (line.chars > chars && heard >= chars) this.#note(lineMark(at, line));
      if (line.heard > heard) this.#note(["played", at, line.id, line.heard, line.chars]);
    }
  }

  /** What was heard in the end of lines that are no longer there: see who takes them away. */
  #settled(
    lines: readonly Line[],
    before: CallState,
    event: Event,
    after: CallState,
    at: number,
  ): readonly Line[] {
    if (event.type === "caller_interrupted") {
      const playback = { ...before.speech.playback, lines };
      const nowMs = at + after.call.startedAtMs;
      return settleInterrupted(playback, event.fragment, this.#charsPerSecond, nowMs).playback.lines;
    }
    const hasGone = event.type === "call_connected" || event.type === "socket_opened" || isLost(after);
    return hasGone ? lines : lines.map((line) => ({ ...line, heard: line.chars }));
  }

  #ordered(
    effect: Effect,
    effects: readonly Effect[],
    before: CallState,
    event: Event,
    after: CallState,
    at: number,
  ): void {
    if (effect.type === "ask_model") {
      const { attempt } = effect;
      this.#silent.add(attempt);
      this.#open.add(attempt);
      const turn = effect.guess ? after.turn + 1 : after.turn;
      this.#note(["ask", at, attempt, purposeOf(effect, after), turn]);
    } else if (effect.type === "stop_model") {
      this.#ended(effect.attempt, whyStopped(effect.attempt, event, effects, before, after), at);
    } else if (effect.type === "send" && effect.frame.type === "end" && "handoffData" in effect.frame) {
      this.#note(["sent", at]);
    }
  }

  #ended(attempt: number, how: RequestEnd, at: number): void {
    this.#silent.delete(attempt);
    if (this.#open.delete(attempt)) this.#note(["end", at, attempt, how]);
  }

  #moved(before: CallState, after: CallState, at: number): void {
    const leader = runOf(after)?.leader;
    if (leader !== undefined && leader !== runOf(before)?.leader) this.#note(["led", at, leader]);
    const stage = stageOf(after.phase);
    if (stage !== stageOf(before.phase)) this.#note(["stage", at, stage]);
    const wasOver = before.phase.name === "ended";
    if (!wasOver && after.phase.name === "ended") this.#note(["over", at]);
    if (before.phase.name === "ended" && before.phase.cause === "handed_off" && after.phase.name !== "ended")
      this.#note(["back", at]);
  }
}

/** Longer than any line that bridges a wait. */
const MAX_WORDS_CHARS = 200;

/** What has no entry is a phrase of the language pack, of the agent, or of one of its tools: nobody's words are in it. */
const lineMark = (at: number, line: Line): Mark =>
  line.entryId === undefined
    ? ["line", at, line.id, 0, shorten(lineRaw(line), MAX_WORDS_CHARS)]
    : ["line", at, line.id, line.entryId];

/** A second request of a round races the first: one that is alone answers, or tries again. */
function purposeOf(effect: Extract<Effect, { type: "ask_model" }>, after: CallState): Purpose {
  if (effect.guess) return "guess";
  if (typeof effect.toolChoice === "object") return "summary";
  const others = runOf(after)?.attempts.filter((a) => a.id !== effect.attempt && a.status === "running");
  return others && others.length > 0 ? "hedge" : "answer";
}

function whyStopped(
  attempt: number,
  event: Event,
  effects: readonly Effect[],
  before: CallState,
  after: CallState,
): RequestEnd {
  if (
    effects.some(
      (e) => e.type === "log" && (e.event === "model.gave_up" || e.event === "handoff.summary_late"),
    )
  )
    return "timeout";
  if (isLost(after) || event.type === "caller_interrupted") return "stopped";
  if (before.hearing.guess?.attempt.id === attempt) return "lost";
  const leader = runOf(after)?.leader;
  return leader !== undefined && leader !== attempt && runOf(after)?.turn === runOf(before)?.turn
    ? "lost"
    : "stopped";
}

const stageOf = (phase: Phase): StageName =>
  phase.name === "handing_off" ? phase.stage.at : phase.name === "saying_goodbye" ? "goodbye" : "none";
