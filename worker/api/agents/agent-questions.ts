import type { AgentQuestions } from "../../protocol/console/agents.ts";
import { json } from "../answer.ts";
import type { Asked } from "../asked.ts";
import { askLedger, faultAnswer, isFault } from "../console/ask-ledger.ts";
import { unknownAgent } from "./shown.ts";

/** `GET /api/agents/:name/questions`: what callers asked that the agent's knowledge does not answer. */
export async function agentQuestions(asked: Asked): Promise<Response> {
  const agent = asked.agents.named(asked.agentName);
  if (!agent) return unknownAgent(asked);
  const found = await askLedger(asked, "questions", async (ledger) => ledger.unanswered(agent.name));
  return isFault(found) ? faultAnswer(found.error) : json(200, found satisfies AgentQuestions);
}
