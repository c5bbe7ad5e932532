import type { Task } from "../events.ts";

/** A task's life in milliseconds of people's time. */
export interface TaskTimes {
  readonly task: Task;
  readonly queuedAt: number;
  readonly acceptedAt?: number;
  readonly endedAt?: number;
}

/** What was done with tasks of late. */
export interface Throughput {
  readonly created: number;
  readonly accepted: number;
  readonly canceled: number;
  readonly completed: number;
  /** From creation to acceptance, seconds, of those that were accepted. */
  readonly averageWaitS: number;
}

/** What happened to these tasks since a moment. */
export function throughput(tasks: readonly TaskTimes[], since: number): Throughput {
  const waitsS = tasks.flatMap(({ queuedAt, acceptedAt }) =>
    acceptedAt !== undefined && acceptedAt >= since ? [(acceptedAt - queuedAt) / 1000] : [],
  );
  const ended = (status: Task["status"]) =>
    tasks.filter(({ task, endedAt }) => task.status === status && endedAt !== undefined && endedAt >= since)
      .length;
  return {
    created: tasks.filter(({ queuedAt }) => queuedAt >= since).length,
    accepted: waitsS.length,
    canceled: ended("canceled"),
    completed: ended("completed"),
    averageWaitS: Math.round(waitsS.reduce((sum, s) => sum + s, 0) / (waitsS.length || 1)),
  };
}
