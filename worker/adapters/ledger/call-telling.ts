import type { PersonTimes, WithPerson } from "../../protocol/console/person-news.ts";
import { liveCallOf } from "../../session/account/console/live-call.ts";
import type { CallState } from "../../session/state/call-state.ts";
import { awayMs, type Keeping, keptMs } from "../call-alarm.ts";
import { AfterCall, type AfterCallPorts } from "../outgoing/after-call.ts";
import { CallNotes, type NotePorts, type Told } from "./call-notes.ts";

/** What of a person's part goes on, and since when: epoch ms. */
export type Part = Pick<WithPerson, "part" | "since">;

/** Longer nobody is taken to talk, nor to be with the person whom they waited for, without a word of it. */
const TOLD_FOR_MS = { waiting: 3_600_000, talking: 4 * 3_600_000 };

/** What a call tells of itself: how it stands, to the ledger; and once it is over what is to be delivered. One alarm is for both. */
export class CallTelling {
  readonly #notes: CallNotes;
  readonly #after: AfterCall;
  readonly #ports: Pick<NotePorts, "ledger" | "rules">;
  readonly #now: () => number;

  constructor({ ringAt, ...ports }: NotePorts & AfterCallPorts) {
    this.#ports = ports;
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

  /** It waits for a person, or has one. What is lost of it is told again. */
  withPerson(state: CallState, { part, since }: Part): void {
    const rules = this.#ports.rules();
    if (!rules) return;
    const now = this.#now();
    const person = { part, since, heardAt: now, until: now + TOLD_FOR_MS[part] };
    const live = { ...liveCallOf(state, rules, now), person };
    void this.#ports
      .ledger()
      ?.live(live)
      .catch(() => undefined); // what is owed to it says that it is gone
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
