/// <reference path="./flex-ui.d.ts" />
import type * as Flex from "@twilio/flex-ui";
import { isCallback } from "./handoff-view.ts";
import { taskLine } from "./task-line.ts";
import type { Voice } from "./words.ts";

const NAME = "baton-callback";
/** Flex's own names of icons. */
const ICON = "Call";
const ICON_ACTIVE = "CallBold";

/**
 * Callbacks take a person's whole attention, so they are tasks of the voice channel; but nobody is on the line. Flex
 * takes every task of that channel for a call and would put it into a conference when it is accepted, which fails.
 * With a channel of their own they are accepted and completed as any other task.
 *
 * Source: `acceptTask` and `TaskChannels` of Flex UI 2.17.1.
 */
export function registerCallbacks(flex: typeof Flex, voice: Voice): void {
  const channel = flex.DefaultTaskChannels.createDefaultTaskChannel(
    NAME,
    // Flex asks for whatever is in the list, and another plugin may hand on less than a task.
    (task) => isCallback(task?.attributes),
    ICON,
    ICON_ACTIVE,
  );
  const item = channel.templates?.TaskListItem;
  if (item) item.secondLine = taskLine(item.secondLine, voice);
  flex.TaskChannels.register(channel);
}
