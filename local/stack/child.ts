import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

/** A server of the stack, in a process of its own. */
export interface Child {
  readonly name: string;
  /** Of its process, and of the group that all it starts are in. */
  readonly pid: number | undefined;
  /** Its output so far, for whoever has to find out why it failed. */
  readonly output: () => string;
  readonly exited: Promise<number>;
  /** Ends it with everything it has started. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

const running = new Set<ChildProcess>();

// A stack that dies in any way takes its servers along: nobody wants to hunt for workerd afterwards.
process.on("exit", () => {
  for (const child of running) kill(child, "SIGKILL");
});

/** A negative pid is the group: wrangler starts workerd, and both have to go. */
function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has gone already.
  }
}

const MAX_OUTPUT_CHARS = 40_000;

/** Starts `node` with these arguments. */
export function startChild(
  name: string,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly onLine?: (line: string) => void;
  },
): Child {
  const child = spawn(process.execPath, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  running.add(child);
  let output = "";
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on("line", (line) => {
      output = `${output}${line}\n`.slice(-MAX_OUTPUT_CHARS);
      if (line.trim()) options.onLine?.(line);
    });
  const exited = new Promise<number>((resolve) => {
    child.once("exit", (code) => {
      running.delete(child);
      resolve(code ?? -1);
    });
  });
  return {
    name,
    pid: child.pid,
    output: () => output,
    exited,
    stop: async (signal = "SIGTERM") => {
      kill(child, signal);
      const late = setTimeout(() => kill(child, "SIGKILL"), 3_000);
      await exited;
      clearTimeout(late);
    },
  };
}

/**
 * Waits until the server answers at all.
 *
 * @throws Error with the server's own last words when it ends, or does not answer in time.
 */
export async function untilAnswering(child: Child, url: string, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  let gone = false;
  void child.exited.then(() => {
    gone = true;
  });
  while (Date.now() < deadline && !gone) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      await response.body?.cancel();
      return;
    } catch {
      // Not there yet.
    }
    await pause(50);
  }
  const how = gone ? "ended before it answered" : `did not answer within ${withinMs / 1_000} s`;
  throw new Error(`${child.name} ${how}. Its last words:\n${child.output().slice(-3_000)}`);
}
