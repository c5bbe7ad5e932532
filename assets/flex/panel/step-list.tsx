import { Box } from "@twilio-paste/box";
import { ProcessDraftIcon } from "@twilio-paste/icons/esm/ProcessDraftIcon";
import { ProcessErrorIcon } from "@twilio-paste/icons/esm/ProcessErrorIcon";
import { ProcessWarningIcon } from "@twilio-paste/icons/esm/ProcessWarningIcon";
import { SuccessIcon } from "@twilio-paste/icons/esm/SuccessIcon";
import type { HandoffView } from "../handoff-view.ts";
import { useVoice } from "./panel-root.tsx";
import { Row, Rows, Section } from "./section.tsx";

const OUTCOME = {
  ok: <Icon of={SuccessIcon} color="colorTextIconSuccess" />,
  failed: <Icon of={ProcessErrorIcon} color="colorTextIconError" />,
  timeout: <Icon of={ProcessWarningIcon} color="colorTextIconWarning" />,
  refused: <Icon of={ProcessErrorIcon} color="colorTextIconError" />,
  pending: <Icon of={ProcessDraftIcon} color="colorTextIcon" />,
} as const;

interface IconProps {
  readonly of: typeof SuccessIcon;
  readonly color: "colorTextIcon" | "colorTextIconSuccess" | "colorTextIconError" | "colorTextIconWarning";
}

function Icon({ of: Shape, color }: IconProps) {
  return (
    <Box color={color} display="flex">
      <Shape decorative size="sizeIcon20" />
    </Box>
  );
}

/** What the assistant has tried and what is already so in the world: not to be done twice, nor promised again. */
export const StepList = ({ steps, sideEffects }: Pick<HandoffView, "steps" | "sideEffects">) => {
  const { say } = useVoice();
  if (steps.length + sideEffects.length === 0) return null;
  // What stands above as done is not said again.
  const others = steps.filter(({ what, outcome }) => outcome !== "ok" || !sideEffects.includes(what));
  return (
    <Section title={say("done")}>
      <Rows>
        {sideEffects.map((effect) => (
          <Row key={`effect ${effect}`} icon={OUTCOME.ok}>
            <Box dir="auto" fontWeight="fontWeightSemibold">
              {effect}
            </Box>
          </Row>
        ))}
        {others.map(({ what, outcome }, index) => (
          // The same step may have been tried twice.
          // biome-ignore lint/suspicious/noArrayIndexKey: as above.
          <Row key={index} icon={OUTCOME[outcome]}>
            <span dir="auto">{what}</span>{" "}
            <Box as="span" color="colorTextWeak">
              · {say(outcome)}
            </Box>
          </Row>
        ))}
      </Rows>
    </Section>
  );
};
