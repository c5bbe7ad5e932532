import { useMemo, useRef } from "react";
import { useKept } from "../../../../assets/console/parts/keep.ts";
import type { StackEvent } from "../../../twilio/events.ts";
import { createVoice } from "./voice.ts";

interface VoiceSwitch {
  readonly supported: boolean;
  readonly on: boolean;
  readonly toggle: () => void;
  /** Says what this event of the shown call has to say. */
  readonly hear: (event: StackEvent) => void;
}

/**
 * The agent's voice, switched on by the first call that is dialled here (browsers refuse sound before a gesture)
 * unless it was switched off before.
 */
export function useVoice(callSid: string | undefined, dialled: boolean): VoiceSwitch {
  const voice = useMemo(() => createVoice(), []);
  const [wish, setWish] = useKept<"auto" | "on" | "off">("baton.voice", "auto", ["auto", "on", "off"]);
  const on = voice !== undefined && (wish === "on" || (wish === "auto" && dialled));
  const shown = useRef(callSid);
  shown.current = callSid;
  return {
    supported: voice !== undefined,
    on,
    toggle: () => {
      if (on) voice?.hush();
      setWish(on ? "off" : "on");
    },
    hear: (event) => {
      if (on && (shown.current === undefined || event.callSid === shown.current)) voice?.hear(event);
    },
  };
}
