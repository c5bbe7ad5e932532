import { useMemo } from "react";
import type { AgentDetail } from "../../../worker/protocol/console/agents.ts";
import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import { faultsBy } from "../logic/edit.ts";
import { HoursField } from "./hours-field.tsx";
import { KnowledgeFields } from "./knowledge-fields.tsx";
import { EditingContext, FaultList, LinesField, Setting, TextField } from "./setting.tsx";
import { LanguageFields, VoiceFields } from "./voice-fields.tsx";
import { WordsFields } from "./words-fields.tsx";

/** As AgentEdit bounds them, whose schema is too heavy for the page. Characters. */
const MOST_INSTRUCTIONS = 60_000;

const FIELDS = ["greeting", "instructions", "voice", "languages", "hints", "hours", "words", "knowledge"];
const VOICE = ["language", "ttsProvider", "voice", "transcriptionProvider", "speechModel"];

interface EditorProps {
  readonly detail: AgentDetail;
  readonly edit: AgentEdit;
  readonly faults: readonly string[];
  readonly canEdit: boolean;
  readonly change: (edit: AgentEdit) => void;
  readonly openFile: string | undefined;
  readonly setOpenFile: (name: string | undefined) => void;
}

/** All that may be edited of an agent. */
export function Editor({ detail, edit, faults, canEdit, change, openFile, setOpenFile }: EditorProps) {
  const { code, tools } = detail;
  const sorted = useMemo(() => {
    const files = Object.keys({ ...code.knowledge, ...edit.knowledge }).map((name) => `knowledge.${name}`);
    return faultsBy(faults, [...FIELDS, ...VOICE.map((name) => `voice.${name}`), ...files]);
  }, [faults, code, edit]);
  const editing = useMemo(
    () => ({ code, edit, faults: sorted, canEdit, change }),
    [code, edit, sorted, canEdit, change],
  );
  return (
    <EditingContext.Provider value={editing}>
      <div className="editor">
        <FaultList faults={sorted.get("") ?? []} of="edit" />
        <Setting
          id="greeting"
          title="Greeting"
          about="What callers hear first, as it stands. {{firstName|there}} is the caller's name, or “there”, where the agent asks who calls."
        >
          <TextField path={["greeting"]} label="Greeting" isLabelHidden />
        </Setting>
        <Setting
          id="instructions"
          title="Instructions"
          about="Who the agent is, what it knows and how it goes about things. Markdown."
        >
          <TextField
            path={["instructions"]}
            label="Instructions"
            isLabelHidden
            className="markdown tall"
            most={MOST_INSTRUCTIONS}
          />
        </Setting>
        <VoiceFields />
        <LanguageFields />
        <Setting id="hints" title="Hints" about="Names and words that recognition should expect, one a line.">
          <LinesField path={["hints"]} label="Hints" isLabelHidden />
        </Setting>
        <HoursField />
        <WordsFields />
        <KnowledgeFields open={openFile} setOpen={setOpenFile} />
        <Setting
          id="tools"
          title="Tools"
          about="What the agent can do is the code’s, as are routing and secrets."
        >
          <dl className="tool-list">
            {tools.map(({ name, description }) => (
              <div key={name}>
                <dt className="mono">
                  <bdi>{name}</bdi>
                </dt>
                <dd className="fine">
                  <bdi>{description}</bdi>
                </dd>
              </div>
            ))}
            {tools.length === 0 && <p className="fine">None but the engine’s own.</p>}
          </dl>
        </Setting>
      </div>
    </EditingContext.Provider>
  );
}
