import type { Task } from "../events.ts";
import type { TaskRouter } from "./task-router.ts";

/** Where a statistics resource lives: its account, its address and the SIDs in it, as Twilio repeats them. */
export type StatisticsSubject = Readonly<Record<string, string>>;

type Of = "workflow" | "queue";

/** What statistics are made from. */
export type Floor = Pick<TaskRouter, "tasks" | "workers" | "throughput" | "ageS">;

/** The same people on a quiet day: nobody has called. What statistics say that lag behind, or are wrong. */
export const quietFloor = ({ workers: { total } }: Floor): Floor => ({
  tasks: [],
  workers: { total, available: total, free: total },
  throughput: () => ({ created: 0, accepted: 0, canceled: 0, completed: 0, averageWaitS: 0 }),
  ageS: () => 0,
});

const COUNTED = ["pending", "reserved", "assigned", "wrapping"] as const;

/** A queue's figures are everybody's: the simulation has one queue with people in it. Virtual tasks are in none. */
function tasksOf(floor: Floor, of: Of, subject: StatisticsSubject, channel: string | null): Task[] {
  return floor.tasks.filter(
    (t) =>
      (of === "queue" || t.workflowSid === subject.workflow_sid) &&
      (channel === null || (t.channel ?? "voice") === channel),
  );
}

/**
 * Real-time statistics of a workflow or, with the people in it, of a task queue. Ages are people's time.
 *
 * @param channel - only tasks of this channel; null for all.
 * Source: TaskRouter API, `workflow_real_time_statistics` and `task_queue_real_time_statistics`.
 */
export function realTimeStatistics(
  floor: Floor,
  of: Of,
  subject: StatisticsSubject,
  channel: string | null = null,
): object {
  const open = tasksOf(floor, of, subject, channel).filter((t) =>
    COUNTED.some((status) => status === t.status),
  );
  const oldest = open
    .filter((t) => t.status === "pending" || t.status === "reserved")
    .sort((a, b) => a.createdAt - b.createdAt)[0];
  const age = oldest ? floor.ageS(oldest.sid) : 0;
  const shared = {
    ...subject,
    longest_task_waiting_age: age,
    longest_task_waiting_sid: oldest?.sid ?? null,
    tasks_by_priority: countBy(open, (t) => String(t.priority)),
    tasks_by_status: { ...Object.fromEntries(COUNTED.map((s) => [s, 0])), ...countBy(open, (t) => t.status) },
    total_tasks: open.length,
  };
  if (of === "workflow") return shared;
  const { total, available } = floor.workers;
  return {
    ...shared,
    longest_relative_task_age_in_queue: age,
    longest_relative_task_sid_in_queue: oldest?.sid ?? null,
    // Everybody in an available activity, also on a call: activities know nothing of capacity.
    total_available_workers: available,
    total_eligible_workers: total,
    activity_statistics: [
      { friendly_name: "Available", workers: available },
      { friendly_name: "Unavailable", workers: total - available },
    ],
  };
}

const DEFAULT_MINUTES = 15;

/**
 * What was done of late. Every task counts, whatever its channel.
 *
 * @param minutes - of people's time; Twilio's 15 by default.
 * Source: TaskRouter API, `workflow_cumulative_statistics` and `task_queue_cumulative_statistics`.
 */
export function cumulativeStatistics(
  floor: Floor,
  of: Of,
  subject: StatisticsSubject,
  minutes: number = DEFAULT_MINUTES,
): object {
  const lately = floor.throughput(of === "workflow" ? subject.workflow_sid : undefined, minutes * 60);
  const end = new Date();
  return {
    ...subject,
    start_time: new Date(end.getTime() - minutes * 60_000).toISOString(),
    end_time: end.toISOString(),
    avg_task_acceptance_time: lately.averageWaitS,
    reservations_accepted: lately.accepted,
    tasks_entered: lately.created,
    tasks_canceled: lately.canceled,
    tasks_completed: lately.completed,
  };
}

function countBy(tasks: readonly Task[], key: (task: Task) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const task of tasks) counts[key(task)] = (counts[key(task)] ?? 0) + 1;
  return counts;
}
