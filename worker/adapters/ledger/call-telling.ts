import type { PersonTimes } from "../../protocol/console/person-news.ts";
import type { CallState } from "../../session/state/call-state.ts";
import { awayMs, type Keeping, keptMs } from "../call-alarm.ts";
import { AfterCall, type AfterCallPorts } from "../outgoing/after-call.ts";
import { CallNotes, type NotePorts, type Told } from "./call-notes.ts";

/** What a call tells of itself: how it stands, to the ledger; and once it is over what is to be delivered. One alarm is for both. */
export class CallTelling {
  readonly #notes: CallNotes;
  readonly #after: AfterCall;
  readonly #now: () => number;

  constructor({ ringAt, ...ports }: NotePorts & AfterCallPorts) {
    this.#now = ports.clock.now;
    // Whichever is due first.
    const sooner = (atMs: number, other: number | undefined) => ringAt(Math.min(atMs, other ?? atMs));
    this.#notes = new CallNotes({ ...ports, ringAt: (atMs) => sooner(atMs, this.#after.dueAtMs) });
    this.#after = new AfterCall({ ...ports, ringAt: (atMs) => sooner(atMs, this.#notes.retryAtMs) });
  }

  /** After each step: costs a comparison or two. */
  stepped(state: CallState): void {
    if (state.phase.name !== "ended") this.#after.cameBack();
    this.#notes.stepped(state);
  }

  /** A caller who waits for a person may come back: what is delivered waits until they no longer can. */
  ended(state: CallState, told: Told, keeping: Keeping): void {
    const now = this.#now();
    const wipeAtMs = now + keptMs(state, keeping);
    this.#notes.ended(state, told, wipeAtMs);
    this.#after.ended(now + awayMs(state, keeping), wipeAtMs);
  }

  /** The person's part of an ended call is over. */
  personLeft(times: PersonTimes): void {
    this.#notes.personLeft(times);
  }

  watched(untilMs: number): void {
    this.#notes.watched(untilMs);
  }

  /** When the alarm is to ring for what is owed, epoch ms; undefined where nothing is. */
  get retryAtMs(): number | undefined {
    const times = [this.#notes.retryAtMs, this.#after.dueAtMs].filter((at) => at !== undefined);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** All that is kept of the call was deleted. @param isOwed - what was taken down of it is still told. */
  outlive(isOwed: boolean): void {
    this.#notes.outlive(isOwed);
    this.#after.outlive(!isOwed);
  }

  /** The alarm of a call that is over. @param wipe - deletes all that is kept, where the time for that has come. */
  async rang(isGone: boolean, wipe: () => Promise<unknown>): Promise<void> {
    // What is told is taken down first.
    const told = this.#after.deliver();
    if (isGone || (this.#notes.isToBeWiped && this.#after.isToBeWiped)) await wipe();
    await Promise.all([told, this.#notes.deliver()]);
  }
}
