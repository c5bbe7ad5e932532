import type { CallState } from "../session/state/call-state.ts";
import { isLost } from "../session/state/call-state.ts";
import { nextDueMs } from "../session/step.ts";

/** In memory a timer is exact; its alarm is for a process that has gone, and comes this much later. */
const ALARM_GRACE_MS = 1_000;
/** The same while there is a socket, which goes with the process: to set an alarm and to spend it are two commits each. */
const LIVE_ALARM_GRACE_MS = 60_000;
/** Of a call whose `end` is sent and whose socket is still there: what becomes of it is written when it has closed. */
const CLOSING_MS = 60_000;
/** From the end of the longest wait in the queue until the caller is back with the agent, amply. */
const COMING_BACK_MS = 120_000;

/** What an ended call is kept for, milliseconds. */
export interface Keeping {
  /** After its end. */
  readonly retentionMs: number;
  /** How long a caller may wait for a person, and come back from there. */
  readonly longestWaitMs: number;
}

/** What is kept of a call that is over: so many lines of what was said, or nothing at all. */
export type Kept = { readonly live: true } | { readonly live: false; readonly lines: number | undefined };

/** The one alarm of a call: for its next timer while it goes on, and to delete it when it is over. */
export class CallAlarm {
  readonly #storage: Pick<DurableObjectStorage, "setAlarm">;
  /** When it rings; undefined when that is not known. Epoch ms. */
  #atMs: number | undefined;

  constructor(storage: Pick<DurableObjectStorage, "setAlarm">) {
    this.#storage = storage;
  }

  /** It is spent, also where it found nothing to do. */
  rang(): void {
    this.#atMs = undefined;
  }

  /**
   * @param isAwake - the call has a socket, so that its own timers are exact.
   * @param retryAtMs - when an ended call has something else to do, epoch ms.
   */
  set(state: CallState, isAwake: boolean, keeping: Keeping, retryAtMs = Number.POSITIVE_INFINITY): void {
    // What was to ring during the call would delete what the person still reads.
    if (state.phase.name === "ended")
      return this.ringAt(Math.min(Date.now() + keptMs(state, keeping), retryAtMs));
    const dueMs = nextDueMs(state);
    if (dueMs === undefined) return;
    const atMs = dueMs + (isAwake ? LIVE_ALARM_GRACE_MS : ALARM_GRACE_MS);
    // An alarm too early costs one empty event.
    if (isAwake && this.#atMs !== undefined && this.#atMs <= atMs) return;
    this.ringAt(atMs);
  }

  ringAt(atMs: number): void {
    this.#atMs = atMs;
    void this.#storage.setAlarm(atMs);
  }
}

/**
 * How long an ended call is still needed: a caller who waits for a person may come back to the agent, which then has to
 * know them, however short the retention.
 */
export function keptMs(state: CallState, { retentionMs, longestWaitMs }: Keeping): number {
  if (!isLost(state)) return Math.max(retentionMs, CLOSING_MS);
  return isHandedOff(state) ? Math.max(retentionMs, longestWaitMs + COMING_BACK_MS) : retentionMs;
}

/** How long the caller may be away and come back, from a person or the queue for one. */
export const awayMs = (state: CallState, { longestWaitMs }: Keeping): number =>
  isHandedOff(state) ? longestWaitMs + COMING_BACK_MS : 0;

const isHandedOff = ({ phase }: CallState): boolean => phase.name === "ended" && phase.cause === "handed_off";

/** Whether a call goes on: with a socket it does, and it may with a caller who waits for a person, or whose line was lost. */
export function isGoingOn(state: CallState, longestWaitMs: number, now: number): boolean {
  if (state.phase.name === "connecting") return false;
  if (state.phase.name !== "ended") return true;
  const lastWordMs = state.transcript.at(-1)?.atMs ?? 0;
  return isHandedOff(state) && now < lastWordMs + longestWaitMs + COMING_BACK_MS;
}
