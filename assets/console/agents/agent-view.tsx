import { useContext, useEffect, useRef, useState } from "react";
import { type AgentDetail, CODE_VERSION } from "../../../worker/protocol/console/agents.ts";
import type { Me } from "../../../worker/protocol/console/audit.ts";
import { Editor } from "../editor/editor.tsx";
import { fileFor } from "../logic/edit.ts";
import { agentTitle } from "../logic/format.ts";
import type { AgentTab, Place } from "../logic/place.ts";
import { agentAddress, discardDraft } from "../net/agents-api.ts";
import { useDraft } from "../net/use-draft.ts";
import { useRead } from "../net/use-read.ts";
import { Badge, Empty, Skeleton, Trouble } from "../parts/bits.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { GoContext, Link } from "../parts/go.tsx";
import { Icon } from "../parts/icons.tsx";
import { TrialPanel } from "../trial/trial-panel.tsx";
import { SOURCE_WORDS, versionName, when } from "./agents-view.tsx";
import { CompareView } from "./compare-view.tsx";
import { BaseChanged, Conflict, SavingSign } from "./draft-signs.tsx";
import { PublishDialog } from "./publish-dialog.tsx";
import { QuestionsView } from "./questions-view.tsx";
import { VersionsView } from "./versions-view.tsx";

const TAB_WORDS: Readonly<Record<AgentTab, string>> = {
  edit: "Edit",
  compare: "Compare",
  versions: "Versions",
  questions: "Questions",
};
// Keys of an object of ours, whose type names them.
const TABS = Object.entries(TAB_WORDS) as readonly (readonly [AgentTab, string])[];

interface AgentViewProps {
  readonly name: string;
  readonly tab: AgentTab;
  readonly version: number | undefined;
  readonly me: Me | undefined;
}

/** One agent: its draft, what answers, and what answered before. */
export function AgentView({ name, tab, version, me }: AgentViewProps) {
  const { data, refused, again } = useRead<AgentDetail>(agentAddress(name), 10_000);
  const detail = data?.name === name ? data : undefined;
  if (detail !== undefined && me !== undefined)
    return (
      <>
        {refused !== undefined && <Trouble refused={refused} again={again} />}
        <Loaded key={name} detail={detail} tab={tab} version={version} me={me} again={again} />
      </>
    );
  return (
    <>
      <header className="head">
        <BackLink />
        <h1>
          <bdi>{agentTitle(name)}</bdi>
        </h1>
      </header>
      {refused === undefined ? (
        <Skeleton rows={8} />
      ) : refused.status === 404 ? (
        <Empty icon="search" title="There is no such agent">
          <p>Agents are made in the code, and are here once that is deployed.</p>
          <p>
            <Link to={{ view: "agents" }}>See all agents</Link>
          </p>
        </Empty>
      ) : (
        <Trouble refused={refused} again={again} />
      )}
    </>
  );
}

function BackLink() {
  return (
    <Link to={{ view: "agents" }} className="tool back" label="All agents">
      <Icon name="back" />
    </Link>
  );
}

interface LoadedProps {
  readonly detail: AgentDetail;
  readonly tab: AgentTab;
  readonly version: number | undefined;
  readonly me: Me;
  readonly again: () => void;
}

function Loaded({ detail, tab, version, me, again }: LoadedProps) {
  const go = useContext(GoContext);
  const { name, live, rollout, source, fault } = detail;
  const canEdit = me.role === "operator";
  const [kept, keeper] = useDraft(detail);
  const [openFile, setOpenFile] = useState<string>();
  const [asked, ask] = useState<"publish" | "discard">();
  const [isTrying, setTrying] = useState(false);
  const place = (to: AgentTab): Place => ({ view: "agent", name, tab: to });
  const isDraft = kept.revision > 0 || kept.saving.is !== "saved";
  const { base } = kept;
  const isOfBefore =
    isDraft &&
    kept.saving.is !== "conflict" &&
    base !== undefined &&
    base !== (live?.version ?? CODE_VERSION);
  const isPublishable = isDraft && kept.faults.length === 0 && kept.saving.is !== "conflict" && !isOfBefore;
  /** The draft is gone from here on: what answers is what one begins with. */
  const over = (): void => {
    keeper.begin();
    again();
  };
  useKeys(canEdit, {
    save: () => void keeper.save(),
    publish: () => isPublishable && ask("publish"),
  });
  const addQuestion = (question: string): void => {
    const file = fileFor(question, Object.keys({ ...detail.code.knowledge, ...kept.edit.knowledge }));
    keeper.type({ ...kept.edit, knowledge: { ...kept.edit.knowledge, [file]: `# ${question}\n\n` } });
    setOpenFile(file);
    go(place("edit"));
    // Once it is there.
    setTimeout(() => document.getElementById("knowledge")?.scrollIntoView({ block: "center" }));
  };
  return (
    <div className="agent-page">
      <header className="head agent-head">
        <BackLink />
        <h1>
          <bdi>{agentTitle(name)}</bdi>
        </h1>
        <Badge tone="good">
          {live === undefined || live.version === 0
            ? "The code answers"
            : `${versionName(live.version)} answers`}
        </Badge>
        {rollout !== undefined && (
          <Link to={place("versions")} className="rollout-link">
            <Badge tone="person">{versionName(rollout.version)} beside it</Badge>
          </Link>
        )}
        {canEdit && <SavingSign kept={kept} isDraft={isDraft} me={me} save={() => void keeper.save()} />}
        <span className="head-tools">
          {canEdit && isDraft && (
            <button type="button" className="button small ghost" onClick={() => ask("discard")}>
              Discard draft
            </button>
          )}
          {canEdit && (
            <>
              {tab === "edit" && (
                <button type="button" className="button small try-button" onClick={() => setTrying(true)}>
                  Try it
                </button>
              )}
              <button
                type="button"
                className="button small primary"
                disabled={!isPublishable}
                title={publishHint(isDraft, kept.faults.length, isOfBefore)}
                onClick={() => ask("publish")}
              >
                Publish
              </button>
            </>
          )}
        </span>
      </header>
      <nav className="tabs" aria-label={agentTitle(name)}>
        {TABS.map(([to, words]) => (
          <Link key={to} to={place(to)} className="tab" current={to === tab}>
            {words}
          </Link>
        ))}
      </nav>
      <div>
        {!canEdit && (
          <p className="sign-line">
            <Icon name="eye" />
            <span>
              You are signed in as a reader: all of it is here to be seen, and an operator changes it.
            </span>
          </p>
        )}
        {fault !== undefined && (
          <p className="sign-line bad" role="status">
            <Icon name="warning" />
            <span>
              <bdi>{fault.message}</bdi> <span className="fine">{when(fault.at)}</span>
            </span>
          </p>
        )}
        {source !== undefined && (
          <p className="sign-line">
            <Icon name="link" />
            <span>
              {SOURCE_WORDS[source]} writes this agent too: what it says next takes the place of what is
              published here.
            </span>
          </p>
        )}
        {kept.faults.length > 0 && (
          <p className="sign-line bad" role="status">
            <Icon name="warning" />
            <span>
              {kept.faults.length === 1
                ? "One fault stands beside its field"
                : `${kept.faults.length} faults stand beside their fields`}
              : the draft cannot be published as it is.
            </span>
          </p>
        )}
        {kept.saving.is === "conflict" && (
          <Conflict
            theirs={kept.saving.theirs}
            me={me}
            look={() => go(place("compare"))}
            keepMine={keeper.keepMine}
            takeTheirs={keeper.takeTheirs}
          />
        )}
        {canEdit && isOfBefore && (
          <BaseChanged
            base={base}
            live={live}
            me={me}
            look={() => go(place("compare"))}
            keepMine={() => keeper.moveTo(live?.version ?? CODE_VERSION)}
            takeTheirs={() => ask("discard")}
          />
        )}
      </div>
      <div className={tab === "edit" ? "agent-main with-trial" : "agent-main"}>
        {tab === "edit" && (
          <Editor
            detail={detail}
            edit={kept.edit}
            faults={kept.faults}
            canEdit={canEdit}
            change={keeper.type}
            openFile={openFile}
            setOpenFile={setOpenFile}
          />
        )}
        {tab === "compare" && <CompareView detail={detail} kept={kept} isDraft={isDraft} version={version} />}
        {tab === "versions" && <VersionsView detail={detail} canEdit={canEdit} done={again} />}
        {tab === "questions" && <QuestionsView agent={name} canEdit={canEdit} add={addQuestion} />}
        {canEdit && (
          // It stays while one looks elsewhere: a conversation is not over by that.
          <aside className={isTrying ? "trial open" : "trial"} aria-label="Try it" hidden={tab !== "edit"}>
            <TrialPanel
              agent={name}
              what={isDraft ? "the draft" : versionName(live?.version ?? 0).toLowerCase()}
              edition={JSON.stringify(isDraft ? kept.edit : detail.published)}
              prepare={async () => {
                if (!(await keeper.save())) return undefined;
                const { revision } = keeper.kept();
                return revision > 0 ? { draft: revision } : { version: live?.version ?? 0 };
              }}
              close={() => setTrying(false)}
            />
          </aside>
        )}
      </div>
      {asked === "publish" && (
        <PublishDialog
          detail={detail}
          kept={kept}
          keeper={keeper}
          close={() => {
            ask(undefined);
            // Where it was refused, what answers may be another version.
            again();
          }}
          done={over}
        />
      )}
      {asked === "discard" && (
        <Confirm
          title="Discard the draft?"
          does="Discard it"
          close={() => ask(undefined)}
          run={async () => {
            // What is on its way would be a draft again.
            await keeper.save();
            const { revision } = keeper.kept();
            if (revision > 0) await discardDraft(name, revision);
            over();
          }}
        >
          <p>What is in it and was not published is gone. What answers stays as it is.</p>
        </Confirm>
      )}
    </div>
  );
}

const publishHint = (isDraft: boolean, faults: number, isOfBefore: boolean): string =>
  !isDraft
    ? "There is no draft: change something first"
    : faults > 0
      ? "Mend the faults first"
      : isOfBefore
        ? "Decide first: it was made from another version than answers"
        : "Publish (Ctrl or ⌘ Enter)";

/** Ctrl or Cmd with S saves now; with Enter it asks whether to publish. */
function useKeys(on: boolean, does: { readonly save: () => void; readonly publish: () => void }): void {
  const latest = useRef(does);
  latest.current = does;
  useEffect(() => {
    if (!on) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      if (event.key !== "s" && event.key !== "Enter") return;
      event.preventDefault();
      if (document.querySelector("dialog[open]") !== null) return;
      if (event.key === "s") latest.current.save();
      else latest.current.publish();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [on]);
}
