import type { Clock } from "../../ports.ts";
import type { FiredAlert } from "../../protocol/console/live.ts";
import type { Sql } from "../sql.ts";
import { evaluate, type Found, type Seen } from "./evaluate.ts";
import { type AlertRow, RULES, type Rule } from "./rules.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** However many calls end, the rules are looked at no more often. */
const LOOK_MS = 10_000;
/** While one is on: it has to be found over although no call ends. */
const LOOK_ON_MS = MINUTE_MS;
/** For what shows by nothing happening. */
const LOOK_IDLE_MS = 15 * MINUTE_MS;

/** It is over when it has not been so for this long. */
const CALM_MS = 10 * MINUTE_MS;
/** Twice as long for each time that it was on within these hours, so that what comes and goes is told of ever more rarely. */
const RECENT_MS = DAY_MS / 4;
const LONGEST_CALM_MS = 2 * 60 * MINUTE_MS;

/** How long one is shown after it is over, and how many are kept. */
const SHOWN_MS = DAY_MS;
const KEPT = 200;

export interface AlertPorts {
  readonly clock: Pick<Clock, "now">;
  /** Calls that ended since then, newest first; a few thousand are enough. */
  readonly endedSince: (ms: number) => readonly AlertRow[];
  /** How many began since then; more than `atMost` need not be counted. */
  readonly beganSince: (ms: number, atMost: number) => number;
  /** Whether the business is open then; undefined where no agent has hours. */
  readonly isOpen: ((ms: number) => boolean) | undefined;
  /** One is on, or over: it is sent, and pages show it. */
  readonly tell: (alert: FiredAlert, words: string) => void;
  /** The alarm is to ring at `nextAt`. */
  readonly wake: () => void;
}

type Row = {
  readonly id: number;
  readonly rule: string;
  readonly words: string;
  readonly since: number;
  readonly calm_since: number | null;
  readonly until: number | null;
  readonly call_sid: string | null;
};

/** Which rules are on: each is told of once, is quiet until it is over, and then that is told once. */
export class Alerts {
  readonly #sql: Sql;
  readonly #ports: AlertPorts;
  readonly #rules: readonly Rule[];
  #lookedAt = 0;
  /** A call has ended since. */
  #isDue = false;

  constructor(sql: Sql, ports: AlertPorts, rules: readonly Rule[] = RULES) {
    this.#sql = sql;
    this.#ports = ports;
    this.#rules = rules;
  }

  /** Something has happened that may turn one on. */
  noted(): void {
    if (this.#ports.clock.now() >= this.#lookedAt + LOOK_MS) return this.look();
    this.#isDue = true;
    this.#ports.wake();
  }

  /** So many handshakes were refused just now. */
  refused(count: number): void {
    const now = this.#ports.clock.now();
    const minute = Math.floor(now / MINUTE_MS);
    this.#sql.exec(
      "INSERT INTO refusals VALUES (?, ?) ON CONFLICT (minute) DO UPDATE SET count = count + excluded.count",
      minute,
      Math.max(0, Math.floor(count)) || 0,
    );
    this.#sql.exec("DELETE FROM refusals WHERE minute < ?", minute - 120);
    this.noted();
  }

  /** When to look again though nothing happens, epoch milliseconds. */
  nextAt(): number | undefined {
    const every = this.#isDue ? LOOK_MS : this.#on().size > 0 ? LOOK_ON_MS : this.#idleMs();
    return every === undefined ? undefined : this.#lookedAt + every;
  }

  /** Those that are on, and those of the last day; the newest first. */
  list(): readonly FiredAlert[] {
    return this.#sql
      .exec<Row>(
        "SELECT * FROM alerts WHERE until IS NULL OR until >= ? ORDER BY since DESC, id DESC",
        this.#ports.clock.now() - SHOWN_MS,
      )
      .toArray()
      .map(firedAlert);
  }

  /** Looks at all the rules. */
  look(): void {
    const { clock, endedSince, beganSince, isOpen } = this.#ports;
    const now = clock.now();
    this.#lookedAt = now;
    this.#isDue = false;
    const longest = Math.max(...this.#rules.map(({ windowMs }) => windowMs));
    const most = Math.max(...this.#rules.map(({ minimum, threshold }) => Math.max(minimum, threshold + 1)));
    const seen: Seen = {
      now,
      ended: endedSince(now - longest),
      refusedSince: (ms) => this.#refusedSince(ms),
      beganSince: (ms) => beganSince(ms, most),
      isOpen,
    };
    const on = this.#on();
    for (const rule of this.#rules) this.#judge(rule, evaluate(rule, seen), on.get(rule.name), now);
    // One whose rule a release has taken away.
    for (const row of on.values())
      if (!this.#rules.some(({ name }) => name === row.rule)) this.#end(row, row.words, now);
    this.#ports.wake();
  }

  #judge(rule: Rule, found: Found | undefined, on: Row | undefined, now: number): void {
    if (found && !on) return this.#begin(rule, found, now);
    if (!on) return;
    if (found) {
      if (on.calm_since !== null) this.#sql.exec("UPDATE alerts SET calm_since = NULL WHERE id = ?", on.id);
      return;
    }
    if (on.calm_since === null) this.#sql.exec("UPDATE alerts SET calm_since = ? WHERE id = ?", now, on.id);
    else if (now >= on.calm_since + this.#calmMs(rule, now)) this.#end(on, rule.about, now);
  }

  #begin({ name }: Rule, { words, callSid }: Found, now: number): void {
    const [row] = this.#sql
      .exec<Row>(
        "INSERT INTO alerts (rule, words, since, call_sid) VALUES (?, ?, ?, ?) RETURNING *",
        name,
        words,
        now,
        callSid ?? null,
      )
      .toArray();
    this.#sql.exec(
      "DELETE FROM alerts WHERE id <= (SELECT MAX(id) FROM alerts) - ? AND until IS NOT NULL",
      KEPT,
    );
    if (row) this.#ports.tell(firedAlert(row), words);
  }

  #end(row: Row, about: string, now: number): void {
    this.#sql.exec("UPDATE alerts SET until = ? WHERE id = ?", now, row.id);
    const minutes = Math.round((now - row.since) / MINUTE_MS);
    this.#ports.tell(firedAlert({ ...row, until: now }), `Over, after ${minutes} min: ${about}.`);
  }

  #calmMs({ name }: Rule, now: number): number {
    const [{ count } = { count: 1 }] = this.#sql
      .exec<{ count: number }>(
        "SELECT COUNT(*) AS count FROM alerts WHERE rule = ? AND since >= ?",
        name,
        now - RECENT_MS,
      )
      .toArray();
    return Math.min(LONGEST_CALM_MS, CALM_MS * 2 ** Math.max(0, count - 1));
  }

  #on(): ReadonlyMap<string, Row> {
    const rows = this.#sql.exec<Row>("SELECT * FROM alerts WHERE until IS NULL").toArray();
    return new Map(rows.map((row) => [row.rule, row]));
  }

  #refusedSince(ms: number): number {
    const [row] = this.#sql
      .exec<{ count: number | null }>(
        "SELECT SUM(count) AS count FROM refusals WHERE minute >= ?",
        Math.floor(ms / MINUTE_MS),
      )
      .toArray();
    return row?.count ?? 0;
  }

  /** Only where hours are known and calls come at all: an installation that nobody calls sleeps. */
  #idleMs(): number | undefined {
    const { isOpen, beganSince, clock } = this.#ports;
    if (!isOpen || !this.#rules.some(({ measure }) => measure === "began")) return undefined;
    return beganSince(clock.now() - 7 * DAY_MS, 1) > 0 ? LOOK_IDLE_MS : undefined;
  }
}

const firedAlert = ({ rule, words, since, until, call_sid: callSid }: Row): FiredAlert => ({
  rule,
  words,
  since,
  ...(until === null ? {} : { until }),
  ...(callSid === null ? {} : { callSid }),
});
