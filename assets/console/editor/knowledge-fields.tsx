import { useState } from "react";
import { at } from "../logic/edit.ts";
import { many } from "../logic/format.ts";
import { Icon } from "../parts/icons.tsx";
import { FaultList, Setting, TextField, useEditing, useField } from "./setting.tsx";

interface KnowledgeFieldsProps {
  /** The file that is open. */
  readonly open: string | undefined;
  readonly setOpen: (name: string | undefined) => void;
}

/** Files of Markdown that the agent searches: the code's, those in their place, and those added. */
export function KnowledgeFields({ open, setOpen }: KnowledgeFieldsProps) {
  const { code, edit, faults, canEdit } = useEditing();
  const names = [...new Set(Object.keys({ ...code.knowledge, ...edit.knowledge }))].sort();
  return (
    <Setting
      id="knowledge"
      title="Knowledge"
      about="Files of Markdown that the agent searches. Each heading and what is below it is found by itself."
    >
      {names.length === 0 && <p className="fine">No file yet: the agent knows what its instructions say.</p>}
      <ul className="files">
        {names.map((name) => (
          <FileRow
            key={name}
            name={name}
            isOpen={open === name}
            toggle={() => setOpen(open === name ? undefined : name)}
          />
        ))}
      </ul>
      <FaultList faults={faults.get("knowledge") ?? []} of="knowledge" />
      {canEdit && <NewFile taken={names} added={setOpen} />}
    </Setting>
  );
}

function FileRow({
  name,
  isOpen,
  toggle,
}: {
  readonly name: string;
  readonly isOpen: boolean;
  readonly toggle: () => void;
}) {
  const { code } = useEditing();
  const path = ["knowledge", name];
  const field = useField(path);
  const ofCode = at(code, path);
  const isOut = field.value === null;
  const state = isOut
    ? "Taken out"
    : ofCode === undefined
      ? "Added"
      : field.isChanged
        ? "Replaced"
        : "From the code";
  const text = typeof field.value === "string" ? field.value : "";
  return (
    <li className={isOut ? "file out" : "file"}>
      <div className="file-row">
        <button
          type="button"
          className="file-name"
          aria-expanded={isOpen && !isOut}
          disabled={isOut}
          onClick={toggle}
        >
          <Icon name="chevron" />
          <bdi>{name}</bdi>
        </button>
        <span className="fine">{isOut ? "" : many(text.length, "character")}</span>
        <span className={field.isChanged || isOut ? "file-state changed-mark" : "file-state fine"}>
          {state}
        </span>
        {field.canEdit &&
          (isOut ? (
            <button
              type="button"
              className="link-button"
              aria-label={`Put it back: ${name}`}
              onClick={field.back}
            >
              Put it back
            </button>
          ) : (
            <button
              type="button"
              className="tool"
              aria-label={`Remove ${name}`}
              title="Remove"
              onClick={() => (ofCode === undefined ? field.back() : field.set(null))}
            >
              <Icon name="bin" />
            </button>
          ))}
      </div>
      {isOpen && !isOut ? (
        <TextField
          path={path}
          label={name}
          isLabelHidden
          className="markdown"
          focus={text !== "" && ofCode === undefined}
        />
      ) : (
        <FaultList faults={field.faults} of={field.id} />
      )}
    </li>
  );
}

function NewFile({
  taken,
  added,
}: {
  readonly taken: readonly string[];
  readonly added: (name: string) => void;
}) {
  const { edit, change } = useEditing();
  const [name, setName] = useState("");
  const file = name === "" || /\.md$/i.test(name) ? name : `${name}.md`;
  const fault =
    file === ""
      ? undefined
      : taken.includes(file)
        ? "There is a file of this name."
        : /^[a-z0-9][a-z0-9._-]{0,79}\.md$/i.test(file)
          ? undefined
          : "A name has letters, digits, dots, dashes and underscores.";
  return (
    <form
      className="new-file"
      onSubmit={(event) => {
        event.preventDefault();
        if (file === "" || fault !== undefined) return;
        change({ ...edit, knowledge: { ...edit.knowledge, [file]: `# ${file.replace(/\.md$/i, "")}\n\n` } });
        added(file);
        setName("");
      }}
    >
      <input
        type="text"
        aria-label="Name of a new file"
        placeholder="returns.md"
        spellCheck={false}
        value={name}
        aria-invalid={fault !== undefined}
        onChange={({ target }) => setName(target.value)}
      />
      <button type="submit" className="button small">
        <Icon name="plus" />
        Add a file
      </button>
      {fault !== undefined && <FaultList faults={[fault]} of="new-file" />}
    </form>
  );
}
