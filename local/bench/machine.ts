import { cpus, loadavg } from "node:os";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  /** Over the last minute. */
  readonly load: number;
}

export const machine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: cpus().length,
  node: process.version,
  load: loadavg()[0] ?? 0,
});

/** The bench itself keeps about one core busy; with more than that going on, it waits for its turn. */
export const isNoisy = (before: Machine, after: Machine): boolean =>
  Math.max(before.load, after.load - 1) > before.cores / 2;
