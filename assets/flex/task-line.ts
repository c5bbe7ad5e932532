/// <reference path="./flex-ui.d.ts" />
import type { ITask, LineTemplate, StatusTemplates } from "@twilio/flex-ui";
import { handoffView } from "./handoff-view.ts";
import { moodWord, reasonLabel } from "./labels.ts";
import { text } from "./untrusted.ts";
import type { Voice } from "./words.ts";

/**
 * The second line of a task in the list. While one of ours rings it says why and in what mood, which is what one
 * decides by; in every other case it is left to whoever set it before, Flex or another plugin.
 */
export function taskLine(previous: LineTemplate | StatusTemplates | undefined, voice: Voice): LineTemplate {
  return (task, componentType) => {
    const view = task?.status === "pending" ? handoffView(task.attributes) : undefined;
    if (!view) return previousLine(previous, task, componentType);
    const reason = reasonLabel(view, voice);
    // Nobody is on the line whose mood it could be, and the line is short.
    if (view.callback) return `${voice.say("callback")} · ${reason}`;
    const mood = view.mood && moodWord(view.mood, voice);
    return mood ? `${reason} · ${mood}` : reason;
  };
}

function previousLine(
  previous: LineTemplate | StatusTemplates | undefined,
  task: ITask,
  componentType: unknown,
): string {
  if (typeof previous === "function") return previous(task, componentType);
  if (typeof previous === "string" || !previous) return previous ?? "";
  // Flex's own template is a table of such, by status with a capital.
  const status = text(task?.status) ?? "";
  const byStatus = previous[status.charAt(0).toUpperCase() + status.slice(1)];
  return previousLine(byStatus, task, componentType);
}
