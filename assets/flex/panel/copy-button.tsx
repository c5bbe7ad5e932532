import { Box } from "@twilio-paste/box";
import { Button } from "@twilio-paste/button";
import { CopyIcon } from "@twilio-paste/icons/esm/CopyIcon";
import { SuccessIcon } from "@twilio-paste/icons/esm/SuccessIcon";
import { ScreenReaderOnly } from "@twilio-paste/screen-reader-only";
import { useEffect, useState } from "react";
import { copyText } from "../clipboard.ts";
import { useVoice } from "./panel-root.tsx";

/** How long the button says that it worked. */
const SAID_MS = 2_000;

type Outcome = "idle" | "copied" | "copy_failed";

/** Puts one value on the clipboard, and says so to eyes and ears. */
export const CopyButton = ({ what, value }: { what: string; value: string }) => {
  const { say } = useVoice();
  const [outcome, setOutcome] = useState<Outcome>("idle");
  useEffect(() => {
    if (outcome === "idle") return;
    const timer = setTimeout(() => setOutcome("idle"), SAID_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => setOutcome((await copyText(value)) ? "copied" : "copy_failed");
  const label = say("copy", { what });
  return (
    <Box display="inline-flex" flexShrink={0}>
      <Button variant="secondary_icon" size="reset" aria-label={label} title={label} onClick={copy}>
        {outcome === "copied" ? (
          <SuccessIcon decorative size="sizeIcon20" />
        ) : (
          <CopyIcon decorative size="sizeIcon20" />
        )}
      </Button>
      <ScreenReaderOnly>
        <span role="status">{outcome === "idle" ? "" : say(outcome)}</span>
      </ScreenReaderOnly>
    </Box>
  );
};
