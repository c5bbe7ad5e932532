import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import { callLanguages } from "../../worker/protocol/relay/call-languages.ts";
import type { ConnectReason } from "../../worker/protocol/relay/connect-reason.ts";
import { connectAgent, relayUrlOf } from "./agent-connection.ts";
import type { AnsweringAgent, AnsweringAgents } from "./agents-data.ts";
import { linesFor } from "./call-lines.ts";
import { onward, publishedAgain } from "./published-agent.ts";
import { readTrail, type Trail } from "./trail.ts";
import type { FunctionsConfig } from "./webhook/config.ts";
import { type Params, readCallSid } from "./webhook/params.ts";
import { say } from "./webhook/twiml.ts";
import type { Answer } from "./webhook/webhook.ts";

/** Whether the agent may have the caller again: it is there, and has not had them too often. */
export const mayReturn = (
  { agentDown, connects }: Trail,
  { limits }: Pick<AnsweringAgent, "limits">,
): boolean => !agentDown && connects < limits.maxConnects;

/**
 * A caller whom nobody took goes back to the agent, which remembers the call. Where the agent is down, or the call
 * has been connected as often as it may, we apologise and say goodbye: a caller does not go round for ever.
 */
export function backToAgent(
  agents: AnsweringAgents,
  params: Params,
  config: FunctionsConfig,
  reason: ConnectReason,
  nowMs: number,
): Answer | Promise<Answer> {
  const trail = readTrail(params);
  const callSid = readCallSid(params);
  return onward(publishedAgain({ agents, params, config, trail, nowMs }), ({ agent, standIn }) => {
    const twiml = new VoiceResponse();
    if (mayReturn(trail, agent) && config.relayUrl !== undefined && callSid !== undefined) {
      const { queuedAtS: _, ...kept } = trail;
      const next: Trail = { ...kept, connects: trail.connects + 1 };
      connectAgent(twiml, { agent, url: relayUrlOf(config.relayUrl, callSid), trail: next, reason });
      return { twiml, outcome: "back_to_agent", log: { connect: reason, standIn } };
    }
    const lines = linesFor(trail.language ?? callLanguages(agent).start, agent.languagePacks);
    say(twiml, lines, lines.nobodyFreeGoodbye);
    twiml.hangup();
    return { twiml, outcome: "goodbye", log: { standIn } };
  });
}
