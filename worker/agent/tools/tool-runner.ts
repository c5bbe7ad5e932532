import type { Clock } from "../../ports.ts";
import { plain } from "../../protocol/plain-text.ts";
import { type Fault, faultOf } from "../../protocol/scrubbed.ts";
import { concealedJson } from "../../session/account/concealment.ts";
import type { ToolReport } from "../../session/state/tool-report.ts";
import { withoutAddresses } from "./addresses.ts";
import { ServiceError } from "./service-error.ts";
import { MAX_MESSAGE_CHARS, messageOf, type ReadyCall, type ToolContext } from "./tool.ts";
import { reportOf } from "./tool-account.ts";

export interface ToolOutcome {
  readonly outcome: "ok" | "failed" | "timeout";
  /** For the model: JSON, within `maxOutputChars`. */
  readonly output: string;
  /** Only where it went well. */
  readonly report?: ToolReport;
  /** What it has thrown, by its codes. */
  readonly fault?: Fault;
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
    /** Told of what a tool has thrown. */
    readonly threw: (cause: unknown) => void;
    /** Takes out of what it says of itself what nobody may read. */
    readonly conceal: (text: string) => string;
    /** The same for what the model is told, which may go on by an id. */
    readonly concealOutput: (text: string, isId: boolean) => string;
  },
): Promise<ToolOutcome> {
  const { secret, hide } = hidingSecrets(context.secret);
  const conceal = (text: string) => limits.conceal(hide(text));
  const concealOutput = (text: string, isId: boolean) => limits.concealOutput(hide(text), isId);
  const deadline = new AbortController();
  const signal = AbortSignal.any([deadline.signal, limits.signal]);
  if (limits.signal.aborted) return STOPPED;
  const late = Promise.withResolvers<ToolOutcome>();
  // A tool that does not look at its signal is left behind as well.
  limits.signal.addEventListener("abort", () => late.resolve(STOPPED));
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
    return await Promise.race([
      attempt(name, call, { ...context, secret, signal }, { ...limits, hide, conceal, concealOutput }),
      late.promise,
    ]);
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
    threw,
    conceal,
    ...hiding
  }: Pick<Parameters<typeof runTool>[3], "maxOutputChars" | "threw" | "conceal"> & Hiding,
): Promise<ToolOutcome> {
  try {
    const { output: made, account } = await call.run(context);
    const output = readable(made, maxOutputChars, hiding.concealOutput);
    return { outcome: "ok", output, report: reportOf(name, account(), conceal) };
  } catch (cause) {
    threw(cause);
    return { ...failed(reasonOf(cause, hiding)), fault: faultOf(cause) };
  }
}

interface Hiding {
  /** Takes out the secrets that the tool has asked for. */
  readonly hide: (text: string) => string;
  /** The same, and what else the model may not read. */
  readonly concealOutput: (text: string, isId: boolean) => string;
}

/** More of what was thrown is not looked through. Characters. */
const MAX_THROWN_CHARS = 4_000;
/** As long as a number gets that is keyed in, or is a card's. */
const LONGEST_NUMBER = 100;

/**
 * What was thrown, as the model is told of it. Secrets first, in all of it: an address takes a part of one along, a cut
 * leaves one, and a part is not known for what it is.
 */
function reasonOf(cause: unknown, { hide, concealOutput }: Hiding): string {
  const whole = hide(messageOf(cause, Number.POSITIVE_INFINITY));
  const shown = concealOutput(whole.slice(0, MAX_THROWN_CHARS), false);
  const said = whole.length > MAX_THROWN_CHARS ? shown.slice(0, -LONGEST_NUMBER) : shown;
  const told = cause instanceof ServiceError ? withoutAddresses(plain(said), cause.asked) : said;
  return told.slice(0, MAX_MESSAGE_CHARS);
}

const STOPPED: ToolOutcome = { outcome: "failed", output: JSON.stringify({ error: "It was stopped." }) };

/** A tool that could not do its work: the model is told why. */
export const failed = (error: string): ToolOutcome => ({
  outcome: "failed",
  output: JSON.stringify({ error }),
});

/** Shorter ones would be found in any text. */
const SHORTEST_SECRET = 4;

/** Secrets that the tool has asked for are in nothing that comes of it: endpoints quote them, and errors do. */
export function hidingSecrets(read: ToolContext["secret"]): {
  readonly secret: ToolContext["secret"];
  readonly hide: (text: string) => string;
} {
  const known = new Set<string>();
  return {
    secret: (name) => {
      const value = read(name);
      if (value.length >= SHORTEST_SECRET)
        for (const form of [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)])
          known.add(form);
      return value;
    },
    // The longest first: one may be a part of another.
    hide: (text) =>
      [...known]
        .sort((a, b) => b.length - a.length)
        .reduce((shown, value) => shown.replaceAll(value, "••••"), text),
  };
}

/** @throws TypeError naming what JSON cannot carry. */
function readable(
  result: unknown,
  maxChars: number,
  conceal: (text: string, isId: boolean) => string,
): string {
  if (result === undefined || result === null) return JSON.stringify({ status: "ok" });
  if (result instanceof Error) throw result;
  let json: string | undefined;
  try {
    json = JSON.stringify(result);
  } catch (cause) {
    throw new TypeError("The tool returned something that is not JSON (circular, or a big integer).", {
      cause,
    });
  }
  if (json === undefined) return JSON.stringify({ status: "ok" });
  // A response, a map, a promise: `{}` would tell the model that all went well.
  if (json === "{}" && Object.prototype.toString.call(result) !== "[object Object]")
    throw new TypeError("The tool returned something that is not JSON.");
  // Before it is cut, as half a secret is none; but not all of some megabytes.
  const shown = concealedJson(json.slice(0, 2 * maxChars), conceal);
  if (json.length <= maxChars) return shown.slice(0, maxChars);
  return JSON.stringify({ truncated: true, chars: json.length, start: shown.slice(0, maxChars - 100) });
}
