import { DurableObject } from "cloudflare:workers";
import agents from "../agents/index.ts";
import { countCall } from "./adapters/call-counters.ts";
import { CallSockets } from "./adapters/call-sockets.ts";
import { CallStore } from "./adapters/call-store.ts";
import { CallWriter } from "./adapters/call-writer.ts";
import { openAiModels } from "./adapters/openai/openai-models.ts";
import { realClock } from "./adapters/real-clock.ts";
import { signRecordLink } from "./adapters/record-link.ts";
import { answerClose } from "./adapters/relay-socket.ts";
import { ReplayFilter } from "./adapters/replay-filter.ts";
import { twilioPeople } from "./adapters/twilio/twilio-people.ts";
import { Conversation } from "./agent/conversation.ts";
import type { Agent } from "./agent/define.ts";
import { rulesOf } from "./agent/judge.ts";
import type { Models } from "./agent/model.ts";
import type { Outside } from "./agent/outside.ts";
import { accountOf, type Config, type Env, readConfig, secretOf } from "./config.ts";
import { consoleLog } from "./log.ts";
import type { Clock, Log } from "./ports.ts";
import type { CallRecord } from "./protocol/call-record.ts";
import { callLanguages } from "./protocol/relay/call-languages.ts";
import { parseInbound, type Setup } from "./protocol/relay/inbound.ts";
import { encode, type Outbound } from "./protocol/relay/outbound.ts";
import { arrived } from "./session/line/connection.ts";
import { type LiveFrame, lineEvent } from "./session/line/frames.ts";
import { type CallState, isOver, newCall } from "./session/state/call-state.ts";
import type { Rules } from "./session/state/rules.ts";
import { nextDueMs } from "./session/step.ts";

/** How long a call is remembered after it ended, for the person's transcript; then it is deleted. */
const KEEP_MS = 24 * 3_600_000;
/** In memory a timer is exact; its alarm is for a process that has gone, and comes this much later. */
const ALARM_GRACE_MS = 1_000;
/** The same while there is a socket, which goes with the process: to set an alarm and to spend it are two commits each. */
const LIVE_ALARM_GRACE_MS = 20_000;

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
  readonly #sockets: CallSockets;
  #awake: ReturnType<typeof setInterval> | undefined;
  /** When the alarm rings; undefined when that is not known. Epoch ms. */
  #alarmMs: number | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#store = new CallStore(ctx.storage.sql, ctx.id.name ?? "");
    const deliver = (frame: LiveFrame, mark: string | undefined) => this.#take(frame, mark);
    const keysAreSecret = () => this.#conversation?.keysAreSecret ?? false;
    this.#replays = new ReplayFilter({ clock: realClock, deliver, keysAreSecret }, this.#store.frames());
    const sockets = ctx.getWebSockets();
    const isGoingOn = () => this.#conversation?.state.phase.name !== "ended";
    const session = () => this.#conversation?.state.call.sessionId ?? "";
    const taken = () => this.#socketTaken();
    const message = (ws: WebSocket, raw: string | ArrayBuffer) => this.#message(ws, raw);
    this.#sockets = new CallSockets({ clock: realClock, isGoingOn, session, taken, message }, sockets);
    this.#writer = new CallWriter(this.#store, {
      written: (state) => this.#setAlarm(state),
      failed: (cause) => this.#log.error("call.not_saved", cause),
    });
    const stored = this.#store.load();
    const config = readConfig(env);
    if (!stored || !config.ok || stored.state.phase.name === "connecting") return;
    // Evicted or crashed: what was saved is taken up again.
    this.#otherRelease = stored.otherRelease;
    this.#start(stored.state, config.config);
    if (sockets.length > 0) this.#stayAwake();
    this.#conversation?.dispatch({ type: "process_restarted", connected: sockets.length > 0 });
    if (stored.state.phase.name !== "ended") this.#handOverOtherRelease();
  }

  /** The ports of production. A test's subclass overrides what it wants to watch. */
  protected ports(config: Config): { readonly clock: Clock; readonly models: Models } {
    return {
      clock: realClock,
      models: openAiModels(config, () => this.#log),
    };
  }

  /** Accepts the websocket of a handshake whose signature was checked. */
  override async fetch(request: Request): Promise<Response> {
    const config = readConfig(this.env);
    if (!config.ok) return new Response("not configured", { status: 503 });
    const url = new URL(request.url);
    const callSid = url.pathname.split("/").at(-1) ?? "";
    this.#log = consoleLog({ callSid });
    this.#rulesRecord = await recordLink(config.config, url, callSid);
    // Twilio does not come back to a call that is over: whoever does has seen the header.
    if (this.#conversation && isOver(this.#conversation.state)) {
      this.#log.warn("handshake.refused", { reason: "call_over" });
      return new Response("This call is over.", { status: 410 });
    }
    // A reconnect finds the conversation as it is: its tools may still be running.
    if (!this.#conversation) this.#start(newCall(callSid, ""), config.config);

    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    this.#sockets.opened(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  #socketTaken(): void {
    this.#replays.reconnected();
    this.#stayAwake();
    this.#conversation?.dispatch({ type: "socket_opened" });
  }

  /** The conversation so far, for the person who takes over; undefined when nothing is known of this call. */
  record(): CallRecord | undefined {
    const state = this.#conversation?.state;
    if (!state || state.phase.name === "connecting") return undefined;
    return (this.#otherRelease ? this.#store.keptRecord() : undefined) ?? this.#conversation?.record;
  }

  override webSocketMessage(ws: WebSocket, raw: string | ArrayBuffer): void {
    this.#sockets.received(ws, raw);
  }

  #message(ws: WebSocket, raw: string | ArrayBuffer): void {
    const parsed = parseInbound(raw);
    if (!parsed.ok) {
      const size = typeof raw === "string" ? raw.length : raw.byteLength;
      this.#log.warn("frame.rejected", { reason: parsed.reason, size });
      return;
    }
    if (parsed.frame.type === "setup") return this.#setUp(ws, parsed.frame);
    this.#replays.take(parsed.frame, String(raw));
  }

  /** @param mark - of a frame that must not count twice. */
  #take(frame: LiveFrame, mark: string | undefined): void {
    if (mark !== undefined) this.#writer.remember(mark);
    const event = lineEvent(frame);
    if (event) this.#conversation?.dispatch(event);
    else if (frame.type === "error")
      this.#log.warn("relay.error", { code: /code: (\d{5})/.exec(frame.description)?.[1] ?? "" });
    this.#writer.soon();
  }

  override webSocketClose(ws: WebSocket, code: number, reason: string): void {
    answerClose(ws, code);
    if (!this.#sockets.closed(ws)) return;
    this.#replays.closed();
    this.#letGo();
    const how = code === 1000 && reason !== "replaced" ? "hung_up" : "lost";
    this.#log.info("socket.closed", { code });
    this.#conversation?.dispatch({ type: "socket_closed", how });
    this.#sockets.next(this.#conversation?.state.phase.name === "ended");
  }

  override webSocketError(ws: WebSocket): void {
    this.webSocketClose(ws, 1006, "");
  }

  override async alarm(): Promise<void> {
    this.#alarmMs = undefined;
    const state = this.#conversation?.state;
    if (!state || state.phase.name === "ended") {
      await this.ctx.storage.deleteAll();
      this.#conversation = undefined;
      return;
    }
    this.#conversation?.dispatch({ type: "time_passed" });
    // This alarm is spent, also where it found nothing to do: without another, a call whose process dies is never ended.
    this.#setAlarm();
  }

  #setUp(ws: WebSocket, setup: Setup): void {
    const conversation = this.#conversation;
    if (!conversation || setup.callSid !== conversation.state.call.callSid) {
      this.#log.warn("setup.rejected", { reason: "call_sid" });
      ws.close(1008, "This socket belongs to another call.");
      return;
    }
    if (setup.sessionId === "" || setup.sessionId !== conversation.state.call.sessionId) {
      this.#replays.newSession();
      this.#store.forgetFrames();
    }
    const isNew = conversation.state.phase.name === "connecting";
    if (isNew) {
      // Only now is the called number known, and with it the agent.
      const config = readConfig(this.env);
      if (config.ok) this.#start(arrived(conversation.state, setup), config.config);
    }
    this.#conversation?.dispatch({ type: "call_connected", setup });
    this.#handOverOtherRelease();
    if (isNew) void this.#count();
  }

  /** Beside the greeting: no caller waits for it. */
  async #count(): Promise<void> {
    const limit = await countCall(this.env, this.#conversation?.state.call.from ?? "", this.#log);
    if (limit) this.#conversation?.dispatch({ type: "limit_reached", limit });
  }

  /** What another release has stored leads to a person, as soon as there is a line to tell it on. */
  #handOverOtherRelease(): void {
    if (!this.#otherRelease) return;
    this.#otherRelease = false;
    this.#log.warn("call.other_release");
    this.#conversation?.dispatch({ type: "person_needed", rule: "other_release" });
  }

  #start(state: CallState, config: Config): void {
    const { call, phase } = state;
    this.#log = consoleLog({ callSid: call.callSid });
    // The Function is told more of a call; where its agent is of another release, what is known here decides.
    const agent = agents.named(call.agent) ?? agents.forCall(call);
    const language = (phase.name !== "connecting" && call.language) || callLanguages(agent).start;
    this.#conversation?.dispose();
    this.#conversation = new Conversation(
      { ...state, call: { ...call, language } },
      agent,
      rulesOf(agent, this.#rulesRecord),
      this.#outside(config, agent),
    );
  }

  #outside(config: Config, agent: Agent): Outside {
    const ports = this.ports(config);
    const people = twilioPeople(accountOf(config), agent, ports.clock.now);
    return {
      ...ports,
      log: this.#log,
      send: (frame) => this.#send(frame),
      close: () => {
        const { live } = this.#sockets;
        live?.close(1000, "nothing more is to come");
        if (live) this.#sockets.closed(live);
        this.#letGo();
      },
      save: (state, soon) => this.#writer.save(state, soon),
      finished: (state, record) => {
        this.#store.keepRecord(record);
        this.#store.forgetFrames();
        void people.countResolved(state).catch((cause) => this.#log.error("insights.not_counted", cause));
      },
      availability: people.availability,
      createCallback: people.createCallback,
      secret: (name) => secretOf(this.env, name, () => this.#log.warn("secret.not_set", { name })),
      textCaller: people.textCaller,
    };
  }

  #send(frame: Outbound): void {
    // What a caller can hear has to be on disk: a model that is quicker than the delay does not change that.
    this.#writer.flush();
    const { live } = this.#sockets;
    if (live?.readyState === WebSocket.OPEN) live.send(encode(frame));
  }

  #setAlarm(state = this.#conversation?.state): void {
    // What was to ring during the call would delete what the person still reads.
    if (state?.phase.name === "ended") return this.#ringAt(Date.now() + KEEP_MS);
    const dueMs = state && nextDueMs(state);
    if (dueMs === undefined) return;
    const atMs = dueMs + (this.#awake ? LIVE_ALARM_GRACE_MS : ALARM_GRACE_MS);
    // An alarm too early costs one empty event.
    if (this.#awake && this.#alarmMs !== undefined && this.#alarmMs <= atMs) return;
    this.#ringAt(atMs);
  }

  #ringAt(atMs: number): void {
    this.#alarmMs = atMs;
    void this.ctx.storage.setAlarm(atMs);
  }

  /** The call has no socket any more: nothing keeps the object awake. */
  #letGo(): void {
    clearInterval(this.#awake);
    this.#awake = undefined;
  }

  /** A pending timer keeps the object active: a deploy waits for it, and no turn pays for a cold constructor. */
  #stayAwake(): void {
    this.#awake ??= setInterval(() => {}, 30_000);
  }
}

async function recordLink(config: Config, requestUrl: URL, callSid: string): Promise<Rules["record"]> {
  const token = config.TWILIO_AUTH_TOKEN[0];
  if (!token) return undefined;
  const origin = config.RELAY_URL
    ? new URL(config.RELAY_URL.replace(/^ws/, "http")).origin
    : requestUrl.origin;
  const expiresAt = Math.floor((Date.now() + KEEP_MS) / 1000);
  return { url: await signRecordLink(token, origin, callSid, expiresAt), expiresAt };
}
