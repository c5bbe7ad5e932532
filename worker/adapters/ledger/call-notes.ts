import type { Clock, Log } from "../../ports.ts";
import type { CallRecord } from "../../protocol/call-record.ts";
import {
  BEYOND,
  type Beyond,
  type CallNote,
  type LedgerPort,
  type NoteAnswer,
} from "../../protocol/console/call-note.ts";
import type { CallRow } from "../../protocol/console/call-row.ts";
import type { PersonTimes } from "../../protocol/console/person-news.ts";
import type { Timeline } from "../../protocol/console/timeline.ts";
import { callRowOf, milestoneOf, saidIn } from "../../session/account/console/call-row.ts";
import { liveCallOf } from "../../session/account/console/live-call.ts";
import { unansweredIn } from "../../session/account/console/unanswered.ts";
import type { CallState } from "../../session/state/call-state.ts";
import type { Rules } from "../../session/state/rules.ts";
import type { Owed, OwedNote } from "./owed-note.ts";

/** How often a call is noted until its end, which is one more: no flapping line fills the ledger. */
export const MAX_NOTES = 7;
/** What changes together is one note, and the greeting goes first. */
const NOTE_AFTER_MS = 100;
/** A ledger that has not answered by then is not waited for. */
const ANSWER_MS = 5_000;
/** Between two frames of the live page. */
const PUSH_EVERY_MS = 100;
/** Nothing has changed, and somebody watches: the answer says whether they still do. */
const HEARTBEAT_MS = 30_000;

const FIRST_RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 900_000;
/** The end of a call is told for so long, from its end. */
const TOLD_FOR_MS = 24 * 3_600_000;

export interface NotePorts {
  readonly callSid: string;
  /** Undefined where no ledger is bound. */
  readonly ledger: () => LedgerPort | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly owed: OwedNote;
  /** Of the call's agent, once there is one. */
  readonly rules: () => Rules | undefined;
  readonly retentionMs: () => number;
  /** Of what was said; undefined once it is deleted. */
  readonly record: () => CallRecord | undefined;
  /** The call's alarm is to ring then, epoch ms. */
  readonly ringAt: (atMs: number) => void;
  /** The call has begun beyond what all of them may take. */
  readonly beyond: (limit: Beyond) => void;
}

/** What is known of a call that is over. */
export interface Told {
  readonly record: CallRecord;
  readonly timeline: Timeline;
}

/**
 * What a call tells the ledger of itself. Nothing waits for it: a ledger that is slow, full or gone is a line in the log.
 * Only the end is told until it has arrived, by the call's alarm.
 */
export class CallNotes {
  readonly #ports: NotePorts;
  /** The state at the last look: of most events nothing here is another. */
  #seen: CallState | undefined;
  #milestone: string | undefined;
  #notes = 0;
  #lastSeq = 0;
  #retryAtMs: number | undefined;
  #noting: "no" | "soon" | "sent" = "no";
  #isUnreachable = false;
  #watchedUntilMs = 0;
  #pushedAtMs = 0;
  #pushing: "no" | "sent" = "no";
  #cancelPush: (() => void) | undefined;
  /** What is to be pushed next is only so that the call is still there. */
  #isBeating = false;
  #cancelNote: (() => void) | undefined;

  constructor(ports: NotePorts) {
    this.#ports = ports;
  }

  /** After each step. Costs a comparison while nothing is noted and nobody watches. */
  stepped(state: CallState): void {
    const before = this.#seen;
    this.#seen = state;
    if (state.phase.name === "connecting") return;
    // It goes on after its end: what was owed is no longer so.
    if (state.phase.name !== "ended" && this.#ports.owed.get()) this.#ports.owed.clear();
    if (this.#watchedUntilMs > 0 && state.phase.name !== "ended") this.#pushSoon();
    const isSame =
      before !== undefined &&
      before.phase.name === state.phase.name &&
      before.line === state.line &&
      before.call === state.call &&
      before.recording === state.recording &&
      before.wanted === state.wanted;
    // The end is told by `ended`, once the record is complete.
    if (isSame || state.phase.name === "ended") return;
    const milestone = milestoneOf(state);
    if (milestone === this.#milestone) return;
    this.#milestone = milestone;
    if (this.#noting === "no") this.#noteSoon();
  }

  /** @param wipeAtMs - when all that is kept of the call is deleted, epoch ms. */
  ended(state: CallState, { record, timeline }: Told, wipeAtMs: number): void {
    this.#stop();
    this.#milestone = milestoneOf(state);
    this.#notes = 0; // should it come back
    const row = this.#ports.ledger() ? this.#row(state, timeline) : undefined;
    if (!row) return;
    const unanswered = unansweredIn(state, this.#ports.rules()?.secrets ?? []);
    const note = { seq: this.#nextSeq(), row, ...(unanswered.length > 0 && { unanswered }) };
    void this.#send({ note, tries: 1, wipeAtMs }, record);
  }

  /** The person's part is over. The ledger may not have the end yet: then that is told with it. */
  personLeft(times: PersonTimes): void {
    const owed = this.#ports.owed.get();
    if (!owed) return void this.#told((ledger) => ledger.personLeft(this.#ports.callSid, times));
    const row: CallRow = { ...owed.note.row, ...times, phase: "ended" };
    void this.#send({ ...owed, note: { ...owed.note, seq: this.#nextSeq(), row } });
  }

  /** Somebody watches until then, epoch ms. */
  watched(untilMs: number): void {
    this.#watchedUntilMs = untilMs;
    if (this.#seen && untilMs > 0) this.#pushSoon();
  }

  /** The time for which an ended call is kept is over, whatever is still owed of it. */
  get isToBeWiped(): boolean {
    const owed = this.#ports.owed.get();
    return owed === undefined || owed.wipeAtMs <= this.#ports.clock.now();
  }

  /** All that is kept of the call was deleted. @param isOwed - its figures are still told. */
  outlive(isOwed: boolean): void {
    this.#stop();
    this.#seen = undefined;
    this.#watchedUntilMs = 0;
    this.#ports.owed.outlive(isOwed);
  }

  #row(state: CallState, timeline?: Timeline): CallRow | undefined {
    const { rules, clock, retentionMs } = this.#ports;
    const known = rules();
    return known && callRowOf(state, known, { nowMs: clock.now(), retentionMs: retentionMs(), timeline });
  }

  /** When the alarm is to ring for what is owed, epoch ms; undefined where nothing is. */
  get retryAtMs(): number | undefined {
    // A fresh process does not know when: now, then.
    return this.#ports.owed.get() && (this.#retryAtMs ?? this.#ports.clock.now());
  }

  /** Tells the end, where that is owed; until it has arrived the alarm will ring again. Never throws. */
  async deliver(): Promise<void> {
    const owed = this.#ports.owed.get();
    if (owed) await this.#send({ ...owed, tries: owed.tries + 1 });
  }

  async #send(owed: Owed, complete?: CallRecord): Promise<void> {
    const { clock, log } = this.#ports;
    const { note, tries, wipeAtMs } = owed;
    const now = clock.now();
    this.#retryAtMs = now + Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), LONGEST_RETRY_MS);
    // Written before it is tried: a process that dies with it finds its way back.
    this.#ports.owed.set(owed);
    this.#ports.ringAt(wipeAtMs === 0 ? this.#retryAtMs : Math.min(this.#retryAtMs, wipeAtMs));
    const record = wipeAtMs > now ? (complete ?? this.#ports.record()) : undefined;
    const said = record && saidIn(record);
    const isThere = await this.#told((ledger) =>
      ledger.note({ ...note, ...(said !== undefined && { said }) }),
    );
    const still = this.#ports.owed.get();
    // Meanwhile the call may have come back, and ended anew.
    if (still?.note.seq !== note.seq) return;
    if (!isThere && clock.now() < (note.row.endedAt ?? 0) + TOLD_FOR_MS) return;
    if (!isThere) log("ledger.given_up", { tries });
    this.#ports.owed.clear();
    if (still.wipeAtMs > 0) this.#ports.ringAt(still.wipeAtMs);
  }

  #stop(): void {
    this.#cancelNote?.();
    this.#cancelPush?.();
    this.#cancelNote = undefined;
    this.#cancelPush = undefined;
    this.#noting = "no";
  }

  #nextSeq(): number {
    this.#lastSeq = Math.max(this.#lastSeq + 1, this.#ports.clock.now());
    return this.#lastSeq;
  }

  #noteSoon(): void {
    if (this.#notes >= MAX_NOTES || !this.#ports.ledger()) return;
    this.#noting = "soon";
    this.#cancelNote = this.#ports.clock.after(NOTE_AFTER_MS, () => void this.#note());
  }

  async #note(): Promise<void> {
    const state = this.#seen;
    const row = state && state.phase.name !== "ended" ? this.#row(state) : undefined;
    if (!row) {
      this.#noting = "no";
      return;
    }
    this.#noting = "sent";
    this.#notes += 1;
    const told = this.#milestone;
    const note: CallNote = { seq: this.#nextSeq(), row };
    await this.#told((ledger) => ledger.note(note));
    if (this.#noting !== "sent") return; // it has ended meanwhile
    this.#noting = "no";
    if (this.#milestone !== told) this.#noteSoon();
  }

  #pushSoon(): void {
    if (this.#pushing === "sent" || (this.#cancelPush && !this.#isBeating)) return;
    const waitMs = Math.max(0, this.#pushedAtMs + PUSH_EVERY_MS - this.#ports.clock.now());
    this.#pushIn(waitMs);
  }

  #pushIn(waitMs: number): void {
    this.#cancelPush?.();
    this.#isBeating = waitMs >= HEARTBEAT_MS;
    this.#cancelPush = this.#ports.clock.after(waitMs, () => {
      this.#cancelPush = undefined;
      void this.#push();
    });
  }

  async #push(): Promise<void> {
    const state = this.#seen;
    const now = this.#ports.clock.now();
    if (!state || state.phase.name === "ended" || this.#watchedUntilMs <= now) {
      this.#watchedUntilMs = 0;
      return;
    }
    const rules = this.#ports.rules();
    if (!rules) return;
    const live = liveCallOf(state, rules, now);
    this.#pushing = "sent";
    this.#pushedAtMs = now;
    await this.#told((ledger) => ledger.live(live));
    this.#pushing = "no";
    if (this.#watchedUntilMs === 0 || this.#seen?.phase.name === "ended" || this.#cancelPush) return;
    if (this.#seen !== state) this.#pushSoon();
    else this.#pushIn(HEARTBEAT_MS);
  }

  /** @returns whether the ledger has taken it. */
  async #told(tell: (ledger: LedgerPort) => Promise<NoteAnswer>): Promise<boolean> {
    const { ledger, clock, log } = this.#ports;
    const there = ledger();
    if (!there) return false;
    const { promise: tooLate, resolve } = Promise.withResolvers<"no_answer">();
    const cancel = clock.after(ANSWER_MS, () => resolve("no_answer"));
    try {
      const answer = await Promise.race([tell(there), tooLate]);
      if (answer !== "no_answer" && "ok" in answer) {
        this.#isUnreachable = false;
        this.#watchedSoFar(answer.watchedUntil);
        // One of another release may know other limits.
        if (answer.beyond && BEYOND.includes(answer.beyond)) this.#ports.beyond(answer.beyond);
        return true;
      }
      this.#unreachable(answer === "no_answer" ? answer : answer.error);
    } catch (cause) {
      if (!this.#isUnreachable) log("ledger.unreachable", { wanted: "note" }, cause);
      this.#isUnreachable = true;
    } finally {
      cancel();
    }
    return false;
  }

  /** Once, until it is there again. */
  #unreachable(why: string): void {
    if (!this.#isUnreachable) this.#ports.log("ledger.unreachable", { wanted: "note", why });
    this.#isUnreachable = true;
  }

  #watchedSoFar(untilMs: number): void {
    const wasWatched = this.#watchedUntilMs > 0;
    this.#watchedUntilMs = untilMs;
    if (!wasWatched && untilMs > 0 && this.#seen && this.#seen.phase.name !== "ended") this.#pushSoon();
  }
}
