import { DurableObject } from "cloudflare:workers";
import { Awake } from "./adapters/awake.ts";
import { CallAlarm, isGoingOn, type Keeping, type Kept } from "./adapters/call-alarm.ts";
import { countCall, type LimitName } from "./adapters/call-counters.ts";
import { CallSockets } from "./adapters/call-sockets.ts";
import { CallStore } from "./adapters/call-store.ts";
import { CallWriter } from "./adapters/call-writer.ts";
import { CallEdition, type KeptEdition } from "./adapters/editions/call-edition.ts";
import { HeldBack } from "./adapters/editions/held-back.ts";
import type { CallTelling } from "./adapters/ledger/call-telling.ts";
import { personTold } from "./adapters/person-told.ts";
import { realClock } from "./adapters/real-clock.ts";
import { recordLink } from "./adapters/record-link.ts";
import { answerClose, meaningOf, readFrame } from "./adapters/relay-socket.ts";
import { ReplayFilter } from "./adapters/replay-filter.ts";
import { discard, type Removed, wipeWithRecording } from "./adapters/twilio/recording-removal.ts";
import { SETUP_REFUSALS, setupRefusal } from "./adapters/twilio/setup-refusal.ts";
import { Conversation } from "./agent/conversation.ts";
import * as world from "./call-world.ts";
import { type Config, type Env, readConfig, restAccountIn } from "./config.ts";
import { consoleLog } from "./log.ts";
import type { Log } from "./ports.ts";
import type { CallRecord } from "./protocol/call-record.ts";
import type { ActionAnswer, ActionRequest } from "./protocol/console/actions.ts";
import type { PersonNews } from "./protocol/console/person-news.ts";
import type { Setup } from "./protocol/relay/inbound.ts";
import type { CallAccount } from "./session/account/console/call-account.ts";
import { type CallRecording, recordingOf } from "./session/account/recording.ts";
import type { Mark } from "./session/account/timeline/marks.ts";
import { arrived, beginsAgain } from "./session/line/connection.ts";
import type { LiveFrame } from "./session/line/frames.ts";
import { type CallState, isOver, newCall } from "./session/state/call-state.ts";
import type { Rules } from "./session/state/rules.ts";

/**
 * One phone call: its socket, storage and alarm become events, and effects become frames, requests and rows.
 * Named by CallSid, so that a reconnect finds its memory. No decision lives here.
 */
export class Call extends DurableObject<Env> {
  readonly #store: CallStore;
  readonly #replays: ReplayFilter;
  readonly #writer: CallWriter;
  /** Another release has written what is stored: it cannot be continued, only handed over. */
  #otherRelease = false;
  #conversation: Conversation | undefined;
  #log: Log = consoleLog({});
  #rulesRecord: Rules["record"];
  #rules: Rules | undefined;
  readonly #telling: CallTelling;
  readonly #sockets: CallSockets;
  readonly #awake = new Awake();
  /** Where agents are tried, this holds no call. */
  readonly #trials = world.trialPlaceOf(this.env, this.ctx.id.name);
  readonly #alarm: CallAlarm;
  readonly #edition: CallEdition;
  readonly #heldBack = new HeldBack();
  readonly #deeds: ReturnType<typeof world.deedsOf>;
  #keeping: Keeping = { retentionMs: 0, longestWaitMs: 0 };
  readonly #ports = (config: Config) => world.portsOf(config, () => this.#log);

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#store = new CallStore(ctx.storage.sql, ctx.id.name ?? "");
    this.#alarm = new CallAlarm(ctx.storage);
    this.#edition = new CallEdition(ctx.storage.sql, (cause) => this.#log("call.not_saved", {}, cause));
    const keysAreSecret = () => this.#conversation?.keysAreSecret ?? false;
    const filter = { clock: realClock, deliver: this.#take.bind(this), keysAreSecret };
    this.#replays = new ReplayFilter(filter, this.#store.frames());
    const sockets = ctx.getWebSockets();
    const isGoingOn = () => this.#conversation?.state.phase.name !== "ended";
    const session = () => this.#conversation?.state.call.sessionId ?? "";
    const taken = () => this.#socketTaken();
    const port = { clock: realClock, isGoingOn, session, taken, message: this.#message.bind(this) };
    this.#sockets = new CallSockets(port, sockets);
    this.#writer = new CallWriter(this.#store, {
      written: (state) => this.#setAlarm(state),
      failed: (cause) => this.#log("call.not_saved", {}, cause),
    });
    this.#telling = world.tellingOf(env, ctx.storage, {
      callSid: ctx.id.name ?? "",
      log: (...line) => this.#log(...line),
      rules: () => this.#rules,
      account: this.#account,
      models: (read) => this.#ports(read).models,
      ringAt: (atMs) => this.#alarm.ringAt(atMs),
      beyond: this.#reached,
    });
    const body = { store: this.#store, writer: this.#writer, sockets: this.#sockets, awake: this.#awake };
    this.#deeds = world.deedsOf({ ...body, telling: this.#telling, keeping: () => this.#keeping });
    const [stored, config] = [this.#store.load(), readConfig(env)];
    if (!stored || !config.ok || stored.state.phase.name === "connecting") return;
    // Evicted or crashed: what was saved is taken up again.
    this.#otherRelease = stored.otherRelease;
    this.#start(stored.state, config.config, stored.marks);
    if (sockets.length > 0) this.#awake.stay();
    this.#conversation?.dispatch({ type: "process_restarted", connected: sockets.length > 0 });
    if (stored.state.phase.name !== "ended") this.#handOverOtherRelease();
  }

  /** Accepts the websocket of a handshake whose signature was checked. */
  override async fetch(request: Request): Promise<Response> {
    const config = readConfig(this.env);
    if (!config.ok) return new Response("not configured", { status: 503 });
    if (this.#trials) return this.#trials.open(request, config.config, this.#ports(config.config));
    const { pathname, origin } = new URL(request.url);
    const callSid = pathname.split("/").at(-1) ?? "";
    this.#log = consoleLog({ callSid });
    this.#rulesRecord = await recordLink(config.config, origin, callSid, Date.now());
    // Twilio does not come back to a call that is over: whoever does has seen the header.
    if (this.#conversation && isOver(this.#conversation.state)) {
      this.#log("handshake.refused", { reason: "call_over" });
      return new Response("This call is over.", { status: 410 });
    }
    // A reconnect finds the conversation as it is: its tools may still be running.
    if (!this.#conversation) {
      this.#store.open();
      this.#start(newCall(callSid, ""), config.config);
    }
    return new Response(null, { status: 101, webSocket: this.#sockets.accepted(this.ctx) });
  }

  #socketTaken(): void {
    this.#replays.reconnected();
    this.#awake.stay();
    this.#conversation?.dispatch({ type: "socket_opened" });
  }

  /** The conversation so far, for the person who takes over; undefined when nothing is known of this call. */
  record(): CallRecord | undefined {
    if ((this.#conversation?.state.phase.name ?? "connecting") === "connecting") return undefined;
    return (this.#otherRelease ? this.#store.keptRecord() : undefined) ?? this.#conversation?.record;
  }

  /** An operator acts on it; undefined when nothing is known of this call. @param by - who, as the record names them. */
  act(request: ActionRequest, by: string): ActionAnswer | undefined {
    const conversation = this.#conversation;
    return conversation?.state.phase.name === "connecting" ? undefined : conversation?.act(request, by);
  }

  /** What there is to delete; none of a call that goes on, or may still come back. */
  kept(): Kept {
    const [state, { longestWaitMs }] = [this.#conversation?.state, this.#keeping];
    const isLive = this.#sockets.live || (state && isGoingOn(state, longestWaitMs, Date.now()));
    return isLive ? { live: true } : { live: false, lines: this.record()?.items.length };
  }

  /** The call's recording at Twilio, where there is one that may be heard. */
  recordingOf(): CallRecording | undefined {
    return this.#conversation && recordingOf(this.#conversation.state);
  }

  /** Deletes all of it. */
  async forget(): Promise<Kept & { readonly recording?: Removed }> {
    const kept = this.kept();
    return kept.live ? kept : { ...kept, recording: await this.#wipe() };
  }

  /** What the console shows of it beside its row; undefined where nothing is kept. */
  async detail(): Promise<CallAccount | undefined> {
    const account = this.#account();
    // Nobody has called by that name: the object that was made to ask is none.
    if (!account && !this.#conversation) await discard(this.ctx.storage, this.#telling.retryAtMs);
    return account;
  }

  readonly #account = () => world.accountIn(this.env, this.#conversation, this.record(), this.#rules);

  /** The Functions tell what becomes of it after its hand-off. An object that was made to hear of it is none. */
  async person(news: PersonNews): Promise<void> {
    personTold({ conversation: this.#conversation, store: this.#store, telling: this.#telling }, news);
    if (!this.#conversation) await discard(this.ctx.storage, this.#telling.retryAtMs);
  }

  /** Somebody watches the live page until then, epoch ms. */
  watched(untilMs: number): void {
    this.#telling.watched(untilMs);
  }

  /** @param isForgotten - nothing of it is told any more. */
  async #wipe(isForgotten = true): Promise<Removed> {
    const sid = this.#conversation?.state.recording.sid;
    this.#conversation?.dispose();
    this.#conversation = undefined;
    if (isForgotten) this.#telling.outlive(false);
    const removed = await wipeWithRecording(this.ctx.storage, sid, restAccountIn(this.env), this.#log);
    if (!isForgotten) this.#telling.outlive(true);
    return removed;
  }

  override webSocketMessage(ws: WebSocket, raw: string | ArrayBuffer): void {
    this.#sockets.received(ws, raw);
  }

  #message(ws: WebSocket, raw: string | ArrayBuffer): void {
    if (this.#heldBack.isHolding) return this.#heldBack.hold(() => this.#message(ws, raw));
    const frame = readFrame(raw, this.#log);
    if (frame?.type === "setup") this.#setUp(ws, frame);
    else if (frame) this.#replays.take(frame, String(raw));
  }

  /** @param mark - of a frame that must not count twice. */
  #take(frame: LiveFrame, mark: string | undefined): void {
    if (mark !== undefined) this.#writer.remember(mark);
    const event = meaningOf(frame, this.#log);
    if (event) this.#conversation?.dispatch(event);
    this.#writer.soon();
  }

  override webSocketClose(ws: WebSocket, code: number, reason: string): void {
    if (this.#heldBack.isHolding) return this.#heldBack.hold(() => this.webSocketClose(ws, code, reason));
    answerClose(ws, code);
    if (!this.#sockets.closed(ws)) return;
    this.#replays.closed();
    this.#awake.letGo();
    const how = code === 1000 && reason !== "replaced" ? "hung_up" : "lost";
    this.#log("socket.closed", { code });
    this.#conversation?.dispatch({ type: "socket_closed", how });
    this.#sockets.next(this.#conversation?.state.phase.name === "ended");
  }

  override webSocketError(ws: WebSocket): void {
    this.webSocketClose(ws, 1006, "");
  }

  override async alarm(): Promise<void> {
    this.#alarm.rang();
    const phase = this.#conversation?.state.phase.name;
    if (!phase || phase === "ended") return this.#telling.rang(!phase, () => this.#wipe(false));
    this.#conversation?.dispatch({ type: "time_passed" });
    // This alarm is spent, also where it found nothing to do: without another, a call whose process dies is never ended.
    this.#setAlarm();
  }

  #setUp(ws: WebSocket, setup: Setup): void {
    const [read, conversation] = [readConfig(this.env), this.#conversation];
    const refusal = setupRefusal(
      setup,
      conversation?.state.call.callSid,
      restAccountIn(this.env)?.accountSid,
    );
    if (!conversation || !read.ok || refusal) {
      this.#log("setup.rejected", { reason: refusal ?? "" });
      return ws.close(1008, refusal && SETUP_REFUSALS[refusal]);
    }
    if (setup.sessionId === "" || setup.sessionId !== conversation.state.call.sessionId) {
      this.#replays.newSession();
      this.#store.forgetFrames();
    }
    if (conversation.state.phase.name !== "connecting" && !beginsAgain(conversation.state, setup))
      return this.#connected(setup);
    // Only now is the called number known, and with it the agent, and which version of it the call has.
    const caller = arrived(conversation.state, setup);
    const edition = world.editionOf(this.env, read.config, caller, setup, this.#log);
    this.#heldBack.until(edition, (known) => this.#begin(setup, read.config, known));
  }

  #begin(setup: Setup, config: Config, edition: KeptEdition): void {
    const { state } = this.#conversation ?? {};
    if (!state) return;
    this.#edition.keep(edition);
    const isNew = state.phase.name === "connecting";
    this.#start(arrived(isNew ? state : newCall(setup.callSid, ""), setup), config);
    this.#connected(setup);
    // Beside the greeting: no caller waits for it. One that begins again has been counted.
    if (isNew)
      void countCall(this.env, this.#conversation?.state.call.from ?? "", this.#log).then(this.#reached);
  }

  #connected(setup: Setup): void {
    this.#conversation?.dispatch({ type: "call_connected", setup });
    this.#handOverOtherRelease();
  }

  readonly #reached = (limit?: LimitName) =>
    limit && this.#conversation?.dispatch({ type: "limit_reached", limit });

  /** What another release has stored leads to a person, as soon as there is a line to tell it on. */
  #handOverOtherRelease(): void {
    if (!this.#otherRelease) return;
    this.#otherRelease = false;
    this.#log("call.other_release");
    this.#conversation?.dispatch({ type: "person_needed", rule: "other_release" });
  }

  #start(state: CallState, config: Config, marks: readonly Mark[] = []): void {
    this.#log = consoleLog({ callSid: state.call.callSid });
    const own = { state, edition: this.#edition.kept, record: this.#rulesRecord, log: this.#log };
    const { known, agent, rules, keeping } = world.startOf(this.env, config, own);
    this.#keeping = keeping;
    this.#rules = rules;
    this.#conversation?.dispose();
    const deeds = { ...this.#ports(config), ...this.#deeds, log: this.#log };
    const outside = world.outsideOf(this.env, config, agent, deeds);
    this.#conversation = new Conversation(known, agent, rules, outside, marks);
  }

  #setAlarm(state = this.#conversation?.state): void {
    if (state) this.#alarm.set(state, this.#awake.is, this.#keeping, this.#telling.retryAtMs);
  }
}
