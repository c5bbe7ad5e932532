import type { StackCommand, Task } from "../../../twilio/events.ts";
import { Icon } from "../parts/icons.tsx";
import type { Workers } from "../state/scene.ts";

type Action = Extract<StackCommand, { do: "task" }>["action"];

interface TaskActionsProps {
  readonly task: Task;
  readonly workers: Workers | undefined;
  readonly order: (command: StackCommand) => void;
}

/** What the person can do with a task, and below it what else may become of one that waits. */
export function TaskActions({ task, workers, order }: TaskActionsProps) {
  const act = (action: Action): void => order({ do: "task", taskSid: task.sid, action });
  switch (task.status) {
    case "pending":
      return (
        <>
          <p className="fine">{whyPending(workers)}</p>
          <div className="actions">
            <Fates fates={WAITING} act={act} />
          </div>
        </>
      );
    case "reserved":
      return (
        <div className="actions">
          <button type="button" className="button call" onClick={() => act("accept")}>
            <Icon name="phone" /> Accept
          </button>
          <button type="button" className="button quiet" onClick={() => act("reject")}>
            Reject
          </button>
          <Fates fates={RINGING} act={act} />
        </div>
      );
    case "assigned":
    case "wrapping":
      return (
        <>
          {task.status === "wrapping" && (
            <p className="fine">The caller has hung up. A seat is taken until you complete the task.</p>
          )}
          <div className="actions">
            <button type="button" className="button say" onClick={() => act("complete")}>
              <Icon name="check" /> Complete
            </button>
          </div>
        </>
      );
    case "completed":
    case "canceled":
      return null;
  }
}

interface Fate {
  readonly action: Action;
  readonly label: string;
  readonly hint: string;
}

const WAITING: readonly Fate[] = [
  { action: "expire", label: "Let it expire", hint: "The task's time is up: nobody took it" },
  { action: "cancel", label: "Cancel the task", hint: "Somebody cancels it through the API" },
];

const RINGING: readonly Fate[] = [
  { action: "ring_out", label: "Let it ring out", hint: "The reservation's time is up: the person is away" },
  ...WAITING,
];

/** What happens to a task without anybody at the desk doing it. */
function Fates({ fates, act }: { readonly fates: readonly Fate[]; readonly act: (action: Action) => void }) {
  return (
    <fieldset className="fates" aria-label="What may become of it">
      {fates.map(({ action, label, hint }) => (
        <button
          key={action}
          type="button"
          className="button quiet small"
          title={hint}
          onClick={() => act(action)}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}

/** Why nobody's desk rings, and what would change it. */
function whyPending(workers: Workers | undefined): string {
  if (workers?.available === 0) return "Nobody is available. Let somebody in above.";
  if (workers?.free === 0) return "Everybody is busy, on a call or wrapping up. Complete another task first.";
  return "Looking for somebody who is free…";
}
