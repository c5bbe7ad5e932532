import type { FormEvent, RefObject } from "react";
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

/** Whom to call, as whom, and the button that does it. */
export function DialForm({ settings, numbers, setNumbers, dial, again, dialButton }: DialFormProps) {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    dial();
  };
  return (
    <form className="dial" onSubmit={submit}>
      <label>
        <span>Call</span>
        <select value={numbers.to} onChange={({ target }) => setNumbers({ ...numbers, to: target.value })}>
          {settings.numbers.map(({ number, agent }) => (
            <option key={number} value={number}>
              {agentTitle(agent)} · {number}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>From</span>
        <input
          value={numbers.from}
          inputMode="tel"
          autoComplete="off"
          spellCheck={false}
          required
          maxLength={64}
          onChange={({ target }) => setNumbers({ ...numbers, from: target.value })}
        />
      </label>
      <button type="submit" className="button call" ref={dialButton}>
        <Icon name="phone" />
        {again ? "Dial again" : "Dial"}
      </button>
    </form>
  );
}
