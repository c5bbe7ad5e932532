import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { PersonNews } from "../../../worker/protocol/console/person-news.ts";
import type { ConnectReason } from "../../../worker/protocol/relay/connect-reason.ts";
import type { AnsweringAgents } from "../agents-data.ts";
import { backToAgent } from "../back-to-agent.ts";
import { onward } from "../published-agent.ts";
import { reasonByKey } from "../queue-key.ts";
import { readTrail } from "../trail.ts";
import { isCallOver, readCallSid } from "../webhook/params.ts";
import type { Respond } from "../webhook/webhook.ts";

/** All that Twilio documents. Source: TwiML `<Enqueue>`, "QueueResult values". */
export const QUEUE_RESULTS = [
  "bridged",
  "bridging-in-process",
  "redirected-from-bridged",
  "redirected",
  "hangup",
  "leave",
  "queue-full",
  "error",
  "system-error",
] as const;

/** How a call left the queue, as its action URL is told. */
export interface QueueExit {
  readonly result: string | undefined;
  /** `QueueTime`, seconds; absent where the call was never in the queue. */
  readonly queueSeconds: number | undefined;
  /** Since the call was put in line, by our own clock; undefined where that is not known. */
  readonly secondsSinceQueued: number | undefined;
  /** What the key means by which the caller left, if one was pressed. */
  readonly byKey: ConnectReason | undefined;
}

/** `served`: a person has had the call. `gone`: the caller hung up. Else why the caller is back with the agent. */
export type AfterQueue = "served" | "gone" | ConnectReason;

/** Away from the queue for longer than this, a call that was redirected out of it has been with somebody. Seconds. */
const SERVED_AFTER_S = 15;

/**
 * Decides by `QueueResult`, and by time where that does not say enough.
 *
 * `leave`: a key, or the wait that was too long, or a task that was cancelled. Who pressed nothing has left nothing.
 *
 * `redirected`: something outside took the call out of the queue. Twilio asks right away, or when whoever had the
 * call has left it. A caller who was away from the queue since has been served, and does not land at the agent again;
 * one who comes straight from the queue has not, and is not left in silence.
 *
 * Whatever is unknown counts as nobody: to speak to a line where someone still waits is right, and to one where nobody
 * does is harmless.
 */
export function decideAfterQueue(exit: QueueExit): AfterQueue {
  const { result, queueSeconds, secondsSinceQueued, byKey } = exit;
  switch (result) {
    case "bridged":
    case "bridging-in-process":
    case "redirected-from-bridged":
      return "served";
    case "redirected": {
      const known = secondsSinceQueued !== undefined && queueSeconds !== undefined;
      return known && secondsSinceQueued - queueSeconds > SERVED_AFTER_S ? "served" : "nobody_free";
    }
    case "hangup":
      return "gone";
    case "leave":
      return byKey ?? "nobody_free";
    case "queue-full":
      return "queue_full";
    default:
      return "nobody_free";
  }
}

/** Who was served has had a person since the queue was left; whether the caller has hung up on them makes no difference. */
function newsOf(
  { queueSeconds, secondsSinceQueued }: QueueExit,
  decided: AfterQueue,
  at: number,
): PersonNews {
  const waited = { at, what: "left", ...(queueSeconds !== undefined && { seconds: queueSeconds }) } as const;
  if (decided !== "served" || queueSeconds === undefined || secondsSinceQueued === undefined) return waited;
  return { ...waited, talkingSince: at - Math.max(0, secondsSinceQueued - queueSeconds) * 1_000 };
}

/** The call has left the queue: nothing more to say, or back to the agent. */
export const afterQueue =
  (agents: AnsweringAgents): Respond =>
  (params, config, nowMs) => {
    const trail = readTrail(params);
    const { queuedAtS } = trail;
    const queueSeconds = params.count("QueueTime");
    const exit = {
      result: params.text("QueueResult"),
      queueSeconds,
      secondsSinceQueued: queuedAtS === undefined ? undefined : Math.floor(nowMs / 1000) - queuedAtS,
      byKey: reasonByKey(params, trail),
    };
    const decided = decideAfterQueue(exit);
    const next = isCallOver(params) ? "gone" : decided;
    const person = { callSid: readCallSid(params), news: newsOf(exit, decided, nowMs) };
    if (next === "served" || next === "gone") {
      return { twiml: new VoiceResponse(), outcome: next, person, log: { queueSeconds } };
    }
    return onward(backToAgent(agents, params, config, next, nowMs), (answer) => ({
      ...answer,
      person,
      log: { queueSeconds, ...answer.log },
    }));
  };
