import { type FormEvent, type RefObject, useState } from "react";
import type { PageSettings } from "../../wire.ts";
import { Icon } from "../parts/icons.tsx";
import { agentTitle } from "../parts/wording.ts";

export interface Numbers {
  readonly from: string;
  readonly to: string;
}

interface DialFormProps {
  readonly settings: PageSettings;
  readonly numbers: Numbers;
  readonly setNumbers: (numbers: Numbers) => void;
  readonly dial: () => void;
  readonly again: boolean;
  readonly dialButton: RefObject<HTMLButtonElement>;
}

const ANOTHER = "another";

/** Whom to call, as whom, and the button that does it. */
export function DialForm({ settings, numbers, setNumbers, dial, again, dialButton }: DialFormProps) {
  const known = settings.numbers.some(({ number }) => number === numbers.to);
  const [typed, setTyped] = useState(false);
  const another = typed || !known;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    dial();
  };
  return (
    <form className="dial" onSubmit={submit}>
      <label>
        <span>Call</span>
        <select
          value={another ? ANOTHER : numbers.to}
          onChange={({ target }) => {
            setTyped(target.value === ANOTHER);
            if (target.value !== ANOTHER) setNumbers({ ...numbers, to: target.value });
          }}
        >
          {settings.numbers.map(({ number, agent, language }) => (
            <option key={number} value={number}>
              {`${agentTitle(agent)} · ${number} · ${language}`}
            </option>
          ))}
          <option value={ANOTHER}>Another number…</option>
        </select>
      </label>
      {another && (
        <NumberField label="Number" value={numbers.to} change={(to) => setNumbers({ ...numbers, to })} />
      )}
      <NumberField label="From" value={numbers.from} change={(from) => setNumbers({ ...numbers, from })} />
      <button type="submit" className="button call" ref={dialButton}>
        <Icon name="phone" />
        {again ? "Dial again" : "Dial"}
      </button>
    </form>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
}

function NumberField({ label, value, change }: NumberFieldProps) {
  return (
    <label>
      <span>{label}</span>
      <input
        value={value}
        inputMode="tel"
        autoComplete="off"
        spellCheck={false}
        required
        maxLength={64}
        onChange={({ target }) => change(target.value)}
      />
    </label>
  );
}
