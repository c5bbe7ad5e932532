import type { Clock } from "../ports.ts";
import { parseInbound } from "../protocol/relay/inbound.ts";
import { encode, type Outbound } from "../protocol/relay/outbound.ts";
import { numberSocket, serialOf } from "./relay-socket.ts";

/**
 * The sockets of one call. The signature of a handshake covers the address only and has no nonce, so it can be sent
 * again by whoever has seen it. While a peer that has spoken is on the line, another socket therefore waits: until its
 * `setup` names the session, which only Twilio and we know, or until the first has closed. Twilio, refused, asks the
 * action URL, which connects again or finds a person.
 */

/** A reconnect is told from a replay by then. Twilio opens the new socket after the old one has gone. */
const WAITS_MS = 2_000;
/** Twilio sends again up to 500 events, mostly of some hundred characters. */
const MAX_HELD_CHARS = 256 * 1024;

interface Port {
  readonly clock: Clock;
  /** Something is still to be said or heard: after `end` the socket is given up. */
  readonly isGoingOn: () => boolean;
  /** Its id; empty where none is known. */
  readonly session: () => string;
  /** The call is on this socket from now on. */
  readonly taken: (ws: WebSocket) => void;
  readonly message: (ws: WebSocket, raw: string | ArrayBuffer) => void;
}

interface Waiting {
  readonly ws: WebSocket;
  readonly held: (string | ArrayBuffer)[];
  chars: number;
  cancel: () => void;
}

export class CallSockets {
  readonly #port: Port;
  #serial: number;
  /** Kept, as each look at an attachment is paid for with every frame. */
  #live: WebSocket | undefined;
  #hasSpoken = true;
  #waiting: readonly Waiting[] = [];

  /** @param restored - those that a process before this one has left open. */
  constructor(port: Port, restored: readonly WebSocket[]) {
    this.#port = port;
    this.#serial = Math.max(0, ...restored.map(serialOf));
    this.#live = restored.find((ws) => serialOf(ws) === this.#serial);
    for (const ws of restored) if (ws !== this.#live) ws.close(1008, REFUSED);
  }

  /** The call's own: the newest that was let in. */
  get live(): WebSocket | undefined {
    return this.#live;
  }

  opened(ws: WebSocket): void {
    const cancel = this.#port.clock.after(WAITS_MS, () => this.#refuse(waiting));
    const waiting: Waiting = { ws, held: [], chars: 0, cancel };
    const holds = this.#live?.readyState === WebSocket.OPEN && this.#hasSpoken && this.#port.isGoingOn();
    if (holds) this.#waiting = [...this.#waiting, waiting];
    else this.#take(waiting);
  }

  /** @returns the other end, for whoever has knocked. */
  accepted(ctx: Pick<DurableObjectState, "acceptWebSocket">): WebSocket {
    const { 0: client, 1: server } = new WebSocketPair();
    ctx.acceptWebSocket(server);
    this.opened(server);
    return client;
  }

  /** Where there is one. */
  send(frame: Outbound): void {
    if (this.#live?.readyState === WebSocket.OPEN) this.#live.send(encode(frame));
  }

  received(ws: WebSocket, raw: string | ArrayBuffer): void {
    if (ws === this.#live) {
      this.#hasSpoken = true;
      return this.#port.message(ws, raw);
    }
    const waiting = this.#waiting.find((w) => w.ws === ws);
    if (!waiting) return;
    waiting.held.push(raw);
    waiting.chars += 1 + (typeof raw === "string" ? raw.length : raw.byteLength);
    if (waiting.chars > MAX_HELD_CHARS) this.#refuse(waiting);
    else if (this.#namesSession(raw)) this.#take(waiting);
  }

  /** @returns whether it was the call's own. */
  closed(ws: WebSocket): boolean {
    const waiting = this.#waiting.find((w) => w.ws === ws);
    if (waiting) this.#forget(waiting);
    if (ws !== this.#live) return false;
    this.#live = undefined;
    return true;
  }

  /** Nothing more is to come on the call's own. */
  giveUp(): void {
    this.#live?.close(1000, "nothing more is to come");
    this.#live = undefined;
  }

  /** The call's own has gone: the newest of those that wait is the call's, unless the call is over. */
  next(isOver: boolean): void {
    const newest = this.#waiting.at(-1);
    if (isOver) for (const waiting of this.#waiting) this.#refuse(waiting);
    else if (newest) this.#take(newest);
  }

  #namesSession(raw: string | ArrayBuffer): boolean {
    const parsed = parseInbound(raw);
    const named = parsed.ok && parsed.frame.type === "setup" ? parsed.frame.sessionId : "";
    return named !== "" && named === this.#port.session();
  }

  #take(waiting: Waiting): void {
    const { ws, held } = waiting;
    this.#forget(waiting);
    const old = this.#live;
    this.#serial += 1;
    numberSocket(ws, this.#serial);
    this.#live = ws;
    this.#hasSpoken = false;
    old?.close(1000, "replaced");
    this.#port.taken(ws);
    for (const raw of held) this.received(ws, raw);
  }

  #refuse(waiting: Waiting): void {
    this.#forget(waiting);
    waiting.ws.close(1008, REFUSED);
  }

  #forget(waiting: Waiting): void {
    waiting.cancel();
    this.#waiting = this.#waiting.filter((w) => w !== waiting);
  }
}

const REFUSED = "This call is on another socket.";
