/** Milliseconds of one measure, ordered. */
export interface Distribution {
  readonly n: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * By nearest rank, so that every figure is one that was measured. NaN throughout where nothing was; samples that
 * are NaN stand for what did not happen, and are left out.
 */
export function distributionOf(samplesMs: readonly number[]): Distribution {
  const sorted = samplesMs.filter((ms) => !Number.isNaN(ms)).toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { n: sorted.length, p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99), max: at(1) };
}
