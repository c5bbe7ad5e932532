/**
 * Where a line of a stack says it was. Nothing else of a stack is written: the lines before the first place are the message,
 * which may quote a caller or a secret, in lines that look like places as well.
 */
const PLACE = /^ +at .*?([\w./:@~+-]{1,200}\.[cm]?[jt]s:\d+:\d+)\)?$/gm;
/** Places stand at the end, and a message may be of any length. */
const MAX_STACK_CHARS = 4_000;
/** An error's name is its author's to choose. */
const NAME = /^[A-Za-z]{0,40}(?:Error|Exception)$/;

/** What may be written of whatever was thrown. */
export function scrubbed(cause: unknown): { readonly error: string; readonly stack: string } {
  if (!(cause instanceof Error)) return { error: typeof cause, stack: "" };
  try {
    const trace = String(cause.stack).slice(-MAX_STACK_CHARS);
    const stack = [...trace.matchAll(PLACE)].slice(0, 7).map(([, place]) => `at ${place}`);
    return { error: NAME.test(cause.name) ? cause.name : "Error", stack: stack.join("\n") };
  } catch {
    return { error: "Error", stack: "" }; // a getter that throws
  }
}
