/** CLOCK_MONOTONIC in microseconds: the same clock in every thread and process of one machine. */
export const nowUs = (): number => Number(process.hrtime.bigint() / 1_000n);
