import type { Outside } from "../../agent/outside.ts";
import { pause } from "../../agent/pause.ts";
import type { RecordingEvent } from "../../session/state/event.ts";
import type { RecordingOrder } from "../../session/state/parts.ts";
import { type RecordingAccount, twilioRecordings } from "./recordings.ts";
import { TwilioRestError } from "./twilio-http.ts";

/** The call is not in a state for it: not answered yet as Twilio sees it, or over. */
const WRONG_CALL_STATE = 21220;
/** In place of a SID: the recording of the call that goes on. */
const CURRENT = "Twilio.CURRENT";
/** Before a second try; also of a start of which nobody knows whether it was done: it is in Twilio's list by then. */
const AGAIN_MS = 1_500;
/** Waits between the tries of what has to be done: that nothing more is recorded, that it is gone. */
const INSIST_MS = [500, 2_000] as const;

/**
 * Carries out orders, each to its end. None throws: what comes of it is the event.
 *
 * @param now - epoch ms.
 */
export function callRecorder(account: RecordingAccount, now: () => number): Outside["record"] {
  const recordings = twilioRecordings(account);

  async function started(callSid: string, again: boolean): Promise<RecordingEvent> {
    const known = again ? await recordings.goingOn(callSid) : undefined;
    const askedAtMs = now();
    const sid = known ?? (await recordings.start(callSid));
    return { type: "recording_started", sid, atMs: Math.round((askedAtMs + now()) / 2) };
  }

  /** Twilio knows no idempotency key: where the outcome is uncertain its list is asked. */
  const start = (callSid: string, again: boolean): Promise<RecordingEvent> =>
    started(callSid, again).catch(async (cause) => {
      const isRefused = cause instanceof TwilioRestError && isFinal(cause);
      if (isRefused && cause.code !== WRONG_CALL_STATE) throw cause;
      await waited(AGAIN_MS);
      return started(callSid, true);
    });

  async function carryOut(
    callSid: string,
    order: RecordingOrder,
    sid: string | undefined,
    again: boolean,
  ): Promise<RecordingEvent> {
    if (order === "start") return start(callSid, again);
    // Of one that was begun or not, nobody knows which.
    const one = sid ?? CURRENT;
    switch (order) {
      case "pause":
        await recordings.change(callSid, one, "paused");
        return { type: "recording_changed", to: "paused" };
      case "resume":
        await recordings.change(callSid, one, "in-progress");
        return { type: "recording_changed", to: "on" };
      case "stop":
        await insist(() => recordings.change(callSid, one, "stopped").catch(unlessOver));
        return { type: "recording_changed", to: "over" };
      case "delete":
        await insist(async () => {
          for (const each of sid === undefined ? await recordings.ofCall(callSid) : [sid])
            await recordings.remove(each);
        });
        return { type: "recording_changed", to: "deleted" };
    }
  }

  return (callSid, { order, sid, again }) =>
    carryOut(callSid, order, sid, again).catch(
      (cause: unknown): RecordingEvent => ({
        type: "recording_failed",
        during: order,
        ...failureOf(cause),
      }),
    );
}

/** Twilio has ended it with the call. */
function unlessOver(cause: unknown): void {
  const isOver =
    cause instanceof TwilioRestError && (cause.status === 404 || cause.code === WRONG_CALL_STATE);
  if (!isOver) throw cause;
}

async function insist(act: () => Promise<void>): Promise<void> {
  for (const waitMs of INSIST_MS) {
    try {
      return await act();
    } catch {
      await waited(waitMs); // the last try says why
    }
  }
  return act();
}

const waited = (ms: number): Promise<void> => pause(ms, new AbortController().signal);

/** Nothing was done, and nothing would be by asking again. */
const isFinal = ({ status, retryable }: TwilioRestError): boolean =>
  status !== undefined && status >= 400 && status < 500 && !retryable;

function failureOf(cause: unknown): {
  readonly code: string;
  readonly status?: number | undefined;
  readonly providerCode?: number | undefined;
} {
  if (!(cause instanceof TwilioRestError)) return { code: "fault" };
  const { status, code: providerCode } = cause;
  if (providerCode === WRONG_CALL_STATE) return { code: "call_over", status, providerCode };
  return { code: isFinal(cause) ? "refused" : "unreachable", status, providerCode };
}
