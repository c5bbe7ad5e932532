import type { CallRow } from "../../protocol/console/call-row.ts";
import type { FiredAlert, LiveCall, LiveMessage, LiveRequest } from "../../protocol/console/live.ts";
import { masked } from "../../protocol/console/masked.ts";
import { present } from "../../protocol/present.ts";
import { personOf } from "../calls/with-person.ts";

/** Whoever sees the live page, as is attached to their socket. */
interface Watcher {
  readonly role: "reader" | "operator";
  /** The id of their token, or their e-mail address. */
  readonly by: string;
  /** The call that they look at. */
  readonly looking?: string;
  /** Then it ends, epoch ms. */
  readonly untilMs: number;
}

interface Ports {
  readonly sockets: () => readonly WebSocket[];
  readonly accept: (ws: WebSocket) => void;
  readonly now: () => number;
  /** Calls that go on, as far as their notes say. */
  readonly live: () => readonly CallRow[];
  readonly alerts: () => readonly FiredAlert[];
  /** Tells the objects of those calls that somebody watches. */
  readonly tell: (callSids: readonly string[], untilMs: number) => void;
}

/** How long a call tells of itself without being asked again. */
export const WATCHED_MS = 60_000;
/** After so long, or when its token expires, a page has to come in by the door again. */
const SOCKET_MS = 3_600_000;
const MAX_REQUEST_CHARS = 200;

/** The live feed: calls tell of themselves while somebody watches, and nothing of it is stored. */
export class LiveHub {
  readonly #ports: Ports;
  /** Lost with the process: the calls tell again. */
  readonly #calls = new Map<string, LiveCall>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** @returns until when calls are to tell of themselves, epoch ms; 0 while nobody watches. */
  get watchedUntil(): number {
    return this.#open().length > 0 ? this.#ports.now() + WATCHED_MS : 0;
  }

  /** @param who - `untilMs`: when their token expires, epoch ms. */
  open(ws: WebSocket, who: Pick<Watcher, "role" | "by"> & { readonly untilMs: number | undefined }): void {
    const { role, by } = who;
    const isFirst = this.#open().length === 0;
    this.#ports.accept(ws);
    const untilMs = Math.min(this.#ports.now() + SOCKET_MS, who.untilMs ?? Number.POSITIVE_INFINITY);
    attach(ws, { role, by, untilMs });
    const rows = this.#ports.live();
    const going = new Set(rows.map(({ callSid }) => callSid));
    // Of what was handed over the end may never be told.
    for (const [callSid, { person }] of this.#calls)
      if (person && !going.has(callSid)) this.#calls.delete(callSid);
    const calls = rows.map((row) => this.#calls.get(row.callSid) ?? liveOf(row));
    send(
      ws,
      this.#shown({ type: "snapshot", now: this.#ports.now(), calls, alerts: this.#ports.alerts() }, role),
    );
    // One that is with a person tells of itself anyway.
    const unknown = rows.filter(
      ({ callSid, endedAt }) => endedAt === undefined && (isFirst || !this.#calls.has(callSid)),
    );
    if (unknown.length > 0)
      this.#ports.tell(
        unknown.map(({ callSid }) => callSid),
        this.watchedUntil,
      );
  }

  /** What a page says: which call it looks at. Anything else is passed over. */
  said(ws: WebSocket, raw: string | ArrayBuffer): void {
    const request = typeof raw === "string" && raw.length <= MAX_REQUEST_CHARS ? requestIn(raw) : undefined;
    if (!request) return;
    const { looking: before, ...watcher } = watcherOf(ws);
    const looking = request.looking;
    if (looking === before) return;
    attach(ws, { ...watcher, ...(looking !== undefined && { looking }) });
    for (const callSid of [before, looking]) {
      const call = callSid === undefined ? undefined : this.#calls.get(callSid);
      if (call) this.#broadcast({ type: "call", call });
    }
  }

  /** A page has gone. */
  closed(ws: WebSocket): void {
    const { looking } = watcherOf(ws);
    const call = looking === undefined ? undefined : this.#calls.get(looking);
    if (call) this.#broadcast({ type: "call", call });
  }

  /** A call tells of itself. */
  changed(call: LiveCall): void {
    const known = this.#calls.get(call.callSid);
    if (known && known.at > call.at) return;
    this.#calls.set(call.callSid, call);
    this.#broadcast({ type: "call", call });
  }

  /** When the time of one of the pages is up, epoch ms. */
  nextEndMs(): number | undefined {
    const times = this.#open().map((ws) => watcherOf(ws).untilMs);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** Ends those whose time is up: nothing may happen that would be told them, and they stay open. */
  endDue(): void {
    for (const ws of this.#open()) if (watcherOf(ws).untilMs <= this.#ports.now()) end(ws);
  }

  #open(): readonly WebSocket[] {
    return this.#ports.sockets().filter((ws) => ws.readyState === WebSocket.OPEN);
  }

  /** A call's row is another. */
  noted(row: CallRow): void {
    if (row.endedAt === undefined) return;
    if (row.phase !== "with_person") return this.ended(row);
    const known = this.#calls.get(row.callSid);
    const at = Math.max(this.#ports.now(), known?.at ?? 0);
    this.changed({ ...liveOf(row), ...(known?.lastWords && { lastWords: known.lastWords }), at });
  }

  ended(call: CallRow): void {
    this.#calls.delete(call.callSid);
    this.#broadcast({ type: "ended", callSid: call.callSid, call });
  }

  forgotten(callSid: string): void {
    this.#calls.delete(callSid);
    this.#broadcast({ type: "forgotten", callSid });
  }

  alerts(): void {
    this.#broadcast({ type: "alerts", alerts: this.#ports.alerts() });
  }

  #broadcast(message: LiveMessage): void {
    const written = new Map<Watcher["role"], string>();
    for (const ws of this.#open()) {
      const { role, untilMs } = watcherOf(ws);
      const text = written.get(role) ?? this.#shown(message, role);
      written.set(role, text);
      if (untilMs <= this.#ports.now()) end(ws);
      else send(ws, text);
    }
  }

  #shown(message: LiveMessage, role: Watcher["role"]): string {
    const seen = (call: LiveCall): LiveCall => this.#withOperators(role === "operator" ? call : masked(call));
    switch (message.type) {
      case "snapshot":
        return JSON.stringify({ ...message, calls: message.calls.map(seen) });
      case "call":
        return JSON.stringify({ ...message, call: seen(message.call) });
      case "ended":
        return JSON.stringify({
          ...message,
          call: role === "operator" ? message.call : masked(message.call),
        });
      case "forgotten":
      case "alerts":
        return JSON.stringify(message);
    }
  }

  #withOperators(call: LiveCall): LiveCall {
    const looking = this.#open()
      .map(watcherOf)
      .filter((watcher) => watcher.looking === call.callSid)
      .map(({ by }) => by);
    return { ...call, operators: [...new Set(looking)] };
  }
}

const known = new WeakMap<WebSocket, Watcher>();

/** Read once for each socket: each message looks at all of them. */
function watcherOf(ws: WebSocket): Watcher {
  const watcher = known.get(ws) ?? (ws.deserializeAttachment() as Watcher); // attached by `attach`, to each
  known.set(ws, watcher);
  return watcher;
}

function attach(ws: WebSocket, watcher: Watcher): void {
  known.set(ws, watcher);
  ws.serializeAttachment(watcher);
}

function end(ws: WebSocket): void {
  ws.close(1000, "come in again");
}

/** One that is closing takes nothing any more. */
function send(ws: WebSocket, text: string): void {
  if (ws.readyState === WebSocket.OPEN) ws.send(text);
}

function requestIn(raw: string): LiveRequest | undefined {
  try {
    const said: { looking?: unknown } | null = JSON.parse(raw);
    if (typeof said !== "object" || said === null) return undefined;
    return typeof said.looking === "string" ? { looking: said.looking } : {};
  } catch {
    return undefined; // not ours
  }
}

/** Of a call that has not told of itself yet: who speaks is not known. */
const liveOf = (row: CallRow): LiveCall =>
  present({
    callSid: row.callSid,
    agent: row.agent,
    from: row.from ?? "",
    to: row.to ?? "",
    startedAt: row.startedAt,
    phase: row.phase,
    language: row.language,
    turns: row.turns,
    speaking: "nobody",
    mood: row.sentiment,
    operators: [],
    person: personOf(row),
    reasonCode: row.reasonCode,
    rule: row.rule,
    at: 0,
  });
