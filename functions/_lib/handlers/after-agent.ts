import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import { callLanguages } from "../../../worker/protocol/relay/call-languages.ts";
import { targetOf } from "../../../worker/protocol/routing/places.ts";
import { unreachable } from "../../../worker/protocol/unreachable.ts";
import { type ConnectOrder, connectAgent, relayUrlOf } from "../agent-connection.ts";
import type { AnsweringAgent, AnsweringAgents } from "../agents-data.ts";
import { answeringAgent } from "../answering-agent.ts";
import { handoffWithoutAgent } from "../person.ts";
import { onward, type Published, publishedAgain } from "../published-agent.ts";
import { decide, type NextStep } from "../session-end.ts";
import { readTrail } from "../trail.ts";
import { type TransferOrder, transfer } from "../transfer.ts";
import { isCallOver, readCallSid } from "../webhook/params.ts";
import type { Answer, Respond } from "../webhook/webhook.ts";

/** The session with the agent is over: a person, the agent again, goodbye, or nothing where nobody listens. */
export const afterAgent =
  (agents: AnsweringAgents): Respond =>
  (params, config, nowMs) => {
    const trail = readTrail(params);
    const code = answeringAgent(agents, params, trail);
    const callSid = readCallSid(params);
    const errorCode = params.text("ErrorCode");
    const session = {
      status: params.text("SessionStatus"),
      errorCode,
      callOver: isCallOver(params),
      handoffData: params.text("HandoffData"),
      seconds: params.count("SessionDuration"),
    };
    const { connects, version } = trail;
    const log = {
      connects,
      errorCode: errorCode !== undefined && /^\d{5}$/.test(errorCode) ? errorCode : undefined,
    };
    const decided = (agent: AnsweringAgent): NextStep => {
      const language = trail.language ?? callLanguages(agent).start;
      return decide(session, { connects, maxConnects: agent.limits.maxConnects, language, version });
    };
    const goOn = ({ agent, standIn }: Pick<Published, "agent" | "standIn">): Answer | Promise<Answer> => {
      const next = decided(agent);
      const handOver = (how: Pick<TransferOrder, "handoff"> & { agentDown: boolean; notes?: string }) => {
        const { handoff, agentDown, notes } = how;
        const ahead = { ...trail, language: handoff.language, agentDown };
        const order = { agent, handoff, trail: ahead, params, config, nowMs };
        return withLog(
          { ...log, standIn, reasonCode: handoff.reasonCode, notes, ...(agentDown && { agentDown }) },
          transfer(order),
        );
      };
      const connectAgain = (
        how: Pick<ConnectOrder, "trail" | "reason" | "refused">,
      ): Answer | Promise<Answer> => {
        if (config.relayUrl !== undefined && callSid !== undefined) {
          const twiml = new VoiceResponse();
          connectAgent(twiml, { agent, url: relayUrlOf(config.relayUrl, callSid), ...how });
          return { twiml, outcome: "reconnected", log: { ...log, standIn, refused: how.refused?.version } };
        }
        const reason = "The assistant could not be connected again.";
        const language = trail.language ?? callLanguages(agent).start;
        return handOver({
          handoff: handoffWithoutAgent("agent_unreachable", reason, language),
          agentDown: true,
          notes: "absent",
        });
      };
      const twiml = new VoiceResponse();

      switch (next.kind) {
        case "nothing":
          return { twiml, outcome: "nothing", log };
        case "goodbye":
          twiml.hangup();
          return { twiml, outcome: "goodbye", log };
        case "reconnect":
          return connectAgain({ trail: { ...trail, connects: connects + 1 }, reason: "lost_socket" });
        case "begin_again": {
          const { version: _refused, ...kept } = trail;
          // Nobody has been greeted yet.
          return connectAgain({
            trail: { ...kept, connects: connects + 1 },
            reason: "call",
            refused: next.refused,
          });
        }
        case "person":
          return handOver(next);
        default:
          return unreachable(next);
      }
    };
    if (!needsWhatIsPublished(decided(code), code)) return goOn({ agent: code });
    return onward(publishedAgain({ agents, params, config, trail, nowMs }), goOn);
  };

/** Where the agent is connected again, or lines of its own are said: by us, or by telephone to whoever answers. */
function needsWhatIsPublished(next: NextStep, { handOff }: AnsweringAgent): boolean {
  if (next.kind !== "person") return next.kind === "reconnect";
  const { kind } = targetOf(handOff, next.handoff.place?.name);
  return next.notes === "unreadable" || next.agentDown || kind === "number" || kind === "sip";
}

const withLog = (log: NonNullable<Answer["log"]>, answer: Answer | Promise<Answer>) =>
  answer instanceof Promise
    ? answer.then((late) => ({ ...late, log: { ...log, ...late.log } }))
    : { ...answer, log: { ...log, ...answer.log } };
