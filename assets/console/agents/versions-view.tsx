import { useState } from "react";
import { type AgentDetail, CODE_VERSION } from "../../../worker/protocol/console/agents.ts";
import { percent } from "../logic/format.ts";
import { restore } from "../net/agents-api.ts";
import { Badge, TableBox } from "../parts/bits.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { Link } from "../parts/go.tsx";
import { versionName, when } from "./agents-view.tsx";
import { RolloutCard } from "./rollout-card.tsx";

interface VersionsViewProps {
  readonly detail: AgentDetail;
  readonly canEdit: boolean;
  readonly done: () => void;
}

/** What was published, by whom and when, with a way back to each. */
export function VersionsView({ detail, canEdit, done }: VersionsViewProps) {
  const { name, versions, rollout } = detail;
  const live = detail.live?.version ?? CODE_VERSION;
  const [chosen, choose] = useState<number>();
  const rows = [...versions, { version: CODE_VERSION, by: "–", at: undefined, note: "As it was deployed" }];
  return (
    <div className="versions">
      {rollout !== undefined && (
        <RolloutCard detail={detail} rollout={rollout} canEdit={canEdit} done={done} />
      )}
      <TableBox className="versions-table" label="Versions">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Version</th>
              <th scope="col">Answers</th>
              <th scope="col">Published</th>
              <th scope="col">By</th>
              <th scope="col">Note</th>
              <th scope="col">
                <span className="hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ version, by, at, note }) => (
              <tr key={version}>
                <th scope="row">{versionName(version)}</th>
                <td>
                  {version === live ? (
                    <Badge tone="good">
                      {rollout === undefined ? "All calls" : percent(1 - rollout.share, 1)}
                    </Badge>
                  ) : version === rollout?.version ? (
                    <Badge tone="person">{percent(rollout.share, 1)}</Badge>
                  ) : (
                    <span className="faint">–</span>
                  )}
                </td>
                <td>{at === undefined ? "–" : when(at)}</td>
                <td>
                  <bdi>{by}</bdi>
                </td>
                <td className="version-note">
                  <bdi>{note ?? ""}</bdi>
                </td>
                <td className="version-actions">
                  {version !== live && (
                    <Link
                      to={{ view: "agent", name, tab: "compare", version }}
                      className="button small ghost"
                      label={`Compare ${versionName(version)}`}
                    >
                      Compare
                    </Link>
                  )}
                  {canEdit && version !== live && (
                    <button
                      type="button"
                      className="button small"
                      aria-label={`Restore ${versionName(version)}`}
                      onClick={() => choose(version)}
                    >
                      Restore
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
      {chosen !== undefined && (
        <Confirm
          title={chosen === CODE_VERSION ? "Go back to the code?" : `Restore version ${chosen}?`}
          does="Restore"
          close={() => choose(undefined)}
          run={async () => {
            await restore(name, chosen);
            done();
          }}
        >
          <p>
            {versionName(chosen)} answers all calls that begin from now on
            {rollout === undefined ? "" : ", and the rollout ends"}. Calls that go on keep the version they
            began with. A draft stays as it is.
          </p>
        </Confirm>
      )}
    </div>
  );
}
