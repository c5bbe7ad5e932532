import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { Agents } from "../../../worker/agent/define.ts";
import { callLanguages } from "../../../worker/protocol/relay/call-languages.ts";
import { unreachable } from "../../../worker/protocol/unreachable.ts";
import { connectAgent, relayUrlOf } from "../agent-connection.ts";
import { answeringAgent } from "../answering-agent.ts";
import { handoffWithoutAgent } from "../person.ts";
import { decide } from "../session-end.ts";
import { readTrail } from "../trail.ts";
import { type TransferOrder, transfer } from "../transfer.ts";
import { isCallOver, readCallSid } from "../webhook/params.ts";
import type { Answer, Respond } from "../webhook/webhook.ts";

/** The session with the agent is over: a person, the agent again, goodbye, or nothing where nobody listens. */
export const afterAgent =
  (agents: Agents): Respond =>
  (params, config, nowMs) => {
    const trail = readTrail(params);
    const agent = answeringAgent(agents, params, trail);
    const callSid = readCallSid(params);
    const language = trail.language ?? callLanguages(agent).start;
    const errorCode = params.text("ErrorCode");
    const next = decide(
      {
        status: params.text("SessionStatus"),
        errorCode,
        callOver: isCallOver(params),
        handoffData: params.text("HandoffData"),
        seconds: params.count("SessionDuration"),
      },
      { connects: trail.connects, maxConnects: agent.limits.maxConnects, language },
    );
    const log = {
      connects: trail.connects,
      errorCode: errorCode !== undefined && /^\d{5}$/.test(errorCode) ? errorCode : undefined,
    };
    const handOver = (how: Pick<TransferOrder, "handoff"> & { agentDown: boolean; notes?: string }) => {
      const { handoff, agentDown, notes } = how;
      const onward = { ...trail, language: handoff.language, agentDown };
      const order = { agent, handoff, trail: onward, params, config, nowMs };
      return withLog({ ...log, reasonCode: handoff.reasonCode, notes }, transfer(order));
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
          const reason = "The assistant could not be connected again.";
          return handOver({
            handoff: handoffWithoutAgent("agent_unreachable", reason, language),
            agentDown: true,
            notes: "absent",
          });
        }
        const connects = trail.connects + 1;
        const url = relayUrlOf(config.relayUrl, callSid);
        connectAgent(twiml, { agent, url, trail: { ...trail, connects }, reason: "lost_socket" });
        return { twiml, outcome: "reconnected", log };
      }
      case "person":
        return handOver(next);
      default:
        return unreachable(next);
    }
  };

const withLog = (log: NonNullable<Answer["log"]>, answer: Answer | Promise<Answer>) =>
  answer instanceof Promise
    ? answer.then((late) => ({ ...late, log: { ...log, ...late.log } }))
    : { ...answer, log: { ...log, ...answer.log } };
