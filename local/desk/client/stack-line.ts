import type { StackCommand } from "../../twilio/events.ts";

/**
 * The websocket to the stack: its messages in, our commands out. A lost line is taken up again for as long as
 * the page is open, because the stack is restarted all the time while somebody develops.
 */

const RETRY_MS = 1_000;

export interface StackLine {
  send(command: StackCommand): void;
}

export function openLine(url: URL, hear: (message: unknown) => void): StackLine {
  let socket: WebSocket;
  const connect = () => {
    socket = new WebSocket(url);
    socket.addEventListener("message", ({ data }) => hear(JSON.parse(String(data))));
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
