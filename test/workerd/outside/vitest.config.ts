import { fileURLToPath } from "node:url";
import { defineProject } from "vitest/config";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The Worker from outside: its production bundle in a process of its own, real sockets, a model beside the test. */
export default defineProject({
  root,
  test: {
    name: "workerd-outside",
    root,
    include: ["test/workerd/outside/**/*.test.ts"],
    globalSetup: ["test/workerd/outside/bundle.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
