import { useEffect, useRef, useState } from "react";
import { type CallView, isLive, speakingLine } from "../state/call-view.ts";
import type { Stack } from "../state/use-stack.ts";
import { isEcho, listen } from "./microphone.ts";

/** The microphone of a live call: what it hears goes to the call as it is recognised. */
export function useMicrophone(stack: Stack, call: CallView | undefined): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(false);
  const live = isLive(call);
  const callSid = call?.callSid;
  const lang = call?.lang ?? "en-US";
  const { order, tell } = stack;
  const spoken = useRef("");
  spoken.current = speakingLine(call)?.text ?? "";

  useEffect(() => {
    if (!on || !live || callSid === undefined) return undefined;
    const microphone = listen(lang, {
      heard: (text, final) => {
        if (text !== "" && !isEcho(text, spoken.current)) order({ do: "hear", callSid, text, final });
      },
      failed: (reason) => {
        setOn(false);
        tell(reason);
      },
    });
    return () => microphone.stop();
  }, [on, live, callSid, lang, order, tell]);

  return [on && live, setOn];
}
