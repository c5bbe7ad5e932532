import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { createDesk, DEFAULT_CACHE_DIR } from "../../local/desk/desk.ts";
import type { StackCommand, StackEvent, Task } from "../../local/twilio/events.ts";

/**
 * As much of the local stack as the desk talks to: it serves the desk, sends task events to every page, replays
 * them to a page that comes later, and does with a task what TaskRouter would on a command.
 */
export interface StackStandIn {
  readonly origin: string;
  /** Commands in the order they came. */
  readonly commands: readonly StackCommand[];
  /** Puts a task in the queue, or changes it. */
  put(task: Task): void;
  task(sid: string): Task | undefined;
  /** So many of two people are available. */
  staff(available: number): void;
  /** Ends every task, so that the desk is empty. */
  clear(): void;
  close(): Promise<void>;
}

const AFTER: Readonly<Record<string, Task["status"]>> = {
  accept: "assigned",
  complete: "completed",
  cancel: "canceled",
  reject: "pending",
};

export async function startStack(): Promise<StackStandIn> {
  const desk = createDesk({ cacheDir: DEFAULT_CACHE_DIR });
  await desk.ready();
  const server = createServer((request, response) => {
    if (!desk.handle(request, response)) response.writeHead(404).end();
  });
  const sockets = new WebSocketServer({ server, path: "/events" });
  const tasks = new Map<string, Task>();
  const commands: StackCommand[] = [];
  let seq = 0;

  const eventOf = (task: Task): string => {
    const event: StackEvent = { kind: "task", task, seq: ++seq, at: Date.now(), callSid: task.callSid };
    return JSON.stringify(event);
  };
  const put = (task: Task) => {
    tasks.set(task.sid, task);
    for (const socket of sockets.clients) socket.send(eventOf(task));
  };
  const staff = (available: number) => {
    const people = { kind: "workers", total: 2, available, free: available } as const;
    const event: StackEvent = { ...people, seq: ++seq, at: Date.now() };
    for (const socket of sockets.clients) socket.send(JSON.stringify(event));
  };
  sockets.on("connection", (socket) => {
    socket.send(JSON.stringify({ type: "hello", lastSeq: seq + tasks.size }));
    for (const task of tasks.values()) socket.send(eventOf(task));
    socket.on("message", (frame) => {
      // The desk's own client wrote it.
      const command = JSON.parse(String(frame)) as StackCommand;
      commands.push(command);
      if (command.do === "workers") staff(command.available);
      for (const task of tasks.values()) {
        if (command.do === "task" && command.taskSid === task.sid)
          put({ ...task, status: AFTER[command.action] ?? task.status });
        if (command.do === "hang_up" && command.callSid === task.callSid)
          put({ ...task, status: "wrapping" });
      }
    });
  });

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // An address is a string only for pipes.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    commands,
    put,
    staff,
    task: (sid) => tasks.get(sid),
    clear() {
      for (const task of tasks.values()) put({ ...task, status: "canceled" });
      tasks.clear();
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
