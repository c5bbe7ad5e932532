import { fileURLToPath } from "node:url";
import { within } from "../../worker/protocol/outgoing/within.ts";
import { type Child, startChild, untilAnswering } from "./child.ts";
import { freePort } from "./free-port.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Wrangler neither phones home, nor asks for the latest `cf.json`, nor stores a trace of every event on the Worker's
 * thread: 4 ms of each turn that do not exist in production. `X_LOCAL_OBSERVABILITY=true` in the environment keeps it.
 */
const QUIET = {
  X_LOCAL_OBSERVABILITY: "false",
  DO_NOT_TRACK: "1",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_HIDE_BANNER: "true",
  NO_COLOR: "1",
};

/** It has answered already. */
const HEALTH_MS = 10_000;

interface Serving {
  /** What it is called where it does not start. */
  readonly name: string;
  readonly port: number;
  /** Folder of its storage. */
  readonly state: string;
  /** Path of a `wrangler.toml`. @default the project's own */
  readonly config?: string | undefined;
  readonly variables?: Readonly<Record<string, string>>;
  /** Go by the environment: wrangler takes those that its configuration names, and `ps` does not show them. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
}

/** A Worker under `wrangler dev`, once it answers. @throws Error with its last words, or what it lacks, when it does not. */
export async function startWrangler(serving: Serving): Promise<Child> {
  const { name, port, state, config, variables = {}, secrets, onLine } = serving;
  const child = startChild(
    `${name} (wrangler dev)`,
    [
      "node_modules/wrangler/bin/wrangler.js",
      "dev",
      ...(config ? ["--config", config] : []),
      // Instead of .dev.vars and .env: what is set there comes by the environment, as they would shut that out.
      "--env-file=/dev/null",
      "--ip=127.0.0.1",
      `--port=${port}`,
      `--inspector-port=${await freePort()}`,
      `--persist-to=${state}`,
      "--show-interactive-dev-session=false",
      ...Object.entries(variables).flatMap(([variable, value]) => ["--var", `${variable}:${value}`]),
    ],
    { cwd: root, env: { ...QUIET, ...process.env, ...secrets }, ...(onLine ? { onLine } : {}) },
  );
  const health = `http://127.0.0.1:${port}/health`;
  await untilAnswering(child, health);
  const { status, body } = await within(HEALTH_MS, async (signal) => {
    const response = await fetch(health, { signal });
    return { status: response.status, body: await response.text() };
  });
  if (status !== 503) return child;
  await child.stop();
  const { faults = [] } = JSON.parse(body) as { faults?: readonly string[] }; // as worker/index.ts writes it
  throw new Error(`${name} cannot work with what is set:\n  ${faults.join("\n  ")}`);
}
