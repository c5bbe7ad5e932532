import { Box } from "@twilio-paste/box";
import type { ReactNode } from "react";

interface SectionProps {
  readonly title: string;
  /** Stands opposite the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A part of the tab: a small heading and what belongs to it. */
export const Section = ({ title, aside, children }: SectionProps) => (
  <Box>
    <Box display="flex" alignItems="center" columnGap="space30" marginBottom="space20">
      <Box
        as="h3"
        margin="space0"
        fontSize="fontSize20"
        lineHeight="lineHeight20"
        fontWeight="fontWeightSemibold"
        color="colorTextWeak"
      >
        {title}
      </Box>
      {aside}
    </Box>
    {children}
  </Box>
);

/** A list without bullets: Flex's reset takes them away, and an icon or a rule takes their place. */
export const Rows = ({ children }: { children: ReactNode }) => (
  <Box
    as="ul"
    margin="space0"
    padding="space0"
    display="flex"
    flexDirection="column"
    rowGap="space20"
    listStyleType="none"
  >
    {children}
  </Box>
);

export const Row = ({ icon, children }: { icon: ReactNode; children: ReactNode }) => (
  <Box
    as="li"
    display="flex"
    columnGap="space30"
    fontSize="fontSize30"
    lineHeight="lineHeight30"
    overflowWrap="anywhere"
  >
    <Box flexShrink={0} color="colorTextIcon" display="flex" alignItems="center" height="sizeIcon30">
      {icon}
    </Box>
    <Box minWidth="0" flexGrow={1}>
      {children}
    </Box>
  </Box>
);
