import { unreachable } from "../../../worker/protocol/unreachable.ts";
import type { Cancel } from "../clock.ts";
import type { StackCommand, Task, TaskStatus } from "../events.ts";
import { type TaskTimes, type Throughput, throughput } from "../relay/throughput.ts";
import { newSid } from "../sid.ts";
import type { Stack } from "../stack.ts";
import { createWorkerPool, type Worker, type WorkerCounts } from "./worker-pool.ts";

/** A call that waits in the queue of a workflow. */
export interface WaitingCall {
  readonly taskSid: string;
  readonly queueSid: string;
  /**
   * When it left the queue: a person took it, or the task was canceled. Never, when the caller was first, or when
   * the setting `canceledTask` keeps the call waiting.
   */
  readonly left: Promise<"accepted" | "canceled">;
  /** When the person who took it hung up. */
  readonly over: Promise<void>;
  /** The caller is gone, from the queue or from the conversation; the reason goes into the task. */
  callerLeft(reason: string): void;
  /** Figures for the wait request; times are seconds. */
  figures(): {
    readonly position: number;
    readonly size: number;
    readonly waited: number;
    readonly averageWait: number;
  };
}

export interface NewTask {
  readonly callSid: string;
  readonly workflowSid: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly priority: number;
  readonly timeoutS: number;
  readonly maxQueueSize: number;
}

/** A task that was created through the API. Nobody waits on the telephone for it. */
interface ApiTask extends Pick<NewTask, "workflowSid" | "attributes" | "priority" | "timeoutS"> {
  readonly channel: string;
}

export interface TaskRouter {
  readonly tasks: readonly Task[];
  hasWorkflow(workflowSid: string): boolean;
  /** Of the last `windowS` seconds of people's time; of every workflow when none is named. */
  throughput(workflowSid: string | undefined, windowS: number): Throughput;
  /** How long a task has been waiting, seconds of people's time. */
  ageS(taskSid: string): number;
  create(task: ApiTask): Task;
  readonly workers: WorkerCounts;
  /** @returns undefined when the queue is full. */
  enqueue(task: NewTask): WaitingCall | undefined;
  /** @throws Error naming the task and the state it is in, when the order does not fit it. */
  act(taskSid: string, action: TaskAction): void;
  setAvailable(count: number): void;
}

type TaskAction = Extract<StackCommand, { readonly do: "task" }>["action"];

interface Entry extends TaskTimes {
  task: Task;
  worker?: Worker | undefined;
  readonly left: PromiseWithResolvers<"accepted" | "canceled">;
  readonly over: PromiseWithResolvers<void>;
  /** Ends the wait of a task that nobody took in time. */
  expiry: Cancel;
  /** The moment from which on it may ring, where that is to come. */
  opening?: Cancel | undefined;
  /** Ends the ringing of its reservation. */
  ringing?: Cancel | undefined;
  leftAt?: number;
  acceptedAt?: number;
  endedAt?: number;
}

/** As TaskRouter words it. */
const TTL_EXCEEDED = "Task TTL Exceeded";
const WAITING: ReadonlySet<TaskStatus> = new Set(["pending", "reserved"]);
const QUEUE_NAME = "Everyone";
/** `setTimeout` takes no longer one. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** Where virtual tasks wait for their end, as a workflow for them would have it. */
const NOBODY = "Nobody";

/**
 * TaskRouter with one workflow's worth of rules: the task of highest priority that has waited longest goes to a
 * worker who is available and free, who may accept, reject or let it ring.
 *
 * @param workflows - SIDs that exist; undefined for any.
 */
export function createTaskRouter(stack: Stack, workflows?: readonly string[]): TaskRouter {
  const { speech, settings } = stack;
  const entries = new Map<string, Entry>();
  const workers = createWorkerPool(settings.workers);
  const queueSids = new Map<string, string>();
  const waits: number[] = [];

  /** Calls in line. */
  const waiting = (workflowSid: string) =>
    [...entries.values()].filter(
      (e) => e.task.callSid && e.task.workflowSid === workflowSid && WAITING.has(e.task.status),
    );

  function update(entry: Entry, change: Partial<Task>): void {
    entry.task = { ...entry.task, ...change };
    stack.emit({ kind: "task", task: entry.task }, entry.task.callSid || undefined);
  }

  function release(entry: Entry): void {
    stopRinging(entry);
    if (!entry.worker) return;
    entry.worker.taskSid = undefined;
    entry.worker = undefined;
    reportWorkers();
  }

  function stopRinging(entry: Entry): void {
    entry.ringing?.();
    entry.ringing = undefined;
  }

  function reportWorkers(): void {
    stack.emit({ kind: "workers", ...workers.counts });
    offerSoon();
  }

  function offerSoon(): void {
    speech.after(settings.reservationDelayMs, () => {
      const pending = [...entries.values()]
        .filter((e) => e.task.status === "pending" && e.task.queueName !== NOBODY && !(heldMs(e.task) > 0))
        .sort((a, b) => b.task.priority - a.task.priority || a.queuedAt - b.queuedAt);
      for (const entry of pending) {
        const worker = workers.findFree();
        if (worker) reserve(entry, worker);
      }
    });
  }

  function reserve(entry: Entry, worker: Worker): void {
    worker.taskSid = entry.task.sid;
    entry.worker = worker;
    update(entry, { status: "reserved" });
    reportWorkers();
    entry.ringing = speech.after(settings.reservationTimeoutMs, () => ringOut(entry));
  }

  /** Who lets it ring is taken to be away, as in Flex. */
  function ringOut(entry: Entry): void {
    if (entry.worker) entry.worker.available = false;
    backToQueue(entry);
  }

  function backToQueue(entry: Entry): void {
    update(entry, { status: "pending" });
    release(entry);
  }

  function settle(entry: Entry, status: "canceled" | "completed", reason?: string): void {
    entry.expiry();
    entry.opening?.();
    entry.endedAt = speech.now();
    update(entry, { status, ...(reason ? { reason } : {}) });
    release(entry);
  }

  function leaveQueue(entry: Entry): void {
    entry.leftAt = speech.now();
    if (entry.task.callSid) waits.push((entry.leftAt - entry.queuedAt) / 1000);
  }

  function cancel(entry: Entry, reason: string): void {
    settle(entry, "canceled", reason);
    if (settings.canceledTask === "keeps_waiting") return;
    leaveQueue(entry);
    entry.left.resolve("canceled");
  }

  /** A task of its own or a call's, until it is taken or has waited `timeoutS`. */
  function add(wanted: Omit<NewTask, "maxQueueSize"> & { readonly channel?: string }): Entry {
    const task: Task = {
      sid: newSid("WT"),
      status: "pending",
      createdAt: Date.now(),
      queueName: isVirtual(wanted.attributes) ? NOBODY : QUEUE_NAME,
      ...wanted,
    };
    const entry: Entry = {
      task,
      queuedAt: speech.now(),
      left: Promise.withResolvers(),
      over: Promise.withResolvers(),
      expiry: speech.after(wanted.timeoutS * 1000, () => cancel(entry, TTL_EXCEEDED)),
    };
    entries.set(task.sid, entry);
    update(entry, {});
    offerSoon();
    const held = heldMs(task);
    // People's time may pass faster, but when we open is a time of day.
    if (held > 0 && held < LONGEST_TIMER_MS) entry.opening = stack.network.after(held, offerSoon);
    return entry;
  }

  function act(taskSid: string, action: TaskAction): void {
    const entry = entries.get(taskSid);
    if (!entry) throw new Error(`Task ${taskSid} is unknown.`);
    const { status } = entry.task;
    const needs = (...allowed: readonly TaskStatus[]) => {
      if (!allowed.includes(status))
        throw new Error(`Task ${taskSid} is ${status}: "${action}" needs ${allowed.join(" or ")}.`);
    };
    switch (action) {
      case "accept":
        needs("reserved");
        update(entry, {
          status: "assigned",
          attributes: { ...entry.task.attributes, ...(entry.task.callSid ? conference(entry.task) : {}) },
        });
        entry.acceptedAt = speech.now();
        entry.expiry();
        stopRinging(entry);
        leaveQueue(entry);
        entry.left.resolve("accepted");
        break;
      case "reject":
        needs("reserved");
        backToQueue(entry);
        break;
      case "ring_out":
        needs("reserved");
        ringOut(entry);
        break;
      case "cancel":
        needs("pending", "reserved");
        cancel(entry, "canceled by request");
        break;
      case "expire":
        needs("pending", "reserved");
        cancel(entry, TTL_EXCEEDED);
        break;
      case "complete":
        needs("assigned", "wrapping");
        entry.over.resolve();
        settle(entry, "completed");
        break;
      default:
        unreachable(action);
    }
  }

  // Who is there is known before the first call, so that it can be changed before it.
  reportWorkers();
  return {
    get tasks() {
      return [...entries.values()].map((e) => e.task);
    },
    hasWorkflow: (workflowSid) => workflows === undefined || workflows.includes(workflowSid),
    get workers() {
      return workers.counts;
    },
    act,
    create: (task) => add({ ...task, callSid: "" }).task,
    ageS: (taskSid) => Math.floor((speech.now() - (entries.get(taskSid)?.queuedAt ?? speech.now())) / 1000),
    throughput: (workflowSid, windowS) =>
      throughput(
        [...entries.values()].filter((e) => !workflowSid || e.task.workflowSid === workflowSid),
        speech.now() - windowS * 1000,
      ),
    enqueue({ maxQueueSize, ...wanted }) {
      if (stack.faults.queueFull || waiting(wanted.workflowSid).length >= maxQueueSize) return undefined;
      const queueSid = queueSids.get(wanted.workflowSid) ?? newSid("QU");
      queueSids.set(wanted.workflowSid, queueSid);
      const entry = add(wanted);
      return {
        taskSid: entry.task.sid,
        queueSid,
        left: entry.left.promise,
        over: entry.over.promise,
        callerLeft(reason) {
          if (entry.leftAt === undefined) leaveQueue(entry);
          if (WAITING.has(entry.task.status)) {
            settle(entry, "canceled", reason);
          } else if (entry.task.status === "assigned") {
            update(entry, { status: "wrapping" });
          }
        },
        figures() {
          const line = waiting(wanted.workflowSid);
          return {
            position: line.indexOf(entry) + 1,
            size: line.length,
            waited: Math.round(((entry.leftAt ?? speech.now()) - entry.queuedAt) / 1000),
            averageWait: Math.round(waits.reduce((sum, s) => sum + s, 0) / (waits.length || 1)),
          };
        },
      };
    },
    setAvailable(count) {
      workers.setAvailable(count);
      reportWorkers();
    },
  };
}

/** How long a callback may not ring yet: the workflow of `npm run setup:flex` holds it until we open. */
const heldMs = ({ attributes }: Pick<Task, "attributes">): number =>
  typeof attributes === "object" && attributes !== null && "notBefore" in attributes
    ? Date.parse(String(attributes.notBefore)) - Date.now()
    : 0;

const isVirtual = ({ conversations }: ApiTask["attributes"]): boolean =>
  typeof conversations === "object" &&
  conversations !== null &&
  "virtual" in conversations &&
  conversations.virtual === "Yes";

/** What Flex adds when a person takes the call. */
const conference = (task: Task) => ({
  conference: { sid: newSid("CF"), participants: { worker: newSid("CA"), customer: task.callSid } },
});
