import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** What a server under `wrangler dev` has used so far. */
export interface Usage {
  /** Of the workerd that runs the Worker: the bigger of two, the other being wrangler's proxy. */
  readonly memoryMiB: number;
  readonly cpuS: number;
}

/** @param group - process group of its `wrangler dev`. */
export function usageOf(group: number | undefined): Usage {
  const workerds = execFileSync("ps", ["-axo", "pgid=,pid=,rss=,time=,comm="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([pgid, , , , command = ""]) => Number(pgid) === group && command.endsWith("workerd"))
    .map(([, pid, kib, time = ""]) => ({
      memoryMiB: Number(kib) / 1_024,
      cpuS: ticksOf(pid) ?? secondsIn(time),
    }));
  return workerds.toSorted((a, b) => b.memoryMiB - a.memoryMiB)[0] ?? { memoryMiB: 0, cpuS: 0 };
}

/** Linux has it in hundredths, where `ps` has whole seconds (proc(5): utime and stime, behind the name in brackets). */
function ticksOf(pid: string | undefined): number | undefined {
  if (process.platform !== "linux") return undefined;
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** `[[dd-]hh:]mm:ss`, of Linux, or `mm:ss.cc`, of macOS. */
const secondsIn = (time: string): number =>
  time
    .split(/[-:]/)
    .reduce((sum, part, i, all) => sum * (all.length - i === 3 && i > 0 ? 24 : 60) + Number(part), 0);
