import { asciiJson } from "../ascii-json.ts";
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
  readonly callBackData: {
    readonly numberToCall: string;
    readonly numberToCallFrom: string;
    readonly attempts: number;
    /** ISO 8601. */
    readonly utcDateTimeReceived: string;
    readonly isDeleted: boolean;
  };
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
    ...(notBeforeMs === undefined ? {} : { notBefore: new Date(notBeforeMs).toISOString() }),
    callBackData: {
      numberToCall: number,
      numberToCallFrom: calledNumber,
      attempts: 0,
      utcDateTimeReceived: new Date(requestedAtMs).toISOString(),
      isDeleted: false,
    },
  } as const;
  return { ...fitTaskAttributes(handoff, call, maxChars - asciiJson(own).length), ...own };
}
