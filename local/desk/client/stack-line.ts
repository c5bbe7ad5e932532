import type { StackCommand, StackEvent } from "../../twilio/events.ts";

/**
 * The websocket to the stack: its events in, our commands out. A lost line is taken up again for as long as
 * the page is open, because the stack is restarted all the time while somebody develops.
 */

const RETRY_MS = 1_000;

export interface StackLine {
  send(command: StackCommand): void;
}

export function openLine(url: URL, hear: (event: StackEvent) => void): StackLine {
  let socket: WebSocket;
  const connect = () => {
    socket = new WebSocket(url);
    socket.addEventListener("message", ({ data }) => {
      const event = eventOf(data);
      if (event) hear(event);
    });
    socket.addEventListener("close", () => setTimeout(connect, RETRY_MS));
  };
  connect();
  return {
    send(command) {
      // With the line down the stack is gone as well, and the task with it: nothing to keep for later.
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(command));
    },
  };
}

function eventOf(frame: unknown): StackEvent | undefined {
  try {
    const value: unknown = JSON.parse(String(frame));
    // The stack is ours and the type is shared with it; anything without a kind is some other message.
    return typeof value === "object" && value !== null && "kind" in value ? (value as StackEvent) : undefined;
  } catch {
    return undefined;
  }
}
