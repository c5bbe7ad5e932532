import type { Agent } from "../../agent/define.ts";
import { targetsOf } from "../../protocol/routing/places.ts";
import { type TaskRouterOptions, taskRouter } from "../twilio/task-router.ts";
import type { QueueProbe } from "./report.ts";

const DEADLINE_MS = 5_000;

/** The question that the agent asks before it promises a person, with time to see how long the answer takes. */
export async function probeQueue(
  options: Omit<TaskRouterOptions, "now" | "deadlineMs">,
  workflowSid: string,
): Promise<QueueProbe> {
  const { availability } = taskRouter({ ...options, now: Date.now, deadlineMs: DEADLINE_MS });
  const startedAt = performance.now();
  const answer = await availability({ workflowSid }, new AbortController().signal);
  const ms = Math.round(performance.now() - startedAt);
  if (answer.known) {
    const { available, free, waiting } = answer;
    return { workflowSid, ms, figures: { available, free, waiting } };
  }
  const why = answer.status === undefined ? answer.reason : `${answer.reason}, ${answer.status}`;
  return { workflowSid, ms, why };
}

/** Every workflow that an agent's calls go to; each once. */
export const workflowsOf = (all: readonly Agent[], usual: string | undefined): readonly string[] => [
  ...new Set(
    all
      .filter(({ handOff }) => targetsOf(handOff).some(({ kind }) => kind === "flex"))
      .flatMap((agent) => agent.workflow ?? usual ?? []),
  ),
];
