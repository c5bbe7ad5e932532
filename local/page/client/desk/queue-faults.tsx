import type { Faults, StackCommand } from "../../../twilio/events.ts";
import { Segments } from "../parts/segments.tsx";

/** Faults that are TaskRouter's: of each group one at a time. */
export type RouterFault =
  | "queueFull"
  | "queueFails"
  | "statisticsLatencyMs"
  | "statisticsFail"
  | "statisticsWrong"
  | "statisticsGarbage";

interface QueueFaultsProps {
  readonly faults: Readonly<Faults>;
  readonly order: (command: StackCommand) => void;
}

type Statistics = "right" | "slow" | "failing" | "wrong" | "garbled";

/** Longer than the Worker waits before it goes on without them. */
const SLOW_MS = 3_000;

const STATISTICS: readonly { readonly value: Statistics; readonly label: string; readonly hint: string }[] = [
  { value: "right", label: "Right", hint: "As they are" },
  {
    value: "slow",
    label: "Slow",
    hint: `They come after ${SLOW_MS / 1_000} s: longer than a caller is kept`,
  },
  { value: "failing", label: "500", hint: "TaskRouter answers with an error" },
  { value: "wrong", label: "Wrong", hint: "Everybody is free and nobody in line, they say" },
  { value: "garbled", label: "Garbled", hint: "They have another form than documented" },
];

const QUEUE = [
  { value: "open", label: "Open", hint: "Calls get into the queue" },
  { value: "full", label: "Full", hint: "No further call gets into the queue" },
  { value: "broken", label: "Broken", hint: "Calls leave the queue at once, as system-error" },
] as const;

/** Whether the queue takes a call, and what statistics say of it. */
export function QueueFaults({ faults, order }: QueueFaultsProps) {
  const set = (change: Pick<Partial<Faults>, RouterFault>): void =>
    order({ do: "set_faults", faults: change });
  return (
    <fieldset className="router" aria-label="TaskRouter">
      <Segments
        label="Queue"
        options={QUEUE}
        value={faults.queueFails ? "broken" : faults.queueFull ? "full" : "open"}
        choose={(value) => set({ queueFull: value === "full", queueFails: value === "broken" })}
      />
      <Segments
        label="Statistics"
        options={STATISTICS}
        value={statisticsOf(faults)}
        choose={(value) =>
          set({
            statisticsLatencyMs: value === "slow" ? SLOW_MS : 0,
            statisticsFail: value === "failing",
            statisticsWrong: value === "wrong",
            statisticsGarbage: value === "garbled",
          })
        }
      />
    </fieldset>
  );
}

function statisticsOf(faults: Readonly<Faults>): Statistics {
  if (faults.statisticsFail) return "failing";
  if (faults.statisticsWrong) return "wrong";
  if (faults.statisticsGarbage) return "garbled";
  return faults.statisticsLatencyMs > 0 ? "slow" : "right";
}
