import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { Agents } from "../../worker/agent/define.ts";
import { decide } from "./after-agent.ts";
import { connectAgent, relayUrlOf } from "./agent-connection.ts";
import { isCallOver, readCallSid } from "./params.ts";
import { enqueue, lastResort } from "./person.ts";
import { linesFor } from "./phrases.ts";
import { readTrail } from "./trail.ts";
import { say } from "./twiml.ts";
import type { Respond } from "./webhook.ts";

/** The session with the agent is over: a person, the agent again, goodbye, or nothing where nobody listens. */
export const sessionEnded =
  (agents: Agents): Respond =>
  (params, config) => {
    const agent = agents.forNumber(params.text("To") ?? "");
    const trail = readTrail(params);
    const callSid = readCallSid(params);
    const workflowSid = agent.workflow ?? config.workflowSid;
    const call = {
      callSid: callSid ?? "",
      from: params.text("From") ?? "",
      sessionSeconds: params.count("SessionDuration"),
    };
    const errorCode = params.text("ErrorCode");
    const next = decide(
      {
        status: params.text("SessionStatus"),
        errorCode,
        callOver: isCallOver(params),
        handoffData: params.text("HandoffData"),
        seconds: call.sessionSeconds,
      },
      {
        connects: trail.connects,
        maxConnects: agent.limits.maxConnects,
        language: trail.language ?? agent.relay.language,
      },
    );
    const log = {
      connects: trail.connects,
      errorCode: errorCode !== undefined && /^\d{5}$/.test(errorCode) ? errorCode : undefined,
    };
    const twiml = new VoiceResponse();

    switch (next.kind) {
      case "nothing":
        return { twiml, outcome: "nothing", log };
      case "goodbye":
        twiml.hangup();
        return { twiml, outcome: "goodbye", log };
      case "reconnect": {
        if (config.relayUrl === undefined || callSid === undefined) {
          return lastResort(workflowSid, call, trail.language ?? agent.relay.language);
        }
        const connects = trail.connects + 1;
        const url = relayUrlOf(config.relayUrl, callSid);
        connectAgent(twiml, { agent, url, trail: { ...trail, connects }, reason: "lost_socket" });
        return { twiml, outcome: "reconnected", log };
      }
      case "person": {
        const { handoff, notes, agentDown } = next;
        if (workflowSid === undefined) return lastResort(undefined, call, handoff.language);
        const lines = linesFor(handoff.language);
        if (agentDown) say(twiml, lines, lines.brokenFindingPerson);
        enqueue(twiml, {
          workflowSid,
          handoff,
          call,
          trail: { ...trail, language: handoff.language, agentDown },
        });
        return { twiml, outcome: "person", log: { ...log, reasonCode: handoff.reasonCode, notes } };
      }
    }
  };
