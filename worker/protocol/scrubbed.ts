/**
 * Where a line of a stack says it was. Nothing else of a stack is written: the lines before the first place are the message,
 * which may quote a caller or a secret, in lines that look like places as well.
 */
const PLACE = /^ +at .*?([\w./:@~+-]{1,200}\.[cm]?[jt]s:\d+:\d+)\)?$/gm;
/** Places stand at the end, and a message may be of any length. */
const MAX_STACK_CHARS = 4_000;
/** An error's name is its author's to choose. */
const NAME = /^[A-Za-z]{0,40}(?:Error|Exception)$/;

/** What of a failure can be told by codes: the error's class, and where a server has refused, its status and its own code. */
export interface Fault {
  readonly error: string;
  /** HTTP status. */
  readonly status?: number;
  /** Twilio's error code, or one of ours. */
  readonly code?: string | number;
}

/** Errors of ours, whose codes are Twilio's or one of a few; those of others may hold anything. */
const CODED: ReadonlySet<string> = new Set(["TwilioRestError", "HttpToolError", "McpError", "ModelError"]);

/** An error's class and codes, for the log. */
export function faultOf(cause: unknown): Fault {
  if (!(cause instanceof Error)) return { error: typeof cause };
  try {
    const error = NAME.test(cause.name) ? cause.name : "Error";
    if (!CODED.has(cause.name)) return { error };
    const { status, code } = cause as { status?: unknown; code?: unknown }; // any object has these, or undefined
    return {
      error,
      ...(isFigure(status) ? { status } : {}),
      ...(isFigure(code) || (typeof code === "string" && CODE.test(code)) ? { code } : {}),
    };
  } catch {
    return { error: "Error" }; // a getter that throws
  }
}

/** No longer than Twilio's codes, and than none of a caller's numbers that matter. */
const isFigure = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 100_000;
const CODE = /^[a-z_]{1,40}$/;

/** What may be written of whatever was thrown. */
export function scrubbed(cause: unknown): Fault & { readonly stack: string } {
  if (!(cause instanceof Error)) return { ...faultOf(cause), stack: "" };
  try {
    const trace = String(cause.stack).slice(-MAX_STACK_CHARS);
    const stack = [...trace.matchAll(PLACE)].slice(0, 7).map(([, place]) => `at ${place}`);
    return { ...faultOf(cause), stack: stack.join("\n") };
  } catch {
    return { error: "Error", stack: "" }; // a getter that throws
  }
}
