import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { COMMAND_LINES } from "../fixtures/command-lines.ts";

/** The commands of `npm run`, as far as they come without servers: used rightly and wrongly. */

const root = fileURLToPath(new URL("../..", import.meta.url));

const run = (line: string): Promise<{ code: number; output: string }> => {
  const [command = "", ...args] = line.split(" ");
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", `local/${command}.ts`, ...args],
      { cwd: root, env: { PATH: process.env.PATH } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
};

describe.concurrent("a command line ends as it has to, in a sentence", () => {
  test.for(COMMAND_LINES)("%s", async ([line, code, said]) => {
    const ended = await run(line);

    expect(ended.output).toMatch(said);
    // A stack trace is for our faults, and these are not.
    expect(ended.output).not.toMatch(/^ {4}at /m);
    expect(ended.code).toBe(code);
  });
});
