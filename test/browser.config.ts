import { defineConfig } from "vitest/config";

/** What needs a browser: the phone page, and the plugin inside the real Flex UI. One file at a time on two cores. */
export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["test/browser/**/*.test.ts", "test/flex/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 240_000,
  },
});
