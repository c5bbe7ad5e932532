import { encodeHandoff } from "../protocol/handoff.ts";
import type { Outbound } from "../protocol/relay/outbound.ts";
import { ESCALATIONS } from "../session/state/escalations.ts";

/** The bare way to a person, where not even the account of the call can be made. */
export const brokenDown = (language: string): Outbound => ({
  type: "end",
  handoffData: encodeHandoff({
    v: 1,
    reasonCode: ESCALATIONS.fault.reasonCode,
    reason: ESCALATIONS.fault.reason,
    callSummary: "The assistant broke down; there is no summary.",
    sentiment: "neutral",
    triggeredBy: "rule",
    language,
  }),
});
