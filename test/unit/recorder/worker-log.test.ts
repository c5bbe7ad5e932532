import { inspect } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type LogEntry, workerLogReader } from "../../../local/recorder/worker-log.ts";

/** As wrangler prints an object: a field a line. */
const printed = (fields: object, level = ""): string => {
  const text = inspect(fields, { compact: false, breakLength: 80 });
  if (level === "") return text;
  const [first, ...rest] = text.split("\n");
  return [
    `\u001b[31m✘ \u001b[41;31m[\u001b[41;97m${level}\u001b[41;31m]\u001b[0m \u001b[1m${first}\u001b[0m`,
    ...rest.map((l) => `  ${l}`),
  ].join("\n");
};

function read(...outputs: readonly string[]): readonly LogEntry[] {
  const entries: LogEntry[] = [];
  const hear = workerLogReader((entry) => entries.push(entry));
  for (const output of outputs) for (const line of output.split("\n")) hear(line);
  return entries;
}

test("log lines are read among whatever else is printed", () => {
  expect(
    read(
      "[wrangler:info] GET /health 200 OK (3ms)",
      printed({ event: "turn.interrupted", callSid: "CA1", turn: 3, estimated: false }),
      "hello from a developer's own console.log",
      printed({ own: "object" }),
      printed(
        { event: "tool.threw", callSid: "CA1", error: "RangeError", stack: "    at a\n    at b" },
        "ERROR",
      ),
      "}",
    ),
  ).toEqual([
    { level: "info", event: "turn.interrupted", fields: { callSid: "CA1", turn: 3, estimated: false } },
    {
      level: "error",
      event: "tool.threw",
      fields: { callSid: "CA1", error: "RangeError", stack: "    at a\n    at b" },
    },
  ]);
});

test("whatever a field holds, it is read as it was", () => {
  const value = fc.oneof(
    fc.boolean(),
    fc.integer(),
    // A text that looks like a figure is written in quotes, and stays a text.
    fc.string({
      unit: fc.constantFrom("a", " ", "'", '"', "`", "\\", "\n", "+", ",", "{", "}", ":", "1", "é"),
    }),
  );
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[a-z][A-Za-z]{0,8}$/), value),
      fc.constantFrom("", "ERROR"),
      (fields, level) => {
        const { event: _event, ...rest } = fields;
        expect(read(printed({ event: "x.y", ...rest }, level))[0]?.fields).toEqual(rest);
      },
    ),
  );
});
