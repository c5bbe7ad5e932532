/** What is known of a queue when somebody asks how long it will take. */
export interface QueueFigures {
  /** People who could take a call at once, beyond those for whom a caller is waiting already. */
  readonly free: number;
  /** People signed in to take calls, on one or not. */
  readonly available: number;
  /** Callers in line. */
  readonly waiting: number;
  /** Seconds that the first in line has waited so far. */
  readonly longestWaitS: number;
  /** What went on lately; undefined when that is not known. */
  readonly lately?: { readonly accepted: number; readonly averageWaitS: number; readonly windowS: number };
}

/** Fewer calls than this say nothing about the next one. */
const FEW = 3;

/**
 * How long a caller who joins now has to wait, in seconds. Rather too long than too short: the largest of
 *
 * - what those who got through lately waited on average,
 * - what the first in line has waited already,
 * - where more callers wait than people are there, the line's length at the pace of late: a queue in which everybody
 *   has to finish more than one call first is served no faster than it was. With a shorter line that pace would only
 *   show how few have called.
 *
 * @returns 0 when somebody is free; undefined when there is nothing to go by, and a figure would be made up.
 */
export function waitEstimateS({
  free,
  available,
  waiting,
  longestWaitS,
  lately,
}: QueueFigures): number | undefined {
  if (free > 0) return 0;
  const bounds: number[] = [];
  if (waiting > 0) bounds.push(longestWaitS);
  if (lately && lately.accepted >= FEW) {
    bounds.push(lately.averageWaitS);
    if (waiting > available) bounds.push(((waiting + 1) * lately.windowS) / lately.accepted);
  }
  return bounds.length > 0 ? Math.ceil(Math.max(...bounds)) : undefined;
}
