import { type Theme, withTheme } from "@twilio/flex-ui";
import { Box } from "@twilio-paste/box";
import { CustomizationProvider } from "@twilio-paste/customization";
import { createContext, type ReactNode, useContext } from "react";
import type { Voice } from "../words.ts";

const VoiceContext = createContext<Voice | undefined>(undefined);

/** @throws outside a `PanelRoot`: every part of the plugin is inside one. */
export function useVoice(): Voice {
  const voice = useContext(VoiceContext);
  if (!voice) throw new Error("useVoice needs a PanelRoot around it.");
  return voice;
}

interface PanelRootProps {
  readonly voice: Voice;
  readonly children: ReactNode;
}

/**
 * Around each place where the plugin shows something. Paste's components need a theme from their own copy of
 * Paste; Flex's theme fills it, so that light, dark and an account's colours all come through.
 */
export const PanelRoot = withTheme<PanelRootProps>(
  ({ theme, voice, children }: PanelRootProps & { theme?: Theme }) => (
    // Flex lays tabs out by what is in them; one long word would push the panel out of view.
    <div style={{ minWidth: 0, width: "100%" }}>
      <CustomizationProvider
        baseTheme={theme?.isLight === false ? "dark" : "default"}
        theme={theme?.tokens ?? {}}
      >
        <VoiceContext.Provider value={voice}>
          <Box dir={voice.direction} lang={voice.locale} color="colorText">
            {children}
          </Box>
        </VoiceContext.Provider>
      </CustomizationProvider>
    </div>
  ),
);
