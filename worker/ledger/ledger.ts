import { DurableObject } from "cloudflare:workers";
import type { Env } from "../config.ts";
import { limitsIn, sendingOf, sourceOf, tellCalls } from "../ledger-world.ts";
import { consoleLog } from "../log.ts";
import type * as book from "../protocol/console/agent-book.ts";
import type { AgentFault, AgentQuestions } from "../protocol/console/agents.ts";
import type { AuditEntry } from "../protocol/console/audit.ts";
import type * as notes from "../protocol/console/call-note.ts";
import type { CallRow } from "../protocol/console/call-row.ts";
import type { EarlierCall, EarlierCallsQuery } from "../protocol/console/earlier-call.ts";
import { type LiveCall, WATCHER_ID, WATCHER_ROLE, WATCHER_UNTIL } from "../protocol/console/live.ts";
import type { PersonTimes } from "../protocol/console/person-news.ts";
import type { Stats } from "../protocol/console/stats.ts";
import type { Delivery } from "../protocol/outgoing/delivery.ts";
import { AgentBook } from "./agents/agent-book.ts";
import type { SourceWatch } from "./agents/source-watch.ts";
import { AuditList } from "./audit.ts";
import { CallTable } from "./calls/call-table.ts";
import type { TablePage } from "./calls/page.ts";
import { unansweredOf } from "./calls/questions.ts";
import { type StatsQuery, statsOf } from "./calls/stats.ts";
import { CallLimits } from "./limits/call-limits.ts";
import { TextCounts } from "./limits/text-counts.ts";
import { UsedLinks } from "./links.ts";
import { LiveHub } from "./live/live-hub.ts";
import { migrate } from "./schema.ts";
import type { Sending } from "./sending.ts";

const NEWER: notes.LedgerNewer = { error: "ledger_newer" };
/** Two rounds of deletion are at least so far apart, so that calls which end together go together. */
const ROUND_MS = 60_000;

/** How long notes are collected for. */
const MOMENT_MS = 10;

/**
 * What is known across calls: a row of each, what was said in it for as long as it is kept, and who watches now. Calls tell
 * it, and wait for nothing. One that a later release has written is left alone: whatever is asked, it says so.
 */
export class Ledger extends DurableObject<Env> {
  readonly #isNewer: boolean;
  readonly #calls: CallTable;
  readonly #hub: LiveHub;
  /** Nothing is sent out of tables that a later release has written. */
  readonly #sending: Sending | undefined;
  /** None of calls that a later release has written. */
  readonly #limits: CallLimits | undefined;
  readonly #texts: TextCounts;
  readonly #links: UsedLinks;
  readonly #audit: AuditList;
  readonly #agents: AgentBook;
  /** None where no source of edits is set. */
  readonly #source: SourceWatch | undefined;
  /** The end of the moment in which notes are collected. */
  #moment: Promise<void> | undefined;
  /** When the alarm rings; undefined when that is not known. Epoch ms. */
  #alarmMs: number | undefined;
  /** Before that no round of deletion: calls that end together go together. Epoch ms. */
  #nextRoundMs = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#isNewer = migrate(ctx.storage.sql) === "newer";
    if (this.#isNewer) consoleLog({})("ledger.newer");
    this.#calls = new CallTable(ctx.storage.sql);
    if (!this.#isNewer) this.#limits = new CallLimits(ctx.storage.sql, limitsIn(env));
    this.#texts = new TextCounts(ctx.storage.sql);
    this.#links = new UsedLinks(ctx.storage.sql);
    this.#audit = new AuditList(ctx.storage.sql);
    this.#agents = new AgentBook(ctx.storage.sql);
    if (!this.#isNewer)
      this.#source = sourceOf(env, ctx.storage.sql, this.#agents, {
        audit: (entry) => this.#audit.add(entry),
        wake: () => this.#arm(),
      });
    this.#hub = new LiveHub({
      sockets: () => ctx.getWebSockets(),
      accept: (ws) => ctx.acceptWebSocket(ws),
      now: () => Date.now(),
      live: () => this.#calls.live(Date.now()),
      alerts: () => this.#sending?.alerts ?? [],
      tell: (callSids, untilMs) => tellCalls(env, callSids, untilMs),
    });
    if (!this.#isNewer)
      this.#sending = sendingOf(env, ctx.storage.sql, {
        wake: () => this.#arm(),
        alertsChanged: () => this.#hub.alerts(),
      });
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** A call tells how it stands. The same twice is once. */
  async note(note: notes.CallNote): Promise<notes.NoteAnswer> {
    if (this.#isNewer) return NEWER;
    await this.#together();
    const now = Date.now();
    const beyond = this.#limits?.beyond(note.row, now);
    const row = this.#calls.note(note, now);
    if (row) this.#hub.noted(row);
    this.#sending?.noted(row?.endedAt !== undefined);
    this.#source?.wanted();
    this.#arm();
    return { ok: true, watchedUntil: this.#hub.watchedUntil, ...(beyond && { beyond }) };
  }

  /** Notes that come within a moment are one commit, for which the disk is waited for once: no call waits for its answer. */
  #together(): Promise<void> {
    this.#moment ??= scheduler.wait(MOMENT_MS).then(() => {
      this.#moment = undefined;
    });
    return this.#moment;
  }

  /** A call is about to send a text message. */
  async countText(text: notes.TextToCount): Promise<notes.TextAnswer> {
    if (this.#isNewer) return NEWER;
    const isBeyond = this.#texts.isBeyond(text, Date.now());
    this.#arm();
    return { ok: true, isBeyond };
  }

  /** A call that went to a person is over for them, too. */
  async personLeft(callSid: string, times: PersonTimes): Promise<notes.NoteAnswer> {
    if (this.#isNewer) return NEWER;
    const row = this.#calls.personLeft(callSid, times);
    if (row) this.#hub.ended(row);
    return { ok: true, watchedUntil: this.#hub.watchedUntil };
  }

  /** A call tells what is heard in it now, as somebody watches: not stored. Or that it waits for a person, or has one. */
  async live(call: LiveCall): Promise<notes.NoteAnswer> {
    if (this.#isNewer) return NEWER;
    if (this.#calls.isHeard(call)) this.#hub.changed(call);
    return { ok: true, watchedUntil: this.#hub.watchedUntil };
  }

  /** A call has left something to be delivered. */
  async post(letters: readonly Delivery[]): Promise<{ readonly ok: true } | notes.LedgerNewer> {
    this.#sending?.post(letters);
    return this.#sending ? { ok: true } : NEWER;
  }

  /** The Worker has refused so many handshakes. */
  async refused(count: number): Promise<void> {
    this.#sending?.refused(count);
  }

  async page(query: notes.CallQuery): Promise<TablePage | notes.LedgerNewer> {
    return this.#isNewer ? NEWER : this.#calls.page(query, Date.now());
  }

  async row(callSid: string): Promise<{ readonly row: CallRow | undefined } | notes.LedgerNewer> {
    return this.#isNewer ? NEWER : { row: this.#calls.row(callSid) };
  }

  async stats(query: StatsQuery): Promise<Stats | notes.LedgerNewer> {
    return this.#isNewer ? NEWER : statsOf(this.ctx.storage.sql, query);
  }

  /** What the agent's calls asked its knowledge and did not find. */
  async unanswered(agent: string): Promise<AgentQuestions | notes.LedgerNewer> {
    return this.#isNewer ? NEWER : unansweredOf(this.ctx.storage.sql, agent);
  }

  /** CallSids of the calls from and to a number. */
  async ofNumber(
    number: string,
    limit: number,
  ): Promise<{ readonly callSids: readonly string[] } | notes.LedgerNewer> {
    return this.#isNewer ? NEWER : { callSids: this.#calls.ofNumber(number, limit) };
  }

  /**
   * Calls from a number that are over, the newest first: for a call that goes on, of its own caller. No route leads here.
   *
   * @param number - E.164; a withheld one is nobody's, and has none.
   */
  async earlierCalls(
    number: string,
    query: EarlierCallsQuery,
  ): Promise<{ readonly calls: readonly EarlierCall[] } | notes.LedgerNewer> {
    return this.#isNewer ? NEWER : { calls: this.#calls.earlierCalls(number, query, Date.now()) };
  }

  /** Deletes all that is known of a call. */
  async forget(callSid: string): Promise<{ readonly found: boolean } | notes.LedgerNewer> {
    if (this.#isNewer) return NEWER;
    this.#hub.forgotten(callSid);
    this.#sending?.forget(callSid);
    return { found: this.#calls.forget(callSid, Date.now()) };
  }

  /** @returns whether a link is used for the first time. @param untilMs - when it expires, epoch ms. */
  useOnce(nonce: string, untilMs: number): boolean {
    return this.#links.useOnce(nonce, untilMs, Date.now());
  }

  audit(entry: AuditEntry): void {
    this.#audit.add(entry);
  }

  audited(limit: number): readonly AuditEntry[] {
    return this.#audit.newest(limit);
  }

  /** What answers an agent's calls; nothing in it where the code does. */
  async answering(
    agent: string,
    known: readonly number[] = [],
  ): Promise<book.AnsweringNews | notes.LedgerNewer> {
    return this.#isNewer ? NEWER : this.#agents.news(agent, known);
  }

  async edition(agent: string, version: number): Promise<book.EditionAnswer | notes.LedgerNewer> {
    return this.#isNewer ? NEWER : { edit: this.#agents.edition(agent, version) };
  }

  async drafted(agent: string): Promise<{ readonly draft: book.KeptDraft | undefined } | notes.LedgerNewer> {
    return this.#isNewer ? NEWER : { draft: this.#agents.drafted(agent) };
  }

  /** All that is kept of an agent. */
  async agentKept(agent: string): Promise<book.AgentKept | notes.LedgerNewer> {
    this.#source?.wanted();
    return this.#isNewer ? NEWER : this.#agents.kept(agent);
  }

  async changeAgent(agent: string, change: book.AgentChange, by: string) {
    return this.#isNewer ? NEWER : this.#agents.change(agent, change, by, Date.now());
  }

  /** What of an agent does not answer as it should, for whoever looks at it. */
  async agentFault(agent: string, fault: AgentFault): Promise<void> {
    if (!this.#isNewer) this.#agents.fault(agent, fault);
  }

  /** For `npm run doctor`: it can be reached, and reads what it has. */
  ping(): boolean {
    return !this.#isNewer && this.#audit.newest(1).length <= 1;
  }

  /** The websocket of a live page, which the Worker's door has let in. */
  override async fetch(request: Request): Promise<Response> {
    if (this.#isNewer) return Response.json(NEWER, { status: 503 });
    const role = request.headers.get(WATCHER_ROLE) === "operator" ? "operator" : "reader";
    const { 0: client, 1: server } = new WebSocketPair();
    const untilMs = Number(request.headers.get(WATCHER_UNTIL)) || undefined;
    this.#hub.open(server, { role, by: request.headers.get(WATCHER_ID) ?? "", untilMs });
    this.#arm();
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(ws: WebSocket, raw: string | ArrayBuffer): void {
    this.#hub.said(ws, raw);
  }

  override webSocketClose(ws: WebSocket, code: number): void {
    try {
      // 1005 and 1006 stand for no code at all, and cannot be sent.
      ws.close(code === 1005 || code === 1006 ? 1000 : code);
    } catch {
      // It has gone without a close, or with a code that may not be sent.
    }
    this.#hub.closed(ws);
  }

  override webSocketError(ws: WebSocket): void {
    this.webSocketClose(ws, 1006);
  }

  override async alarm(): Promise<void> {
    this.#alarmMs = undefined;
    if (this.#isNewer) return;
    this.#hub.endDue();
    const now = Date.now();
    if (now >= this.#nextRoundMs) this.#nextRoundMs = this.#calls.expire(now) ? 0 : now + ROUND_MS;
    this.#texts.expire(now);
    // A source may take its time, and what is due meanwhile rings all the same.
    if (this.#source) this.ctx.waitUntil(this.#source.run().finally(() => this.#arm()));
    await this.#sending?.run();
    this.#arm();
  }

  /** One alarm for all, set where it would ring later: each setting is a row that is paid for. */
  #arm(): void {
    const deletionMs = this.#calls.nextDueMs();
    const times = [
      ...(deletionMs === undefined ? [] : [Math.max(deletionMs, this.#nextRoundMs)]),
      this.#texts.nextDueMs() ?? [],
      this.#sending?.nextAt() ?? [],
      this.#source?.nextAt() ?? [],
      this.#hub.nextEndMs() ?? [],
    ].flat();
    if (times.length === 0) return;
    const atMs = Math.min(...times);
    if (this.#alarmMs !== undefined && this.#alarmMs <= atMs) return;
    this.#alarmMs = atMs;
    void this.ctx.storage.setAlarm(atMs);
  }
}
