import * as z from "zod";
import { SID_DIGITS } from "../../protocol/sids.ts";
import type { TwilioAnswer, TwilioRequest } from "./twilio-http.ts";
import { TwilioRestError } from "./twilio-http.ts";
import type { QueueFigures } from "./wait-estimate.ts";

/** One request to TaskRouter, answered within its deadline or failed. */
export type Ask = (request: TwilioRequest) => Promise<TwilioAnswer>;

export interface Subject {
  readonly workspaceSid: string;
  readonly workflowSid: string;
  /** Name of the queue that the call will be in; every queue of the workflow when absent. */
  readonly queue?: string | undefined;
}

/** Twilio shows numbers as text in some of its examples. */
const count = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).pipe(z.number().min(0));
const byStatus = z.record(z.string(), count);

/** Source: `workflow_real_time_statistics` and `task_queue_real_time_statistics` of TaskRouter's API. */
const InLine = z.object({ tasks_by_status: byStatus, longest_task_waiting_age: count });
const Staffed = z.object({ tasks_by_status: byStatus, total_available_workers: count });
/** Source: `…_cumulative_statistics`, of the last 15 minutes when nothing is said. */
const Lately = z.object({ avg_task_acceptance_time: count, reservations_accepted: count });
const LATELY_S = 15 * 60;

const Workflow = z.object({ configuration: z.string() });
const Queues = z.object({ task_queues: z.array(z.object({ sid: z.string(), friendly_name: z.string() })) });

const QUEUE_SIDS = new RegExp(`\\bWQ${SID_DIGITS}\\b`, "g");
/** A workflow with more queues is judged by its first ones: each costs a request. */
const MAX_QUEUES = 8;
/** A telephone call is a task of this channel, and takes all of a person's attention. */
const VOICE = "TaskChannel=voice";

/**
 * SIDs of the queues that a call may land in.
 *
 * @throws TwilioRestError; with status 404 when there is no such workflow or queue.
 */
export async function queuesOf({ workspaceSid, workflowSid, queue }: Subject, ask: Ask): Promise<string[]> {
  const workspace = `/v1/Workspaces/${encodeURIComponent(workspaceSid)}`;
  if (queue !== undefined) {
    const path = `${workspace}/TaskQueues?FriendlyName=${encodeURIComponent(queue)}&PageSize=20`;
    const answer = await ask({ method: "GET", path, what: "the list of queues" });
    const found = read(Queues, answer, "the list of queues").task_queues.find(
      (each) => each.friendly_name === queue,
    );
    if (!found) throw new TwilioRestError(`TaskRouter has no queue named "${queue}".`, { status: 404 });
    return [found.sid];
  }
  const path = `${workspace}/Workflows/${encodeURIComponent(workflowSid)}`;
  const answer = await ask({ method: "GET", path, what: "the workflow" });
  // Filters, targets and the default filter all name their queue by its SID, wherever it stands.
  const sids = read(Workflow, answer, "the workflow").configuration.match(QUEUE_SIDS) ?? [];
  return [...new Set(sids)].slice(0, MAX_QUEUES);
}

/**
 * What TaskRouter's statistics say of these queues.
 *
 * `total_available_workers` counts everybody in an available activity, also those on a call. Free is who is left when
 * the calls that ring, are talked through or are wrapped up, and those in line, have one person each. Who works for
 * several queues is counted once, in the best staffed one; a call of another queue that keeps him busy goes unseen.
 *
 * @param askLately - for the figures that only an estimate needs; its failure costs no more than those.
 * @throws TwilioRestError
 */
export async function readFigures(
  { workspaceSid, workflowSid, queue }: Subject,
  queueSids: readonly string[],
  ask: Ask,
  askLately: Ask,
): Promise<QueueFigures> {
  const workspace = `/v1/Workspaces/${encodeURIComponent(workspaceSid)}`;
  const queuePath = (sid: string) => `${workspace}/TaskQueues/${encodeURIComponent(sid)}`;
  const workflowPath = `${workspace}/Workflows/${encodeURIComponent(workflowSid)}`;
  const [only] = queueSids;
  const lineOf = queue !== undefined && only !== undefined ? queuePath(only) : workflowPath;
  const what = "the statistics";

  const lately = askLately({ method: "GET", path: `${lineOf}/CumulativeStatistics?${VOICE}`, what })
    .then((answer) => read(Lately, answer, what))
    .catch(() => undefined); // there is then one figure less to estimate by
  const [line, ...staff] = await Promise.all([
    ask({ method: "GET", path: `${lineOf}/RealTimeStatistics?${VOICE}`, what }),
    ...queueSids.map((sid) =>
      ask({ method: "GET", path: `${queuePath(sid)}/RealTimeStatistics?${VOICE}`, what }),
    ),
  ]);
  const { tasks_by_status, longest_task_waiting_age } = read(InLine, line, what);
  const teams = staff.map((answer) => read(Staffed, answer, what));
  const recent = await lately;
  return {
    free: Math.max(0, ...teams.map((team) => team.total_available_workers - calls(team.tasks_by_status))),
    available: Math.max(0, ...teams.map((team) => team.total_available_workers)),
    waiting: tasks_by_status.pending ?? 0,
    longestWaitS: longest_task_waiting_age,
    ...(recent && {
      lately: {
        accepted: recent.reservations_accepted,
        averageWaitS: recent.avg_task_acceptance_time,
        windowS: LATELY_S,
      },
    }),
  };
}

const calls = (tasks: z.output<typeof byStatus>): number =>
  (tasks.pending ?? 0) + (tasks.reserved ?? 0) + (tasks.assigned ?? 0) + (tasks.wrapping ?? 0);

function read<S extends z.ZodType>(schema: S, answer: TwilioAnswer, what: string): z.output<S> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
  throw new TwilioRestError(`Twilio's answer to ${what} cannot be read: ${fields}.`, { status: 200 });
}
