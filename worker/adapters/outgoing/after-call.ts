import type { Clock, Log } from "../../ports.ts";
import type { Delivery } from "../../protocol/outgoing/delivery.ts";

/** What is still to be told of a call that is over. */
interface OwedLetters {
  /** Epoch ms. */
  readonly dueAtMs: number;
  readonly tries: number;
  /** When all that is kept of the call is deleted, epoch ms. */
  readonly wipeAtMs: number;
}

const KEY = "letters";
/** Meanwhile the model is asked, so that a process which dies with it is followed by another. */
const RETRY_MS = 180_000;
const LONGEST_RETRY_MS = 3_600_000;
/** Between tries of one process, which may be the last: what is kept of the call may be deleted at once. */
const SOON_MS = [1_000, 5_000, 30_000] as const;
/** More tries than fit into a day are none. */
const MAX_TRIES = 24;

export interface AfterCallPorts {
  /** The object's own. */
  readonly kv: {
    readonly get: (key: string) => unknown;
    readonly put: (key: string, value: OwedLetters) => void;
    readonly delete: (key: string) => unknown;
  };
  readonly clock: Clock;
  readonly log: Log;
  /** The call's alarm is to ring then, epoch ms. */
  readonly ringAt: (atMs: number) => void;
  /** Whether anything of calls is told. */
  readonly isWanted: () => boolean;
  /** Takes down what there is of the call, and then writes the letters of it; undefined where there is nothing. */
  readonly prepare: () => (() => Promise<readonly Delivery[]>) | undefined;
  /** Hands them to the ledger, which delivers them. @returns whether it has them. */
  readonly post: (letters: readonly Delivery[]) => Promise<boolean>;
}

/**
 * Tells of a call once it is over: at once, or when a caller who waits for a person can no longer come back. Nobody waits
 * for it, and nothing of the call is kept for it any longer.
 */
export class AfterCall {
  readonly #ports: AfterCallPorts;
  #owed: OwedLetters | undefined;
  #letters: readonly Delivery[] | undefined;
  #running: Promise<void> | undefined;
  #isForgotten = false;

  constructor(ports: AfterCallPorts) {
    this.#ports = ports;
    this.#owed = ports.kv.get(KEY) as OwedLetters | undefined; // written by `#owe` alone
  }

  /** When the alarm is to ring for it, epoch ms; undefined where nothing is owed. */
  get dueAtMs(): number | undefined {
    return this.#owed?.dueAtMs;
  }

  /** The time for which the call is kept is over. */
  get isToBeWiped(): boolean {
    return this.#owed === undefined || this.#owed.wipeAtMs <= this.#ports.clock.now();
  }

  /** @param dueAtMs - when it is over for good, epoch ms. */
  ended(dueAtMs: number, wipeAtMs: number): void {
    if (!this.#ports.isWanted()) return;
    this.#isForgotten = false;
    this.#letters = undefined;
    this.#owe({ dueAtMs, tries: 0, wipeAtMs });
    if (dueAtMs <= this.#ports.clock.now()) void this.deliver();
    else this.#ports.ringAt(Math.min(dueAtMs, wipeAtMs));
  }

  /** It goes on after its end; costs a comparison while nothing is owed. */
  cameBack(): void {
    if (this.#owed === undefined) return;
    this.#ports.kv.delete(KEY);
    this.#owed = undefined;
    this.#letters = undefined;
  }

  /** All that is kept of the call was deleted. What was taken down of it is still told, unless it is to be forgotten. */
  outlive(isForgotten: boolean): void {
    this.#owed = undefined;
    this.#isForgotten ||= isForgotten;
  }

  /** Tells what is due; what cannot be told is told later, by the alarm. Never throws. */
  deliver(): Promise<void> {
    if (this.#owed === undefined || this.#owed.dueAtMs > this.#ports.clock.now())
      return this.#running ?? Promise.resolve();
    this.#running ??= this.#deliver(this.#owed).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #deliver({ tries, wipeAtMs }: OwedLetters): Promise<void> {
    const { clock, log, ringAt } = this.#ports;
    const write = this.#letters ? undefined : this.#ports.prepare();
    if (!this.#letters && !write) return this.#settled();
    // Written before it is tried: a process that dies with it finds its way back.
    const retryMs = Math.min(RETRY_MS * 2 ** tries, LONGEST_RETRY_MS);
    this.#owe({ dueAtMs: clock.now() + retryMs, tries: tries + 1, wipeAtMs });
    if (wipeAtMs > clock.now()) ringAt(Math.min(clock.now() + retryMs, wipeAtMs));
    const owed = this.#owed;
    const letters = this.#letters ?? (await write?.().catch(() => undefined)) ?? [];
    for (const waitMs of SOON_MS) {
      if (this.#isForgotten) return;
      if (letters.length === 0) break;
      if (await this.#ports.post(letters).catch(() => false)) return this.#settled(owed);
      await new Promise<void>((resolve) => void clock.after(waitMs, resolve));
    }
    if (this.#owed === owed && letters.length > 0) this.#letters = letters;
    if (this.#owed !== undefined && tries + 1 < MAX_TRIES) return;
    log("report.given_up", { code: "ledger_unreachable", tries: tries + 1 });
    this.#settled(owed);
  }

  #settled(owed = this.#owed): void {
    // Meanwhile the call may have come back, or all of it was deleted.
    if (this.#owed === undefined || this.#owed !== owed) return;
    const { wipeAtMs } = this.#owed;
    this.cameBack();
    this.#ports.ringAt(wipeAtMs);
  }

  #owe(owed: OwedLetters): void {
    this.#owed = owed;
    this.#ports.kv.put(KEY, owed);
  }
}
