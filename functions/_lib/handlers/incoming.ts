import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import { CODE_VERSION } from "../../../worker/protocol/console/agents.ts";
import { callLanguages } from "../../../worker/protocol/relay/call-languages.ts";
import { connectAgent, relayUrlOf } from "../agent-connection.ts";
import type { AnsweringAgents } from "../agents-data.ts";
import { handoffWithoutAgent, lastResort } from "../person.ts";
import { onward, publishedFor } from "../published-agent.ts";
import { readTrail, type Trail } from "../trail.ts";
import { transfer } from "../transfer.ts";
import { readCallSid, readFrom } from "../webhook/params.ts";
import type { Respond } from "../webhook/webhook.ts";

/** Published by the build; 20 ms of silence. */
const SILENCE = "/audio/answer.wav";

/** A call arrives: the called number's agent answers it as it is published, or a person where it cannot be reached at all. */
export const incoming =
  (agents: AnsweringAgents): Respond =>
  (params, config, nowMs) => {
    const asking = { agents, params, config, trail: readTrail(params), nowMs };
    return onward(publishedFor(asking), ({ agent, version, spokenGreeting, standIn }) => {
      const callSid = readCallSid(params);
      const trail: Trail = {
        connects: 1,
        // The default answers wherever nothing is named, and a version is one of an agent's.
        ...(agent.name === agents.default.name && version === CODE_VERSION ? {} : { agent: agent.name }),
        ...(version === CODE_VERSION ? {} : { version }),
        // What the caller is greeted in is the agent's own.
        language: undefined,
        agentDown: false,
        ...(agent.workflow !== undefined && agent.workflow !== config.workflowSid
          ? { ownWorkflow: true }
          : {}),
      };
      if (config.relayUrl === undefined || callSid === undefined) {
        const language = callLanguages(agent).start;
        if (agent.handOff.target.kind === "flex") {
          const call = { callSid: callSid ?? "", from: readFrom(params) };
          return lastResort(agent.workflow ?? config.workflowSid, call, language, agent.languagePacks);
        }
        const handoff = handoffWithoutAgent(
          "agent_unreachable",
          "A technical fault kept the assistant from the call.",
          language,
        );
        const onwardTrail = { ...trail, language, agentDown: true };
        return transfer({ agent, handoff, trail: onwardTrail, params, config, nowMs });
      }
      const twiml = new VoiceResponse();
      // Twilio opens the relay's socket before it answers a call, and where that fails the caller gets a busy tone and
      // no webhook is asked. Of a call that was answered the action URL is told, which leads to a person.
      twiml.play(SILENCE);
      const url = relayUrlOf(config.relayUrl, callSid);
      connectAgent(twiml, { agent, url, trail, reason: "call", spokenGreeting });
      return { twiml, outcome: "agent", log: { agent: agent.name, version, standIn } };
    });
  };
