import { FlexPlugin } from "@twilio/flex-plugin";
import type * as Flex from "@twilio/flex-ui";
import { registerCallbacks } from "./callback-channel.ts";
import { handoffView } from "./handoff-view.ts";
import { Banner, TAB_NAME } from "./panel/banner.tsx";
import { Panel } from "./panel/panel.tsx";
import { createSight } from "./sight.ts";
import { taskLine } from "./task-line.ts";
import { createVoice } from "./words.ts";

/** After Flex's own tabs, so that what an agent is used to finding first stays first. */
const TAB_ORDER = 500;

/**
 * Shows the person who takes a call what the voice assistant learned: a banner that is always in view, a tab with
 * everything for agent and supervisor, a line in the task list while it rings. Callbacks get a task channel of their
 * own. Nothing on any other task.
 */
export class BatonHandoffPlugin extends FlexPlugin {
  constructor() {
    super("BatonHandoffPlugin");
  }

  override init(flex: typeof Flex, manager: Flex.Manager): void {
    const voice = createVoice(manager, navigator.language);
    const sight = createSight();
    const hasHandoff = ({ task }: { readonly task?: Flex.ITask }) =>
      handoffView(task?.attributes) !== undefined;

    flex.TaskCanvas.Content.add(<Banner key="baton-handoff-banner" voice={voice} sight={sight} />, {
      sortOrder: 0,
      if: hasHandoff,
    });
    for (const tabs of [flex.TaskCanvasTabs, flex.Supervisor.TaskCanvasTabs]) {
      tabs.Content.add(
        <flex.Tab key={TAB_NAME} uniqueName={TAB_NAME} label={voice.say("tab")}>
          <Panel key="baton-handoff-panel" voice={voice} sight={sight} />
        </flex.Tab>,
        { sortOrder: TAB_ORDER, if: hasHandoff },
      );
    }
    const { templates } = flex.DefaultTaskChannels.Call;
    if (templates?.TaskListItem)
      templates.TaskListItem.secondLine = taskLine(templates.TaskListItem.secondLine, voice);
    registerCallbacks(flex, voice);
  }
}
