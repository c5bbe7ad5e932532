import type { AgentList, AgentSummary, Rollout } from "../../../worker/protocol/console/agents.ts";
import { agentTitle, dayOf, many, percent, timeOfDay } from "../logic/format.ts";
import { useRead } from "../net/use-read.ts";
import { Badge, Skeleton, Trouble } from "../parts/bits.tsx";
import { Link } from "../parts/go.tsx";
import { Icon } from "../parts/icons.tsx";

/** Every agent: what of it answers, since when and by whom, and what waits. */
export function AgentsView() {
  const { data, refused, again } = useRead<AgentList>("/api/agents", 15_000);
  return (
    <>
      <header className="head">
        <h1>Agents</h1>
        <p className="fine">
          Greeting, instructions, voice, hours, words and knowledge. Tools and routing are the code’s.
        </p>
      </header>
      {refused !== undefined && <Trouble refused={refused} again={again} />}
      {data === undefined && refused === undefined && <Skeleton rows={3} />}
      <ul className="agent-list" aria-label="Agents">
        {data?.agents.map((agent) => (
          <AgentRow key={agent.name} agent={agent} />
        ))}
      </ul>
    </>
  );
}

export const SOURCE_WORDS = { airtable: "Airtable", sync: "Twilio Sync" } as const;

/** "Version 7", or the code. */
export const versionName = (version: number): string => (version === 0 ? "The code" : `Version ${version}`);

export const when = (at: number): string => `${dayOf(at, Date.now())} ${timeOfDay(at)}`;

/** "20% of calls and 2 numbers". */
export const reachOf = ({ share, numbers }: Rollout): string =>
  [
    ...(share > 0 || numbers.length === 0 ? [`${percent(share, 1)} of calls`] : []),
    ...(numbers.length > 0 ? [many(numbers.length, "number")] : []),
  ].join(" and ");

function AgentRow({ agent }: { readonly agent: AgentSummary }) {
  const { name, isDefault, numbers, live, rollout, draft, source, fault } = agent;
  return (
    <li>
      <Link to={{ view: "agent", name, tab: "edit" }} className="agent-row" row={name}>
        <span className="agent-name">
          <strong>
            <bdi>{agentTitle(name)}</bdi>
          </strong>
          <span className="fine">
            {isDefault ? "Answers every other number" : ""}
            {isDefault && numbers.length > 0 ? ", " : ""}
            <bdi>{numbers.join(", ")}</bdi>
          </span>
        </span>
        <span className="agent-live">
          <Badge tone="good">{versionName(live?.version ?? 0)}</Badge>
          <span className="fine">
            {live === undefined ? (
              "As it was deployed"
            ) : (
              <>
                {when(live.at)} by <bdi>{live.by}</bdi>
                {live.note !== undefined && (
                  <>
                    : <bdi>{live.note}</bdi>
                  </>
                )}
              </>
            )}
          </span>
        </span>
        <span className="agent-waits">
          {fault !== undefined && (
            <span className="agent-fault" title={fault.message}>
              <Icon name="warning" />
              <bdi>{fault.message}</bdi>
            </span>
          )}
          {rollout !== undefined && (
            <Badge tone="person">
              Version {rollout.version} for {reachOf(rollout)}
            </Badge>
          )}
          {draft !== undefined && (
            <span>
              <Badge tone="warn">Draft</Badge>{" "}
              <span className="fine">
                {when(draft.at)} by <bdi>{draft.by}</bdi>
              </span>
            </span>
          )}
          {source !== undefined && <span className="fine">From {SOURCE_WORDS[source]}</span>}
        </span>
        <Icon name="chevron" />
      </Link>
    </li>
  );
}
