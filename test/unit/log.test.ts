import { expect, test, vi } from "vitest";
import { consoleLog } from "../../worker/log.ts";

/** What is written of an error. */
function written(cause: unknown): unknown {
  const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
  consoleLog({ callSid: "CA1" }).error("tool.threw", cause, { tool: "lookup_order" });
  const [line] = error.mock.calls[0] ?? [];
  error.mockRestore();
  return line;
}

test("of an error its kind and its places are logged, and no line of its message", () => {
  const line = written(new RangeError("Ada Okafor\nlives at 5 Hill Road\n  at number 5"));

  expect(line).toMatchObject({
    event: "tool.threw",
    callSid: "CA1",
    tool: "lookup_order",
    error: "RangeError",
  });
  expect(JSON.stringify(line)).toContain("log.test.ts");
  expect(JSON.stringify(line)).not.toMatch(/Ada|Hill/);
});

test.each([["a text"], [undefined], [{ toString: null }], [Object.assign(new Error(), { stack: {} })]])(
  "%j that is thrown is logged",
  (cause) => {
    expect(written(cause)).toMatchObject({ event: "tool.threw", stack: "" });
  },
);
