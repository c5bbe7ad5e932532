import { WebSocket } from "ws";
import { handshakeSignature } from "../signature.ts";
import type { Stack } from "../stack.ts";
import { createDelayLine } from "./delay-line.ts";

export interface RelaySocket {
  send(frame: object): void;
  /** Closes once everything sent before is on its way. */
  close(code: number, reason: string): void;
  /** Drops the connection without a word, as a broken network does. */
  drop(): void;
}

export interface RelaySocketEvents {
  message(raw: string): void;
  /** Once, whoever closed it. */
  closed(code: number): void;
}

export type Connecting =
  | { readonly ok: true; readonly socket: RelaySocket }
  | { readonly ok: false; readonly reason: string };

const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Jetty's default for a text message. */
const SAFE_FRAME_CHARS = 64 * 1024;

/** Headers of a recorded handshake, beside those every websocket client sends. */
const RECORDED_HEADERS = {
  "Accept-Encoding": "gzip",
  "Cache-Control": "no-cache",
  Pragma: "no-cache",
  "User-Agent": "Jetty/11.0.24",
};

/** Opens the websocket of a session, signed, as Twilio does: no subprotocol, no extensions, no retry. */
export function connectRelay(
  stack: Stack,
  url: string,
  callSid: string,
  events: RelaySocketEvents,
): Promise<Connecting> {
  const { settings, faults, emit } = stack;
  const number = stack.nextSocket();

  function refused(reason: string): Connecting {
    emit({ kind: "socket", state: "refused", socket: number, reason }, callSid);
    return { ok: false, reason };
  }

  if (faults.refuseSockets > 0) {
    faults.refuseSockets -= 1;
    emit({ kind: "fault", name: "refuseSockets", detail: `${faults.refuseSockets} more` }, callSid);
    return Promise.resolve(refused("fault: refused"));
  }

  const signed = handshakeSignature(stack.authToken, url, settings.signQuery);
  const ws = new WebSocket(settings.resolveSocket(url), {
    perMessageDeflate: false,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    headers: {
      ...RECORDED_HEADERS,
      Host: new URL(url).host,
      "X-Twilio-Signature": signed,
      "x-amzn-bedrock-agentcore-runtime-custom-twilio-signature": signed,
    },
  });

  return new Promise((resolve) => {
    const outward = createDelayLine(stack.network);
    const inward = createDelayLine(stack.network);
    let state: "connecting" | "open" | "closed" = "connecting";

    ws.on("open", () => {
      state = "open";
      emit({ kind: "socket", state: "open", socket: number }, callSid);
      resolve({ ok: true, socket });
    });
    ws.on("unexpected-response", (_request, response) => {
      response.resume();
      ws.terminate();
      resolve(refused(`HTTP ${response.statusCode}`));
    });
    ws.on("error", (error) => {
      if (state === "connecting") resolve(refused(error.message));
      // Once open, a close event follows every error.
    });
    ws.on("message", (data, isBinary) => {
      const raw = data.toString();
      inward(faults.frameLatencyMs, () => {
        if (state !== "open") return;
        emit({ kind: "frame", direction: "from_worker", socket: number, frame: shown(raw) }, callSid);
        if (raw.length > SAFE_FRAME_CHARS) {
          const message = `A frame has ${raw.length} characters: Twilio's websocket client is known to take ${SAFE_FRAME_CHARS}`;
          stack.alert({ code: "lint", message }, callSid);
        }
        // Twilio speaks text frames only; a binary one cannot be a message of the protocol.
        events.message(isBinary ? "" : raw);
      });
    });
    ws.on("close", (code, reason) => {
      if (state !== "open") return;
      // Behind the frames that are still on their way.
      inward(faults.frameLatencyMs, () => {
        state = "closed";
        emit({ kind: "socket", state: "closed", socket: number, code, reason: reason.toString() }, callSid);
        events.closed(code);
      });
    });

    const socket: RelaySocket = {
      send(frame) {
        outward(faults.frameLatencyMs, () => {
          if (ws.readyState !== WebSocket.OPEN) return;
          ws.send(JSON.stringify(frame));
          emit({ kind: "frame", direction: "to_worker", socket: number, frame }, callSid);
        });
      },
      close: (code, reason) => outward(faults.frameLatencyMs, () => ws.close(code, reason)),
      drop: () => ws.terminate(),
    };
  });
}

/** What is logged of a frame: its value where it is JSON, else its text. */
function shown(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}
