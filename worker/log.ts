import type { Log, LogFields } from "./ports.ts";

/** A line of a stack that says where. The lines before them are the message, which may quote a caller. */
const FRAME = /^ +at .*$/gm;

/** Workers Logs index objects, so a line is an object and not a string. `bound` is on every line. */
export function consoleLog(bound: LogFields): Log {
  return {
    info: (event, fields) => console.log({ event, ...bound, ...fields }),
    warn: (event, fields) => console.warn({ event, ...bound, ...fields }),
    error: (event, cause, fields) => {
      const name = cause instanceof Error ? cause.name : typeof cause;
      const trace = cause instanceof Error && typeof cause.stack === "string" ? cause.stack : "";
      const stack = (trace.match(FRAME) ?? []).slice(0, 7).join("\n");
      console.error({ event, ...bound, ...fields, error: name, stack });
    },
  };
}
