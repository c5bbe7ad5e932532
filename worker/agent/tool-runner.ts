import type { Clock } from "../ports.ts";
import type { ToolReport } from "../session/state/tool-report.ts";
import { messageOf, type ReadyCall, type ToolContext } from "./tool.ts";
import { reportOf } from "./tool-account.ts";

export interface ToolOutcome {
  readonly outcome: "ok" | "failed" | "timeout";
  /** For the model: JSON, within `maxOutputChars`. */
  readonly output: string;
  /** Only where it went well. */
  readonly report?: ToolReport;
}

/**
 * Runs one tool to an outcome. It never throws and never hangs: a tool that misses its deadline is left behind
 * with its signal aborted, and whatever it returns is made into something a model can read.
 */
export async function runTool(
  name: string,
  call: ReadyCall,
  context: Omit<ToolContext, "signal">,
  limits: {
    readonly deadlineMs: number;
    readonly maxOutputChars: number;
    readonly signal: AbortSignal;
    readonly clock: Clock;
    /** Takes out of what it says of itself what nobody may read. */
    readonly conceal: (text: string) => string;
    /** The same for what the model is told. */
    readonly concealOutput: (text: string) => string;
  },
): Promise<ToolOutcome> {
  const deadline = new AbortController();
  const signal = AbortSignal.any([deadline.signal, limits.signal]);
  const late = Promise.withResolvers<ToolOutcome>();
  const cancel = limits.clock.after(limits.deadlineMs, () => {
    deadline.abort(new Error("deadline"));
    late.resolve({
      outcome: "timeout",
      output: JSON.stringify({
        error: "timeout",
        note: `No answer within ${limits.deadlineMs} ms. It may have happened all the same.`,
      }),
    });
  });
  try {
    return await Promise.race([attempt(name, call, { ...context, signal }, limits), late.promise]);
  } finally {
    cancel();
  }
}

async function attempt(
  name: string,
  call: ReadyCall,
  context: ToolContext,
  {
    maxOutputChars,
    conceal,
    concealOutput,
  }: Pick<Parameters<typeof runTool>[3], "maxOutputChars" | "conceal" | "concealOutput">,
): Promise<ToolOutcome> {
  try {
    const { output: made, account } = await call.run(context);
    const output = readable(made, maxOutputChars, concealOutput);
    return { outcome: "ok", output, report: reportOf(name, account(), conceal) };
  } catch (cause) {
    return failed(concealOutput(messageOf(cause)));
  }
}

/** A tool that could not do its work: the model is told why. */
export const failed = (error: string): ToolOutcome => ({
  outcome: "failed",
  output: JSON.stringify({ error }),
});

/** @throws TypeError naming what JSON cannot carry. */
function readable(result: unknown, maxChars: number, conceal: (text: string) => string): string {
  if (result === undefined || result === null) return JSON.stringify({ status: "ok" });
  let json: string | undefined;
  try {
    json = JSON.stringify(result);
  } catch (cause) {
    throw new TypeError("The tool returned something that is not JSON (circular, or a big integer).", {
      cause,
    });
  }
  if (json === undefined) return JSON.stringify({ status: "ok" });
  // Before it is cut, as half a secret is not found.
  json = conceal(json);
  if (json.length <= maxChars) return json;
  return JSON.stringify({ truncated: true, chars: json.length, start: json.slice(0, maxChars - 100) });
}
