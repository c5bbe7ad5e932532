import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { Agents } from "../../worker/agent/define.ts";
import { connectAgent, relayUrlOf } from "./agent-connection.ts";
import { isCallOver, readCallSid } from "./params.ts";
import { linesFor } from "./phrases.ts";
import { readTrail } from "./trail.ts";
import { say } from "./twiml.ts";
import type { Respond } from "./webhook.ts";

/** `served`: a person took the call. `gone`: the caller hung up. `nobody`: still on the line, still alone. */
export type QueueOutcome = "served" | "gone" | "nobody";

/**
 * Reads Twilio's `QueueResult`. One that is unknown counts as nobody: speaking to a line where someone still
 * waits is right, and to one where nobody does is harmless.
 * Source: TwiML `<Enqueue>`, "QueueResult values".
 */
export function readQueueResult(result: string | undefined): QueueOutcome {
  switch (result) {
    case "bridged":
    case "bridging-in-process":
    case "redirected-from-bridged":
      return "served";
    case "hangup":
      return "gone";
    // leave, redirected, queue-full, error, system-error
    default:
      return "nobody";
  }
}

/**
 * The call has left the queue. A caller whom nobody took goes back to the agent, which remembers the call;
 * where the agent is down, or has been connected too often, we apologise and say goodbye.
 */
export const afterQueue =
  (agents: Agents): Respond =>
  (params, config) => {
    const twiml = new VoiceResponse();
    const outcome = isCallOver(params) ? "gone" : readQueueResult(params.text("QueueResult"));
    const log = { queueSeconds: params.count("QueueTime") };
    if (outcome !== "nobody") return { twiml, outcome, log };

    const agent = agents.forNumber(params.text("To") ?? "");
    const trail = readTrail(params);
    const callSid = readCallSid(params);
    const mayReturn = !trail.agentDown && trail.connects < agent.limits.maxConnects;
    if (mayReturn && config.relayUrl !== undefined && callSid !== undefined) {
      const url = relayUrlOf(config.relayUrl, callSid);
      const next = { ...trail, connects: trail.connects + 1 };
      connectAgent(twiml, { agent, url, trail: next, reason: "nobody_free" });
      return { twiml, outcome: "back_to_agent", log };
    }
    const lines = linesFor(trail.language ?? agent.relay.language);
    say(twiml, lines, lines.nobodyFreeGoodbye);
    twiml.hangup();
    return { twiml, outcome: "goodbye", log };
  };
