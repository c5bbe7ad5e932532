import { WebSocket } from "ws";
import type { TrialNews } from "../../worker/protocol/console/trial.ts";
import type { TrialLink } from "../../worker/protocol/editing/play-case.ts";

/** A trial over a websocket of Node's. */
export interface OpenTrial {
  readonly link: TrialLink;
  /** Aborted when the socket has gone, and nothing more comes. */
  readonly signal: AbortSignal;
  readonly close: () => void;
}

const DEADLINE_MS = 30_000;

/**
 * @param url - `wss://HOST/api/agents/NAME/try?…`, or `ws:` on this machine. @param token - of an operator.
 * @throws Error where nobody answers, or the token does not do.
 */
export async function openTrial(url: string, token: string): Promise<OpenTrial> {
  const socket = new WebSocket(url, {
    headers: { Authorization: `Bearer ${token}` },
    handshakeTimeout: DEADLINE_MS,
  });
  const news: TrialNews[] = [];
  const listeners = new Set<(news: TrialNews) => void>();
  const gone = new AbortController();
  socket.on("message", (data) => {
    const one = JSON.parse(String(data)) as TrialNews; // the Worker's own
    news.push(one);
    for (const listener of listeners) listener(one);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", (cause) => reject(new Error("The Worker does not open a trial.", { cause })));
    socket.once("unexpected-response", (request, { statusCode }) => {
      request.destroy();
      reject(new Error(`The Worker answered ${statusCode}. Is TWILIO_AUTH_TOKEN its own?`));
    });
  });
  const lost = () => gone.abort(new Error("The connection to the Worker was lost."));
  socket.on("close", lost);
  socket.on("error", lost);
  return {
    link: {
      send: (said) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(said));
      },
      onNews: (listener) => {
        for (const one of news) listener(one);
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    signal: gone.signal,
    close: () => socket.close(),
  };
}
