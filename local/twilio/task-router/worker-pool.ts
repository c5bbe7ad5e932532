export interface Worker {
  available: boolean;
  /** Also during wrap-up: one call at a time. */
  taskSid: string | undefined;
}

export interface WorkerCounts {
  readonly total: number;
  /** Signed in to take calls, also while on one. */
  readonly available: number;
  readonly free: number;
}

export interface WorkerPool {
  readonly counts: WorkerCounts;
  findFree(): Worker | undefined;
  /** @throws RangeError when there are not so many. */
  setAvailable(count: number): void;
}

/** The people who can take calls, all available at first. */
export function createWorkerPool(total: number): WorkerPool {
  const workers: Worker[] = Array.from({ length: total }, () => ({ available: true, taskSid: undefined }));
  const isFree = (worker: Worker) => worker.available && worker.taskSid === undefined;
  return {
    get counts() {
      return {
        total,
        available: workers.filter((w) => w.available).length,
        free: workers.filter(isFree).length,
      };
    },
    findFree: () => workers.find(isFree),
    setAvailable(count) {
      if (!Number.isInteger(count) || count < 0 || count > total) {
        throw new RangeError(`${count} workers available: there are ${total} in all (setting "workers").`);
      }
      for (const [i, worker] of workers.entries()) worker.available = i < count;
    },
  };
}
