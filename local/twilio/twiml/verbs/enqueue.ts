import { WORKFLOW_SID } from "../../../../worker/protocol/sids.ts";
import { type Next, ON, type Scope } from "../../call-context.ts";
import { taskAttributes } from "../../call-params.ts";
import { pause } from "../../clock.ts";
import { DEFAULT_TASK_TIMEOUT_S, jsonObject, MAX_ATTRIBUTE_CHARS } from "../../task-router/attributes.ts";
import type { NewTask, WaitingCall } from "../../task-router/task-router.ts";
import { notify } from "../../webhook.ts";
import type { Element } from "../twiml.ts";
import { integer, target } from "./target.ts";

/** How a call left the queue. Source: `<Enqueue>` page; the two that follow a redirect by REST are not simulated. */
type QueueResult = "bridged" | "error" | "hangup" | "leave" | "queue-full" | "system-error";

/** At least this long between two requests of a wait document that plays nothing. */
const WAIT_AT_LEAST_MS = 1_000;

/** Puts the call into the queue of a workflow as a task, until somebody takes it, it is canceled, or it leaves. */
export async function enqueue(element: Element, scope: Scope): Promise<Next> {
  const { stack, router, identity } = scope.call;
  const read = readTask(element, scope);
  if (!read.ok) {
    stack.alert(read, identity.callSid);
    return stack.settings.failedEnqueue === "action"
      ? afterQueue("error", element, scope)
      : { go: "fail", code: read.code };
  }
  if (stack.faults.queueFails) return afterQueue("system-error", element, scope);
  const { task } = read;
  const waiting = router.enqueue({ callSid: identity.callSid, ...task });
  if (!waiting) {
    stack.alert({ code: "lint", message: `The queue of ${task.workflowSid} is full` }, identity.callSid);
    return afterQueue("queue-full", element, scope);
  }

  const result = await inQueue(waiting, element, scope);
  if (scope.signal.aborted) waiting.callerLeft("hangup");
  if (result !== "bridged") return afterQueue(result, element, scope, waiting);

  await Promise.race([waiting.over, aborted(scope.signal)]);
  if (scope.signal.aborted) waiting.callerLeft("hangup");
  return afterQueue("bridged", element, scope, waiting);
}

/** What the caller hears while waiting, until the queue is left. */
async function inQueue(waiting: WaitingCall, element: Element, scope: Scope): Promise<QueueResult> {
  const { call } = scope;
  const { speech, settings } = call.stack;
  const out = new AbortController();
  const signal = AbortSignal.any([scope.signal, out.signal]);
  let result: QueueResult = "hangup";

  void waiting.left.then((how) => {
    // Which result a canceled task has is not documented.
    result = how === "accepted" ? "bridged" : "leave";
    out.abort();
  });

  const { waitUrl, waitUrlMethod } = element.attributes;
  const place = { signal, inQueue: true, params: () => queueParams(waiting, settings.maxQueueSize) };
  while (waitUrl && !signal.aborted) {
    const startedAt = speech.now();
    const outcome = await call.run(target({ ...scope, ...place }, waitUrl, waitUrlMethod), place);
    if (signal.aborted) break;
    if (outcome.go === "leave" || outcome.go === "hang_up") {
      waiting.callerLeft(outcome.go === "leave" ? "leave" : "hangup");
      if (outcome.go === "hang_up") return "hangup";
      return "leave";
    }
    await pause(speech, WAIT_AT_LEAST_MS - (speech.now() - startedAt), signal);
  }
  // No waitUrl is music, an empty one is silence.
  await aborted(signal);
  return result;
}

async function afterQueue(
  result: QueueResult,
  element: Element,
  scope: Scope,
  waiting?: WaitingCall,
): Promise<Next> {
  const { call, signal } = scope;
  const over = result === "hangup" && !signal.aborted;
  const { action, method } = element.attributes;
  if (!action) return over ? { go: "hang_up" } : ON;
  const request = {
    ...target(scope, action, method, {
      QueueResult: result,
      ...(waiting ? { QueueSid: waiting.queueSid, QueueTime: String(waiting.figures().waited) } : {}),
    }),
    callback: true,
  };
  if (!signal.aborted && !over) return { go: "to", request };
  await notify(call.stack, request, call.identity.callSid);
  return { go: "hang_up" };
}

const queueParams = (waiting: WaitingCall, maxSize: number) => {
  const { position, size, waited, averageWait } = waiting.figures();
  return {
    QueueSid: waiting.queueSid,
    QueuePosition: String(position),
    QueueTime: String(waited),
    AvgQueueTime: String(averageWait),
    CurrentQueueSize: String(size),
    MaxQueueSize: String(maxSize),
  };
};

type ReadTask =
  | { readonly ok: true; readonly task: Omit<NewTask, "callSid"> }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Reads `<Enqueue>` and its `<Task>`. Source: errors 14220 and 14221. */
function readTask(element: Element, { call }: Scope): ReadTask {
  const { stack, router, identity } = call;
  const { callSid } = identity;
  const warn = (message: string) => stack.alert({ code: "lint", message }, callSid);
  const { workflowSid = "", maxQueueSize } = element.attributes;
  if (!WORKFLOW_SID.pattern.test(workflowSid)) {
    const message = `Enqueue: Provided Workflow was not a valid sid: "${workflowSid}" ${WORKFLOW_SID.words}; plain queues are not simulated`;
    return { ok: false, code: "14220", message };
  }
  if (!router.hasWorkflow(workflowSid)) {
    const message = `Enqueue: Provided Workflow was not a valid sid: there is no workflow ${workflowSid}`;
    return { ok: false, code: "14220", message };
  }
  const noun = element.children.find((child) => child.name === "Task" || child.name === "TaskAttributes");
  const own = noun ? jsonObject(noun.text) : {};
  if (!own) {
    const message = `Enqueue: Provided Attributes JSON was not valid: <Task> must hold a JSON object: ${noun?.text.slice(0, 200)}`;
    return { ok: false, code: "14221", message };
  }

  const twilios = { conference: undefined, ...taskAttributes(identity, call.status()) };
  const replaced = Object.entries(twilios).filter(([name, value]) => name in own && own[name] !== value);
  if (replaced.length > 0)
    warn(`<Task> replaces what Twilio sets itself: ${replaced.map(([name]) => name).join(", ")}`);
  const attributes = { ...taskAttributes(identity, call.status()), ...own };
  const { length } = JSON.stringify(attributes);
  if (length > MAX_ATTRIBUTE_CHARS) {
    warn(
      `Task attributes have ${length} characters with Twilio's own; TaskRouter takes at most ${MAX_ATTRIBUTE_CHARS}`,
    );
  }
  const task = {
    workflowSid,
    attributes,
    priority: integer(noun?.attributes.priority, 0),
    timeoutS: integer(noun?.attributes.timeout, DEFAULT_TASK_TIMEOUT_S, 1),
    maxQueueSize: integer(maxQueueSize, stack.settings.maxQueueSize),
  };
  return { ok: true, task };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
