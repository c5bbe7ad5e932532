import type { AgentCases } from "../../protocol/editing/cases.ts";
import { json } from "../answer.ts";
import type { Asked } from "../asked.ts";
import { unknownAgent } from "./shown.ts";

/** `GET /api/agents/:name/cases`: those of its definition. */
export function agentCases(asked: Asked): Response {
  const agent = asked.agents.named(asked.agentName);
  return agent ? json(200, { cases: agent.cases } satisfies AgentCases) : unknownAgent(asked);
}
