import type { Task } from "./events.ts";
import type { TaskRouter } from "./task-router.ts";

/** Where a statistics resource lives: its account, its address and the SIDs in it, as Twilio repeats them. */
export type StatisticsSubject = Readonly<Record<string, string>>;

const COUNTED = ["pending", "reserved", "assigned", "wrapping"] as const;

/**
 * Real-time statistics of a workflow or, with the people in it, of a task queue.
 * Source: TaskRouter API, `workflow_real_time_statistics` and `task_queue_real_time_statistics`.
 */
export function realTimeStatistics(
  router: TaskRouter,
  of: "workflow" | "queue",
  subject: StatisticsSubject,
): object {
  const open = router.tasks.filter(
    (t) =>
      COUNTED.some((status) => status === t.status) &&
      (of === "queue" || t.workflowSid === subject.workflow_sid),
  );
  const oldest = open
    .filter((t) => t.status === "pending" || t.status === "reserved")
    .sort((a, b) => a.createdAt - b.createdAt)[0];
  const age = oldest ? Math.floor((Date.now() - oldest.createdAt) / 1000) : 0;
  const shared = {
    ...subject,
    longest_task_waiting_age: age,
    longest_task_waiting_sid: oldest?.sid ?? null,
    tasks_by_priority: countBy(open, (t) => String(t.priority)),
    tasks_by_status: { ...Object.fromEntries(COUNTED.map((s) => [s, 0])), ...countBy(open, (t) => t.status) },
    total_tasks: open.length,
  };
  if (of === "workflow") return shared;
  const { total, available } = router.workers;
  return {
    ...shared,
    longest_relative_task_age_in_queue: age,
    longest_relative_task_sid_in_queue: oldest?.sid ?? null,
    // "Available" counts those who are on a call as well; Twilio says so of this field.
    total_available_workers: available,
    total_eligible_workers: total,
    activity_statistics: [
      { friendly_name: "Available", workers: available },
      { friendly_name: "Unavailable", workers: total - available },
    ],
  };
}

function countBy(tasks: readonly Task[], key: (task: Task) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const task of tasks) counts[key(task)] = (counts[key(task)] ?? 0) + 1;
  return counts;
}
