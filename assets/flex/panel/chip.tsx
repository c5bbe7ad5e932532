import { Box } from "@twilio-paste/box";
import { CallOutgoingIcon } from "@twilio-paste/icons/esm/CallOutgoingIcon";
import { NeutralIcon } from "@twilio-paste/icons/esm/NeutralIcon";
import { ProcessErrorIcon } from "@twilio-paste/icons/esm/ProcessErrorIcon";
import { ProcessNeutralIcon } from "@twilio-paste/icons/esm/ProcessNeutralIcon";
import { ProcessWarningIcon } from "@twilio-paste/icons/esm/ProcessWarningIcon";
import { SuccessIcon } from "@twilio-paste/icons/esm/SuccessIcon";
import { ThumbsUpIcon } from "@twilio-paste/icons/esm/ThumbsUpIcon";
import { TranslationIcon } from "@twilio-paste/icons/esm/TranslationIcon";
import type { ReactNode } from "react";
import type { HandoffView } from "../handoff-view.ts";
import { moodText, moodWord } from "../labels.ts";
import { useVoice } from "./panel-root.tsx";

type Tone = "neutral" | "success" | "warning" | "error";

const COLORS = {
  neutral: { background: "colorBackground", border: "colorBorderWeaker", text: "colorText" },
  success: {
    background: "colorBackgroundSuccessWeakest",
    border: "colorBorderSuccessWeaker",
    text: "colorTextSuccess",
  },
  warning: {
    background: "colorBackgroundWarningWeakest",
    border: "colorBorderWarningWeaker",
    text: "colorTextWarningStrong",
  },
  error: {
    background: "colorBackgroundErrorWeakest",
    border: "colorBorderErrorWeaker",
    text: "colorTextError",
  },
} as const;

interface ChipProps {
  readonly tone: Tone;
  readonly icon: ReactNode;
  readonly children: ReactNode;
}

/** A fact in a word, with an icon of its own shape: never told by colour alone. */
const Chip = ({ tone, icon, children }: ChipProps) => (
  <Box
    as="li"
    display="inline-flex"
    alignItems="center"
    columnGap="space20"
    paddingX="space20"
    paddingY="space10"
    borderRadius="borderRadius20"
    borderWidth="borderWidth10"
    borderStyle="solid"
    borderColor={COLORS[tone].border}
    backgroundColor={COLORS[tone].background}
    color={COLORS[tone].text}
    fontSize="fontSize20"
    lineHeight="lineHeight20"
    fontWeight="fontWeightMedium"
    maxWidth="100%"
  >
    <Box as="span" flexShrink={0} display="inline-flex">
      {icon}
    </Box>
    <Box as="span" dir="auto" overflow="hidden" textOverflow="ellipsis" whiteSpace="nowrap">
      {children}
    </Box>
  </Box>
);

const MOOD = {
  positive: { tone: "success", icon: <ThumbsUpIcon decorative size="sizeIcon10" /> },
  neutral: { tone: "neutral", icon: <NeutralIcon decorative size="sizeIcon10" /> },
  negative: { tone: "error", icon: <ProcessErrorIcon decorative size="sizeIcon10" /> },
} as const;

const IDENTITY = {
  unknown: { tone: "neutral", icon: <ProcessNeutralIcon decorative size="sizeIcon10" /> },
  claimed: { tone: "warning", icon: <ProcessWarningIcon decorative size="sizeIcon10" /> },
  verified: { tone: "success", icon: <SuccessIcon decorative size="sizeIcon10" /> },
  failed: { tone: "error", icon: <ProcessErrorIcon decorative size="sizeIcon10" /> },
} as const;

/** What decides how to pick up: whether anybody is there to speak to, mood, identity, language. */
export const Chips = ({ view, trend = false }: { view: HandoffView; trend?: boolean }) => {
  const voice = useVoice();
  const { callback, mood, identity, language } = view;
  if (!callback && !mood && !identity && !language) return null;
  return (
    <Box
      as="ul"
      display="flex"
      flexWrap="wrap"
      rowGap="space20"
      columnGap="space20"
      margin="space0"
      padding="space0"
    >
      {callback && (
        <Chip tone="neutral" icon={<CallOutgoingIcon decorative size="sizeIcon10" />}>
          {voice.say("callback")}
        </Chip>
      )}
      {mood && (
        <Chip {...MOOD[mood.level ?? "neutral"]}>
          {trend ? moodText(mood, voice) : moodWord(mood, voice)}
        </Chip>
      )}
      {identity && <Chip {...IDENTITY[identity.status]}>{voice.say(`identity_${identity.status}`)}</Chip>}
      {language && (
        <Chip tone="neutral" icon={<TranslationIcon decorative size="sizeIcon10" />}>
          {voice.language(language)}
        </Chip>
      )}
    </Box>
  );
};
