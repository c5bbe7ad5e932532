import type { StackEvent, Task } from "../../twilio/events.ts";

/**
 * Which tasks the stack has now and who is there for them, from its stream of events. A stream begins with a `hello` and everything that has
 * happened so far; that past is not acted out again, or a call that is long over would ring once more.
 */

export type Staff = Pick<Extract<StackEvent, { kind: "workers" }>, "total" | "available">;

export interface BoardListener {
  /** A task is in this state since then (epoch milliseconds). */
  show(task: Task, sinceMs: number): void;
  /** So many of the stack's people take calls since then (epoch milliseconds). */
  staff(people: Staff, sinceMs: number): void;
  /** The stack does not know it any more: it was started anew. */
  forget(taskSid: string): void;
}

export interface TaskBoard {
  /** One message of the stream, whatever it is. */
  hear(message: unknown): void;
}

interface Entry {
  readonly task: Task;
  readonly sinceMs: number;
}

export function createBoard(listener: BoardListener): TaskBoard {
  let shown = new Map<string, Entry>();
  /** The past of a new stream, up to the event with this number; undefined once it has caught up. */
  let replay: { readonly until: number; readonly tasks: Map<string, Entry> } | undefined;

  const catchUp = (tasks: Map<string, Entry>) => {
    for (const sid of shown.keys()) if (!tasks.has(sid)) listener.forget(sid);
    for (const { task, sinceMs } of tasks.values()) listener.show(task, sinceMs);
    shown = tasks;
    replay = undefined;
  };

  return {
    hear(message) {
      const lastSeq = helloOf(message);
      if (lastSeq !== undefined) {
        replay = { until: lastSeq, tasks: new Map() };
        if (lastSeq === 0) catchUp(new Map());
        return;
      }
      if (!isEvent(message)) return;
      if (message.kind === "workers") listener.staff(message, message.at);
      const tasks = replay?.tasks ?? shown;
      if (message.kind === "task") {
        const { task, at } = message;
        const before = tasks.get(task.sid);
        // A change of attributes alone does not start the clock of the status again.
        const sinceMs = before?.task.status === task.status ? before.sinceMs : at;
        tasks.set(task.sid, { task, sinceMs });
        if (!replay) listener.show(task, sinceMs);
      }
      if (replay && message.seq >= replay.until) catchUp(replay.tasks);
    },
  };
}

function helloOf(message: unknown): number | undefined {
  if (typeof message !== "object" || message === null || !("type" in message)) return undefined;
  if (message.type !== "hello" || !("lastSeq" in message)) return undefined;
  return typeof message.lastSeq === "number" ? message.lastSeq : undefined;
}

/** The stack is ours and shares the type; whatever has no kind is one of its notes. */
const isEvent = (message: unknown): message is StackEvent =>
  typeof message === "object" && message !== null && "kind" in message && "seq" in message;
