import { Box } from "@twilio-paste/box";
import type { HandoffView } from "../handoff-view.ts";
import { useVoice } from "./panel-root.tsx";
import { Section } from "./section.tsx";

/** What others knew of the caller, apart from what this call has found out, and with where it comes from. */
export const KnownList = ({ known }: Pick<HandoffView, "known">) => {
  const { say } = useVoice();
  if (known.length === 0) return null;
  return (
    <Section title={say("known")}>
      <Box fontSize="fontSize20" lineHeight="lineHeight20" color="colorTextWeak" marginBottom="space20">
        {say("known_unchecked")}
      </Box>
      <Box as="ul" margin="space0" padding="space0" listStyleType="none">
        {known.map(({ from, name, value }, index) => (
          <Box
            as="li"
            // Values may repeat, and the list is never reordered.
            // biome-ignore lint/suspicious/noArrayIndexKey: as above.
            key={index}
            marginTop="space20"
            overflowWrap="anywhere"
            fontSize="fontSize30"
            lineHeight="lineHeight30"
          >
            {name && <span dir="auto">{name}: </span>}
            <span dir="auto">{value}</span>
            {from && (
              <Box fontSize="fontSize20" lineHeight="lineHeight20" color="colorTextWeak" dir="auto">
                {say("known_from", { source: from })}
              </Box>
            )}
          </Box>
        ))}
      </Box>
    </Section>
  );
};
