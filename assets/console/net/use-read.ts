import { useCallback, useEffect, useReducer, useRef } from "react";
import { get, Refused } from "./api.ts";
import { onForget } from "./sign-out.ts";

export interface Read<T> {
  /** Of this address, or of the one before while this one is on its way. */
  readonly data?: T;
  /** `data` is of another address. */
  readonly old: boolean;
  readonly refused?: Refused;
  readonly again: () => void;
}

/** What was read, for the way back to it: an answer is shown at once, and read anew behind it. */
const kept = new Map<string, unknown>();
const KEPT = 40;
onForget(() => kept.clear());

function keep(url: string, data: unknown): void {
  kept.delete(url);
  kept.set(url, data);
  for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - KEPT))) kept.delete(oldest);
}

/**
 * Reads an address of the Worker and keeps what was there before until the answer is. Undefined reads nothing.
 *
 * @param everyMs - reads it anew as often; 0 not at all.
 */
export function useRead<T>(url: string | undefined, everyMs = 0): Read<T> {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const [asked, again] = useReducer((n: number) => n + 1, 0);
  const last = useRef<{ readonly url: string; readonly data: T }>();
  const refused = useRef<{ readonly url: string; readonly why: Refused }>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is what makes it read again
  useEffect(() => {
    if (url === undefined) return undefined;
    const stop = new AbortController();
    get<T>(url, stop.signal).then(
      (data) => {
        keep(url, data);
        last.current = { url, data };
        refused.current = undefined;
        if (!stop.signal.aborted) redraw();
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        refused.current = { url, why: error instanceof Refused ? error : new Refused(0, String(error)) };
        redraw();
      },
    );
    return () => stop.abort();
  }, [url, asked]);

  useEffect(() => {
    if (everyMs === 0 || url === undefined) return undefined;
    const timer = setInterval(() => document.visibilityState === "visible" && again(), everyMs);
    return () => clearInterval(timer);
  }, [url, everyMs]);

  const known = url === undefined ? undefined : (kept.get(url) as T | undefined);
  const fresh = last.current?.url === url ? last.current?.data : known;
  const data = fresh ?? last.current?.data;
  const why = refused.current?.url === url ? refused.current?.why : undefined;
  return {
    ...(data === undefined ? {} : { data }),
    old: fresh === undefined,
    ...(why === undefined ? {} : { refused: why }),
    again: useCallback(() => again(), []),
  };
}
