import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import { type Child, startChild, untilAnswering } from "./child.ts";
import { freePort } from "./free-port.ts";
import { startTwilio, type Twilio, type TwilioOptions } from "./twilio/index.ts";

/**
 * Everything a call passes through, on this machine: the real Functions in twilio-run, the real Worker in workerd,
 * a model that speaks OpenAI's API, and Twilio's side simulated around them.
 */
export interface LocalStack {
  readonly twilio: Twilio;
  readonly urls: { readonly functions: string; readonly worker: string; readonly model: string };
  /** Which model answers: the embedded one, or the name of one at OpenAI. */
  readonly modelName: string;
  /** Ends the worker as a crash would, and starts it again on its storage. */
  readonly killWorker: () => Promise<void>;
  readonly killModel: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface StackOptions {
  /** People and Twilio's own delays, times faster than life. @default 1 */
  readonly speechRate?: number;
  readonly settings?: TwilioOptions["settings"];
  /** Another OpenAI-compatible server instead of the embedded one, such as a test's scripted model. */
  readonly modelUrl?: string;
  readonly api?: "responses" | "chat";
  /** The embedded model's pace. */
  readonly modelPace?: { readonly firstTokenMs: number; readonly tokenMs: number };
  /** Lines the Worker and the Functions write. */
  readonly onLine?: (from: "worker" | "functions" | "model", line: string) => void;
  /** Reuse `dist/` as it is. */
  readonly prebuilt?: boolean;
}

const root = fileURLToPath(new URL("..", import.meta.url));

/** Made up, and of the form Twilio's are. */
const MADE_UP = {
  TWILIO_ACCOUNT_SID: `AC${"0".repeat(31)}1`,
  TWILIO_AUTH_TOKEN: "0123456789abcdef0123456789abcdef",
  TWILIO_API_KEY: `SK${"0".repeat(31)}1`,
  TWILIO_API_SECRET: "local-secret",
  WORKFLOW_SID: `WW${"0".repeat(31)}1`,
  TASKROUTER_WORKSPACE_SID: `WS${"0".repeat(31)}1`,
};

export const CALLED_NUMBER = "+15550100002";

/** `.dev.vars` is what wrangler reads; the simulated Twilio has to sign with the same token. */
async function developerVariables(): Promise<Partial<Record<string, string>>> {
  const text = await readFile(join(root, ".dev.vars"), "utf8").catch(() => "");
  return parseEnv(text);
}

/** @throws Error naming the server that did not start, with its output. */
export async function startStack(options: StackOptions = {}): Promise<LocalStack> {
  const dir = await mkdtemp(join(tmpdir(), "baton-"));
  const closing: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    return await assemble(options, dir, closing, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function assemble(
  options: StackOptions,
  dir: string,
  closing: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<LocalStack> {
  const own = await developerVariables();
  const accountSid = own.TWILIO_ACCOUNT_SID ?? MADE_UP.TWILIO_ACCOUNT_SID;
  const authToken = own.TWILIO_AUTH_TOKEN?.split(/[\s,]+/)[0] ?? MADE_UP.TWILIO_AUTH_TOKEN;
  const functionsPort = await freePort();
  const workerPort = await freePort();
  const modelPort = await freePort();

  const twilio = await startTwilio({
    voiceUrl: `http://127.0.0.1:${functionsPort}/voice/incoming`,
    fallbackUrl: `http://127.0.0.1:${functionsPort}/voice/fallback`,
    accountSid,
    authToken,
    apiKey: MADE_UP.TWILIO_API_KEY,
    apiSecret: MADE_UP.TWILIO_API_SECRET,
    number: CALLED_NUMBER,
    workflows: [MADE_UP.WORKFLOW_SID],
    // The hold music lasts half a minute; two people at the desk keep one call from blocking the next.
    settings: { speechRate: options.speechRate ?? 1, mediaMs: 30_000, workers: 2, ...options.settings },
  });

  const key = options.modelUrl ? undefined : (process.env.OPENAI_API_KEY ?? own.OPENAI_API_KEY);
  const model = await startModelServer(options, key, modelPort);
  if (model.child) closing.push(() => model.child?.stop() ?? Promise.resolve());

  const startWorker = (): Promise<Child> =>
    startWorkerServer(
      workerPort,
      dir,
      options,
      {
        ...(model.url ? { OPENAI_BASE_URL: model.url } : {}),
        ...(options.api ? { OPENAI_API: options.api } : {}),
        TWILIO_API_KEY: MADE_UP.TWILIO_API_KEY,
        TWILIO_API_SECRET: MADE_UP.TWILIO_API_SECRET,
        TWILIO_API_URL: twilio.restUrl,
        TWILIO_TASKROUTER_URL: twilio.restUrl,
        TASKROUTER_WORKSPACE_SID: MADE_UP.TASKROUTER_WORKSPACE_SID,
        WORKFLOW_SID: MADE_UP.WORKFLOW_SID,
      },
      { OPENAI_API_KEY: key ?? "local", TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken },
    );

  const [worker, functions] = await Promise.all([
    startWorker(),
    startFunctionsServer(functionsPort, dir, options, {
      RELAY_URL: `wss://127.0.0.1:${workerPort}/relay`,
      WORKFLOW_SID: MADE_UP.WORKFLOW_SID,
    }),
  ]);
  let current = worker;
  closing.push(
    () => current.stop(),
    () => functions.stop(),
    () => twilio.close(),
  );
  return {
    twilio,
    urls: {
      functions: `http://127.0.0.1:${functionsPort}`,
      worker: `http://127.0.0.1:${workerPort}`,
      model: model.url ?? "https://api.openai.com/v1",
    },
    modelName: model.name,
    killWorker: async () => {
      await current.stop("SIGKILL");
      current = await startWorker();
    },
    killModel: async () => model.child?.stop("SIGKILL"),
    close,
  };
}

async function startModelServer(
  options: StackOptions,
  key: string | undefined,
  port: number,
): Promise<{ readonly url?: string; readonly name: string; readonly child?: Child }> {
  if (options.modelUrl) return { url: options.modelUrl, name: "another" };
  if (key)
    return { ...(process.env.OPENAI_BASE_URL ? { url: process.env.OPENAI_BASE_URL } : {}), name: "OpenAI" };
  const pace = options.modelPace;
  const child = startChild(
    "The embedded model",
    [
      "--disable-warning=ExperimentalWarning",
      "local/model/server.ts",
      "--port",
      String(port),
      ...(pace ? ["--first-token-ms", String(pace.firstTokenMs), "--token-ms", String(pace.tokenMs)] : []),
    ],
    { cwd: root, onLine: (line) => options.onLine?.("model", line) },
  );
  await untilAnswering(child, `http://127.0.0.1:${port}/v1/models`);
  return { url: `http://127.0.0.1:${port}/v1`, name: "the embedded one", child };
}

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

async function startWorkerServer(
  port: number,
  dir: string,
  options: StackOptions,
  variables: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
): Promise<Child> {
  const child = startChild(
    "The Worker (wrangler dev)",
    [
      "node_modules/wrangler/bin/wrangler.js",
      "dev",
      "--ip=127.0.0.1",
      `--port=${port}`,
      `--inspector-port=${await freePort()}`,
      `--persist-to=${join(dir, "state")}`,
      "--show-interactive-dev-session=false",
      ...Object.entries(variables).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
    ],
    // Secrets go by the environment: wrangler takes those that wrangler.toml names, and `ps` does not show them.
    {
      cwd: root,
      env: { ...QUIET, ...process.env, ...secrets },
      onLine: (line) => options.onLine?.("worker", line),
    },
  );
  await untilAnswering(child, `http://127.0.0.1:${port}/health`);
  return child;
}

async function startFunctionsServer(
  port: number,
  dir: string,
  options: StackOptions,
  variables: Readonly<Record<string, string>>,
): Promise<Child> {
  if (!options.prebuilt) {
    const build = startChild("The build of the Functions", ["functions/build.mjs"], { cwd: root });
    if ((await build.exited) !== 0) throw new Error(`The Functions do not build:\n${build.output()}`);
  }
  const env = join(dir, "functions.env");
  await writeFile(
    env,
    Object.entries(variables)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );
  const child = startChild(
    "The Functions (twilio-run)",
    [
      "node_modules/twilio-run/bin/twilio-run.js",
      "start",
      "--port",
      String(port),
      "--env",
      env,
      "--no-fork-process",
    ],
    { cwd: root, onLine: (line) => options.onLine?.("functions", line) },
  );
  await untilAnswering(child, `http://127.0.0.1:${port}/voice/fallback`);
  return child;
}
