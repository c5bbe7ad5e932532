import { present } from "../../protocol/present.ts";
import { briefMemory } from "./brief-memory.ts";
import { type Ask, queuesOf, readFigures, type Subject } from "./queue-statistics.ts";
import { type TaskDraft, taskMaker } from "./task-maker.ts";
import { TwilioRestError, twilioHttp } from "./twilio-http.ts";
import { waitEstimateS } from "./wait-estimate.ts";

export interface TaskRouterOptions {
  /** `AC…`: whose workspace. */
  readonly accountSid: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Default: `https://taskrouter.twilio.com`. Another region's, or that of the local stack. */
  readonly baseUrl?: string | undefined;
  /** `WS…` */
  readonly workspaceSid: string;
  readonly fetch?: typeof globalThis.fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How long a caller's question may take. @default 800 */
  readonly deadlineMs?: number;
}

/** Why nothing is known. `not_found` and `refused` are settings to repair, the others may pass. */
type UnknownReason = "timeout" | "unreachable" | "refused" | "not_found" | "unreadable" | "canceled";

/** Who is at the desk, as TaskRouter has it. What that means for a caller is decided elsewhere. */
type QueueState =
  | {
      readonly known: true;
      /** People who could take the call at once, beyond those for whom somebody is in line already. */
      readonly free: number;
      /** People signed in to take calls, on one or not. 0: nobody is there. */
      readonly available: number;
      /** Callers in line. */
      readonly waiting: number;
      /** What the first in line has waited so far, seconds; 0 when there is none. */
      readonly longestWaitS: number;
      /** How long it will take, seconds, rather too long than too short; absent where a figure would be made up. */
      readonly estimateS?: number;
    }
  | {
      readonly known: false;
      readonly reason: UnknownReason;
      /** HTTP status and Twilio's error code, where there was an answer. */
      readonly status?: number;
      readonly code?: number;
    };

export interface TaskRouter {
  /**
   * Whether somebody could take a call now. Never rejects, and answers within the deadline: a caller is waiting.
   * Statistics lag some seconds behind; an answer is shared for 10 s by every call of the isolate.
   */
  readonly availability: (
    question: { readonly workflowSid: string; readonly queue?: string | undefined },
    signal: AbortSignal,
  ) => Promise<QueueState>;
  /**
   * Creates the task of a callback, once for each `uniqueKey`.
   *
   * @throws TwilioRestError, or the reason of an aborted `signal`.
   */
  readonly createCallbackTask: (
    task: TaskDraft & { readonly uniqueKey: string; readonly mayExist?: boolean },
    signal: AbortSignal,
  ) => Promise<{ readonly sid: string }>;
  /**
   * Creates a task that nobody is meant to take: Flex Insights counts the agent's part of a call by it. Its workflow
   * should end in a queue without people; it is canceled when `timeoutS` has passed. Losing one is no loss to anybody
   * on the phone, so that it is tried once.
   *
   * @throws TwilioRestError, or the reason of an aborted `signal`.
   */
  readonly createVirtualTask: (task: TaskDraft, signal: AbortSignal) => Promise<{ readonly sid: string }>;
}

const DEADLINE_MS = 800;
/** A workflow with some hundred filters is longer than Twilio's other answers. */
const MAX_ANSWER_BYTES = 1024 * 1024;
/** Of the deadline, for what only the estimate needs. */
const LATELY_SHARE = 0.75;
const KEEP_MS = 10_000;
/** Which queues a workflow has changes when somebody sets it up anew. */
const KEEP_QUEUES_MS = 300_000;
const SIZE = 200;

type Known = Extract<QueueState, { readonly known: true }>;

const answers = briefMemory<Known>(KEEP_MS, DEADLINE_MS, SIZE);
const queueSids = briefMemory<readonly string[]>(KEEP_QUEUES_MS, DEADLINE_MS, SIZE);

/**
 * The part of TaskRouter's REST API that a hand-off needs.
 *
 * Source: TaskRouter API v1, resources Workflows, TaskQueues with their statistics, and Tasks.
 */
export function taskRouter(options: TaskRouterOptions): TaskRouter {
  const { accountSid, workspaceSid, now, deadlineMs = DEADLINE_MS } = options;
  const baseUrl = options.baseUrl ?? "https://taskrouter.twilio.com";
  const http = twilioHttp({ ...options, baseUrl, maxAnswerBytes: MAX_ANSWER_BYTES });
  const tasks = taskMaker(http, workspaceSid);

  /** The question is everybody's, so that it ends by its own deadline and not with the call that asked first. */
  async function look(subject: Subject): Promise<Known> {
    const deadline = AbortSignal.timeout(deadlineMs);
    const sooner = AbortSignal.timeout(Math.round(deadlineMs * LATELY_SHARE));
    const within =
      (signal: AbortSignal): Ask =>
      async (request) =>
        (await http(request, signal)).answer;

    const key = keyOf(subject);
    const sids = await queueSids.get(key, now(), () => queuesOf(subject, within(deadline)));
    const figures = await readFigures(subject, sids, within(deadline), within(sooner));
    const { free, available, waiting, longestWaitS } = figures;
    const estimateS = waitEstimateS(figures);
    return present({ known: true, free, available, waiting, longestWaitS, estimateS });
  }

  const keyOf = ({ workflowSid, queue }: Subject): string =>
    JSON.stringify([baseUrl, accountSid, workspaceSid, workflowSid, queue]);

  return {
    availability: async (question, signal) => {
      const subject = { ...question, workspaceSid };
      const answer = answers.get(keyOf(subject), now(), () => look(subject)).catch(unknown);
      return first(answer, deadlineMs, signal);
    },
    createCallbackTask: tasks.createOnce,
    // Of another channel than calls, so that it is no caller in line.
    createVirtualTask: (task, signal) => tasks.create({ taskChannel: "default", ...task }, signal),
  };
}

/** What comes first: the answer, the end of patience, or the end of the call. */
function first(answer: Promise<QueueState>, withinMs: number, signal: AbortSignal): Promise<QueueState> {
  return new Promise((resolve) => {
    const end = (result: QueueState): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      resolve(result);
    };
    const cancel = (): void => end({ known: false, reason: "canceled" });
    // A little longer than the question itself, whose own reason says more.
    const timer = setTimeout(() => end({ known: false, reason: "timeout" }), withinMs + 20);
    signal.addEventListener("abort", cancel, { once: true });
    if (signal.aborted) cancel();
    void answer.then(end);
  });
}

function unknown(error: unknown): QueueState {
  if (!(error instanceof TwilioRestError)) {
    const late = error instanceof Error && error.name === "TimeoutError";
    return { known: false, reason: late ? "timeout" : "unreachable" };
  }
  const { status, code } = error;
  return present({ known: false, reason: reasonOf(status), status, code });
}

function reasonOf(status: number | undefined): UnknownReason {
  if (status === undefined) return "unreachable";
  if (status === 404) return "not_found";
  return status < 300 ? "unreadable" : "refused";
}
