import { fileURLToPath } from "node:url";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineProject } from "vitest/config";
import { WORKERS } from "../workers.ts";
import { SECRETS } from "./secrets.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

// The Worker's secrets are given below; that wrangler misses them in the environment is no news.
process.env.WRANGLER_LOG ??= "error";

/** The Worker from inside: tests and calls share an isolate, so that alarms can be rung and objects torn down. */
export default defineProject({
  root,
  plugins: [
    cloudflareTest(({ inject }) => ({
      wrangler: { configPath: "./wrangler.toml" },
      miniflare: { bindings: { ...SECRETS, OPENAI_BASE_URL: inject("modelUrl") } },
    })),
  ],
  test: {
    name: "workerd",
    root,
    include: ["test/workerd/inside/**/*.test.ts"],
    globalSetup: ["test/workerd/parrot.ts"],
    maxWorkers: WORKERS,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
