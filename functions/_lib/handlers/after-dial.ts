import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { Agents } from "../../../worker/agent/define.ts";
import { backToAgent } from "../back-to-agent.ts";
import { isCallOver } from "../webhook/params.ts";
import type { Respond } from "../webhook/webhook.ts";

/**
 * Whether a `<Dial>` brought the caller together with somebody. Where the one who answered did not take the call,
 * the status alone may still be `completed`; `DialBridged` tells, and counts where it is there.
 * Source: TwiML `<Dial>`, "DialCallStatus values" and `DialBridged`.
 */
export function wasServed(status: string | undefined, bridged: string | undefined): boolean {
  const answered = status === "completed" || status === "answered";
  return answered && bridged !== "false";
}

/** The telephone or the contact centre that was dialled is done with: hang up, or back to the agent. */
export const afterDial =
  (agents: Agents): Respond =>
  (params, config) => {
    const twiml = new VoiceResponse();
    if (isCallOver(params)) return { twiml, outcome: "gone" };
    if (wasServed(params.text("DialCallStatus"), params.text("DialBridged"))) {
      twiml.hangup();
      return { twiml, outcome: "served" };
    }
    return backToAgent(agents, params, config, "nobody_free");
  };
