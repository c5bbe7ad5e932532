import { useEffect, useRef, useState } from "react";
import type { AgentCases, TrialCase } from "../../../worker/protocol/editing/cases.ts";
import { many } from "../logic/format.ts";
import { agentAddress } from "../net/agents-api.ts";
import { caseLink, openTrial, type Tried } from "../net/trial-link.ts";
import { useRead } from "../net/use-read.ts";
import { Skeleton, Trouble } from "../parts/bits.tsx";
import { Icon } from "../parts/icons.tsx";
import type { TrialPanelProps } from "./trial-panel.tsx";

type Outcome = { readonly is: "playing" } | { readonly is: "done"; readonly faults: readonly string[] };

/** The agent's cases, played one after the other, each in a conversation of its own. */
export function CasesPanel({ agent, what, prepare, edition }: TrialPanelProps) {
  const { data, refused, again } = useRead<AgentCases>(agentAddress(agent, "/cases"));
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [ran, setRan] = useState<string>();
  const [unsaved, setUnsaved] = useState(false);
  const running = useRef<AbortController>();
  const [isRunning, setRunning] = useState(false);
  useEffect(() => () => running.current?.abort(), []);

  const run = async (cases: readonly TrialCase[]): Promise<void> => {
    const stop = new AbortController();
    running.current = stop;
    setRunning(true);
    setOutcomes(new Map());
    const tried = await prepare();
    setUnsaved(tried === undefined);
    setRan(edition);
    for (const one of cases) {
      if (stop.signal.aborted || tried === undefined) break;
      setOutcomes((before) => new Map(before).set(one.name, { is: "playing" }));
      const faults = await outcomeOf(agent, tried, one, stop.signal);
      setOutcomes((before) => new Map(before).set(one.name, { is: "done", faults }));
    }
    setRunning(false);
  };

  if (refused !== undefined && data === undefined) return <Trouble refused={refused} again={again} />;
  if (data === undefined) return <Skeleton rows={4} />;
  const done = [...outcomes.values()].flatMap((one) => (one.is === "done" ? [one] : []));
  const right = done.filter(({ faults }) => faults.length === 0).length;
  return (
    <>
      <ul className="cases" aria-label="Cases">
        {data.cases.map(({ name }) => {
          const outcome = outcomes.get(name);
          const tone = outcome?.is !== "done" ? "plain" : outcome.faults.length === 0 ? "good" : "bad";
          return (
            <li key={name} className={`case ${tone}`}>
              <span className="case-name">
                <span className={`badge ${tone}`}>
                  <span className="badge-dot" aria-hidden="true" />
                </span>
                <bdi>{name}</bdi>
                <span className="fine case-outcome">
                  {outcome === undefined
                    ? ""
                    : outcome.is === "playing"
                      ? "playing"
                      : tone === "good"
                        ? "right"
                        : "wrong"}
                </span>
              </span>
              {outcome?.is === "done" && outcome.faults.length > 0 && (
                <ul className="case-faults">
                  {outcome.faults.map((fault) => (
                    <li key={fault}>
                      <bdi>{fault}</bdi>
                    </li>
                  ))}
                </ul>
              )}
            </li>
          );
        })}
        {data.cases.length === 0 && (
          <li className="fine">This agent has no cases: they stand beside it in the code.</li>
        )}
      </ul>
      <div className="trial-foot">
        <p className="fine" role="status">
          {unsaved
            ? "The draft is not saved yet: see why above."
            : done.length > 0
              ? `${right} of ${many(done.length, "case")} right${ran === edition ? "" : `, before ${what} changed`}`
              : ""}
        </p>
        <div className="trial-tools">
          {isRunning ? (
            <button type="button" className="button small" onClick={() => running.current?.abort()}>
              Stop
            </button>
          ) : (
            data.cases.length > 0 && (
              <button type="button" className="button small primary" onClick={() => void run(data.cases)}>
                <Icon name="play" />
                Run {many(data.cases.length, "case")}
              </button>
            )
          )}
        </div>
      </div>
    </>
  );
}

/** Why it failed; nothing where it is right. */
async function outcomeOf(
  agent: string,
  tried: Tried,
  one: TrialCase,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const link = caseLink((on) => openTrial(agent, { ...tried, open: one.open ?? true }, on));
  try {
    // Most who open an agent play no case.
    const { playCase } = await import("../../../worker/protocol/editing/play-case.ts");
    return await playCase(link, one, signal);
  } catch {
    return [signal.aborted ? "Stopped." : "It could not be played: reload the page, and try again."];
  } finally {
    link.close();
  }
}
