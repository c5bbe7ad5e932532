import { useState } from "react";
import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import { at, countChanges, phraseName } from "../logic/edit.ts";
import { languageName } from "../logic/format.ts";
import type { Spoken, Words } from "../logic/spoken.ts";
import { useRead } from "../net/use-read.ts";
import { Choice, Skeleton, Trouble } from "../parts/bits.tsx";
import {
  described,
  FaultList,
  FieldFrame,
  LinesField,
  Setting,
  TextField,
  useEditing,
  useField,
} from "./setting.tsx";

/** What is looked for first: what callers hear when there is no person for them, or not yet. */
const FIRST = [
  "closed",
  "opensSoon",
  "opensLater",
  "nobodyFree",
  "nobodyTook",
  "offerCallback",
  "callbackArranged",
  "offerHelp",
  "handOff",
  "handOffWait",
  "handOffQueue",
];

/** The lines that the engine and the queue say, by language. */
export function WordsFields() {
  const { code, edit, faults } = useEditing();
  const { data, refused, again } = useRead<Spoken>("/console/spoken.json");
  const tags = [
    edit.voice?.language ?? code.voice?.language ?? "en",
    ...(edit.languages ?? code.languages ?? []).map((language) => language.code),
    ...Object.keys({ ...code.words, ...edit.words }),
  ];
  const known = [...new Set(tags.map((tag) => tag.split(/[-_]/)[0]?.toLowerCase() ?? ""))].filter(
    (language) => language !== "" && language !== "multi",
  );
  const [chosen, choose] = useState<string>();
  const language = known.find((one) => one === chosen) ?? known[0] ?? "en";
  const changed = (one: string): number =>
    countChanges(code, edit.words?.[one] === undefined ? {} : { words: { [one]: edit.words[one] } });
  const shipped = data?.[language] ?? data?.en;
  const phrases = Object.entries({ ...shipped?.phrases, ...wordsIn(code, language, "phrases") });
  const lines = Object.entries({ ...shipped?.callLines, ...wordsIn(code, language, "callLines") });
  const rest = phrases.filter(([name]) => !FIRST.includes(name));
  return (
    <Setting
      id="words"
      title="Words"
      about="What the engine itself says, and the queue. {day}, {time}, {minutes} and {count} are filled in."
    >
      {known.length > 1 && (
        <Choice
          label="Language of the words"
          options={known.map((one) => {
            const n = changed(one);
            return [one, n === 0 ? languageName(one) : `${languageName(one)} · ${n}`] as const;
          })}
          value={language}
          choose={choose}
        />
      )}
      <FaultList faults={faults.get("words") ?? []} of="words" />
      {data === undefined && refused !== undefined && <Trouble refused={refused} again={again} />}
      {data === undefined && refused === undefined && <Skeleton rows={5} />}
      {data !== undefined && (
        // What is typed in one language is not of another.
        <div key={language} className="fields">
          {FIRST.map((name) => {
            const found = phrases.find(([known]) => known === name);
            return found === undefined ? null : (
              <PhraseField key={name} language={language} kind="phrases" name={name} shipped={found[1]} />
            );
          })}
          <Group title="In the queue, and when something is broken">
            {lines.map(([name, words]) => (
              <PhraseField key={name} language={language} kind="callLines" name={name} shipped={words} />
            ))}
          </Group>
          <Group title="While the agent talks">
            {rest.map(([name, words]) => (
              <PhraseField key={name} language={language} kind="phrases" name={name} shipped={words} />
            ))}
          </Group>
        </div>
      )}
    </Setting>
  );
}

/** @returns what of it the code changes. */
const wordsIn = (code: AgentEdit, language: string, kind: "phrases" | "callLines") =>
  (at(code, ["words", language, kind]) ?? {}) as Readonly<Record<string, Words>>; // of the agent's definition, which was checked

function Group({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="group" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{title}</summary>
      {isOpen && <div className="fields">{children}</div>}
    </details>
  );
}

interface PhraseFieldProps {
  readonly language: string;
  readonly kind: "phrases" | "callLines";
  readonly name: string;
  readonly shipped: Words;
}

function PhraseField({ language, kind, name, shipped }: PhraseFieldProps) {
  const path = ["words", language, kind, name];
  const label = phraseName(name);
  if (typeof shipped === "string") return <TextField path={path} label={label} shipped={shipped} />;
  if (isList(shipped)) return <LinesField path={path} label={`${label}, said in turn`} shipped={shipped} />;
  return <FormsField path={path} label={label} shipped={shipped} />;
}

// Array.isArray does not know lists that are read-only.
const isList = (words: Words): words is readonly string[] => Array.isArray(words);

interface FormsFieldProps {
  readonly path: readonly string[];
  readonly label: string;
  readonly shipped: Readonly<Record<string, string>>;
}

/** A line by the plural form of its number. */
function FormsField({ path, label, shipped }: FormsFieldProps) {
  const field = useField(path, shipped);
  const forms = field.value as Readonly<Record<string, string>>; // as the shipped are
  return (
    <FieldFrame field={field} label={label} isGroup>
      <div className="forms">
        {Object.entries({ ...shipped, ...forms }).map(([form, line]) => (
          <label key={form}>
            <span className="fine">{form}</span>
            <input
              {...described(field)}
              id={undefined}
              type="text"
              aria-label={`${label}: ${form}`}
              readOnly={!field.canEdit}
              value={line}
              onChange={({ target }) => field.set({ ...shipped, ...forms, [form]: target.value })}
            />
          </label>
        ))}
      </div>
    </FieldFrame>
  );
}
