import { Box } from "@twilio-paste/box";
import { SuccessIcon } from "@twilio-paste/icons/esm/SuccessIcon";
import type { HandoffView } from "../handoff-view.ts";
import { CopyButton } from "./copy-button.tsx";
import { useVoice } from "./panel-root.tsx";
import { Section } from "./section.tsx";

/** "typed on the keypad, confirmed". */
const Source = ({ from, confirmed }: Pick<Fact, "from" | "confirmed">) => {
  const { say } = useVoice();
  const source = say(`from_${from}`);
  return (
    <Box
      display="flex"
      alignItems="center"
      columnGap="space20"
      fontSize="fontSize20"
      lineHeight="lineHeight20"
      color="colorTextWeak"
    >
      {confirmed && (
        <Box color="colorTextIconSuccess" display="flex">
          <SuccessIcon decorative size="sizeIcon10" />
        </Box>
      )}
      <span>{confirmed ? say("pair", { one: source, two: say("confirmed") }) : source}</span>
    </Box>
  );
};

type Fact = HandoffView["facts"][number];

/** What need not be asked again, where it came from, and each one a click from the clipboard. */
export const FactList = ({ facts }: { facts: HandoffView["facts"] }) => {
  const { say } = useVoice();
  if (facts.length === 0) return null;
  return (
    <Section title={say("facts")}>
      <Box
        as="dl"
        margin="space0"
        borderWidth="borderWidth10"
        borderStyle="solid"
        borderColor="colorBorderWeaker"
        borderRadius="borderRadius30"
        backgroundColor="colorBackgroundBody"
      >
        {facts.map(({ name, value, from, confirmed }, index) => (
          <Box
            // Names may repeat, and the list is never reordered.
            // biome-ignore lint/suspicious/noArrayIndexKey: as above.
            key={index}
            paddingX="space40"
            paddingY="space30"
            borderTopWidth={index === 0 ? "borderWidth0" : "borderWidth10"}
            borderTopStyle="solid"
            borderTopColor="colorBorderWeaker"
          >
            <Box as="dt" fontSize="fontSize20" lineHeight="lineHeight20" color="colorTextWeak" dir="auto">
              {name}
            </Box>
            <Box as="dd" margin="space0" display="flex" alignItems="center" columnGap="space40">
              <Box flexGrow={1} minWidth="0" overflowWrap="anywhere">
                <Box
                  dir="auto"
                  fontSize="fontSize30"
                  lineHeight="lineHeight30"
                  fontWeight="fontWeightSemibold"
                >
                  {value}
                </Box>
                <Source from={from} confirmed={confirmed} />
              </Box>
              <CopyButton what={name} value={value} />
            </Box>
          </Box>
        ))}
      </Box>
    </Section>
  );
};
