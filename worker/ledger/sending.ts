import type { Clock, Log } from "../ports.ts";
import type { FiredAlert } from "../protocol/console/live.ts";
import type { Answer, Delivery } from "../protocol/outgoing/delivery.ts";
import { Alerts } from "./alerts/alerts.ts";
import { alertFigures } from "./alerts/figures.ts";
import { type AlertAddresses, alertLetters } from "./alerts/letters.ts";
import { Outbox } from "./outbox/outbox.ts";
import type { Sql } from "./sql.ts";

export interface SendingPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly deliver: (delivery: Delivery, signal: AbortSignal) => Promise<Answer>;
  /** Where alerts go now; nowhere, and they are shown alone. */
  readonly addresses: () => AlertAddresses;
  /** Whether the business is open then, by the agents' hours; undefined where none has any. */
  readonly isOpen: ((ms: number) => boolean) | undefined;
  /** The alarm is to ring at `nextAt`. */
  readonly wake: () => void;
  /** Pages show what is on. */
  readonly alertsChanged: () => void;
}

/** What the ledger sends by itself: reports and traces that calls have left with it, and alerts. */
export class Sending {
  readonly #outbox: Outbox;
  readonly #alerts: Alerts;
  readonly #clock: Clock;

  constructor(sql: Sql, ports: SendingPorts) {
    const { clock, log, deliver, addresses, isOpen, wake, alertsChanged } = ports;
    this.#clock = clock;
    this.#outbox = new Outbox(sql, { clock, log, deliver, wake });
    this.#alerts = new Alerts(sql, {
      clock,
      ...alertFigures(sql),
      isOpen,
      wake,
      tell: (alert, words) => {
        if (alert.until === undefined) log("alert.on", { rule: alert.rule });
        else log("alert.over", { rule: alert.rule });
        for (const letter of alertLetters(alert, words, addresses())) this.#outbox.add(letter);
        alertsChanged();
      },
    });
  }

  /** Those that are on, and those of the last day. */
  get alerts(): readonly FiredAlert[] {
    return this.#alerts.list();
  }

  /** A call's row has changed. */
  noted(isOver: boolean): void {
    if (isOver) this.#alerts.noted();
  }

  /** So many handshakes were refused. */
  refused(count: number): void {
    this.#alerts.refused(count);
  }

  /** To be delivered. */
  post(letters: readonly Delivery[]): void {
    for (const letter of letters) this.#outbox.add(letter);
  }

  /** Nothing more is told of that call. */
  forget(callSid: string): void {
    this.#outbox.forget(callSid);
  }

  /** When there is something to do, epoch ms. */
  nextAt(): number | undefined {
    const times = [this.#outbox.nextAt(), this.#alerts.nextAt()].filter((at) => at !== undefined);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** Does what is due. */
  async run(): Promise<void> {
    const lookAt = this.#alerts.nextAt();
    if (lookAt !== undefined && lookAt <= this.#clock.now()) this.#alerts.look();
    await this.#outbox.run();
  }
}
