import { WORKER_SID, workerItem } from "./agent.ts";
import type { Reservation } from "./reservation.ts";

/**
 * What the supervisor's view reads instead of TaskRouter: Twilio Sync's live queries over workers and
 * reservations, here over the one agent and the tasks of the stack.
 * Source: `SupervisorService` and `WorkerListener` of Flex UI 2.17.1, which ask for nothing else.
 */

type Item = Readonly<Record<string, unknown>>;
type Listener = (event: { readonly key: string; readonly value?: Item }) => void;

interface LiveQuery {
  getItems(): Readonly<Record<string, Item>>;
  on(event: "itemUpdated" | "itemRemoved", listener: Listener): void;
  removeAllListeners(): void;
  close(): void;
}

export interface LiveQueries {
  /** Stands where Flex expects its Sync client. */
  readonly client: { liveQuery(index: string): Promise<LiveQuery> };
  /** The agent takes calls, or does not, since then. */
  setAvailable(isAvailable: boolean, since: Date): void;
  update(reservation: Reservation): void;
  remove(reservationSid: string): void;
}

export function createLiveQueries(): LiveQueries {
  const workers = createIndex(new Map<string, Item>([[WORKER_SID, workerItem(true, new Date())]]));
  const reservations = createIndex(new Map<string, Item>());
  const nothing = createIndex(new Map<string, Item>());
  return {
    client: {
      async liveQuery(index) {
        if (index === "tr-worker") return workers.query();
        return index === "tr-reservation" ? reservations.query() : nothing.query();
      },
    },
    setAvailable(isAvailable, since) {
      workers.set(WORKER_SID, workerItem(isAvailable, since));
    },
    update(reservation) {
      reservations.set(reservation.sid, itemOf(reservation));
    },
    remove(sid) {
      reservations.delete(sid);
    },
  };
}

function createIndex(items: Map<string, Item>) {
  const listeners = new Set<{ readonly event: string; readonly tell: Listener }>();
  const tell = (event: string, change: Parameters<Listener>[0]) => {
    for (const listener of listeners) if (listener.event === event) listener.tell(change);
  };
  return {
    set(key: string, value: Item) {
      items.set(key, value);
      tell("itemUpdated", { key, value });
    },
    delete(key: string) {
      if (items.delete(key)) tell("itemRemoved", { key });
    },
    query(): LiveQuery {
      const own = new Set<{ readonly event: string; readonly tell: Listener }>();
      const forget = () => {
        for (const listener of own) listeners.delete(listener);
        own.clear();
      };
      return {
        getItems: () => Object.fromEntries(items),
        on(event, listener) {
          const entry = { event, tell: listener };
          own.add(entry);
          listeners.add(entry);
        },
        removeAllListeners: forget,
        close: forget,
      };
    },
  };
}

const itemOf = ({ sid, status, dateUpdated, task }: Reservation): Item => ({
  reservation_sid: sid,
  worker_sid: WORKER_SID,
  task_sid: task.sid,
  // Insights calls the last state by another name than TaskRouter.
  status: status === "wrapping" ? "wrapup" : status,
  task_status: task.status,
  attributes: task.attributes,
  date_created: task.dateCreated.toISOString(),
  date_updated: dateUpdated.toISOString(),
  task_age: task.age,
  task_priority: task.priority,
  queue_name: task.queueName,
  task_channel_unique_name: task.taskChannelUniqueName,
});
