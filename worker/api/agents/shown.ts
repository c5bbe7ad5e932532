import type { Agent } from "../../agent/define.ts";
import { drafted } from "../../agent/editing/drafted.ts";
import { edited } from "../../agent/editing/edited.ts";
import type { AgentKept, KeptDraft } from "../../protocol/console/agent-book.ts";
import type { AgentDraft, AgentFault, AgentSummary } from "../../protocol/console/agents.ts";
import { maskedNumber } from "../../protocol/console/masked.ts";
import { json } from "../answer.ts";
import type { Asked } from "../asked.ts";

/** An agent as it is shown, of its code and of what the ledger keeps. */

export function summaryOf(
  { agents, who, config: { AGENTS_SOURCE: source } }: Pick<Asked, "agents" | "who" | "config">,
  agent: Agent,
  kept: AgentKept,
): AgentSummary {
  const { rollout } = kept.answering;
  const fault = faultOf(agent, kept, source);
  return {
    name: agent.name,
    isDefault: agents.default === agent,
    numbers: agents.numbers.filter((number) => agents.forNumber(number) === agent),
    live: kept.live,
    ...(rollout && {
      rollout: {
        version: rollout.version,
        share: rollout.share,
        // Some are callers'.
        numbers: who.role === "operator" ? rollout.numbers : rollout.numbers.map(maskedNumber),
      },
    }),
    ...(kept.draft && { draft: { revision: kept.draft.revision, by: kept.draft.by, at: kept.draft.at } }),
    ...(source && { source }),
    ...(fault && { fault }),
  };
}

/** What was published is looked at anew: another release has checked it. What calls told of it is older than this one. */
function faultOf(
  agent: Agent,
  { answering, faults }: AgentKept,
  source: AgentSummary["source"],
): AgentFault | undefined {
  const refused = [answering.live, answering.rollout].flatMap((edition) => {
    const found = edition && edited(agent, edition.edit);
    return found && !found.ok ? [`version ${edition.version}: ${found.faults.join("; ")}`] : [];
  });
  // What was wrong with a source that nobody reads any more is wrong no more.
  if (refused.length === 0) return faults.find(({ of }) => of === "relay" || (of === "source" && source));
  const told = faults.find(({ of }) => of === "edit");
  return { at: told?.at ?? Date.now(), of: "edit", message: refused.join("; ") };
}

/** With what keeps it from being published now. */
export const draftOf = (agent: Agent, draft: KeptDraft): AgentDraft => ({
  ...draft,
  faults: drafted(agent, draft.edit).faults,
});

export const unknownAgent = ({ agents }: Pick<Asked, "agents">): Response =>
  json(404, {
    error: "unknown_agent",
    hint: `There is no agent of that name; there is ${agents.all.map(({ name }) => name).join(", ")}.`,
  });

export const unknownVersion = (): Response =>
  json(404, {
    error: "unknown_version",
    hint: "There is no such version of this agent: it was never published, or is older than the hundred that are kept.",
  });
