import { probeKey } from "../adapters/probes/key-probe.ts";
import { formsOf, probeModel } from "../adapters/probes/model-probe.ts";
import { probeQueue, workflowsOf } from "../adapters/probes/queue-probe.ts";
import type { KeyProbe, QueueProbe, SelfReport } from "../adapters/probes/report.ts";
import type { Agent } from "../agent/define.ts";
import { buildOf, type Config, callsOf, type Env, ledgerOf, NO_SECRETS } from "../config.ts";
import { checkLink } from "../protocol/signed/signed-link.ts";
import { json } from "./answer.ts";
import type { Asked } from "./asked.ts";
import { isKnocking, tooMany } from "./door.ts";

/** `GET /api/doctor`, for the holder of a signed link: a look costs a word of each model. */
export async function doctor({ request, url, env, config, agents }: Asked): Promise<Response> {
  const verdict = await checkLink("doctor", config.TWILIO_AUTH_TOKEN, "", url.searchParams, Date.now());
  if (verdict !== "valid")
    return (await isKnocking(request, env)) ? tooMany() : json(403, { error: verdict });
  return json(200, await selfReport(env, config, agents.all));
}

/** Looks at itself as `npm run doctor` asks it to: what is set here, and whether the model, TaskRouter, Twilio and storage answer. */
async function selfReport(env: Env, config: Config, agents: readonly Agent[]): Promise<SelfReport> {
  const [models, queues, key, storage, ledger] = await Promise.all([
    Promise.all(
      formsOf(agents, { main: config.OPENAI_MODEL, fallback: config.OPENAI_FALLBACK_MODEL }).map((form) =>
        probeModel(config.endpoints[form.which], form),
      ),
    ),
    queuesOf(config, agents),
    keyOf(config),
    probeStorage(env, config),
    probeLedger(env, config),
  ]);
  const texts = Object.entries(env).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "",
  );
  return {
    ...buildOf(env),
    agents: agents.map(({ name }) => name),
    set: texts.map(([name]) => name).sort(),
    values: Object.fromEntries(texts.filter(([name]) => NO_SECRETS.has(name))),
    models,
    queues,
    ...(key ? { key } : {}),
    storage,
    ...(ledger && { ledger }),
    console: env.ASSETS !== undefined,
  };
}

async function queuesOf(config: Config, agents: readonly Agent[]): Promise<readonly QueueProbe[]> {
  const {
    TWILIO_API_KEY: apiKey,
    TWILIO_API_SECRET: apiSecret,
    TASKROUTER_WORKSPACE_SID: workspaceSid,
  } = config;
  if (!apiKey || !apiSecret || !workspaceSid) return [];
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_TASKROUTER_URL: baseUrl } = config;
  return Promise.all(
    workflowsOf(agents, config.WORKFLOW_SID).map((workflowSid) =>
      probeQueue({ accountSid, apiKey, apiSecret, workspaceSid, baseUrl }, workflowSid),
    ),
  );
}

async function keyOf(config: Config): Promise<KeyProbe | undefined> {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_API_KEY: apiKey, TWILIO_API_SECRET: apiSecret } = config;
  if (!apiKey || !apiSecret) return undefined;
  return probeKey({ accountSid, apiKey, apiSecret, baseUrl: config.TWILIO_API_URL });
}

/** An object as a call has one: it is made, knows of no call, and is deleted. */
async function probeStorage(env: Env, config: Config): Promise<SelfReport["storage"]> {
  const startedAt = Date.now();
  const ok = await callsOf(
    env,
    config,
  )(`doctor-${crypto.randomUUID()}`)
    .forget()
    .then(
      ({ live }) => !live,
      () => false,
    );
  return { ok, ms: Date.now() - startedAt };
}

/** The ledger is there and can be read; undefined where none is bound. */
async function probeLedger(env: Env, config: Config): Promise<SelfReport["ledger"]> {
  const startedAt = Date.now();
  const asked = ledgerOf(env, config)?.ping();
  if (!asked) return undefined;
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, LEDGER_MS, false));
  const ok = await Promise.race([asked, late]).catch(() => false);
  return { ok, ms: Date.now() - startedAt };
}

const LEDGER_MS = 5_000;
