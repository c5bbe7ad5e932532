import { PassThrough } from "node:stream";
import { expect, test, vi } from "vitest";
import { askAt } from "../../../local/ask.ts";

/** Questions at a terminal: streams that say of themselves that they are one. */

function terminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = Object.assign(new PassThrough(), { isTTY: true });
  let shown = "";
  output.on("data", (chunk) => {
    shown += String(chunk);
  });
  const ask = askAt({ input, output });
  if (!ask) throw new Error("It is a terminal.");
  return { ask, input, shown: () => shown };
}

test("nobody is asked where input or output is no terminal", () => {
  const stream = () => Object.assign(new PassThrough(), { isTTY: true });

  expect(askAt({ input: new PassThrough(), output: stream() })).toBeUndefined();
  expect(askAt({ input: stream(), output: new PassThrough() })).toBeUndefined();
});

test("a secret is taken without its blanks and never shown, not even where it is edited", async () => {
  const { ask, input, shown } = terminal();

  const answer = ask.secret("Auth token");
  input.write(" hushX");
  input.write("\x7f"); // the key that deletes
  input.write("hush \r");

  expect(await answer).toBe("hushhush");
  expect(shown()).toContain("Auth token (not shown):");
  expect(shown()).not.toContain("hush");
});

test("other answers are shown as they are typed", async () => {
  const { ask, input, shown } = terminal();

  const answer = ask.text("Which number?");
  input.write("+1555\r");

  expect(await answer).toBe("+1555");
  expect(shown()).toContain("+1555");
});

test("Ctrl-C at a question ends the process as everywhere, and is not called the end of the input", async () => {
  const { ask, input } = terminal();
  const ended = vi.spyOn(process, "kill").mockReturnValue(true);

  const settled = vi.fn();
  ask.text("Which number?").then(settled, settled);
  input.write("\x03");

  await vi.waitFor(() => expect(ended).toHaveBeenCalledWith(process.pid, "SIGINT"));
  await Promise.resolve();
  expect(settled).not.toHaveBeenCalled();
  ended.mockRestore();
});

test.for([
  ["\r", true, true],
  ["\r", false, false],
  ["y\r", false, true],
  ["No\r", true, false],
] as const)(
  "to a question of yes or no, %j means what it says, Enter alone the usual %s",
  async ([typed, usual, means]) => {
    const { ask, input } = terminal();

    const answer = ask.yes("Do it?", usual);
    input.write(typed);

    expect(await answer).toBe(means);
  },
);

test("an answer that is neither is asked for again", async () => {
  const { ask, input, shown } = terminal();

  const answer = ask.yes("Do it?", true);
  input.write("perhaps\r");
  await new Promise((resolve) => setImmediate(resolve));
  input.write("n\r");

  expect(await answer).toBe(false);
  expect(shown().match(/Do it\? \[Y\/n\]/g)?.length).toBeGreaterThan(1);
});

test("an input that ends instead of an answer ends the question", async () => {
  const { ask, input } = terminal();

  const answer = ask.secret("Auth token");
  input.end();

  await expect(answer).rejects.toThrow("The input ended before there was an answer");
});
