import { createHash } from "node:crypto";
import { SID_DIGITS } from "../../../worker/protocol/sids.ts";
import { pause } from "../clock.ts";
import type { Task } from "../events.ts";
import type { Stack } from "../stack.ts";
import { DEFAULT_TASK_TIMEOUT_S, jsonObject, MAX_ATTRIBUTE_CHARS } from "./attributes.ts";
import { failure, notFound, type Reply, type Request, type Route } from "./rest-reply.ts";
import type { TaskRouter } from "./task-router.ts";
import {
  cumulativeStatistics,
  type Floor,
  quietFloor,
  realTimeStatistics,
  type StatisticsSubject,
} from "./task-statistics.ts";

const WORKSPACE = `^/v1/Workspaces/(WS${SID_DIGITS})`;

/**
 * The part of taskrouter.twilio.com that a hand-off asks: a workflow, its queues, their statistics, and tasks. Every
 * queue has the same people in it, so any name is one.
 *
 * Source: TaskRouter API v1.
 */
export function taskRouterRoutes(stack: Stack, router: TaskRouter): readonly Route[] {
  const { faults, network } = stack;
  const exists = router.hasWorkflow;

  /** Statistics are what may be slow, broken or wrong. */
  const statistics =
    (of: "workflow" | "queue", answer: (floor: Floor, subject: StatisticsSubject, r: Request) => object) =>
    async (request: Request): Promise<Reply> => {
      const [workspace_sid = "", sid = ""] = request.sids;
      if (faults.statisticsLatencyMs > 0) await pause(network, faults.statisticsLatencyMs);
      if (faults.statisticsGarbage) return { status: 200, body: { tasks_by_status: "many" } };
      if (faults.statisticsFail) return failure(500, 20500, "An internal server error has occurred");
      if (of === "workflow" && !exists(sid)) return notFound(pathOf(request.url));
      const own = of === "workflow" ? { workflow_sid: sid } : { task_queue_sid: sid };
      const subject = { account_sid: stack.accountSid, workspace_sid, ...own, url: request.url };
      const floor = faults.statisticsWrong ? quietFloor(router) : router;
      return { status: 200, body: answer(floor, subject, request) };
    };

  const live = (of: "workflow" | "queue") =>
    statistics(of, (floor, subject, { query }) =>
      realTimeStatistics(floor, of, subject, query.get("TaskChannel")),
    );
  const lately = (of: "workflow" | "queue") =>
    statistics(of, (floor, subject, { query }) =>
      cumulativeStatistics(floor, of, subject, Number(query.get("Minutes")) || undefined),
    );
  const get = (path: string, answer: Route["answer"]): Route => ({
    method: "GET",
    path: new RegExp(`${WORKSPACE}${path}$`),
    answer,
  });

  return [
    get(`/Workflows/(WW${SID_DIGITS})/RealTimeStatistics`, live("workflow")),
    get(`/Workflows/(WW${SID_DIGITS})/CumulativeStatistics`, lately("workflow")),
    get(`/TaskQueues/(WQ${SID_DIGITS})/RealTimeStatistics`, live("queue")),
    get(`/TaskQueues/(WQ${SID_DIGITS})/CumulativeStatistics`, lately("queue")),
    get(`/Workflows/(WW${SID_DIGITS})`, ({ sids: [workspace_sid, sid = ""], url }) =>
      exists(sid)
        ? { status: 200, body: workflow(stack.accountSid, workspace_sid, sid, url) }
        : notFound(pathOf(url)),
    ),
    get("/TaskQueues", ({ sids: [workspace_sid], query }) => {
      const name = query.get("FriendlyName") ?? EVERYONE;
      return {
        status: 200,
        body: { task_queues: [{ sid: queueSid(name), friendly_name: name, workspace_sid }] },
      };
    }),
    get("/Tasks", ({ sids: [workspace_sid], query }) => listTasks(router, workspace_sid, query)),
    {
      method: "POST",
      path: new RegExp(`${WORKSPACE}/Tasks$`),
      answer: ({ sids: [workspace_sid], form }) => createTask(router, workspace_sid, form, exists),
    },
  ];
}

const pathOf = (url: string): string => new URL(url).pathname.replace(/^\/v1/, "");

const EVERYONE = "Everyone";

/** A name always has the same SID. */
const queueSid = (name: string): string => `WQ${createHash("md5").update(name).digest("hex")}`;

function workflow(account_sid: string, workspace_sid: string | undefined, sid: string, url: string): object {
  const task_routing = { filters: [], default_filter: { queue: queueSid(EVERYONE) } };
  const configuration = JSON.stringify({ task_routing });
  return { sid, account_sid, workspace_sid, friendly_name: "Assistant", configuration, url };
}

function createTask(
  router: TaskRouter,
  workspace_sid: string | undefined,
  form: URLSearchParams,
  exists: (workflowSid: string) => boolean,
): Reply {
  const text = form.get("Attributes") ?? "{}";
  const attributes = jsonObject(text);
  const workflowSid = form.get("WorkflowSid") ?? "";
  const timeoutS = Number(form.get("Timeout") ?? DEFAULT_TASK_TIMEOUT_S);
  const priority = Number(form.get("Priority") ?? 0);
  if (!attributes) return failure(400, 20001, "Attributes must be a JSON object");
  if (text.length > MAX_ATTRIBUTE_CHARS)
    return failure(400, 20001, `Attributes exceed the limit of ${MAX_ATTRIBUTE_CHARS} characters`);
  if (!exists(workflowSid)) return failure(400, 20001, `Workflow ${workflowSid} does not exist`);
  if (!Number.isInteger(timeoutS) || timeoutS < 1 || timeoutS > 1_209_600)
    return failure(400, 20001, "Timeout must be 1 to 1209600 seconds");
  if (!Number.isInteger(priority) || priority < 0)
    return failure(400, 20001, "Priority must be a whole number, 0 or more");
  const channel = form.get("TaskChannel") ?? "default";
  const task = router.create({ workflowSid, attributes, priority, timeoutS, channel });
  return { status: 201, body: taskBody(task, workspace_sid) };
}

/** Twilio's filter has more of SQL in it; here it is one comparison of one attribute. */
const EQUALITY = /^\s*([\w.]+)\s*==?\s*(["'])(.*)\2\s*$/;

function listTasks(router: TaskRouter, workspace_sid: string | undefined, query: URLSearchParams): Reply {
  const expression = query.get("EvaluateTaskAttributes");
  const [, name, , value] = EQUALITY.exec(expression ?? "") ?? [];
  if (expression !== null && name === undefined)
    return failure(400, 20001, "EvaluateTaskAttributes: the simulation reads only name == 'value'");
  const workflowSid = query.get("WorkflowSid");
  const tasks = router.tasks
    .filter((t) => workflowSid === null || t.workflowSid === workflowSid)
    .filter((t) => name === undefined || attribute(t.attributes, name) === value)
    .slice(0, Number(query.get("PageSize") ?? 50))
    .map((t) => taskBody(t, workspace_sid));
  return { status: 200, body: { tasks, meta: { key: "tasks", next_page_url: null } } };
}

const attribute = (attributes: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null
          ? Object.entries(value).find(([k]) => k === key)?.[1]
          : undefined,
      attributes,
    );

const taskBody = (task: Task, workspace_sid: string | undefined) => ({
  sid: task.sid,
  workspace_sid,
  workflow_sid: task.workflowSid,
  assignment_status: task.status,
  attributes: JSON.stringify(task.attributes),
  priority: task.priority,
  timeout: task.timeoutS,
  reason: task.reason ?? null,
  task_channel_unique_name: task.channel ?? "voice",
  task_queue_friendly_name: task.queueName,
  date_created: new Date(task.createdAt).toISOString(),
});
