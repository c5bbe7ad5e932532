import * as z from "zod";
import { pause } from "../../agent/pause.ts";
import { CALL_ID } from "../../protocol/sids.ts";
import { type TwilioAnswer, type TwilioRequest, TwilioRestError } from "./twilio-http.ts";

/** A task that is not a call in a queue. */
export interface TaskDraft {
  readonly workflowSid: string;
  /** At most 4,096 characters as JSON. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 0 upward; a target of the workflow that has a priority of its own goes before it. */
  readonly priority?: number | undefined;
  /** How long it may wait to be taken: 1 s to 14 days. TaskRouter's own default is a day. */
  readonly timeoutS: number;
  /** `voice` takes a person's whole attention, as a call does. @default "voice" */
  readonly taskChannel?: "voice" | "default";
}

type Http = (
  request: TwilioRequest,
  signal: AbortSignal,
) => Promise<{ readonly status: number; readonly answer: TwilioAnswer }>;

const MAX_ATTRIBUTE_CHARS = 4_096;
/** 14 days. */
export const MAX_TIMEOUT_S = 1_209_600;
/** For one request: nobody is on the line for it, but a Worker's time is not endless. */
const REQUEST_MS = 5_000;
/** A task that was created without our knowing is in the list of tasks by then. */
const SETTLE_MS = 1_000;

const UNIQUE_KEY = new RegExp(`^${CALL_ID}$`);
const Tasks = z.object({ tasks: z.array(z.object({ sid: z.string() })) });

/**
 * Creates tasks. TaskRouter knows no idempotency key, so where the outcome of a request is uncertain its list of
 * tasks is asked for the key, which is the task's attribute `callback_id`. The list is not asked without need: such
 * a filter may be used three times a second.
 *
 * Source: TaskRouter API, Tasks resource; changelog of 18 October 2024 for the limit.
 */
export function taskMaker(http: Http, workspaceSid: string) {
  const path = `/v1/Workspaces/${encodeURIComponent(workspaceSid)}/Tasks`;
  const timed = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]);

  async function create(task: TaskDraft, signal: AbortSignal): Promise<{ readonly sid: string }> {
    const form = formOf(task);
    const request = { method: "POST", path, form, what: "the task" } as const;
    const { status, answer } = await ask(request, signal);
    if (typeof answer.sid !== "string")
      throw new TwilioRestError(`Twilio answered ${status} without a task SID.`, { status });
    return { sid: answer.sid };
  }

  async function find(
    task: TaskDraft,
    key: string,
    signal: AbortSignal,
  ): Promise<{ readonly sid: string } | undefined> {
    const query = new URLSearchParams({
      WorkflowSid: task.workflowSid,
      EvaluateTaskAttributes: `callback_id == "${key}"`,
      PageSize: "1",
    });
    const request = { method: "GET", path: `${path}?${query}`, what: "the list of tasks" } as const;
    const { status, answer } = await ask(request, signal);
    const parsed = Tasks.safeParse(answer);
    if (!parsed.success) throw new TwilioRestError("Twilio's list of tasks cannot be read.", { status });
    return parsed.data.tasks[0];
  }

  /** Our own deadline is Twilio's silence; the caller's abort stays what it is. */
  async function ask(request: TwilioRequest, signal: AbortSignal) {
    try {
      return await http(request, timed(signal));
    } catch (cause) {
      if (signal.aborted || cause instanceof TwilioRestError) throw cause;
      throw new TwilioRestError(`Twilio did not answer for ${request.what} in ${REQUEST_MS / 1_000} s.`, {
        cause,
      });
    }
  }

  return {
    create,

    /**
     * @param task - `uniqueKey`: the CallSid, since a call has one callback. `mayExist`: an earlier process may have
     *   created it, so that the list is asked first.
     */
    createOnce: async (
      {
        uniqueKey,
        mayExist = false,
        ...draft
      }: TaskDraft & { readonly uniqueKey: string; readonly mayExist?: boolean },
      signal: AbortSignal,
    ): Promise<{ readonly sid: string }> => {
      if (!UNIQUE_KEY.test(uniqueKey))
        throw new TypeError("uniqueKey: use a CallSid, 2 to 64 letters, digits, - and _.");
      const task = { ...draft, attributes: { ...draft.attributes, callback_id: uniqueKey } };
      const known = mayExist ? await find(task, uniqueKey, signal) : undefined;
      if (known) return known;
      try {
        return await create(task, signal);
      } catch (error) {
        if (signal.aborted || !isUncertain(error)) throw error;
      }
      await pause(SETTLE_MS, signal);
      return (await find(task, uniqueKey, signal)) ?? create(task, signal);
    },
  };
}

/** Whether it may have been done: no answer, a broken one, or an error of Twilio's own. Also 429, which was not. */
const isUncertain = (error: unknown): boolean =>
  error instanceof TwilioRestError &&
  (error.status === undefined || error.status >= 500 || error.status < 300 || error.retryable);

/** @throws TypeError for what TaskRouter would refuse, named by field. */
function formOf(task: TaskDraft): Readonly<Record<string, string>> {
  const { workflowSid, priority, timeoutS, taskChannel = "voice" } = task;
  const attributes = JSON.stringify(task.attributes);
  if (attributes.length > MAX_ATTRIBUTE_CHARS)
    throw new TypeError(
      `attributes: ${attributes.length} characters; TaskRouter takes ${MAX_ATTRIBUTE_CHARS}.`,
    );
  if (!Number.isInteger(timeoutS) || timeoutS < 1 || timeoutS > MAX_TIMEOUT_S)
    throw new TypeError(`timeoutS: ${timeoutS} must be 1 to ${MAX_TIMEOUT_S} seconds.`);
  return {
    WorkflowSid: workflowSid,
    Attributes: attributes,
    Timeout: String(timeoutS),
    TaskChannel: taskChannel,
    ...(priority === undefined ? {} : { Priority: String(priority) }),
  };
}
