import type { Task, TaskStatus } from "../../twilio/events.ts";
import { WORKER_SID } from "./agent.ts";

/**
 * A task of the stack as TaskRouter's SDK would hand it to Flex: a reservation of the one agent at this desk.
 * Source: the fields Flex UI 2.17.1 reads of a reservation, found by running it.
 */

type ReservationStatus = "pending" | "accepted" | "wrapping";

/** What the agent sees of a task's life. Nothing once it is over, or before it is offered to anybody. */
const STATUS: Readonly<Record<TaskStatus, ReservationStatus | undefined>> = {
  pending: undefined,
  reserved: "pending",
  assigned: "accepted",
  wrapping: "wrapping",
  completed: undefined,
  canceled: undefined,
};

/** Flex names the task's own status differently from the reservation's. */
const TASK_STATUS: Readonly<Record<ReservationStatus, string>> = {
  pending: "reserved",
  accepted: "assigned",
  wrapping: "wrapping",
};

const silentEmitter = { addListener() {}, removeListener() {}, on() {}, off() {}, emit() {} };

export interface Reservation {
  readonly sid: string;
  readonly status: ReservationStatus;
  readonly dateUpdated: Date;
  readonly task: {
    readonly sid: string;
    readonly status: string;
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly dateCreated: Date;
    readonly age: number;
    readonly priority: number;
    readonly queueName: string;
    readonly taskChannelUniqueName: string;
  };
}

export const reservationSid = (taskSid: string): string => taskSid.replace(/^WT/, "WR");

/**
 * @param task - as the stack reports it.
 * @param since - when the task got its present status; Flex counts its timers from here.
 * @returns undefined when the agent has nothing to do with the task any more.
 */
export function reservationOf(task: Task, since: Date): Reservation | undefined {
  const status = STATUS[task.status];
  if (status === undefined) return undefined;
  const created = new Date(task.createdAt);
  const reservation = {
    ...silentEmitter,
    sid: reservationSid(task.sid),
    workerSid: WORKER_SID,
    status,
    timeout: task.timeoutS,
    dateCreated: created,
    dateUpdated: since,
    task: {
      ...silentEmitter,
      sid: task.sid,
      status: TASK_STATUS[status],
      attributes: task.attributes,
      age: Math.max(0, Math.round((since.getTime() - task.createdAt) / 1000)),
      priority: task.priority,
      queueName: task.queueName,
      queueSid: `WQ${"1".repeat(32)}`,
      workflowName: task.queueName,
      workflowSid: task.workflowSid,
      taskChannelUniqueName: task.channel ?? "voice",
      taskChannelSid: `TC${"1".repeat(32)}`,
      dateCreated: created,
      dateUpdated: since,
      addOns: {},
      transfers: {},
      timeout: task.timeoutS,
    },
  };
  return reservation;
}
