import type { Log, LogFields } from "./ports.ts";

/** Workers Logs index objects, so a line is an object and not a string. `bound` is on every line. */
export function consoleLog(bound: LogFields): Log {
  return {
    info: (event, fields) => console.log({ event, ...bound, ...fields }),
    warn: (event, fields) => console.warn({ event, ...bound, ...fields }),
    error: (event, cause, fields) => {
      const name = cause instanceof Error ? cause.name : typeof cause;
      const stack = cause instanceof Error ? (cause.stack ?? "").split("\n").slice(1, 8).join("\n") : "";
      console.error({ event, ...bound, ...fields, error: name, stack });
    },
  };
}
