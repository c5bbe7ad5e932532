import type { StackCommand } from "../../../twilio/events.ts";
import type { Workers } from "../state/scene.ts";

interface PeopleProps {
  readonly workers: Workers;
  /** Tasks whose caller has gone, and that hold a person all the same. */
  readonly wrapping: number;
  readonly order: (command: StackCommand) => void;
}

/** How many people are at work: with none of them a caller waits until the queue gives up. */
export function People({ workers, wrapping, order }: PeopleProps) {
  return (
    <fieldset className="router" aria-label="People">
      <label className="people">
        <span>Available</span>
        <select
          value={workers.available}
          onChange={({ target }) => order({ do: "workers", available: Number(target.value) })}
        >
          {Array.from({ length: workers.total + 1 }, (_, count) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the number is the option
            <option key={count} value={count}>
              {count} of {workers.total}
            </option>
          ))}
        </select>
      </label>
      <p className={`fine${workers.free === 0 ? " none-free" : ""}`}>
        {`${workers.free} free`}
        {wrapping > 0 && `, ${wrapping} wrapping up`}
      </p>
    </fieldset>
  );
}
