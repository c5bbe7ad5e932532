import { useEffect, useState } from "react";
import { useTabKept } from "../../../../assets/console/parts/keep.ts";
import { isDark } from "../../../../assets/console/parts/theme.tsx";
import { useTicks } from "../../../../assets/console/parts/use-ticks.ts";
import type { StackCommand, Task, TaskStatus } from "../../../twilio/events.ts";
import { Icon } from "../parts/icons.tsx";
import { Segments } from "../parts/segments.tsx";
import { clock, inWords, timeOfDay } from "../parts/wording.ts";
import type { CallView } from "../state/call-view.ts";
import type { Workers } from "../state/scene.ts";
import { DeskCardView } from "./desk-card.tsx";
import { readCard } from "./handoff-card.ts";
import { People } from "./people.tsx";
import { TaskActions } from "./task-actions.tsx";

interface DeskProps {
  readonly tasks: readonly Task[];
  readonly calls: readonly CallView[];
  readonly workers: Workers | undefined;
  readonly now: () => number;
  readonly order: (command: StackCommand) => void;
  readonly tell: (text: string) => void;
  readonly flexUrl: string | undefined;
}

const STATUS: Readonly<Record<TaskStatus, string>> = {
  pending: "Waiting",
  reserved: "Ringing",
  assigned: "In progress",
  wrapping: "Wrapping up",
  completed: "Done",
  canceled: "Canceled",
};

/** Why a task ended, in a word or two, where TaskRouter or the queue says it. */
const END: Readonly<Record<string, string>> = {
  leave: "left the queue",
  hangup: "hung up",
  "canceled by request": "canceled",
  "Task TTL Exceeded": "too late",
};

const VIEWS = [
  { value: "desk", label: "Desk" },
  { value: "flex", label: "Flex", hint: "The real Flex UI" },
] as const;

const isWaiting = (task: Task): boolean => task.status === "pending" || task.status === "reserved";
const isOpen = (task: Task): boolean => task.status !== "completed" && task.status !== "canceled";

/** The person's side: the tasks that were handed over. A real Flex UI can stand beside it. */
export function Desk({ tasks, calls, workers, now, order, tell, flexUrl }: DeskProps) {
  const [view, setView] = useState<(typeof VIEWS)[number]["value"]>("desk");
  const [chosenSid, setChosenSid] = useState<string>();
  const [cleared, clear] = useTabKept("baton.cleared");
  const open = tasks.filter(isOpen);
  const done = tasks.filter((task) => !isOpen(task) && task.createdAt > Number(cleared ?? 0));
  const task = [...open, ...done].find(({ sid }) => sid === chosenSid) ?? open[0] ?? done[0];
  const waiting = tasks.filter(isWaiting).length;
  const newest = tasks[0]?.sid;
  // A new task comes to the front, as it would ring.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new task resets the choice
  useEffect(() => setChosenSid(undefined), [newest]);

  return (
    <section className="pane desk" aria-label="Agent desk">
      <header className="pane-head">
        <h2>Agent desk</h2>
        {waiting > 0 && (
          <span className="badge">
            {waiting}
            <span className="hidden"> waiting</span>
          </span>
        )}
        {flexUrl !== undefined && (
          <Segments label="View" labelHidden options={VIEWS} value={view} choose={setView} />
        )}
      </header>
      {workers !== undefined && (
        <People
          workers={workers}
          wrapping={tasks.filter(({ status }) => status === "wrapping").length}
          order={order}
        />
      )}
      {view === "flex" && flexUrl !== undefined ? (
        <Flex url={flexUrl} />
      ) : task === undefined ? (
        <EmptyDesk />
      ) : (
        <div className="desk-body">
          {open.length + done.length > 1 && (
            <div className="task-lists">
              <TaskList label="Tasks" tasks={open} shown={task.sid} choose={setChosenSid} now={now} />
              {done.length > 0 && (
                <details>
                  <summary>{`${done.length} over`}</summary>
                  <button
                    type="button"
                    className="button small quiet"
                    onClick={() => clear(String(Math.max(...done.map(({ createdAt }) => createdAt))))}
                  >
                    Clear
                  </button>
                  <TaskList
                    label="Tasks that are over"
                    tasks={done}
                    shown={task.sid}
                    choose={setChosenSid}
                    now={now}
                  />
                </details>
              )}
            </div>
          )}
          <DeskCardView
            key={task.sid}
            task={task}
            status={STATUS[task.status]}
            waited={<Waited task={task} now={now} />}
            tell={tell}
            lines={calls.find(({ callSid }) => callSid === task.callSid)?.lines ?? []}
          >
            <TaskActions task={task} workers={workers} order={order} />
          </DeskCardView>
        </div>
      )}
    </section>
  );
}

/** The real Flex UI, in the colours of the page as they are when it is opened. */
function Flex({ url }: { readonly url: string }) {
  const [src] = useState(() => (isDark() ? `${url}${url.includes("?") ? "&" : "?"}theme=dark` : url));
  return <iframe className="flex" src={src} title="Twilio Flex" allow="clipboard-write" />;
}

function EmptyDesk() {
  return (
    <div className="empty">
      <Icon name="person" />
      <h3>Nobody has asked for you yet</h3>
      <p>
        When the agent hands a call over, it appears here with what was said and done, so that the caller need
        not repeat it.
      </p>
      <p className="fine">Try saying “I want to talk to a person”, or press 0.</p>
    </div>
  );
}

interface TaskListProps {
  readonly label: string;
  readonly tasks: readonly Task[];
  readonly shown: string;
  readonly choose: (sid: string) => void;
  readonly now: () => number;
}

function TaskList({ label, tasks, shown, choose, now }: TaskListProps) {
  return (
    <ul className="tasks" aria-label={label}>
      {tasks.map((task) => {
        const { title, handoff } = readCard(task.attributes);
        const why = handoff?.callback ? "Callback" : inWords(handoff?.reasonCode ?? task.channel ?? "call");
        return (
          <li key={task.sid}>
            <button type="button" aria-current={task.sid === shown} onClick={() => choose(task.sid)}>
              <time>{timeOfDay(task.createdAt)}</time>
              <b>{title}</b>
              <span className={`status ${task.status}`}>{STATUS[task.status]}</span>
              <small>{task.reason === undefined ? why : `${why} · ${END[task.reason] ?? task.reason}`}</small>
              <Waited task={task} now={now} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** How long the caller has waited, counted until somebody takes the task. */
function Waited({ task, now }: { readonly task: Task; readonly now: () => number }) {
  const waiting = isWaiting(task);
  useTicks(500, waiting);
  if (!waiting) return null;
  return <span className="waited">{clock(Math.max(0, now() - task.createdAt))}</span>;
}
