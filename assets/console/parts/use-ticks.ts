import { useEffect, useState } from "react";

/** Draws again every `everyMs` milliseconds while `active`: for what changes with the time alone. */
export function useTicks(everyMs: number, active: boolean): void {
  const [, setTick] = useState(0);
  useEffect(() => {
    if (!active) return undefined;
    const timer = setInterval(() => setTick((tick) => tick + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, active]);
}
