import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startRecorder } from "../recorder/recorder.ts";
import { WORKER_STUCK } from "../twilio/events.ts";
import { startTwilio, type Twilio } from "../twilio/index.ts";
import { watchAgents } from "./agents-watch.ts";
import type { Child } from "./child.ts";
import { freePort } from "./free-port.ts";
import { STUCK_AFTER_MS, watchHeartbeat } from "./heartbeat.ts";
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
  /** Which model answers: the embedded one, or the name of one at OpenAI. */
  readonly modelName: string;
  /** Ends the worker as a crash would, and starts it again on its storage. */
  readonly killWorker: () => Promise<void>;
  /**
   * The same, and another release comes in its place, as with a deploy that does not wait for calls.
   *
   * @param release - folder of it, whole with packages; this one when absent.
   */
  readonly deployWorker: (release?: string) => Promise<void>;
  /** Settles when an edit of the agents that can be put in is in. */
  readonly settled: () => Promise<void>;
  readonly killModel: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const OPENAI_URL = "https://api.openai.com/v1";

export const CALLED_NUMBER = "+15550100002";

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

/** How long wrangler may take to load the Worker anew. */
const RELOAD_MS = 15_000;

/** How to end what is open, the oldest first. */
type Opened = (() => Promise<unknown>)[];

interface Assembly {
  readonly options: StackOptions;
  readonly dir: string;
  /** Grows with each server, so that those that run end with one that does not start. */
  readonly opened: Opened;
}

async function assemble({ options, dir, opened }: Assembly): Promise<Omit<LocalStack, "close">> {
  // A public address is of no use here: the simulated Twilio signs for this machine's. Nor is a jurisdiction, which workerd
  // knows none of: asked for one, it throws (1.20261023.1). Nor is Access, which does not stand before this machine.
  const {
    RELAY_URL: _public,
    CALL_JURISDICTION: _away,
    ACCESS_TEAM: _team,
    ACCESS_AUD: _application,
    ...own
  } = options.variables ?? {};
  const { TWILIO_ACCOUNT_SID: accountSid = MADE_UP.TWILIO_ACCOUNT_SID } = own;
  const { TWILIO_AUTH_TOKEN: tokens = MADE_UP.TWILIO_AUTH_TOKEN } = own;
  const workflowSid = options.workflowSid ?? MADE_UP.WORKFLOW_SID;
  const functionsPort = await freePort();
  const workerPort = await freePort();
  const modelPort = await freePort();

  const twilio = await startTwilio({
    voiceUrl: `http://127.0.0.1:${functionsPort}/voice/incoming`,
    fallbackUrl: `http://127.0.0.1:${functionsPort}/voice/fallback`,
    accountSid,
    authToken: tokens.split(/[\s,]+/)[0] ?? tokens,
    apiKey: MADE_UP.TWILIO_API_KEY,
    apiSecret: MADE_UP.TWILIO_API_SECRET,
    number: CALLED_NUMBER,
    ...(options.workflows ? { workflows: [MADE_UP.WORKFLOW_SID, ...options.workflows] } : {}),
    // The hold music lasts half a minute; two people at the desk keep one call from blocking the next.
    settings: { speechRate: options.speechRate ?? 1, mediaMs: 30_000, workers: 2, ...options.settings },
  });

  const model = await startModelServer(options, { own, port: modelPort });
  opened.push(async () => model.child?.stop());
  const modelUrl = model.url ?? OPENAI_URL;
  const recorder = options.record ? await startRecorder(modelUrl, twilio.report) : undefined;
  opened.push(async () => recorder?.close());

  const variables = {
    ...own,
    ...MADE_UP,
    OPENAI_API_KEY: own.OPENAI_API_KEY ?? "local",
    OPENAI_BASE_URL: recorder?.url ?? modelUrl,
    ...(options.api ? { OPENAI_API: options.api } : {}),
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: tokens,
    TWILIO_API_URL: twilio.restUrl,
    TWILIO_TASKROUTER_URL: twilio.restUrl,
    WORKFLOW_SID: workflowSid,
  };
  const agents = options.agents ?? "agents/index.ts";
  // A folder of its own: wrangler builds the Worker anew when something in it is another.
  const staging = join(dir, "staged");
  await mkdir(staging);
  const staged = join(staging, "agents.mjs");
  const stagedKnowledge = join(staging, "knowledge.mjs");
  let reloaded = Promise.withResolvers<void>();
  const watch = options.watch
    ? await watchAgents({
        agents,
        staged,
        stagedKnowledge,
        isIdle: () => twilio.calls.length === 0,
        putIn: async () => {
          reloaded = Promise.withResolvers();
          await Promise.all([
            Promise.race([reloaded.promise, pause(RELOAD_MS)]),
            functions.stop().then(async () => {
              functions = await startFunctions();
            }),
          ]);
        },
        report: (news) => twilio.report({ kind: "agents", ...news }),
      })
    : undefined;
  opened.push(async () => watch?.close());
  const configOf = async (release: string | undefined): Promise<string> =>
    workerConfigFor(watch ? staged : agents, await mkdtemp(join(dir, "config-")), Object.keys(variables), {
      ...(release === undefined ? {} : { release }),
      ...(watch && { knowledge: stagedKnowledge }),
    });
  let config = await configOf(options.releases?.worker);
  const startWorker = (): Promise<Child> =>
    startWrangler({
      name: "The Worker",
      port: workerPort,
      state: join(dir, "state"),
      config,
      secrets: variables,
      onLine: (line) => {
        recorder?.hearLine(line);
        if (/updated and ready/.test(line)) reloaded.resolve();
        options.onLine?.("worker", line);
      },
    });

  // From what was staged, which loads: the author may be in the middle of the next edit.
  const served = watch ? { ...options, agents: staged } : options;
  const startFunctions = (): Promise<Child> =>
    startFunctionsServer(served, {
      port: functionsPort,
      dir,
      variables: {
        ...own,
        // Twilio gives it to each service that may have credentials.
        AUTH_TOKEN: tokens.split(/[\s,]+/)[0] ?? tokens,
        RELAY_URL: `wss://127.0.0.1:${workerPort}/relay`,
        WORKFLOW_SID: workflowSid,
      },
    });

  let [current, functions] = await Promise.all([startWorker(), startFunctions()]);
  let replaced: Promise<unknown> = Promise.resolve();
  const killWorker = (): Promise<void> => {
    const next = replaced.then(async () => {
      await current.stop("SIGKILL");
      current = await startWorker();
    });
    replaced = next.catch(() => undefined);
    return next;
  };
  const deployWorker = async (release?: string) => {
    config = await configOf(release);
    await killWorker();
  };
  let called: string | undefined;
  twilio.on((event) => {
    if (event.kind === "model_response") called = event.toolCalls.at(-1)?.name ?? called;
    // What has ended holds nothing.
    if (event.kind === "tool" && event.name === called) called = undefined;
  });
  const unwatch = watchHeartbeat({
    url: `http://127.0.0.1:${workerPort}/health`,
    isNeeded: () => twilio.calls.length > 0,
    stuck: () =>
      twilio.report({
        kind: "log",
        level: "error",
        event: WORKER_STUCK,
        fields: { seconds: STUCK_AFTER_MS / 1_000, ...(called ? { lastTool: called } : {}) },
      }),
    end: killWorker,
  });
  opened.push(
    // One that is being replaced answers before it is known here, and would stay.
    () => replaced.then(() => current.stop()),
    () => functions.stop(),
    () => twilio.close(),
    async () => unwatch(),
  );
  return {
    twilio,
    urls: {
      functions: `http://127.0.0.1:${functionsPort}`,
      worker: `http://127.0.0.1:${workerPort}`,
      model: modelUrl,
    },
    modelName: model.name,
    killWorker,
    deployWorker,
    settled: () => watch?.settled() ?? Promise.resolve(),
    killModel: async () => model.child?.stop("SIGKILL"),
  };
}
