import { expect, test, vi } from "vitest";
import { consoleLog } from "../../worker/log.ts";

/** What is written of an error. */
function written(cause: unknown): unknown {
  const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
  consoleLog({ callSid: "CA1" })("tool.threw", { tool: "lookup_order" }, cause);
  const [line] = error.mock.calls[0] ?? [];
  error.mockRestore();
  return line;
}

const SAID = "Ada Okafor, 5 Hill Road, sk-live-4711";

/** Errors whose author has put what a caller said, or a secret, into every part of them. */
const QUOTING: Readonly<Record<string, () => unknown>> = {
  "in its message": () => new RangeError(SAID),
  "in several lines": () => new RangeError(`no\n${SAID}\nyes`),
  "in a line like a place": () => new RangeError(`no\n    at ${SAID}`),
  "in a line like a call's place": () => new RangeError(`no\n    at find (${SAID})`),
  "in a line like a file's place": () => new RangeError(`no\n    at ${SAID} (tool.ts:1:2)`),
  "in its name": () => Object.assign(new Error("no"), { name: SAID }),
  "in a name on several lines": () => Object.assign(new Error("no"), { name: `Error\n    at ${SAID}` }),
  "in a name without spaces": () => Object.assign(new Error("no"), { name: "sk-live-4711:Okafor" }),
  "in its cause": () => new Error("no", { cause: new Error(SAID) }),
  "in a field": () => Object.assign(new Error("no"), { asked: SAID, body: { said: SAID } }),
  "in a stack of its own": () =>
    Object.assign(new Error("no"), { stack: `Error: no\n    at ${SAID}\n${SAID}` }),
  "in its message, changed later": () => {
    const error = new Error(`${SAID}\n    at ${SAID}`);
    error.message = "no";
    return error;
  },
  "in many errors at once": () => new AggregateError([new Error(SAID)], SAID),
  "in a class of its own": () =>
    new (class Odd extends Error {
      override readonly name = SAID;
    })(SAID),
  "in an object": () => ({ message: SAID, stack: `x\n    at ${SAID}`, name: SAID }),
  "in a text": () => SAID,
  "in a symbol": () => Symbol(SAID),
  "in a function's name": () => Object.defineProperty(() => 0, "name", { value: SAID }),
  "in JSON that cannot be read": () => {
    try {
      return JSON.parse(`{"said": ${SAID}`);
    } catch (error) {
      return error;
    }
  },
  "in an address that cannot be read": () => {
    try {
      return new URL(SAID);
    } catch (error) {
      return error;
    }
  },
  "in a DOMException": () => new DOMException(SAID, "AbortError"),
  "in getters that throw": () =>
    Object.defineProperties(new Error("no"), {
      name: {
        get() {
          throw new Error(SAID);
        },
      },
      stack: {
        get() {
          throw new Error(SAID);
        },
      },
    }),
};

test.each(Object.entries(QUOTING))("L4: what is quoted %s is not logged", (_, cause) => {
  const line = JSON.stringify(written(cause()));

  expect(line).toContain('"event":"tool.threw"');
  expect(line).not.toMatch(/Ada|Okafor|Hill|4711/);
});

test("of an error its kind and its places are logged", () => {
  const line = written(new RangeError("no"));

  expect(line).toMatchObject({
    event: "tool.threw",
    callSid: "CA1",
    tool: "lookup_order",
    error: "RangeError",
  });
  expect(JSON.stringify(line)).toContain("log.test.ts");
});

test.each([[`no\n  at number 5`], [""], ["no\nno"]])(
  "places are logged behind a message of any lines (%j)",
  (message) => expect(JSON.stringify(written(new Error(message)))).toContain("log.test.ts"),
);

test.each([[undefined], [{ toString: null }], [Object.assign(new Error(), { stack: {} })]])(
  "%j that is thrown is logged",
  (cause) => {
    expect(written(cause)).toMatchObject({ event: "tool.threw", stack: "" });
  },
);
