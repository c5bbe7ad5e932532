/** Answers that several calls of one isolate may share for some seconds. It holds nothing of a call. */
export interface BriefMemory<T> {
  /**
   * The remembered answer, the one that is being waited for, or a new one. A failure is not remembered; whoever waits
   * for it gets it.
   */
  readonly get: (key: string, nowMs: number, ask: () => Promise<T>) => Promise<T>;
}

type Remembered<T> =
  | { readonly is: "asked"; readonly atMs: number; readonly answer: Promise<T> }
  | { readonly is: "known"; readonly atMs: number; readonly answer: T };

/**
 * Remembers answers for `keepMs` after they were asked for, at most `size` of them; who asks twice at once, asks once.
 *
 * A question is shared for `askMs` only: in a Worker its answer never comes when the request that asked is gone, and
 * then the next one has to ask again. What is kept is the answer and not its promise, for the same reason.
 */
export function briefMemory<T>(keepMs: number, askMs: number, size: number): BriefMemory<T> {
  const entries = new Map<string, Remembered<T>>();

  function remember(key: string, entry: Remembered<T>): void {
    entries.delete(key);
    entries.set(key, entry);
    const oldest = entries.keys().next();
    if (entries.size > size && !oldest.done) entries.delete(oldest.value);
  }

  return {
    get: async (key, nowMs, ask) => {
      const found = entries.get(key);
      if (found && nowMs - found.atMs < (found.is === "known" ? keepMs : askMs)) return found.answer;

      const asked: Remembered<T> = { is: "asked", atMs: nowMs, answer: ask() };
      remember(key, asked);
      try {
        const answer = await asked.answer;
        if (entries.get(key) === asked) remember(key, { is: "known", atMs: nowMs, answer });
        return answer;
      } catch (error) {
        if (entries.get(key) === asked) entries.delete(key);
        throw error;
      }
    },
  };
}
