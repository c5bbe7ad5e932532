import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { AnsweringAgents } from "../agents-data.ts";
import { backToAgent } from "../back-to-agent.ts";
import { onward } from "../published-agent.ts";
import { isCallOver, readCallSid } from "../webhook/params.ts";
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
  (agents: AnsweringAgents): Respond =>
  (params, config, nowMs) => {
    const twiml = new VoiceResponse();
    const isServed = wasServed(params.text("DialCallStatus"), params.text("DialBridged"));
    const seconds = params.count("DialCallDuration");
    const news = {
      at: nowMs,
      what: "left",
      ...(isServed && seconds !== undefined && { talkingSince: nowMs - seconds * 1_000 }),
    } as const;
    const person = { callSid: readCallSid(params), news };
    if (isCallOver(params)) return { twiml, outcome: "gone", person };
    if (isServed) {
      twiml.hangup();
      return { twiml, outcome: "served", person };
    }
    const back = backToAgent(agents, params, config, "nobody_free", nowMs);
    return onward(back, (answer) => ({ ...answer, person }));
  };
