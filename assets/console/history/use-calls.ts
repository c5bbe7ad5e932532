import { useCallback, useEffect, useRef, useState } from "react";
import type { CallPage, FoundCall } from "../../../worker/protocol/console/call-row.ts";
import { get, Refused } from "../net/api.ts";
import { onForget } from "../net/sign-out.ts";

export interface Calls {
  /** Undefined until a first answer is there; of the query before while the next is on its way. */
  readonly calls?: readonly FoundCall[];
  readonly old: boolean;
  readonly more: boolean;
  readonly refused?: Refused;
  readonly loadMore: () => void;
  readonly again: () => void;
  /** Brings what is shown to what it is now. */
  readonly bring: (now: (calls: readonly FoundCall[]) => readonly FoundCall[]) => void;
}

interface Loaded {
  readonly query: string;
  readonly calls: readonly FoundCall[];
  readonly next?: string;
}

/** The list as it was left: the way back from a call leads to the same line. */
let left: Loaded | undefined;
const PAGE = 50;
onForget(() => {
  left = undefined;
});

/** The calls that a query finds, page after page. */
export function useCalls(query: string): Calls {
  const [loaded, setLoaded] = useState<Loaded | undefined>(left);
  const [refused, setRefused] = useState<Refused>();
  const [asked, setAsked] = useState(0);
  const busy = useRef<AbortController>();

  const load = useCallback(
    async (before: Loaded | undefined) => {
      busy.current?.abort();
      const stop = new AbortController();
      busy.current = stop;
      const params = new URLSearchParams(query);
      params.set("limit", String(PAGE));
      if (before?.next !== undefined) params.set("cursor", before.next);
      try {
        const page = await get<CallPage>(`/api/calls?${params}`, stop.signal);
        if (stop.signal.aborted) return;
        left = {
          query,
          calls: [...(before?.calls ?? []), ...page.calls],
          ...(page.next === undefined ? {} : { next: page.next }),
        };
        setLoaded(left);
        setRefused(undefined);
      } catch (error) {
        if (!stop.signal.aborted)
          setRefused(error instanceof Refused ? error : new Refused(0, String(error)));
      } finally {
        if (busy.current === stop) busy.current = undefined;
      }
    },
    [query],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is what makes it read again
  useEffect(() => {
    // Pages after the first are as they were; only a list of one page is read anew behind what is shown.
    if (left?.query !== query || left.calls.length <= PAGE || asked > 0) void load(undefined);
    return () => busy.current?.abort();
  }, [load, asked]);

  const own = loaded?.query === query;
  return {
    ...(loaded === undefined ? {} : { calls: loaded.calls }),
    old: loaded !== undefined && !own,
    more: own && loaded?.next !== undefined,
    ...(refused === undefined ? {} : { refused }),
    loadMore: useCallback(() => {
      if (busy.current === undefined && left?.query === query && left.next !== undefined) void load(left);
    }, [load, query]),
    again: useCallback(() => setAsked((n) => n + 1), []),
    bring: useCallback((now) => {
      if (left === undefined) return;
      const calls = now(left.calls);
      if (calls === left.calls) return;
      left = { ...left, calls };
      setLoaded(left);
    }, []),
  };
}
