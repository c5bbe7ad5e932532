import { useContext, useMemo } from "react";
import type { AgentDetail } from "../../../worker/protocol/console/agents.ts";
import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import type { Kept } from "../logic/draft-keeper.ts";
import { differences } from "../logic/edit.ts";
import { many } from "../logic/format.ts";
import { agentAddress } from "../net/agents-api.ts";
import { useRead } from "../net/use-read.ts";
import { Empty, Skeleton, Trouble } from "../parts/bits.tsx";
import { GoContext } from "../parts/go.tsx";
import { versionName, when } from "./agents-view.tsx";
import { Diff } from "./diff.tsx";

interface CompareViewProps {
  readonly detail: AgentDetail;
  readonly kept: Kept;
  /** Whether there is a draft to compare. */
  readonly isDraft: boolean;
  /** The draft where it is absent. */
  readonly version: number | undefined;
}

/** The draft, or a version, beside what answers; in a conflict, what was typed beside the other's. */
export function CompareView({ detail, kept, isDraft, version }: CompareViewProps) {
  const go = useContext(GoContext);
  const { name, code, published, versions } = detail;
  const isRead = version !== undefined && version > 0;
  const { data, old, refused, again } = useRead<AgentDetail>(
    isRead ? agentAddress(name, `?version=${version}`) : undefined,
  );
  const ofVersion = version === 0 ? {} : old ? undefined : data?.shown;
  const ofDraft = isDraft ? kept.edit : undefined;
  const shown: AgentEdit | undefined = version === undefined ? ofDraft : ofVersion;
  const theirs = version === undefined && kept.saving.is === "conflict" ? kept.saving.theirs : undefined;
  const before = theirs?.edit ?? published;
  const found = useMemo(
    () => (shown === undefined ? [] : differences(code, before, shown)),
    [code, before, shown],
  );
  const live = detail.live?.version ?? 0;
  return (
    <div className="compare">
      <div className="compare-head">
        <label className="select">
          <span className="hidden">Compared</span>
          <select
            value={version === undefined ? "" : String(version)}
            onChange={({ target }) =>
              go(
                {
                  view: "agent",
                  name,
                  tab: "compare",
                  ...(target.value === "" ? {} : { version: Number(target.value) }),
                },
                "replace",
              )
            }
          >
            <option value="">{isDraft ? "The draft" : "Choose a version"}</option>
            {versions.map((one) => (
              <option key={one.version} value={one.version}>
                {versionName(one.version)}, {when(one.at)}
              </option>
            ))}
            <option value="0">The code</option>
          </select>
        </label>
        <p>
          {theirs === undefined ? (
            <>against what answers: {versionName(live)}</>
          ) : (
            <>
              with what you typed, against the draft of <bdi>{theirs.by}</bdi>
            </>
          )}
        </p>
        <p className="fine">
          {shown === undefined ? "" : many(found.length, "field differs", "fields differ")}
        </p>
      </div>
      {version === undefined && !isDraft && (
        <Empty icon="compare" title="There is no draft">
          <p>Change something first, or choose a version to see what it says otherwise than what answers.</p>
        </Empty>
      )}
      {isRead && refused !== undefined && <Trouble refused={refused} again={again} />}
      {isRead && shown === undefined && refused === undefined && <Skeleton rows={6} />}
      {shown !== undefined && found.length === 0 && (
        <Empty icon="compare" title="No difference">
          <p>{version === undefined ? "The draft says what answers now." : "It says what answers now."}</p>
        </Empty>
      )}
      {found.map((difference) => (
        <Diff key={difference.path.join("\n")} difference={difference} />
      ))}
    </div>
  );
}
