import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Child } from "../stack/child.ts";
import { freePort } from "../stack/free-port.ts";
import { MADE_UP } from "../stack/made-up.ts";
import { workerConfigFor } from "../stack/worker-config.ts";
import { startWrangler } from "../stack/wrangler-dev.ts";
import { type BenchModel, startBenchModel } from "./model/model.ts";
import { type Usage, usageOf } from "./usage.ts";

/** A server the bench calls, by the bearer token it asks the model with. */
export interface Server {
  readonly name: "baton" | "baseline" | "other";
  /** Such as `ws://127.0.0.1:8787`. */
  readonly origin: string;
  /** What its processes use: see ./usage.ts. */
  readonly usage: () => Usage;
}

export interface Servers {
  readonly model: BenchModel;
  readonly baton: Server;
  readonly baseline: Server;
  /** The Worker of another checkout, with the agents it ships. */
  readonly other?: Server | undefined;
  readonly close: () => Promise<void>;
}

interface ServersOptions {
  /** Folder of another checkout, whose Worker takes the same turns. */
  readonly against?: string | undefined;
  /** Another entry point of the Worker, from the root. */
  readonly entry?: string | undefined;
  /** Of the Worker, beside its own. */
  readonly more?: Readonly<Record<string, string>> | undefined;
}

/**
 * The Worker as it is shipped, but for one more agent that has slow tools, and the baseline; each under its own
 * `wrangler dev`, with the same model behind both.
 *
 * @throws Error naming the server that did not start, with its last words.
 */
export async function startServers({ against, entry, more }: ServersOptions = {}): Promise<Servers> {
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
    config: string,
    variables: Readonly<Record<string, string>>,
    secrets: Readonly<Record<string, string>> = {},
  ): Promise<Server> => {
    const port = await freePort();
    const child = await startWrangler({ name, port, state: join(dir, name), config, variables, secrets });
    children.push(child);
    return { name, origin: `ws://127.0.0.1:${port}`, usage: () => usageOf(child.pid) };
  };

  try {
    const variables = {
      OPENAI_BASE_URL: model.url,
      OPENAI_API: "responses",
      BENCH_TOOLS_URL: model.toolsUrl,
      TWILIO_TASKROUTER_URL: model.taskRouterUrl,
      ...more,
    };
    const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, ...taskRouter } = MADE_UP;
    const secrets = { OPENAI_API_KEY: "baton", TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN };
    const config = await workerConfigFor("local/bench/agents.ts", dir, undefined, { entry });
    const baton = await serve("baton", config, { ...variables, ...taskRouter }, secrets);
    const baseline = await serve("baseline", "local/bench/baseline/wrangler.toml", {
      ...variables,
      OPENAI_API_KEY: "baseline",
    });
    const theirs = { ...secrets, OPENAI_API_KEY: "other" };
    const other =
      against === undefined
        ? undefined
        : await serve("other", resolve(against, "wrangler.toml"), { ...variables, ...taskRouter }, theirs);
    return { model, baton, baseline, other, close };
  } catch (error) {
    await close();
    throw error;
  }
}
