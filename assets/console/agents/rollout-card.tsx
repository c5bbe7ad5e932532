import { useState } from "react";
import type { AgentDetail, Rollout } from "../../../worker/protocol/console/agents.ts";
import type { Figures, Stats } from "../../../worker/protocol/console/stats.ts";
import { resolvedOf } from "../logic/figures.ts";
import { count, duration, percent } from "../logic/format.ts";
import { publish, restore } from "../net/agents-api.ts";
import { useRead } from "../net/use-read.ts";
import { TableBox } from "../parts/bits.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { reachOf, versionName, when } from "./agents-view.tsx";

/** Of fewer calls a difference of some percent says nothing: the error of a share is then some 9 points. */
const TOO_FEW = 30;

interface RolloutCardProps {
  readonly detail: AgentDetail;
  readonly rollout: Rollout;
  readonly canEdit: boolean;
  readonly done: () => void;
}

/** Two versions that answer side by side: how each does, and the ways out. */
export function RolloutCard({ detail, rollout, canEdit, done }: RolloutCardProps) {
  const { name, versions } = detail;
  const live = detail.live?.version ?? 0;
  const since = versions.find(({ version }) => version === rollout.version)?.at;
  const from = since === undefined ? "" : `from=${encodeURIComponent(new Date(since).toISOString())}&`;
  const { data } = useRead<Stats>(`/api/stats?${from}by=version`, 30_000);
  const [asked, ask] = useState<"finish" | "end">();
  const figuresOf = (version: number): Figures | undefined =>
    data?.groups.find(({ key }) => key === `${name}@${version}`);
  const rows = [live, rollout.version].map((version) => [version, figuresOf(version)] as const);
  const isFew = rows.some(([, figures]) => (figures?.calls ?? 0) < TOO_FEW);
  return (
    <section className="rollout" aria-label="Rollout">
      <div className="rollout-head">
        <h2>
          {versionName(rollout.version)} answers {reachOf(rollout)}
          {rollout.numbers.length > 0 && (
            <span className="fine">
              {" "}
              <bdi>{rollout.numbers.join(", ")}</bdi>
            </span>
          )}
        </h2>
        {canEdit && (
          <span className="head-tools">
            <button type="button" className="button small" onClick={() => ask("end")}>
              End the rollout
            </button>
            <button type="button" className="button small primary" onClick={() => ask("finish")}>
              Give it all calls
            </button>
          </span>
        )}
      </div>
      <TableBox label="Both versions">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{since === undefined ? "Calls" : `Calls since ${when(since)}`}</th>
              {["Calls", "Resolved", "Handed over", "p50", "p95", "Failures"].map((words) => (
                <th key={words} scope="col" className="figure-cell">
                  {words}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([version, figures]) => (
              <VersionRow key={version} name={versionName(version)} figures={figures} />
            ))}
          </tbody>
        </table>
      </TableBox>
      {data !== undefined && isFew && (
        <p className="fine">
          Fewer than {TOO_FEW} calls of one of them: a difference between the two is mostly chance.
        </p>
      )}
      {asked === "finish" && (
        <Confirm
          title={`Give version ${rollout.version} all calls?`}
          does="Give it all calls"
          close={() => ask(undefined)}
          run={async () => {
            await publish(name, { version: rollout.version });
            done();
          }}
        >
          <p>
            Calls that begin from now on are answered by it. Those that go on keep the version they began
            with.
          </p>
        </Confirm>
      )}
      {asked === "end" && (
        <Confirm
          title="End the rollout?"
          does="End it"
          close={() => ask(undefined)}
          run={async () => {
            await restore(name, live);
            done();
          }}
        >
          <p>
            {versionName(live)} answers all calls that begin from now on. Version {rollout.version} stays in
            the list.
          </p>
        </Confirm>
      )}
    </section>
  );
}

function VersionRow({ name, figures }: { readonly name: string; readonly figures: Figures | undefined }) {
  const calls = figures?.calls ?? 0;
  const resolved = figures === undefined ? undefined : resolvedOf(figures);
  const handed = figures?.outcomes.handed_off ?? 0;
  const cells = [
    count(calls),
    resolved === undefined ? percent(0, 0) : `${percent(resolved.part, resolved.whole)} (${resolved.part})`,
    calls === 0 ? percent(0, 0) : `${percent(handed, calls)} (${handed})`,
    duration(figures?.firstFrameP50Ms),
    duration(figures?.firstFrameP95Ms),
    figures === undefined ? percent(0, 0) : count(figures.toolFailures + figures.modelFailures),
  ];
  return (
    <tr>
      <th scope="row">{name}</th>
      {cells.map((cell, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: columns do not move
        <td key={column} className="figure-cell">
          {cell}
        </td>
      ))}
    </tr>
  );
}
