import { asciiJson, clip } from "../ascii-json.ts";
import type { Handoff } from "../handoff.ts";
import {
  fitTaskAttributes,
  MAX_TASK_ATTRIBUTE_CHARS,
  type TaskAttributes,
  type TaskCall,
} from "./task-attributes.ts";

/** What the caller was promised. */
export interface Callback {
  /** Whom to call, E.164. */
  readonly number: string;
  /** The number that was called, and that should show when the call comes back, E.164. */
  readonly calledNumber: string;
  /** Tries before it is given up. */
  readonly attempts: number;
  /** Epoch milliseconds. */
  readonly requestedAtMs: number;
  /** When somebody is there again, epoch milliseconds; absent when that is now or not known. */
  readonly notBeforeMs?: number | undefined;
}

/**
 * Attributes of a callback's task: what the call itself would have brought, and whom to call. `callBackData` has the
 * names of the Flex project template, whose plugin dials by them.
 *
 * Source: flex-project-template, feature `callback-and-voicemail`; `attempts` are those already made.
 */
export interface CallbackAttributes extends Omit<TaskAttributes, "type"> {
  readonly type: "callback";
  readonly taskType: "callback";
  /** The call's SID. One call has one callback, and by this it is found again. */
  readonly callback_id: string;
  readonly from: string;
  /** As a call has it, so that routing by the called number works for both. */
  readonly called: string;
  readonly attemptsLeft: number;
  /** ISO 8601. */
  readonly notBefore?: string;
  /** The same for a workflow, in UTC: its expressions know the day of the week and the time of day, and no date. */
  readonly opens?: { readonly day: string; readonly next: string; readonly time: number };
  readonly callBackData: {
    readonly numberToCall: string;
    readonly numberToCallFrom: string;
    readonly attempts: number;
    /** ISO 8601. */
    readonly utcDateTimeReceived: string;
    readonly isDeleted: boolean;
  };
  /** What is left of the hand-off when the template puts a callback in line again: see `kept`. */
  readonly message?: string;
}

/** Characters that the rest of the hand-off needs: see `fitTaskAttributes`. */
const MIN_REST = 1_000;
const SUMMARY_KEPT = 240;

/**
 * The template's "Retry later" makes the task anew, of names that it knows; `message` goes with it as it is, and is shown
 * nowhere. So it carries what a person needs most, as JSON. Queue and skills cannot be kept: only workflow and priority are.
 *
 * Source: flex-project-template, `CallbackService.ts` (requeueCallback) and `callback-operations.private.js`.
 */
const kept = ({ v, reasonCode, callSummary, record }: Handoff): string =>
  JSON.stringify({ v, reasonCode, callSummary: clip(callSummary, SUMMARY_KEPT), record });

const DAY_MS = 86_400_000;

/** Source: TaskRouter, "Time of Day Routing": `Mon`, and hours and minutes as one number. */
function opens(atMs: number): NonNullable<CallbackAttributes["opens"]> {
  const at = new Date(atMs);
  const day = (ms: number) => new Date(ms).toUTCString().slice(0, 3);
  return { day: day(atMs), next: day(atMs + DAY_MS), time: at.getUTCHours() * 100 + at.getUTCMinutes() };
}

/** Within `maxChars` of `asciiJson`, as `fitTaskAttributes` is; at least 1,400. Pure. */
export function callbackAttributes(
  handoff: Handoff,
  call: TaskCall,
  callback: Callback,
  maxChars: number = MAX_TASK_ATTRIBUTE_CHARS,
): CallbackAttributes {
  const { number, calledNumber, attempts, requestedAtMs, notBeforeMs } = callback;
  const own = {
    type: "callback",
    taskType: "callback",
    callback_id: call.callSid,
    from: number,
    called: calledNumber,
    attemptsLeft: attempts,
    ...(notBeforeMs === undefined
      ? {}
      : { notBefore: new Date(notBeforeMs).toISOString(), opens: opens(notBeforeMs) }),
    callBackData: {
      numberToCall: number,
      numberToCallFrom: calledNumber,
      attempts: 0,
      utcDateTimeReceived: new Date(requestedAtMs).toISOString(),
      isDeleted: false,
    },
  } as const;
  const whole = { ...own, message: kept(handoff) };
  const fixed = maxChars - asciiJson(whole).length >= MIN_REST ? whole : own;
  return { ...fitTaskAttributes(handoff, call, maxChars - asciiJson(fixed).length), ...fixed };
}
