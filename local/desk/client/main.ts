/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Task } from "../../twilio/events.ts";
import { routeActions } from "./agent-actions.ts";
import type { FlexGlobals } from "./flex-runtime.ts";
import { createLiveQueries } from "./live-queries.ts";
import { reservationOf, reservationSid } from "./reservation.ts";
import { openLine } from "./stack-line.ts";
import { type RunningFlex, startFlex } from "./start-flex.ts";

/**
 * The agent's desk: the tasks of the stack, ringing in the real Flex UI. Options come as query parameters:
 * `theme=dark`, `locale=ar-SA`, and `events` for the path of the stack's websocket.
 */

// The page loads Flex first; its script sets these. Nothing else types them.
const globals = window as unknown as FlexGlobals & { desk?: RunningFlex; deskSync?: unknown };

const liveQueries = createLiveQueries();
// Where the bundle's one change looks for it: see `flex-ui.ts`.
globals.deskSync = liveQueries.client;

const asked = new URLSearchParams(location.search);
const flex = await startFlex(globals, {
  light: asked.get("theme") !== "dark",
  locale: asked.get("locale") ?? navigator.language,
  plugins: [{ name: "baton-handoff", src: "/agent-desktop/plugin.js" }],
});

const eventsUrl = new URL(asked.get("events") ?? "/events", location.href);
eventsUrl.protocol = eventsUrl.protocol.replace("http", "ws");
const line = openLine(eventsUrl, (event) => {
  if (event.kind === "task") show(event.task, new Date(event.at));
});
routeActions(globals, flex.store, line.send);
globals.desk = flex;

/** Brings Flex to what the stack says about a task. Safe to repeat: a reconnect may replay events. */
function show(task: Task, since: Date): void {
  const sid = reservationSid(task.sid);
  const { tasks } = flex.store.getState().flex.worker;
  const reservation = reservationOf(task, since);
  if (!reservation) {
    liveQueries.remove(sid);
    if (tasks.has(sid)) flex.store.dispatch({ type: "WORKER_DELETE_RESERVATION", payload: { sid } });
    return;
  }
  liveQueries.update(reservation);
  const type = tasks.has(sid) ? "WORKER_UPDATE_RESERVATION" : "WORKER_ADD_RESERVATION";
  flex.store.dispatch({ type, payload: reservation });
  if (type === "WORKER_ADD_RESERVATION" && !flex.store.getState().flex.view.selectedTaskSid) {
    const added = flex.store.getState().flex.worker.tasks.get(sid);
    void globals.Twilio.Flex.Actions.invokeAction("SelectTask", { task: added });
  }
}
