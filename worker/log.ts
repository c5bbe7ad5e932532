import type { Log, LogFields } from "./ports.ts";
import { levelOf } from "./protocol/log/log-events.ts";
import { scrubbed } from "./protocol/scrubbed.ts";

/** Workers Logs index objects, so a line is an object and not a string. `bound` is on every line. */
export function consoleLog(bound: LogFields): Log {
  return (event, fields, ...thrown) => {
    const line = { event, ...bound, ...fields, ...(thrown.length > 0 && scrubbed(thrown[0])) };
    const level = levelOf(event, line);
    if (level === "info") console.log(line);
    else console[level](line);
  };
}
