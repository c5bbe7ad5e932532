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
