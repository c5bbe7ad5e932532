import { Actions, type ITask, withTaskContext } from "@twilio/flex-ui";
import { Box } from "@twilio-paste/box";
import { Button } from "@twilio-paste/button";
import { CallTransferIcon } from "@twilio-paste/icons/esm/CallTransferIcon";
import { useMemo } from "react";
import { type HandoffView, handoffView } from "../handoff-view.ts";
import { reasonLabel } from "../labels.ts";
import { type Sight, useInSight } from "../sight.ts";
import type { Voice } from "../words.ts";
import { Callback } from "./callback.tsx";
import { Chips } from "./chip.tsx";
import { Lines } from "./clamped.tsx";
import { PanelRoot, useVoice } from "./panel-root.tsx";

/** The tab's name in Flex, by which it can be selected. */
export const TAB_NAME = "baton-handoff";

/** Flex's name for the state of the tabs in the agent's canvas. */
const TABS_STATE = "AgentTaskCanvasTabs";

const openTab = () =>
  void Actions.invokeAction("SetComponentState", { name: TABS_STATE, state: { selectedTabName: TAB_NAME } });

/** Five seconds' worth: why, in what mood, who, and what to do first. Flex shows it in every state of a call. */
const Summary = ({ view }: { view: HandoffView }) => {
  const voice = useVoice();
  const label = reasonLabel(view, voice);
  const story = view.nativeSummary ? view.reason : (view.summary ?? view.reason);
  return (
    <Box
      as="section"
      aria-label={voice.say("title")}
      paddingX="space50"
      paddingY="space40"
      backgroundColor="colorBackgroundBody"
      borderBottomWidth="borderWidth10"
      borderBottomStyle="solid"
      borderBottomColor="colorBorderWeaker"
      display="flex"
      flexDirection="column"
      rowGap="space20"
      fontSize="fontSize30"
      lineHeight="lineHeight20"
    >
      <Box display="flex" alignItems="center" columnGap="space30">
        <Box color="colorTextIcon" flexShrink={0}>
          <CallTransferIcon decorative={false} title={voice.say("title")} size="sizeIcon20" />
        </Box>
        <Box
          as="h2"
          margin="space0"
          flexGrow={1}
          fontSize="fontSize30"
          lineHeight="lineHeight30"
          fontWeight="fontWeightSemibold"
          minWidth="0"
        >
          <Lines max={1}>{label}</Lines>
        </Box>
        <Box flexShrink={0}>
          <Button variant="link" onClick={openTab}>
            {voice.say("details")}
          </Button>
        </Box>
      </Box>
      <Chips view={view} />
      {view.callback && <Callback callback={view.callback} />}
      {story && story !== label && <Lines max={2}>{story}</Lines>}
      {view.nextStep && (
        <Box display="flex" columnGap="space20">
          <Box as="span" fontWeight="fontWeightSemibold" flexShrink={0}>
            {voice.say("next_step")}:
          </Box>
          <Lines max={1}>{view.nextStep}</Lines>
        </Box>
      )}
    </Box>
  );
};

interface BannerProps {
  readonly voice: Voice;
  /** Of the tab. */
  readonly sight: Sight;
}

/** Gives way to the tab while that is open: nothing is shown twice. */
export const Banner = withTaskContext<BannerProps>(
  ({ voice, sight, task }: BannerProps & { task?: ITask }) => {
    const tabIsOpen = useInSight(sight);
    const view = useMemo(() => handoffView(task?.attributes), [task?.attributes]);
    if (!view || tabIsOpen) return null;
    return (
      <PanelRoot voice={voice}>
        <Summary view={view} />
      </PanelRoot>
    );
  },
);
