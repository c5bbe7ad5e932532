import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import { isEqual, isSame } from "../../../worker/protocol/editing/edit-fields.ts";
import { asText, at, type Faults, type Path, withAt } from "../logic/edit.ts";
import { Icon } from "../parts/icons.tsx";

/** What the fields of the editor have in common. */
export interface Editing {
  readonly code: Required<AgentEdit>;
  readonly edit: AgentEdit;
  readonly faults: Faults;
  /** A reader sees, and changes nothing. */
  readonly canEdit: boolean;
  readonly change: (edit: AgentEdit) => void;
}

export const EditingContext = createContext<Editing | undefined>(undefined);

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (editing === undefined) throw new Error("A field of the editor stands outside of it.");
  return editing;
}

export interface Field {
  readonly id: string;
  readonly value: unknown;
  readonly isChanged: boolean;
  readonly faults: readonly string[];
  readonly canEdit: boolean;
  /** What is set to what the code says is as the code has it. */
  readonly set: (value: unknown) => void;
  readonly back: () => void;
  readonly codeText: string | undefined;
}

/** @param shipped - what is there where the code says nothing. */
export function useField(path: Path, shipped?: unknown): Field {
  const { code, edit, faults, canEdit, change } = useEditing();
  const said = at(code, path);
  const ofCode = said === undefined ? shipped : said;
  const own = at(edit, path);
  return {
    id: `field-${path.join("-").replaceAll(/[^\w-]/g, "_")}`,
    value: own === undefined ? ofCode : own,
    isChanged: own !== undefined && !isSame(own, ofCode),
    faults: faults.get(path.join(".")) ?? [],
    canEdit,
    set: (value) => change(withAt(edit, path, isEqual(value, ofCode) ? undefined : value)),
    back: () => change(withAt(edit, path, undefined)),
    codeText: asText(path, ofCode),
  };
}

interface SettingProps {
  readonly title: string;
  readonly about: ReactNode;
  /** Of the section: where an address or a button leads to. */
  readonly id: string;
  readonly children: ReactNode;
}

/** A section of the editor: what it is on the left, its fields on the right. */
export function Setting({ title, about, id, children }: SettingProps) {
  return (
    <section className="setting" id={id} aria-labelledby={`${id}-title`}>
      <div className="setting-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <p className="fine">{about}</p>
      </div>
      <div className="setting-body">{children}</div>
    </section>
  );
}

interface FieldFrameProps {
  readonly field: Field;
  readonly label: string;
  /** The section's own title says what it is. */
  readonly isLabelHidden?: boolean;
  /** The fields within carry names of their own. */
  readonly isGroup?: boolean;
  readonly children: ReactNode;
}

/** A field with its name, what the code says where it was changed, a way back, and its faults. */
export function FieldFrame({
  field,
  label,
  isLabelHidden = false,
  isGroup = false,
  children,
}: FieldFrameProps) {
  const { id, faults, canEdit, back, codeText } = field;
  // What the code does not have is new, and there is nothing to go back to.
  const isChanged = field.isChanged && codeText !== undefined;
  const [isShown, setShown] = useState(false);
  return (
    <div className={`field${isChanged ? " changed" : ""}${faults.length > 0 ? " faulty" : ""}`}>
      <div className={isLabelHidden && !isChanged ? "field-head hidden" : "field-head"}>
        {isGroup ? (
          <span className={isLabelHidden ? "hidden" : "field-label"}>{label}</span>
        ) : (
          <label htmlFor={id} className={isLabelHidden ? "hidden" : "field-label"}>
            {label}
          </label>
        )}
        {isChanged && (
          <span className="field-changed">
            <span className="changed-mark">Changed</span>
            <button
              type="button"
              className="link-button"
              aria-expanded={isShown}
              aria-label={`${isShown ? "Hide the code’s" : "The code says"}: ${label}`}
              onClick={() => setShown(!isShown)}
            >
              {isShown ? "Hide the code’s" : "The code says"}
            </button>
            {canEdit && (
              <button
                type="button"
                className="link-button"
                aria-label={`Back to it: ${label}`}
                onClick={() => {
                  back();
                  setShown(false);
                }}
              >
                Back to it
              </button>
            )}
          </span>
        )}
      </div>
      {children}
      {isChanged && isShown && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll what has the focus, and it may be long
        <pre className="code-says" tabIndex={0}>
          {codeText === "" ? "Nothing" : codeText}
        </pre>
      )}
      <FaultList faults={faults} of={id} />
    </div>
  );
}

export function FaultList({ faults, of }: { readonly faults: readonly string[]; readonly of: string }) {
  if (faults.length === 0) return null;
  return (
    <ul className="faults" id={`${of}-faults`}>
      {faults.map((fault) => (
        <li key={fault}>
          <Icon name="warning" />
          <span>{fault}</span>
        </li>
      ))}
    </ul>
  );
}

/** What an input says of itself to whoever does not see it. */
export const described = ({ id, faults }: Field) => ({
  id,
  "aria-invalid": faults.length > 0,
  "aria-describedby": faults.length > 0 ? `${id}-faults` : undefined,
});

interface TextProps {
  readonly path: Path;
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly shipped?: unknown;
  readonly className?: string;
  readonly most?: number;
  readonly focus?: boolean;
}

/** Text of any length: the box grows with it. */
export function TextField({ path, label, isLabelHidden, shipped, className = "", most, focus }: TextProps) {
  const field = useField(path, shipped);
  const text = String(field.value ?? "");
  return (
    <FieldFrame field={field} label={label} {...(isLabelHidden === undefined ? {} : { isLabelHidden })}>
      <textarea
        {...described(field)}
        className={className}
        dir="auto"
        rows={1}
        readOnly={!field.canEdit}
        value={text}
        // biome-ignore lint/a11y/noAutofocus: whoever added it goes on to write it
        autoFocus={focus}
        onChange={({ target }) => field.set(target.value)}
      />
      {most !== undefined && (
        <p className={text.length > most ? "fine counter over" : "fine counter"}>
          {text.length.toLocaleString("en")} of {most.toLocaleString("en")} characters
        </p>
      )}
    </FieldFrame>
  );
}

const linesOf = (text: string): readonly string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** Texts of a line each. */
export function LinesField({ path, label, isLabelHidden, shipped }: TextProps) {
  const field = useField(path, shipped);
  // The fields of the page name the places of an edit, and this one's hold lists of texts.
  const value = (field.value ?? []) as readonly string[];
  const [text, setText] = useState(value.join("\n"));
  useEffect(() => {
    // Changed from elsewhere, and not the echo of what is being typed: that has ends of lines which are no text yet.
    if (!isEqual(linesOf(text), value)) setText(value.join("\n"));
  });
  return (
    <FieldFrame field={field} label={label} {...(isLabelHidden === undefined ? {} : { isLabelHidden })}>
      <textarea
        {...described(field)}
        dir="auto"
        rows={2}
        readOnly={!field.canEdit}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          field.set(linesOf(target.value));
        }}
      />
    </FieldFrame>
  );
}
