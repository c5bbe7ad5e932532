import { readFile } from "node:fs/promises";
import { defineConfig } from "vitest/config";
import { WORKERS } from "./workers.ts";

/** Markdown is text in every bundle (wrangler's rules, esbuild's loader); here as well. */
const markdown = {
  name: "markdown-as-text",
  enforce: "pre" as const,
  async load(id: string) {
    const file = id.split("?")[0] ?? id;
    return file.endsWith(".md")
      ? `export default ${JSON.stringify(await readFile(file, "utf8"))}`
      : undefined;
  },
};

const root = new URL("..", import.meta.url).pathname;

/** What takes longest, and is much of what others show: `.ci/run` runs it after `npm test`, which stays within minutes. */
const SLOW = [
  "test/deploy/**/*.test.ts",
  "test/matrix/matrix.test.ts",
  "test/unit/session/backchannel-positions.test.ts",
  "test/unit/functions/{build,served,task-attributes}.test.ts",
  "test/unit/{model-contract,twilio-recordings}.test.ts",
  "test/unit/escalation/{doctor,setup-flex}.test.ts",
  "test/unit/mcp/{answers,session}.test.ts",
  "test/unit/{stand-in/conversations,recorder/replay,page/phone-book}.test.ts",
  "test/unit/wizard/{setup,broken-off,bad-input,test-call}.test.ts",
  "test/scenarios/{broken-lines,failures,queue,targets,promises,variables,commands,agents-watch,stuck-tool,recording,person,trial,known-caller,mcp}.test.ts",
];

const PATIENT = { maxWorkers: WORKERS, maxConcurrency: 4, testTimeout: 30_000, hookTimeout: 120_000 };

export default defineConfig({
  root,
  test: {
    silent: "passed-only",
    projects: [
      {
        plugins: [markdown],
        test: {
          name: "unit",
          root,
          include: ["test/unit/**/*.test.ts", "test/field/**/*.test.ts"],
          exclude: SLOW,
          maxWorkers: WORKERS,
          // Each file in a process of its own would load and compile the same modules a hundred times: twice the time.
          isolate: false,
          // Properties and real sockets beside other work: a machine's bad moment is no failure.
          testTimeout: 20_000,
        },
      },
      "test/workerd/vitest.config.ts",
      "test/workerd/outside/vitest.config.ts",
      "test/workerd/outside/vitest.slow.config.ts",
      {
        // Whole calls over real processes: two files at a time, since each starts a stack of its own, which mostly waits.
        test: {
          name: "scenarios",
          root,
          include: ["test/scenarios/**/*.test.ts"],
          exclude: SLOW,
          ...PATIENT,
        },
      },
      // Many processes on few cores: a timeout is for what hangs.
      { plugins: [markdown], test: { name: "slow", root, include: SLOW, ...PATIENT, testTimeout: 120_000 } },
    ],
  },
});
