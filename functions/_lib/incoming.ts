import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { Agents } from "../../worker/agent/define.ts";
import { connectAgent, relayUrlOf } from "./agent-connection.ts";
import { readCallSid } from "./params.ts";
import { lastResort } from "./person.ts";
import type { Respond } from "./webhook.ts";

/** A call arrives: the called number's agent answers it, or a person where the agent cannot be reached at all. */
export const incoming =
  (agents: Agents): Respond =>
  (params, { relayUrl, workflowSid }) => {
    const agent = agents.forNumber(params.text("To") ?? "");
    const callSid = readCallSid(params);
    if (relayUrl === undefined || callSid === undefined) {
      const call = { callSid: callSid ?? "", from: params.text("From") ?? "" };
      return lastResort(agent.workflow ?? workflowSid, call, agent.relay.language);
    }
    const twiml = new VoiceResponse();
    connectAgent(twiml, {
      agent,
      url: relayUrlOf(relayUrl, callSid),
      trail: { connects: 1, language: undefined, agentDown: false },
      reason: "call",
    });
    return { twiml, outcome: "agent", log: { agent: agent.name } };
  };
