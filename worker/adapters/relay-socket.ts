import type { Log } from "../ports.ts";
import { type Inbound, parseInbound } from "../protocol/relay/inbound.ts";
import { type LiveFrame, lineEvent } from "../session/line/frames.ts";
import type { LineEvent } from "../session/state/event.ts";

/** A call's websockets, as hibernation keeps them. */

interface Attachment {
  /** Sockets of one call in their order: the newest is the call's. */
  readonly serial: number;
}

export const numberSocket = (ws: WebSocket, serial: number): void =>
  ws.serializeAttachment({ serial } satisfies Attachment);

/** @returns 0 for a socket without a number. */
export function serialOf(ws: WebSocket): number {
  const attachment: unknown = ws.deserializeAttachment();
  return typeof attachment === "object" && attachment !== null && "serial" in attachment
    ? Number(attachment.serial)
    : 0;
}

/** Until its close is answered the other side waits, and the socket counts as open; workerd leaves that to us. */
export function answerClose(ws: WebSocket, code: number): void {
  try {
    ws.close(code === 1005 || code === 1006 ? 1000 : code);
  } catch {
    // The connection has gone without a close, or the code may not be sent: there is nothing to answer.
  }
}

/** A frame as it came; undefined, and a line of the log, where it is none. */
export function readFrame(raw: string | ArrayBuffer, log: Log): Inbound | undefined {
  const parsed = parseInbound(raw);
  if (parsed.ok) return parsed.frame;
  const size = typeof raw === "string" ? raw.length : raw.byteLength;
  log("frame.rejected", { reason: parsed.reason, size });
  return undefined;
}

/** What a frame means to the conversation. What Twilio complains of means nothing to it, and is for the log. */
export function meaningOf(frame: LiveFrame, log: Log): LineEvent | undefined {
  if (frame.type === "error")
    log("relay.error", { code: /code: (\d{5})/.exec(frame.description)?.[1] ?? "" });
  return lineEvent(frame);
}
