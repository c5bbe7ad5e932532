import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import { present } from "../../worker/protocol/present.ts";
import { startTwilio, type Twilio } from "../twilio/index.ts";
import type { Child } from "./child.ts";
import { freePort } from "./free-port.ts";
import { MADE_UP } from "./made-up.ts";
import { startFunctionsServer, startModelServer } from "./servers.ts";
import type { StackOptions } from "./stack-options.ts";
import { workerConfigFor } from "./worker-config.ts";
import { startWrangler } from "./wrangler-dev.ts";

/**
 * Everything a call passes through, on this machine: the real Functions in twilio-run, the real Worker in workerd,
 * a model that speaks OpenAI's API, and Twilio's side simulated around them.
 */
export interface LocalStack {
  readonly twilio: Twilio;
  readonly urls: { readonly functions: string; readonly worker: string; readonly model: string };
  /** Which model answers: the practice model, or the name of one at OpenAI. */
  readonly modelName: string;
  /** Ends the worker as a crash would, and starts it again on its storage. */
  readonly killWorker: () => Promise<void>;
  readonly killModel: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const root = fileURLToPath(new URL("../..", import.meta.url));

export const CALLED_NUMBER = "+15550100002";

/** `.dev.vars` is what wrangler reads; the simulated Twilio has to sign with the same token. */
async function developerVariables(): Promise<Partial<Record<string, string>>> {
  const text = await readFile(join(root, ".dev.vars"), "utf8").catch(() => "");
  return parseEnv(text);
}

/** @throws Error naming the server that did not start, with its output. */
export async function startStack(options: StackOptions = {}): Promise<LocalStack> {
  const dir = await mkdtemp(join(tmpdir(), "baton-"));
  const opened: Opened = [() => rm(dir, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    return { ...(await assemble({ options, dir, opened })), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** How to end what is open, the oldest first. */
type Opened = (() => Promise<unknown>)[];

interface Assembly {
  readonly options: StackOptions;
  readonly dir: string;
  /** Grows with each server, so that those that run end with one that does not start. */
  readonly opened: Opened;
}

async function assemble({ options, dir, opened }: Assembly): Promise<Omit<LocalStack, "close">> {
  const own = await developerVariables();
  const accountSid = own.TWILIO_ACCOUNT_SID ?? MADE_UP.TWILIO_ACCOUNT_SID;
  const authToken = own.TWILIO_AUTH_TOKEN?.split(/[\s,]+/)[0] ?? MADE_UP.TWILIO_AUTH_TOKEN;
  const workflowSid = options.workflowSid ?? MADE_UP.WORKFLOW_SID;
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
    ...(options.workflows ? { workflows: [MADE_UP.WORKFLOW_SID, ...options.workflows] } : {}),
    // The hold music lasts half a minute; two people at the desk keep one call from blocking the next.
    settings: { speechRate: options.speechRate ?? 1, mediaMs: 30_000, workers: 2, ...options.settings },
  });

  const key = options.modelUrl ? undefined : (process.env.OPENAI_API_KEY ?? own.OPENAI_API_KEY);
  const model = await startModelServer(options, { key, port: modelPort });
  opened.push(async () => model.child?.stop());

  const config = options.agents === undefined ? undefined : await workerConfigFor(options.agents, dir);
  // What the developer has set counts with other agents, too. Wrangler reads it from beside the configuration.
  if (config) await symlink(join(root, ".dev.vars"), join(dir, ".dev.vars"));
  const startWorker = (): Promise<Child> =>
    startWrangler({
      name: "The Worker",
      port: workerPort,
      state: join(dir, "state"),
      config,
      variables: {
        ...(model.url ? { OPENAI_BASE_URL: model.url } : {}),
        ...(key ? chosenModel(process.env) : {}),
        ...(options.api ? { OPENAI_API: options.api } : {}),
        TWILIO_API_KEY: MADE_UP.TWILIO_API_KEY,
        TWILIO_API_SECRET: MADE_UP.TWILIO_API_SECRET,
        TWILIO_API_URL: twilio.restUrl,
        TWILIO_TASKROUTER_URL: twilio.restUrl,
        TASKROUTER_WORKSPACE_SID: MADE_UP.TASKROUTER_WORKSPACE_SID,
        WORKFLOW_SID: workflowSid,
      },
      secrets: {
        OPENAI_API_KEY: key ?? "local",
        TWILIO_ACCOUNT_SID: accountSid,
        TWILIO_AUTH_TOKEN: authToken,
      },
      onLine: (line) => options.onLine?.("worker", line),
    });

  const [worker, functions] = await Promise.all([
    startWorker(),
    startFunctionsServer(options, {
      port: functionsPort,
      dir,
      variables: {
        ...options.functionsVariables,
        RELAY_URL: `wss://127.0.0.1:${workerPort}/relay`,
        WORKFLOW_SID: workflowSid,
      },
    }),
  ]);
  let current = worker;
  opened.push(
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
  };
}

/** Which model, and by which API: a server on this machine has other names than OpenAI. */
const chosenModel = ({ OPENAI_MODEL, OPENAI_FALLBACK_MODEL = OPENAI_MODEL, OPENAI_API }: NodeJS.ProcessEnv) =>
  present({ OPENAI_MODEL, OPENAI_FALLBACK_MODEL, OPENAI_API });
