/** Refused handshakes are told of together, so that a flood of them is one note a second. */
const TOGETHER_MS = 1_000;

/**
 * Counts handshakes that were refused, for the ledger. Of one isolate; nobody who is refused waits for it.
 *
 * @param tell - takes what was counted. What it throws is nobody's concern.
 */
export function refusalCounter(
  tell: (count: number) => Promise<unknown>,
  wait: (ms: number) => Promise<unknown>,
) {
  let count = 0;
  let telling = false;
  /** One more. @returns when that is told, for `waitUntil`; undefined where another waits for it already. */
  return (): Promise<void> | undefined => {
    count += 1;
    if (telling) return undefined;
    telling = true;
    return wait(TOGETHER_MS)
      .then(() => {
        const told = count;
        count = 0;
        telling = false;
        return tell(told);
      })
      .then(
        () => undefined,
        () => undefined,
      );
  };
}
