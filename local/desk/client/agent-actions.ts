import type { StackCommand } from "../../twilio/events.ts";
import { takesCalls } from "./agent.ts";
import type { ActionPayload, FlexGlobals, FlexStore, FlexTask } from "./flex-runtime.ts";

/**
 * The agent's buttons. Each is Flex's own; what it would ask of TaskRouter or the Voice SDK becomes a command
 * to the stack, whose events then move the task on.
 */

type Order = (task: FlexTask) => StackCommand;

const callSid = (task: FlexTask): string => String(task.attributes.call_sid ?? "");

const ORDERS: Readonly<Record<string, Order>> = {
  AcceptTask: (task) => ({ do: "task", taskSid: task.taskSid, action: "accept" }),
  RejectTask: (task) => ({ do: "task", taskSid: task.taskSid, action: "reject" }),
  CancelTask: (task) => ({ do: "task", taskSid: task.taskSid, action: "cancel" }),
  CompleteTask: (task) => ({ do: "task", taskSid: task.taskSid, action: "complete" }),
  // Ending the call is what brings the task to wrap-up, in the stack as at Twilio.
  HangupCall: (task) => ({ do: "hang_up", callSid: callSid(task) }),
  WrapupTask: (task) => ({ do: "hang_up", callSid: callSid(task) }),
};

export function routeActions(
  { Twilio: { Flex } }: FlexGlobals,
  store: FlexStore,
  send: (command: StackCommand) => void,
  /** How many people are to be available when the agent takes calls, or does not. */
  staffWhen: (isAvailable: boolean) => number,
): void {
  const taskOf = (payload: ActionPayload): FlexTask | undefined =>
    payload.task ?? store.getState().flex.worker.tasks.get(payload.sid ?? "");
  for (const [name, order] of Object.entries(ORDERS)) {
    Flex.Actions.replaceAction(name, (payload) => {
      const task = taskOf(payload);
      if (task) send(order(task));
    });
  }
  Flex.Actions.replaceAction("SetActivity", ({ activitySid }) => {
    const isAvailable = takesCalls(activitySid);
    if (isAvailable !== undefined) send({ do: "workers", available: staffWhen(isAvailable) });
  });
}
