import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Child, startChild, untilAnswering } from "../stack/child.ts";
import { freePort } from "../stack/free-port.ts";
import { workerConfigFor } from "../stack/worker-config.ts";
import { type BenchModel, startBenchModel } from "./model/model.ts";

/** A server the bench calls, by the bearer token it asks the model with. */
export interface Server {
  readonly name: "baton" | "baseline";
  /** Such as `ws://127.0.0.1:8787`. */
  readonly origin: string;
}

export interface Servers {
  readonly model: BenchModel;
  readonly baton: Server;
  readonly baseline: Server;
  readonly close: () => Promise<void>;
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Made up, as the local stack's are. */
export const AUTH_TOKEN = "0123456789abcdef0123456789abcdef";

/** What the Worker needs before it asks TaskRouter who is there. Made up as well. */
const TASK_ROUTER = [
  `TWILIO_API_KEY:SK${"0".repeat(31)}1`,
  "TWILIO_API_SECRET:local-secret",
  `TASKROUTER_WORKSPACE_SID:WS${"0".repeat(31)}1`,
  `WORKFLOW_SID:WW${"0".repeat(31)}1`,
];

/**
 * Of wrangler's own doings, `X_LOCAL_OBSERVABILITY` is the one that costs time: it stores a trace of every event on
 * the Worker's thread and disk (4 ms of B1, as each frame of a hibernatable websocket is an event; none of it exists
 * in production). The environment may set it to `true`.
 */
const QUIET = {
  X_LOCAL_OBSERVABILITY: process.env.X_LOCAL_OBSERVABILITY ?? "false",
  DO_NOT_TRACK: "1",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_HIDE_BANNER: "true",
  NO_COLOR: "1",
};

/**
 * The Worker as it is shipped, but for one more agent that has slow tools, and the baseline; each under its own
 * `wrangler dev`, with the same model behind both.
 *
 * @throws Error naming the server that did not start, with its last words.
 */
export async function startServers(): Promise<Servers> {
  const dir = await mkdtemp(join(tmpdir(), "baton-bench-"));
  const model = await startBenchModel();
  const children: Child[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(children.map((child) => child.stop()));
    await model.close();
    await rm(dir, { recursive: true, force: true });
  };

  const serve = async (
    name: Server["name"],
    args: readonly string[],
    secrets: NodeJS.ProcessEnv = {},
  ): Promise<Server> => {
    const port = await freePort();
    const child = startChild(
      `${name} (wrangler dev)`,
      [
        "node_modules/wrangler/bin/wrangler.js",
        "dev",
        ...args,
        "--ip=127.0.0.1",
        `--port=${port}`,
        `--inspector-port=${await freePort()}`,
        `--persist-to=${join(dir, name)}`,
        "--show-interactive-dev-session=false",
        "--var",
        `OPENAI_BASE_URL:${model.url}`,
        "--var",
        "OPENAI_API:responses",
        "--var",
        `BENCH_TOOLS_URL:${model.toolsUrl}`,
        ...TASK_ROUTER.flatMap((variable) => ["--var", variable]),
        "--var",
        `TWILIO_TASKROUTER_URL:${model.taskRouterUrl}`,
      ],
      { cwd: root, env: { ...process.env, ...QUIET, ...secrets } },
    );
    children.push(child);
    await untilAnswering(child, `http://127.0.0.1:${port}/health`);
    return { name, origin: `ws://127.0.0.1:${port}` };
  };

  try {
    const secrets = {
      OPENAI_API_KEY: "baton",
      TWILIO_ACCOUNT_SID: `AC${"0".repeat(31)}1`,
      TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    };
    const baton = await serve(
      "baton",
      ["--config", await workerConfigFor("local/bench/agents.ts", dir)],
      secrets,
    );
    const baseline = await serve("baseline", [
      "--config",
      "local/bench/baseline/wrangler.toml",
      "--var",
      "OPENAI_API_KEY:baseline",
    ]);
    return { model, baton, baseline, close };
  } catch (error) {
    await close();
    throw error;
  }
}
