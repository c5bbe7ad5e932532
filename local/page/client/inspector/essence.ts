import type { StackEvent } from "../../../twilio/events.ts";
import type { Row } from "./fold.ts";

/** What someone opens a row for: the frame, the TwiML, the parameters; or else the events themselves. */
export function essenceOf({ events }: Row): unknown {
  const answer = events.findLast((event) => event.kind === "webhook_response");
  if (answer) return essence(answer);
  const last = events.at(-1);
  // The last event of a tool or a piece of speech holds all that was told before.
  if (events.length === 1 || last?.kind === "tool" || last?.kind === "agent_speech")
    return last && essence(last);
  return events.map(essence);
}

function essence(event: StackEvent): unknown {
  switch (event.kind) {
    case "frame":
      return event.frame;
    case "webhook_request":
      return { url: event.url, ...event.params };
    case "webhook_response":
      return event.body;
    case "task":
      return event.task;
    default: {
      const { seq: _seq, at: _at, callSid: _callSid, kind: _kind, ...rest } = event;
      return rest;
    }
  }
}
