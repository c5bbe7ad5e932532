import { type AgentDraft, type AgentVersion, CODE_VERSION } from "../../../worker/protocol/console/agents.ts";
import type { Me } from "../../../worker/protocol/console/audit.ts";
import type { Kept } from "../logic/draft-keeper.ts";
import { Icon } from "../parts/icons.tsx";
import { versionName, when } from "./agents-view.tsx";

interface SavingSignProps {
  readonly kept: Kept;
  readonly isDraft: boolean;
  readonly me: Me;
  readonly save: () => void;
}

/** Whether what was typed is safe. */
export function SavingSign({ kept: { saving, by, at }, isDraft, me, save }: SavingSignProps) {
  const isBad = saving.is === "lost" || saving.is === "refused";
  return (
    <span className={isBad ? "saving bad" : "saving fine"} role="status">
      {saving.is === "saved" && isDraft && at !== undefined && (
        <>
          Draft saved {when(at)} by <bdi>{by === me.by ? "you" : by}</bdi>
        </>
      )}
      {(saving.is === "waiting" || saving.is === "sending") && "Saving…"}
      {saving.is === "refused" && `Not saved: ${saving.why}`}
      {saving.is === "conflict" && "Not saved"}
      {saving.is === "lost" && (
        <>
          Not saved: the Worker is not reached. What you typed is kept here.{" "}
          <button type="button" className="link-button" onClick={save}>
            Try again
          </button>
        </>
      )}
    </span>
  );
}

interface ConflictProps {
  readonly theirs: AgentDraft | undefined;
  readonly me: Me;
  readonly look: () => void;
  readonly keepMine: () => void;
  readonly takeTheirs: () => void;
}

/** Somebody else was faster: whoever typed decides, with both in sight. */
export function Conflict({ theirs, me, look, keepMine, takeTheirs }: ConflictProps) {
  return (
    <div className="sign-line person" role="alert">
      <Icon name="person" />
      <span className="conflict-words">
        {theirs === undefined ? (
          "The draft was published or discarded meanwhile. What you typed is kept here."
        ) : (
          <>
            {theirs.by === me.by ? (
              "You have saved this draft elsewhere "
            ) : (
              <>
                <bdi>{theirs.by}</bdi> has saved this draft{" "}
              </>
            )}
            {when(theirs.at)}, after you opened it. What you typed is kept here.
          </>
        )}
      </span>
      <span className="conflict-tools">
        <button type="button" className="button small" onClick={look}>
          Look at both
        </button>
        <button type="button" className="button small" onClick={takeTheirs}>
          {theirs === undefined ? "Take what answers" : "Take theirs"}
        </button>
        <button type="button" className="button small" onClick={keepMine}>
          Keep mine
        </button>
      </span>
    </div>
  );
}

interface BaseChangedProps {
  readonly base: number;
  readonly live: AgentVersion | undefined;
  readonly me: Me;
  readonly look: () => void;
  readonly keepMine: () => void;
  readonly takeTheirs: () => void;
}

/** What answers is not what the draft was made from: published unseen, it would undo what was changed in between. */
export function BaseChanged({ base, live, me, look, keepMine, takeTheirs }: BaseChangedProps) {
  return (
    <div className="sign-line person" role="alert">
      <Icon name="person" />
      <span className="conflict-words">
        {versionName(live?.version ?? CODE_VERSION)} answers now
        {live !== undefined && (
          <>
            , by {live.by === me.by ? "you" : <bdi>{live.by}</bdi>}, {when(live.at)}
          </>
        )}
        . This draft was made from {versionName(base).toLowerCase()}, and would undo what was changed since.
      </span>
      <span className="conflict-tools">
        <button type="button" className="button small" onClick={look}>
          Look at both
        </button>
        <button type="button" className="button small" onClick={takeTheirs}>
          Take what answers
        </button>
        <button type="button" className="button small" onClick={keepMine}>
          Keep mine
        </button>
      </span>
    </div>
  );
}
