import { asciiJson } from "../../../worker/protocol/ascii-json.ts";
import type { Handoff } from "../../../worker/protocol/handoff.ts";
import { fitTaskAttributes, type TaskCall } from "../../../worker/protocol/task/task-attributes.ts";

/** Characters of `HandoffData` before it is escaped; addresses of some thousand characters are known to work. */
const MAX_CHARS = 1_200;

/**
 * A Studio flow's own address, with the context as `HandoffData`: the name and the shape that Twilio Agent Connect
 * gives it (`conversationId`, `storeId`, `profileId`, `attributes`), so that a flow made for the one takes the other.
 *
 * Agent Connect has Twilio post it as the `action` of `<Connect>`, and the flow reads `{{trigger.call.HandoffData}}`.
 * Here the webhook in between decides first, so it goes in the query. That a flow finds it there under the same name
 * follows from how Studio treats the parameters of a request, and is documented for returns to a flow only.
 * Source: twilio-agent-connect-typescript (`studioVoiceHandoffUrl`, `buildHandoffPayload`); Studio, "TwiML Redirect".
 */
export function studioAddress(flowSid: string, accountSid: string, handoff: Handoff, call: TaskCall): string {
  const {
    reasonCode,
    reason,
    callSummary,
    sentiment,
    language,
    queue,
    skills,
    handoff: rest,
  } = fitTaskAttributes(handoff, call, MAX_CHARS - ENVELOPE_CHARS);
  const payload = {
    conversationId: rest.conversationId ?? call.callSid,
    // Not known on this side; empty as Agent Connect leaves it.
    storeId: "",
    profileId: rest.profileId ?? "",
    attributes: {
      reasonCode,
      reason,
      callSummary,
      sentiment,
      language,
      // JSON leaves out those that are undefined.
      queue,
      skills,
      intent: rest.intent,
      recordUrl: rest.record?.url,
    },
  };
  const query = `Trigger=incomingCall&HandoffData=${encodeURIComponent(asciiJson(payload))}`;
  return `https://webhooks.twilio.com/v1/Accounts/${accountSid}/Flows/${flowSid}?${query}`;
}

/** What the payload has beside the attributes it takes over. */
const ENVELOPE_CHARS = 200;
