import type { Clock, Log } from "../../ports.ts";
import { cyrb53 } from "../../protocol/digest.ts";
import type { LogEvent } from "../../protocol/log/log-events.ts";
import {
  type Answer,
  codeOf,
  type Delivery,
  KINDS,
  type Kind,
  type Target,
  verdictOn,
} from "../../protocol/outgoing/delivery.ts";
import { present } from "../../protocol/present.ts";
import type { Sql } from "../sql.ts";

const HOUR_MS = 3_600_000;
/** Longer nothing is tried. */
export const TRIED_FOR_MS = 24 * HOUR_MS;
/** Whoever has not answered by then is asked again later. */
export const DEADLINE_MS = 10_000;
const FIRST_DELAY_MS = 10_000;
/** So that what waits arrives within a quarter of an hour of the time that its receiver is back. */
const LONGEST_DELAY_MS = 900_000;
/** No alarm takes longer than this and one deadline; what is left has the next one. */
const ROUND_MS = 60_000;
/** Connections of one object at a time. Source: Cloudflare Workers limits, simultaneous open connections (6). */
const AT_ONCE = 6;

/** A row holds 2 MB at most, and a character may be three bytes. */
export const MAX_BODY_CHARS = 500_000;
/** What may wait of each kind: beyond it the oldest goes, and a flood of one is no loss of another. */
export const BOUNDS: Readonly<Record<Kind, { readonly count: number; readonly chars: number }>> = {
  report: { count: 2_000, chars: 64_000_000 },
  traces: { count: 500, chars: 32_000_000 },
  alert: { count: 200, chars: 1_000_000 },
};

const EVENTS = {
  report: { delivered: "report.delivered", delayed: "report.delayed", given_up: "report.given_up" },
  traces: { delivered: "traces.delivered", delayed: "traces.delayed", given_up: "traces.given_up" },
  alert: { delivered: "alert.delivered", delayed: "alert.delayed", given_up: "alert.given_up" },
} as const satisfies Record<Kind, Record<string, LogEvent>>;

export interface OutboxPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Sends it once. An address that hangs is cut off by `signal`, and given up on without it. */
  readonly deliver: (delivery: Delivery, signal: AbortSignal) => Promise<Answer>;
  /** There is something to do at `nextAt`: the alarm is to ring then. */
  readonly wake: () => void;
}

type Row = {
  readonly id: number;
  readonly kind: Kind;
  readonly target: Target;
  readonly key: string;
  readonly body: string;
  readonly tries: number;
  readonly expires: number;
};

type Gone = Pick<Row, "kind" | "tries"> & { readonly chars: number; readonly callSid: string | null };

/**
 * Things to be delivered, each until it is, or for a day. A try is written down before it is made, so that one which takes
 * the process with it is not made again at once. A target that fails rests as a whole, and one try at a time finds out
 * whether it is back: a day of it costs a hundred tries, however much waits.
 */
export class Outbox {
  readonly #sql: Sql;
  readonly #ports: OutboxPorts;
  readonly #held: Record<Kind, { count: number; chars: number }>;
  #round: Promise<void> | undefined;

  constructor(sql: Sql, ports: OutboxPorts) {
    this.#sql = sql;
    this.#ports = ports;
    this.#held = this.#counted();
  }

  /** How many of each kind wait. */
  get waiting(): Readonly<Record<Kind, number>> {
    const { report, traces, alert } = this.#held;
    return { report: report.count, traces: traces.count, alert: alert.count };
  }

  /** One with the key of another that still waits is that one. @returns whether it is kept: not what is too large. */
  add({ kind, target, key, body, callSid, forMs = TRIED_FOR_MS }: Delivery): boolean {
    if (body.length > MAX_BODY_CHARS) {
      this.#ports.log(EVENTS[kind].given_up, present({ code: "too_large", tries: 0, callSid }));
      return false;
    }
    const now = this.#ports.clock.now();
    const added = this.#sql
      .exec(
        `INSERT INTO outbox (kind, target, key, call_sid, due, expires, chars, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (key) DO NOTHING RETURNING id`,
        kind,
        target,
        key,
        callSid ?? null,
        now,
        now + Math.min(forMs, TRIED_FOR_MS),
        body.length,
        body,
      )
      .toArray();
    if (added.length > 0) {
      this.#held[kind].count += 1;
      this.#held[kind].chars += body.length;
      this.#makeRoom(kind);
      this.#ports.wake();
    }
    return true;
  }

  /** When there is something to do next, epoch milliseconds. */
  nextAt(): number | undefined {
    const rests = this.#rests();
    const times = this.#sql
      .exec<{ target: Target; due: number }>("SELECT target, MIN(due) AS due FROM outbox GROUP BY target")
      .toArray()
      .map(({ target, due }) => Math.max(due, rests.get(target)?.until ?? 0));
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** Tries what is due, and ends when nothing is, or after about a minute. Never throws for what is sent. */
  run(): Promise<void> {
    this.#round ??= this.#tryAll().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  /** What tells of a call that is to be forgotten. @returns how much of it had not been delivered. */
  forget(callSid: string): number {
    return this.#drop("call_sid = ?", callSid).length;
  }

  async #tryAll(): Promise<void> {
    const startedAt = this.#ports.clock.now();
    while (this.#ports.clock.now() < startedAt + ROUND_MS) {
      for (const gone of this.#drop("expires <= ?", this.#ports.clock.now())) this.#giveUp(gone, "too_old");
      const due = this.#due();
      if (due.length === 0) return;
      await Promise.all(due.map((row) => this.#try(row)));
    }
  }

  /** Each target that is ready has its share, so that what waits for one keeps none of another. */
  #due(): readonly Row[] {
    const now = this.#ports.clock.now();
    const rests = this.#rests();
    const ready = this.#sql
      .exec<{ target: Target }>("SELECT DISTINCT target FROM outbox WHERE due <= ?", now)
      .toArray()
      .filter(({ target }) => (rests.get(target)?.until ?? 0) <= now);
    return ready.flatMap(({ target }) =>
      this.#sql
        .exec<Row>(
          `SELECT id, kind, target, key, body, tries, expires FROM outbox WHERE target = ? AND due <= ?
          ORDER BY due, id LIMIT ?`,
          target,
          now,
          rests.has(target) ? 1 : Math.floor(AT_ONCE / ready.length),
        )
        .toArray(),
    );
  }

  async #try({ id, kind, target, key, body, tries: before, expires }: Row): Promise<void> {
    const { clock, log } = this.#ports;
    const startedAt = clock.now();
    const tries = before + 1;
    this.#sql.exec(
      "UPDATE outbox SET tries = ?, due = ? WHERE id = ?",
      tries,
      startedAt + delayMs(tries, key),
      id,
    );
    const answer = await this.#answerTo({ kind, target, key, body });
    const code = codeOf(answer);
    const verdict = verdictOn(kind, answer);
    const now = clock.now();
    if (verdict === "again") {
      const asked = "retryAfterS" in answer ? (answer.retryAfterS ?? 0) * 1_000 : 0;
      this.#rest(target, asked);
      const due = now + Math.max(delayMs(tries, key), Math.min(asked, HOUR_MS));
      if (due < expires) {
        this.#sql.exec("UPDATE outbox SET due = ? WHERE id = ?", due, id);
        if (tries === 1) log(EVENTS[kind].delayed, { code });
        return;
      }
    } else this.#sql.exec("DELETE FROM outbox_targets WHERE target = ?", target);
    // It may have been forgotten meanwhile.
    const [gone] = this.#drop("id = ?", id);
    if (!gone) return;
    if (verdict === "delivered") log(EVENTS[kind].delivered, { tries, ms: now - startedAt });
    else this.#giveUp(gone, code);
  }

  /** Never throws; an end comes also from who takes no notice of the signal. */
  async #answerTo(delivery: Delivery): Promise<Answer> {
    const controller = new AbortController();
    let cancel = (): void => undefined;
    const late = new Promise<Answer>((resolve) => {
      cancel = this.#ports.clock.after(DEADLINE_MS, () => {
        controller.abort();
        resolve({ fault: "timeout" });
      });
    });
    try {
      return await Promise.race([this.#ports.deliver(delivery, controller.signal), late]);
    } catch {
      // Whoever delivers says what went wrong; this is a fault of ours, and passes with a release that has none.
      return { fault: "unreachable" };
    } finally {
      cancel();
    }
  }

  #rests(): ReadonlyMap<Target, { readonly failures: number; readonly until: number }> {
    const rows = this.#sql
      .exec<{ target: Target; failures: number; rests_until: number }>("SELECT * FROM outbox_targets")
      .toArray();
    return new Map(rows.map(({ target, failures, rests_until: until }) => [target, { failures, until }]));
  }

  #rest(target: Target, askedMs: number): void {
    const now = this.#ports.clock.now();
    const known = this.#rests().get(target);
    // Several were under way when it failed: that is once.
    if (known && known.until > now) return;
    const failures = (known?.failures ?? 0) + 1;
    const until = now + Math.max(delayMs(failures, target), Math.min(askedMs, HOUR_MS));
    this.#sql.exec("INSERT OR REPLACE INTO outbox_targets VALUES (?, ?, ?)", target, failures, until);
  }

  #makeRoom(kind: Kind): void {
    const { count, chars } = BOUNDS[kind];
    while (this.#held[kind].count > count || this.#held[kind].chars > chars) {
      const [gone] = this.#drop("id = (SELECT MIN(id) FROM outbox WHERE kind = ?)", kind);
      if (!gone) return;
      this.#giveUp(gone, "full");
    }
  }

  /** Names the call, so that whoever was not told of it can be. */
  #giveUp({ kind, tries, callSid }: Gone, code: string | number): void {
    this.#ports.log(EVENTS[kind].given_up, present({ code, tries, callSid: callSid ?? undefined }));
  }

  #drop(where: string, value: string | number): readonly Gone[] {
    const gone = this.#sql
      .exec<Gone>(
        `DELETE FROM outbox WHERE ${where} RETURNING kind, tries, chars, call_sid AS callSid`,
        value,
      )
      .toArray();
    for (const { kind, chars } of gone) {
      this.#held[kind].count -= 1;
      this.#held[kind].chars -= chars;
    }
    return gone;
  }

  #counted(): Record<Kind, { count: number; chars: number }> {
    const rows = this.#sql
      .exec<{ kind: Kind; count: number; chars: number }>(
        "SELECT kind, COUNT(*) AS count, SUM(chars) AS chars FROM outbox GROUP BY kind",
      )
      .toArray();
    const of = (kind: Kind) => {
      const { count = 0, chars = 0 } = rows.find((row) => row.kind === kind) ?? {};
      return { count, chars };
    };
    return Object.fromEntries(KINDS.map((kind) => [kind, of(kind)])) as Record<Kind, ReturnType<typeof of>>;
  }
}

/** Ten seconds, then three times as long each time; up to a tenth more, so that not all come back at once. */
function delayMs(tries: number, key: string): number {
  const usual = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 3 ** (tries - 1));
  const share = (Number.parseInt(cyrb53(key, tries).slice(-4), 16) || 0) / 0xffff;
  return Math.round(usual * (1 + share / 10));
}
