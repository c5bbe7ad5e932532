import { useEffect, useState } from "react";
import { type CallView, isLive } from "./call-view.ts";

/**
 * Which call the phone shows: the chosen one, else the newest. A call from elsewhere does not take the phone away
 * from one that is going on.
 */
export function useShownCall(
  calls: readonly CallView[],
): [CallView | undefined, (callSid: string | undefined) => void] {
  const [chosen, setChosen] = useState<string>();
  const newest = calls.at(-1);
  const shown = calls.find(({ callSid }) => callSid === chosen) ?? newest;
  useEffect(() => {
    // Held while it goes on; let go when a newer one comes after it.
    if (chosen === undefined && isLive(newest)) setChosen(newest.callSid);
    else if (chosen !== undefined && chosen !== newest?.callSid && isLive(newest) && !isLive(shown))
      setChosen(newest.callSid);
  }, [chosen, newest, shown]);
  return [shown, setChosen];
}
