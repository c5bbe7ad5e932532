/**
 * How long a server wants to be left alone: seconds, or a date (RFC 9110, 10.2.3).
 *
 * @returns milliseconds, not negative; undefined where there is no such header, or it is neither.
 */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
