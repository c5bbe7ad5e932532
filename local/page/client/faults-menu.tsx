import { useState } from "react";
import type { Faults, StackCommand } from "../../twilio/events.ts";
import { NO_FAULTS } from "../../twilio/faults.ts";
import { QueueFaults, type RouterFault } from "./desk/queue-faults.tsx";
import { Icon } from "./parts/icons.tsx";
import { Popover } from "./parts/popover.tsx";

interface FaultsMenuProps {
  readonly faults: Readonly<Faults>;
  /** The live call, which the one-off faults strike. */
  readonly callSid: string | undefined;
  readonly order: (command: StackCommand) => void;
}

/** TaskRouter's are switched in groups. */
type Fault = Exclude<keyof Faults, RouterFault>;
type Named<T> = { [K in Fault]: Faults[K] extends T ? K : never }[Fault];

interface NumberRow {
  readonly label: string;
  readonly hint: string;
  readonly unit: string;
  readonly step: number;
  readonly max: number;
}

// Records, so that a fault the stack learns is missed by the compiler and not by a person.
const NUMBERS: Readonly<Record<Named<number>, NumberRow>> = {
  frameLatencyMs: {
    label: "Slow network",
    hint: "Added to every frame, both ways",
    unit: "ms",
    step: 50,
    max: 5_000,
  },
  webhookLatencyMs: {
    label: "Slow Functions",
    hint: "Twilio gives up after 15 s",
    unit: "ms",
    step: 500,
    max: 20_000,
  },
  refuseSockets: {
    label: "Agent unreachable",
    hint: "Refuses the next connects",
    unit: "times",
    step: 1,
    max: 20,
  },
};

const SWITCHES: Readonly<Record<Named<boolean>, { readonly label: string; readonly hint: string }>> = {
  splitFinals: { label: "Split sentences", hint: "One spoken turn arrives as two, 300 ms apart" },
  duplicateCallbacks: { label: "Double webhooks", hint: "Each action callback is delivered twice" },
  actionBeforeClose: { label: "Early callback", hint: "The action callback comes before the socket closes" },
  muteInfo: { label: "No playback reports", hint: "Leaves out info frames, as without events" },
  unknownFrames: { label: "Unknown frames", hint: "Sends frames that no document describes" },
  infoTimestamps: { label: "Frames of 2025", hint: "Info frames carry a timestamp" },
  stringDurations: { label: "Durations as text", hint: "As in older documents" },
};

// Object.entries forgets the literal keys.
const NUMBER_ROWS = Object.entries(NUMBERS) as readonly [Named<number>, NumberRow][];
const SWITCH_ROWS = Object.entries(SWITCHES) as readonly [Named<boolean>, { label: string; hint: string }][];

/** Everything that can go wrong on Twilio's side, to be switched on by hand. */
export function FaultsMenu({ faults, callSid, order }: FaultsMenuProps) {
  const set = (change: Partial<Faults>): void => order({ do: "set_faults", faults: change });
  const active = Object.values(faults).filter(Boolean).length;
  return (
    <Popover icon="bolt" label="Faults" count={active}>
      <div className="menu-head">
        <h2>Break something</h2>
        <p>Whatever it is, the caller must not be left in silence.</p>
      </div>
      <div className="menu-actions">
        <button
          type="button"
          className="button danger"
          disabled={callSid === undefined}
          onClick={() => callSid !== undefined && order({ do: "drop_socket", callSid })}
        >
          <Icon name="warning" />
          Drop the socket
        </button>
        <button
          type="button"
          className="button quiet"
          disabled={callSid === undefined}
          onClick={() => callSid !== undefined && order({ do: "cough", callSid })}
        >
          Cough
        </button>
        <button type="button" className="button quiet" disabled={active === 0} onClick={() => set(NO_FAULTS)}>
          All off
        </button>
      </div>
      <QueueFaults faults={faults} order={order} />
      {NUMBER_ROWS.map(([name, { label, hint, unit, step, max }]) => (
        <label key={name} className="menu-row" htmlFor={`fault-${name}`}>
          <span>
            {label}
            <small>{hint}</small>
          </span>
          <span className="menu-number">
            <NumberField
              id={`fault-${name}`}
              value={faults[name]}
              step={step}
              max={max}
              change={(value) => set({ [name]: value })}
            />
            <small>{unit}</small>
          </span>
        </label>
      ))}
      {SWITCH_ROWS.map(([name, { label, hint }]) => (
        <label key={name} className="menu-row">
          <span>
            {label}
            <small>{hint}</small>
          </span>
          <input
            type="checkbox"
            className="switch"
            checked={faults[name]}
            onChange={() => set({ [name]: !faults[name] })}
          />
        </label>
      ))}
    </Popover>
  );
}

interface NumberFieldProps {
  readonly id: string;
  readonly value: number;
  readonly step: number;
  readonly max: number;
  readonly change: (value: number) => void;
}

/** Keeps what is being typed, an empty field included; what is not a number in range is not sent. */
function NumberField({ id, value, step, max, change }: NumberFieldProps) {
  const [typed, setTyped] = useState<string>();
  return (
    <input
      id={id}
      type="number"
      min={0}
      max={max}
      step={step}
      value={typed ?? value}
      onBlur={() => setTyped(undefined)}
      onChange={({ target }) => {
        setTyped(target.value);
        const number = Math.round(target.valueAsNumber);
        if (number >= 0 && number <= max) change(number);
      }}
    />
  );
}
