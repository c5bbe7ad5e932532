import type { Agent } from "../../agent/define.ts";
import { editableOf } from "../../agent/editing/edited.ts";
import { type AgentDetail, type AgentList, CODE_VERSION } from "../../protocol/console/agents.ts";
import { json } from "../answer.ts";
import type { Asked } from "../asked.ts";
import { askLedger, faultAnswer, isFault } from "../console/ask-ledger.ts";
import { draftOf, summaryOf, unknownAgent, unknownVersion } from "./shown.ts";

/** `GET /api/agents`. */
export async function agentList(asked: Asked): Promise<Response> {
  const { all } = asked.agents;
  const found = await Promise.all(all.map((agent) => keptOf(asked, agent)));
  const fault = found.find(isFault);
  if (fault) return faultAnswer(fault.error);
  const shown = all.flatMap((agent, at) => {
    const kept = found[at];
    return kept && !isFault(kept) ? [summaryOf(asked, agent, kept)] : [];
  });
  return json(200, { agents: shown } satisfies AgentList);
}

const keptOf = (asked: Asked, { name }: Agent) =>
  askLedger(asked, "agents", async (ledger) => ledger.agentKept(name));

/** `GET /api/agents/:name?version=N`. */
export async function agentDetail(asked: Asked): Promise<Response> {
  const agent = asked.agents.named(asked.agentName);
  if (!agent) return unknownAgent(asked);
  const wanted = asked.url.searchParams.get("version");
  if (wanted !== null && !/^\d{1,9}$/.test(wanted))
    return json(400, {
      error: "bad_version",
      hint: "`version` is the number of a version, or 0 for the code.",
    });
  const kept = await keptOf(asked, agent);
  if (isFault(kept)) return faultAnswer(kept.error);
  const shown = wanted === null ? undefined : await editionOf(asked, agent, Number(wanted));
  if (shown && isFault(shown)) return faultAnswer(shown.error);
  if (shown && !shown.edit) return unknownVersion();
  const { answering, draft, versions } = kept;
  const detail: AgentDetail = {
    ...summaryOf(asked, agent, kept),
    code: editableOf(agent),
    published: answering.live?.edit ?? {},
    ...(shown?.edit && { shown: shown.edit }),
    ...(draft && { drafted: draftOf(agent, draft) }),
    versions,
    tools: agent.tools.map(({ name, description }) => ({ name, description })),
  };
  return json(200, detail);
}

const editionOf = async (asked: Asked, { name }: Agent, version: number) =>
  version === CODE_VERSION
    ? { edit: {} }
    : askLedger(asked, "agent", async (ledger) => ledger.edition(name, version));
