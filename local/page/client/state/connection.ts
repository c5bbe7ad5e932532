import type { StackCommand } from "../../../twilio/events.ts";
import type { PageMessage } from "../../wire.ts";

export type Link = "connecting" | "open" | "lost";

export interface ConnectionEvents {
  link(state: Link): void;
  message(message: PageMessage): void;
}

export interface Connection {
  /** @returns false when there is no connection to send it over. */
  send(command: StackCommand): boolean;
  close(): void;
}

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 2_000;

/**
 * Keeps a websocket to the stack. After a loss it comes back by itself, and the server's `hello` brings the whole
 * log again, so nothing has to be remembered here.
 */
export function connect(url: string, on: ConnectionEvents): Connection {
  let socket: WebSocket;
  let retryMs = FIRST_RETRY_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const open = (): void => {
    socket = new WebSocket(url);
    socket.onmessage = ({ data }) => {
      retryMs = FIRST_RETRY_MS;
      // The server is ours and of the same build; it sends nothing but PageMessage.
      const message = JSON.parse(String(data)) as PageMessage;
      if ("type" in message && message.type === "hello") on.link("open");
      on.message(message);
    };
    socket.onclose = () => {
      if (closed) return;
      on.link("lost");
      timer = setTimeout(open, retryMs);
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    };
  };
  open();

  return {
    send: (command) => {
      if (socket.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(command));
      return true;
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
      socket.close();
    },
  };
}
