import { useEffect } from "react";
import { useTabKept } from "../../../../assets/console/parts/keep.ts";
import { type CallView, isLive } from "./call-view.ts";

/** In the place of a call: the form that dials one. */
export const NEW_CALL = "new";

/**
 * Which call this tab shows, also after a reload: the one that was dialled or chosen here, and before that the one that
 * went on when the tab was opened. A call from elsewhere takes nothing away: it is in the list.
 *
 * @param ready - what has happened so far is known.
 */
export function useShownCall(
  calls: readonly CallView[],
  ready: boolean,
): [CallView | undefined, (callSid: string) => void] {
  const [chosen, choose] = useTabKept("baton.call");
  useEffect(() => {
    if (ready && chosen === undefined) choose((calls.findLast(isLive) ?? calls.at(-1))?.callSid ?? NEW_CALL);
  }, [ready, chosen, choose, calls]);
  return [calls.find(({ callSid }) => callSid === chosen), choose];
}
