import type { Log, LogFields } from "./ports.ts";
import { scrubbed } from "./protocol/scrubbed.ts";

/** Workers Logs index objects, so a line is an object and not a string. `bound` is on every line. */
export function consoleLog(bound: LogFields): Log {
  return {
    info: (event, fields) => console.log({ event, ...bound, ...fields }),
    warn: (event, fields) => console.warn({ event, ...bound, ...fields }),
    error: (event, cause, fields) => console.error({ event, ...bound, ...fields, ...scrubbed(cause) }),
  };
}
