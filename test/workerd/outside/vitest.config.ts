import { fileURLToPath } from "node:url";
import { defineProject } from "vitest/config";
import { WORKERS } from "../../workers.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The Worker from outside: its production bundle in a process of its own, real sockets, a model beside the test. */
/** They wait ten seconds for a socket to be given up, for servers and commands to come up one after the other, or crash: `.ci/run` has them. */
export const SLOW = [
  "test/workerd/outside/{agents,agents-command,sockets,endpoints,crashes,commands,leaving,ledger-size,at-once,live-page,clocks,published,trial,sources}.test.ts",
];

export default defineProject({
  root,
  test: {
    name: "workerd-outside",
    root,
    include: ["test/workerd/outside/**/*.test.ts"],
    exclude: SLOW,
    globalSetup: ["test/workerd/outside/bundle.ts"],
    maxWorkers: WORKERS,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
