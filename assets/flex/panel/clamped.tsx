import { Box } from "@twilio-paste/box";
import { Button } from "@twilio-paste/button";
import { useState } from "react";
import { useVoice } from "./panel-root.tsx";

/**
 * Text that is cut after whole lines. The declarations are not among Paste's properties, which know no clamp;
 * a plain `max-height` would cut through the middle of a line.
 */
export const Lines = ({ children, max }: { children: string; max: number }) => (
  <div
    dir="auto"
    style={{
      display: "-webkit-box",
      WebkitBoxOrient: "vertical",
      WebkitLineClamp: max,
      overflow: "hidden",
      overflowWrap: "anywhere",
    }}
  >
    {children}
  </div>
);

/** Longer than this, a text takes the panel away from everything below it. */
const LONG_CHARS = 600;

/** A paragraph of any length: long ones open on request. */
export const Prose = ({ children }: { children: string }) => {
  const { say } = useVoice();
  const [open, setOpen] = useState(false);
  const long = children.length > LONG_CHARS || children.split("\n").length > 8;
  const text = (
    <Box
      as="div"
      whiteSpace="pre-wrap"
      overflowWrap="anywhere"
      fontSize="fontSize30"
      lineHeight="lineHeight30"
    >
      {long && !open ? <Lines max={6}>{children}</Lines> : <div dir="auto">{children}</div>}
    </Box>
  );
  if (!long) return text;
  return (
    <Box>
      {text}
      <Box marginTop="space20">
        <Button variant="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {say(open ? "show_less" : "show_more")}
        </Button>
      </Box>
    </Box>
  );
};
