import { Box } from "@twilio-paste/box";
import type { HandoffView } from "../handoff-view.ts";
import { CopyButton } from "./copy-button.tsx";
import { useVoice } from "./panel-root.tsx";

/** Whom to call back, and from when. */
export const Callback = ({ callback }: { callback: NonNullable<HandoffView["callback"]> }) => {
  const { say, moment } = useVoice();
  const { number, notBeforeMs } = callback;
  if (number === undefined && notBeforeMs === undefined) return null;
  return (
    <Box
      display="flex"
      flexWrap="wrap"
      alignItems="center"
      columnGap="space20"
      fontSize="fontSize30"
      lineHeight="lineHeight30"
    >
      {number !== undefined && (
        <>
          <Box as="span" fontWeight="fontWeightSemibold">
            {say("call_back")}:
          </Box>
          <bdi>{number}</bdi>
          <CopyButton what={number} value={number} />
        </>
      )}
      {notBeforeMs !== undefined && (
        <Box as="span" color="colorTextWeak">
          {say("not_before", { time: moment(notBeforeMs) })}
        </Box>
      )}
    </Box>
  );
};
