import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { consoleLog } from "../../../worker/log.ts";
import {
  LOG_EVENTS,
  type LogEvent,
  type LogLevel,
  levelOf,
} from "../../../worker/protocol/log/log-events.ts";

const root = path.resolve(import.meta.dirname, "../../../worker");
/** The code beside the table itself. */
const source = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith("log-events.ts"))
  .map((file) => readFileSync(path.join(root, file), "utf8"))
  .join("\n");

/** What is written, and by which method of the console. */
function written(event: LogEvent, fields: Readonly<Record<string, string>> = {}): LogLevel[] {
  const levels: LogLevel[] = [];
  const spies = [
    vi.spyOn(console, "log").mockImplementation(() => void levels.push("info")),
    vi.spyOn(console, "warn").mockImplementation(() => void levels.push("warn")),
    vi.spyOn(console, "error").mockImplementation(() => void levels.push("error")),
  ];
  consoleLog({ callSid: "CA1" })(event, fields);
  for (const spy of spies) spy.mockRestore();
  return levels;
}

// The names of the table are its own.
test.each(Object.keys(LOG_EVENTS) as LogEvent[])(
  "%s is written somewhere, at the level of the table",
  (event) => {
    expect(source).toContain(`"${event}"`);
    expect(written(event)).toEqual([levelOf(event)]);
  },
);

test("every event that is logged has a static name, which the table has", () => {
  const logged = [
    ...source.matchAll(
      /(?:(?<!console\.)\blog|\blog\(\)|#log|consoleLog\(\{[^}]*\}\))\(\s*(?:d,\s*)?("[^"]*"|`|[a-z]\w*)/g,
    ),
  ]
    .map(([, name = ""]) => name)
    // `log(effect.event, …)`, which passes on what `step` has named, and declarations.
    .filter((name) => !["effect", "d", "bound", "event"].includes(name));

  expect(logged.length).toBeGreaterThan(60);
  expect([...new Set(logged)].filter((name) => !Object.hasOwn(LOG_EVENTS, name.slice(1, -1)))).toEqual([]);
});

test.each<readonly [LogEvent, Readonly<Record<string, string>>, LogLevel]>([
  ["call.summary", { outcome: "resolved" }, "info"],
  ["call.summary", { outcome: "handed_off" }, "info"],
  ["call.summary", { outcome: "lost" }, "warn"],
  ["call.summary", { outcome: "failed" }, "warn"],
  ["tool.finished", { outcome: "ok" }, "info"],
  ["tool.finished", { outcome: "failed" }, "warn"],
  ["tool.finished", { outcome: "timeout" }, "warn"],
  ["model.failed", { code: "unavailable" }, "warn"],
  ["model.failed", { code: "rejected", advice: "check_key" }, "error"],
  ["model.failed", { code: "rate_limited", advice: "raise_limit" }, "warn"],
  ["model.failed", { code: "rate_limited", advice: "check_billing" }, "error"],
  ["handoff.availability", { state: "free" }, "info"],
  ["handoff.availability", { state: "unknown", why: "timeout" }, "warn"],
  ["handoff.availability", { state: "unknown", why: "refused" }, "error"],
  ["handoff.availability", { state: "unknown", why: "not_found" }, "error"],
  ["handoff.availability", { state: "unknown", why: "constructor" }, "info"],
])("%s %j is %s", (event, fields, level) => {
  expect(written(event, fields)).toEqual([level]);
});
