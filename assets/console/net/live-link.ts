import type { LiveMessage, LiveRequest } from "../../../worker/protocol/console/live.ts";

/** `lost`: it is tried again at `nextAt`, epoch ms by the browser's clock. */
export type LinkState =
  | { readonly is: "connecting" | "open" | "resting" }
  | { readonly is: "lost"; readonly since: number; readonly nextAt: number };

export interface LinkEvents {
  link(state: LinkState): void;
  /** In the order of their arrival, a few times a second at most. */
  messages(messages: readonly LiveMessage[]): void;
}

export interface LiveLink {
  /** Tells which call is looked at; again after each return of the connection. */
  looking(callSid: string | undefined): void;
  retry(): void;
  close(): void;
}

const FIRST_RETRY_MS = 300;
const LAST_RETRY_MS = 10_000;
/** Messages that come within this are shown together: 200 calls may change ten times a second each. */
const TOGETHER_MS = 50;
/** A tab that nobody looks at makes calls push for nothing. */
const REST_AFTER_MS = 60_000;

/** Keeps `GET /api/live` open while the tab is looked at; after a loss it comes back by itself, later each time. */
export function openLive(on: LinkEvents): LiveLink {
  const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/live`;
  let socket: WebSocket | undefined;
  let retryMs = FIRST_RETRY_MS;
  let lostAt: number | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let flushTimer: ReturnType<typeof setTimeout> | undefined;
  let restTimer: ReturnType<typeof setTimeout> | undefined;
  let waiting: LiveMessage[] = [];
  let lookedAt: string | undefined;

  const tell = (): void => {
    const request: LiveRequest = lookedAt === undefined ? {} : { looking: lookedAt };
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request));
  };
  const flush = (): void => {
    flushTimer = undefined;
    const now = waiting;
    waiting = [];
    on.messages(now);
  };
  const drop = (): void => {
    clearTimeout(retryTimer);
    const old = socket;
    socket = undefined;
    old?.close();
  };
  const open = (): void => {
    drop();
    const own = new WebSocket(url);
    socket = own;
    own.onopen = () => {
      if (lookedAt !== undefined) tell();
    };
    own.onmessage = ({ data }) => {
      if (socket !== own) return;
      const message = read(String(data));
      if (message === undefined) return;
      if (message.type === "snapshot") {
        retryMs = FIRST_RETRY_MS;
        lostAt = undefined;
        on.link({ is: "open" });
      }
      waiting.push(message);
      flushTimer ??= setTimeout(flush, TOGETHER_MS);
    };
    own.onclose = () => {
      if (socket !== own) return;
      const now = Date.now();
      lostAt ??= now;
      on.link({ is: "lost", since: lostAt, nextAt: now + retryMs });
      // A little apart, so that not all pages come back at one moment.
      retryTimer = setTimeout(open, retryMs * (0.8 + Math.random() * 0.4));
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    };
  };
  const wake = (): void => {
    retryMs = FIRST_RETRY_MS;
    if (socket === undefined || socket.readyState >= WebSocket.CLOSING) open();
  };
  const onVisible = (): void => {
    clearTimeout(restTimer);
    if (document.visibilityState === "visible") return wake();
    restTimer = setTimeout(() => {
      drop();
      on.link({ is: "resting" });
    }, REST_AFTER_MS);
  };
  // A socket does not learn by itself that the network is gone.
  const onOffline = (): void => socket?.close();

  document.addEventListener("visibilitychange", onVisible);
  addEventListener("online", wake);
  addEventListener("offline", onOffline);
  open();

  return {
    looking: (callSid) => {
      if (lookedAt === callSid) return;
      lookedAt = callSid;
      tell();
    },
    retry: wake,
    close: () => {
      document.removeEventListener("visibilitychange", onVisible);
      removeEventListener("online", wake);
      removeEventListener("offline", onOffline);
      clearTimeout(restTimer);
      clearTimeout(flushTimer);
      drop();
    },
  };
}

function read(text: string): LiveMessage | undefined {
  try {
    return JSON.parse(text) as LiveMessage; // ours, of the same release
  } catch {
    return undefined;
  }
}
