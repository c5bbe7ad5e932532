import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import { RECOGNIZERS, usualModel } from "../../../worker/protocol/relay/speech-models.ts";
import { languageName } from "../logic/format.ts";
import { Icon } from "../parts/icons.tsx";
import { described, FaultList, FieldFrame, Setting, useEditing, useField } from "./setting.tsx";

type Languages = NonNullable<AgentEdit["languages"]>;

const SPEAKERS = ["ElevenLabs", "Google", "Amazon"] as const;

/** What the call begins in, who speaks and who listens. */
export function VoiceFields() {
  const { faults } = useEditing();
  const listener = useField(["voice", "transcriptionProvider"]);
  // Another provider hears by its own usual model, unless one is named.
  const usual = listener.isChanged ? RECOGNIZERS.find((name) => name === listener.value) : undefined;
  return (
    <Setting
      id="voice"
      title="Voice"
      about="What the call begins in. Ids of voices are the provider’s own; an unknown one ends a call at its beginning."
    >
      <div className="field-grid">
        <LineField name="language" label="First language" placeholder="en-US, or multi" />
        <ChoiceField name="ttsProvider" label="Spoken by" options={SPEAKERS} />
        <LineField name="voice" label="Voice" placeholder="The provider’s own choice" isOptional />
        <ChoiceField name="transcriptionProvider" label="Heard by" options={RECOGNIZERS} />
        <LineField
          name="speechModel"
          label="Recognition model"
          placeholder="flux"
          {...(usual && { unlessNamed: usualModel(usual) })}
        />
      </div>
      <FaultList faults={faults.get("voice") ?? []} of="voice" />
    </Setting>
  );
}

interface LineFieldProps {
  readonly name: keyof NonNullable<AgentEdit["voice"]>;
  readonly label: string;
  readonly placeholder: string;
  /** Empty is null: the choice is the provider's. */
  readonly isOptional?: boolean;
  /** What runs where the draft says nothing of it, in place of what the code says. */
  readonly unlessNamed?: string;
}

function LineField({ name, label, placeholder, isOptional = false, unlessNamed }: LineFieldProps) {
  const field = useField(["voice", name]);
  const shown = field.isChanged ? field.value : (unlessNamed ?? field.value);
  return (
    <FieldFrame field={field} label={label}>
      <input
        {...described(field)}
        type="text"
        spellCheck={false}
        autoComplete="off"
        placeholder={placeholder}
        readOnly={!field.canEdit}
        value={String(shown ?? "")}
        onChange={({ target }) => field.set(isOptional && target.value === "" ? null : target.value)}
      />
    </FieldFrame>
  );
}

interface ChoiceFieldProps {
  readonly name: keyof NonNullable<AgentEdit["voice"]>;
  readonly label: string;
  readonly options: readonly string[];
}

function ChoiceField({ name, label, options }: ChoiceFieldProps) {
  const field = useField(["voice", name]);
  return (
    <FieldFrame field={field} label={label}>
      <select
        {...described(field)}
        disabled={!field.canEdit}
        value={String(field.value ?? "")}
        onChange={({ target }) => field.set(target.value)}
      >
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </FieldFrame>
  );
}

/** The languages that a call may change to. */
export function LanguageFields() {
  const field = useField(["languages"]);
  const languages = field.value as Languages; // an agent always has a list of them
  const change = (index: number, name: string, value: string): void =>
    field.set(
      languages.map((language, n) => {
        if (n !== index) return language;
        const { [name as "voice"]: _, ...rest } = language;
        return value === "" ? rest : { ...language, [name]: value };
      }),
    );
  return (
    <Setting
      id="languages"
      title="Languages"
      about="What a call may change to, beside its first language. What is left empty is the provider’s choice."
    >
      <FieldFrame field={field} label="Languages" isLabelHidden isGroup>
        <ul className="language-rows">
          {languages.map((language, index) => {
            const of = (what: string): string => `${what} of language ${index + 1}`;
            const text = (name: "code" | "voice" | "speechModel", what: string, placeholder: string) => (
              <input
                type="text"
                aria-label={of(what)}
                placeholder={placeholder}
                spellCheck={false}
                readOnly={!field.canEdit}
                value={language[name] ?? ""}
                onChange={({ target }) =>
                  name === "code"
                    ? field.set(
                        languages.map((one, n) => (n === index ? { ...one, code: target.value } : one)),
                      )
                    : change(index, name, target.value)
                }
              />
            );
            const choice = (
              name: "ttsProvider" | "transcriptionProvider",
              what: string,
              options: readonly string[],
              any: string,
            ) => (
              <select
                aria-label={of(what)}
                disabled={!field.canEdit}
                value={language[name] ?? ""}
                onChange={({ target }) => change(index, name, target.value)}
              >
                <option value="">{any}</option>
                {options.map((option) => (
                  <option key={option}>{option}</option>
                ))}
              </select>
            );
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place, and its code is being typed
              <li key={index}>
                {text("code", "Code", "de-DE")}
                <span className="fine language-name">{languageName(language.code)}</span>
                {field.canEdit ? (
                  <button
                    type="button"
                    className="tool"
                    aria-label={`Remove language ${index + 1}`}
                    title="Remove"
                    onClick={() => field.set(languages.filter((_, n) => n !== index))}
                  >
                    <Icon name="close" />
                  </button>
                ) : (
                  <span />
                )}
                {choice("ttsProvider", "Provider of the voice", SPEAKERS, "Spoken by…")}
                {text("voice", "Voice", "Voice")}
                {choice("transcriptionProvider", "Provider of recognition", RECOGNIZERS, "Heard by…")}
                {text("speechModel", "Recognition model", "Model")}
              </li>
            );
          })}
        </ul>
        {languages.length === 0 && <p className="fine">None: the call stays in its first language.</p>}
        {field.canEdit && (
          <button
            type="button"
            className="button small"
            onClick={() => field.set([...languages, { code: "" }])}
          >
            <Icon name="plus" />
            Add a language
          </button>
        )}
      </FieldFrame>
    </Setting>
  );
}
