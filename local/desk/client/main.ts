import type { Task } from "../../twilio/events.ts";
import { workerState } from "./agent.ts";
import { routeActions } from "./agent-actions.ts";
import type { FlexGlobals } from "./flex-runtime.ts";
import { createLiveQueries } from "./live-queries.ts";
import { reservationOf, reservationSid } from "./reservation.ts";
import { openLine } from "./stack-line.ts";
import { type RunningFlex, startFlex } from "./start-flex.ts";
import { createBoard, type Staff } from "./task-board.ts";

/**
 * The agent's desk: the tasks of the stack, ringing in the real Flex UI. Options come as query parameters:
 * `theme=dark` and `locale=ar-SA`.
 */

// The page loads Flex first, whose script sets these; `deskSync` is where the bundle's one change looks for it.
const globals = window as unknown as FlexGlobals & { desk?: RunningFlex; deskSync?: unknown };

const liveQueries = createLiveQueries();
globals.deskSync = liveQueries.client;

const asked = new URLSearchParams(location.search);
const flex = await startFlex(globals, {
  light: asked.get("theme") !== "dark",
  locale: asked.get("locale") ?? navigator.language,
  plugins: [{ name: "baton-handoff", src: "/agent-desktop/plugin.js" }],
});

const events = new URL("/events", location.href);
events.protocol = events.protocol.replace("http", "ws");
/** The agent at this desk stands for all the people that the stack has. */
let people: Staff | undefined;
const board = createBoard({ show, staff, forget: (taskSid) => drop(reservationSid(taskSid)) });
const line = openLine(events, board.hear);
routeActions(globals, flex.store, line.send, (isAvailable) => (isAvailable ? (people?.total ?? 0) : 0));
globals.desk = flex;

/** Brings Flex to what the stack says about a task. */
function show(task: Task, sinceMs: number): void {
  const sid = reservationSid(task.sid);
  const reservation = reservationOf(task, new Date(sinceMs));
  if (!reservation) return drop(sid);
  liveQueries.update(reservation);
  const known = flex.store.getState().flex.worker.tasks.has(sid);
  flex.store.dispatch({
    type: known ? "WORKER_UPDATE_RESERVATION" : "WORKER_ADD_RESERVATION",
    payload: reservation,
  });
  const { worker, view } = flex.store.getState().flex;
  const selected = view.selectedTaskSid !== undefined && worker.tasks.has(view.selectedTaskSid);
  if (!known && !selected)
    void globals.Twilio.Flex.Actions.invokeAction("SelectTask", { task: worker.tasks.get(sid) });
}

/** The agent is away when nobody is there; the clock of the activity starts when that changes. */
function staff(now: Staff, sinceMs: number): void {
  const isAvailable = now.available > 0;
  const changed = isAvailable !== (people === undefined || people.available > 0);
  people = now;
  if (!changed) return;
  const since = new Date(sinceMs);
  flex.store.dispatch({ type: "WORKER_UPDATE", payload: workerState(isAvailable, since) });
  liveQueries.setAvailable(isAvailable, since);
}

function drop(sid: string): void {
  liveQueries.remove(sid);
  if (flex.store.getState().flex.worker.tasks.has(sid))
    flex.store.dispatch({ type: "WORKER_DELETE_RESERVATION", payload: { sid } });
}
