import type { Agents } from "../../worker/agent/define.ts";
import { RELAY_URL, WORKFLOW_SID } from "../../worker/protocol/sids.ts";
import { explained } from "../explained.ts";
import { loadAgents } from "../setup/command-line.ts";
import { namedSecrets } from "../setup/named-secrets.ts";
import type { Variables } from "../setup/variables.ts";
import { keepBypassReady } from "./bypass.ts";
import { type Cloudflare, cloudflareOf, WranglerError } from "./cloudflare.ts";
import { type Twilio, twilioOf } from "./credentials.ts";
import { buildDist } from "./dist.ts";
import { type Environment, environmentNamed } from "./environments.ts";
import {
  deployFunctions,
  findFunctions,
  foreignVariables,
  functionsSecrets,
  functionsVariables,
  makeService,
} from "./functions.ts";
import { publishedPanels } from "./panels.ts";
import {
  type DeployRecord,
  type InstallationRecord,
  isWhole,
  liveParts,
  type RecordPlace,
  readRecord,
  updateRecord,
  withDeploy,
} from "./record.ts";
import { type Release, releaseNow } from "./release.ts";
import { digestOf } from "./worker/deployed-secrets.ts";
import { unsetSecrets, workerFaults } from "./worker/faults.ts";
import { healthOf } from "./worker/health.ts";
import { longestUpdateDelayS, workerBindings } from "./worker-settings.ts";

/** Deploys both units and says what is where; `npm run deploy` and `npm run setup` call exactly this. */

export interface DeployOptions {
  /** The environment's name: `dev` for the usual installation. */
  readonly env: string;
  /** All that is set for it, credentials among them (`findVariables`). What is uploaded of it is an allow-list. */
  readonly variables: Variables;
  /** Secrets of the Worker that go with this deploy. Absent: those that it has stay as they are. */
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  /** Checks and builds, and touches nothing of the accounts. */
  readonly dryRun?: boolean;
  /** Gets a line for the operator at each step; never a secret. */
  readonly say: (line: string) => void;
}

/** SIDs and versions are empty after a dry run, of what is not there yet. */
export interface Deployed {
  readonly worker: { readonly name: string; readonly url: string; readonly versionId: string };
  readonly functions: {
    readonly domain: string;
    readonly serviceSid: string;
    readonly environmentSid: string;
    readonly buildSid: string;
  };
  /** Where the panel of this deploy is. Agents get it once it is released (`releasePanel`). */
  readonly panelUrl: string;
}

/**
 * @throws Error naming everything that is missing or wrong before anything is touched; or what failed, and what is
 * where by then. The record knows how far it came, and the next run goes on from there.
 */
export async function deployAll(options: DeployOptions): Promise<Deployed> {
  const { variables, secrets, say, dryRun = false } = options;
  const environment = environmentNamed(options.env);
  const known = await readRecord(environment);
  const { twilio, cloudflare, agents } = await ready(environment, known, options);
  const { serviceSid, place } = await findFunctions(
    twilio.api,
    environment.name,
    known.functions?.serviceSid,
  );
  const release = await releaseNow();
  const half = halfDeploy(known.deploys);
  if (half) say(tellHalf(half, known.deploys));

  const inUse = liveParts(known.deploys).plugin?.plugin?.url;
  const older = place ? await publishedPanels(place.domain, inUse, say) : [];
  const stamp = await buildDist(release, older, (line) => say(`  ${line}`));
  say(
    `Built ${release.sha}, with ${counted(stamp.parts.olderPanels.length, "earlier panel")} brought along.`,
  );

  const workerUrl = `https://${environment.worker}.${cloudflare.subdomain ?? "workers.dev"}`;
  if (dryRun) {
    say(`Would deploy Worker ${environment.worker}, then the Functions in environment ${environment.name}.`);
    return {
      worker: { name: environment.worker, url: known.worker?.url ?? workerUrl, versionId: "" },
      functions: {
        domain: place?.domain ?? "",
        serviceSid: serviceSid ?? "",
        environmentSid: place?.environmentSid ?? "",
        buildSid: "",
      },
      panelUrl: place ? `https://${place.domain}${stamp.parts.panel}` : "",
    };
  }

  const journal = await begin(environment, { release, half, accountSid: twilio.api.accountSid });
  const worker = await deployWorker({ journal, environment, cloudflare, release, secrets, say });
  const relayUrl = variables.RELAY_URL ?? `${worker.url.replace(/^http/, "ws")}/relay`;
  const named = functionsSecrets(agents.all);
  const given = functionsVariables(variables, relayUrl, named);
  const functions = await deployFunctions({
    environment: environment.name,
    serviceSid: serviceSid ?? (await makeService(twilio.api)),
    variables: given,
    credentials: [twilio.credentials.user, twilio.credentials.password],
  });
  const { buildSid, ...where } = functions;
  const panelUrl = `https://${functions.domain}${stamp.parts.panel}`;
  await journal.note({ functions: { buildSid } }, { functions: where, panelUrl });
  say(`Functions ${buildSid} at https://${functions.domain}.`);

  const foreign = await foreignVariables(twilio.api, where, Object.keys(given));
  for (const name of foreign)
    say(
      `! The Functions' environment holds ${name}, which nothing of Baton reads. Remove it: npx twilio-run env:unset --key ${name} --service-sid ${where.serviceSid} --environment ${where.environmentSid}`,
    );
  await keepBypassReady({ environment, twilio, variables, agents, say });
  if (inUse !== panelUrl)
    say(`The panel is at ${panelUrl}. Agents get it after: npm run release:plugin${flag(environment)}`);
  await checkHealth(worker, say);
  if (secrets && known.setup?.deployed) {
    const deployed = await digestOf(variables, known.setup);
    await updateRecord(environment, (now) => ({ ...now, setup: { ...now.setup, deployed } }));
  }
  return { worker, functions, panelUrl };
}

/** @throws Error where the Worker says that it takes no call. */
async function checkHealth({ name, url, versionId }: Deployed["worker"], say: DeployOptions["say"]) {
  const health = await healthOf(url, versionId);
  if (health.is === "unknown")
    say(`! Whether Worker ${name} takes calls is not known yet: ${health.why}. Look again: npm run doctor`);
  if (health.is === "not_configured")
    throw new Error(
      `All of it is deployed, and Worker ${name} takes no call: they go to a person until what it names is repaired and deployed, with --secrets where it is one. npm run rollback goes back.\n${health.faults.map((fault) => `- ${fault}`).join("\n")}`,
    );
}

const flag = ({ name }: Environment): string => (name === "dev" ? "" : ` -- --env ${name}`);
const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;

interface Ready {
  readonly twilio: Twilio;
  readonly cloudflare: Cloudflare;
  readonly agents: Agents;
}

/** All that can be known beforehand to fail. @throws Error naming all of it at once. */
async function ready(
  environment: Environment,
  known: InstallationRecord,
  { variables, secrets, say }: DeployOptions,
): Promise<Ready> {
  const [twilio, cloudflare, agents] = await Promise.allSettled([
    twilioOf(variables, known.twilioAccountSid),
    cloudflareOf(variables, known.worker?.accountId),
    loadAgents(),
  ]);
  const faults = [twilio, cloudflare, agents].flatMap((part) =>
    part.status === "rejected" ? [explained(part.reason)] : [],
  );
  const loaded = agents.status === "fulfilled" ? agents.value : undefined;
  const own = cloudflare.status === "fulfilled" ? cloudflare.value.subdomain : undefined;
  faults.push(
    ...variableFaults(environment, variables, loaded, own),
    ...(loaded ? delayFaults(loaded, await longestUpdateDelayS()) : []),
  );
  if (cloudflare.status === "fulfilled") {
    const { warnings, faults: ofWorker } = await ofTheWorker(environment, cloudflare.value, {
      variables,
      secrets,
      agents: loaded,
    });
    for (const warning of warnings) say(`! ${warning}`);
    faults.push(...ofWorker);
  }
  if (cloudflare.status === "fulfilled" && !own)
    faults.push(
      `Cloudflare's account has no workers.dev subdomain yet: open https://dash.cloudflare.com/${cloudflare.value.accountId}/workers/onboarding once and choose one.`,
    );
  if (faults.length > 0 || twilio.status === "rejected" || cloudflare.status === "rejected" || !loaded)
    throw new Error(`Nothing was deployed.\n${faults.map((fault) => `- ${fault}`).join("\n")}`);
  return { twilio: twilio.value, cloudflare: cloudflare.value, agents: loaded };
}

/** By what wrangler.toml sets, the secrets that go with the deploy, and those that the Worker has. */
async function ofTheWorker(
  { worker, files: [, file] }: Environment,
  cloudflare: Cloudflare,
  {
    variables,
    secrets,
    agents,
  }: Pick<DeployOptions, "variables" | "secrets"> & { readonly agents: Agents | undefined },
): Promise<{ readonly warnings: readonly string[]; readonly faults: readonly string[] }> {
  const set = {
    ...(await workerBindings()),
    sent: secrets,
    kept: await cloudflare.secretNames(worker),
    here: variables,
    file,
  };
  const ofFunctions = functionsSecrets(agents?.all ?? []);
  const named = agents ? await namedSecrets() : [];
  return {
    warnings: unsetSecrets(
      set,
      named.filter(({ name }) => !ofFunctions.includes(name)),
    ),
    faults: await workerFaults(set),
  };
}

function variableFaults(
  { name, worker, files: [functionsFile] }: Environment,
  { RELAY_URL: relay, WORKFLOW_SID: workflow, ...others }: Variables,
  agents: Agents | undefined,
  subdomain: string | undefined,
): readonly string[] {
  const needsWorkflow = agents?.all.some((agent) => !agent.workflow) ?? true;
  const host = relay && RELAY_URL.pattern.test(relay) ? new URL(relay).host : undefined;
  return [
    ...(workflow === undefined && needsWorkflow
      ? [`WORKFLOW_SID is not set: put WORKFLOW_SID=WW… into ${functionsFile}. npm run setup:flex prints it.`]
      : []),
    ...(workflow !== undefined && !WORKFLOW_SID.pattern.test(workflow)
      ? [`WORKFLOW_SID ${WORKFLOW_SID.words}.`]
      : []),
    ...(relay !== undefined && host === undefined ? [`RELAY_URL ${RELAY_URL.words}.`] : []),
    // A copied file would lead this environment's callers to another one's Worker.
    ...(host && subdomain && host.endsWith(`.${subdomain}`) && host !== `${worker}.${subdomain}`
      ? [
          `RELAY_URL leads to ${host}, and the Worker of environment ${name} is ${worker}.${subdomain}: take RELAY_URL out of ${functionsFile}, it follows from the deploy.`,
        ]
      : []),
    ...functionsSecrets(agents?.all ?? [])
      .filter((secret) => others[secret] === undefined)
      .map(
        (secret) =>
          `${secret} is not set, and a webhook target asks for it: put ${secret}=… into ${functionsFile}.`,
      ),
  ];
}

/** A deploy waits for calls only as long as the delay, so that a longer call would be cut. */
function delayFaults(agents: Agents, delayS: number): readonly string[] {
  return agents.all
    .filter(({ limits }) => limits.maxCallMs > delayS * 1_000)
    .map(
      ({ name, limits }) =>
        `Agent ${name} lets a call last ${limits.maxCallMs / 1_000} s (limits.maxCallMs), and a deploy waits for calls ${delayS} s: raise max_delay of [durable_objects.code_update_strategy] in wrangler.toml, at most 86400, or shorten the call.`,
    );
}

/** The last deploy, where it did not come to its end. */
function halfDeploy(deploys: readonly DeployRecord[]): DeployRecord | undefined {
  const last = deploys.at(-1);
  return last && !isWhole(last) ? last : undefined;
}

/** What is where after a deploy that broke off, in words. */
export function tellHalf(half: DeployRecord, deploys: readonly DeployRecord[]): string {
  const { worker, functions } = liveParts(deploys);
  const parts = `the Worker is ${worker?.sha ?? "not there"}, the Functions are ${functions?.sha ?? "not there"}`;
  return half.backTo
    ? `The way back to ${half.sha}, begun ${half.at}, broke off: ${parts}. This run deploys what is here; npm run rollback goes on with the way back.`
    : `The deploy of ${half.sha}, begun ${half.at}, broke off: ${parts}. This run goes on; npm run rollback goes back.`;
}

interface Journal {
  /** Whether the Worker of this very release is live already. */
  readonly workerDone: InstallationRecord["worker"] | undefined;
  readonly versionId: string | undefined;
  note(part: Partial<DeployRecord>, installation?: Partial<InstallationRecord>): Promise<void>;
}

/** Writes down what is about to be done, and then each part of it; what others write meanwhile stays. */
export async function begin(
  environment: RecordPlace,
  { release, half, accountSid }: { release: Release; half: DeployRecord | undefined; accountSid: string },
): Promise<Journal> {
  const goesOn = half?.sha === release.sha && !half.backTo;
  let entry: DeployRecord = goesOn && half ? half : { at: new Date().toISOString(), sha: release.sha };
  const write = (installation: Partial<InstallationRecord>) =>
    updateRecord(environment, (record) => ({
      ...record,
      ...installation,
      deploys: withDeploy(record.deploys, entry),
    }));
  await write({ twilioAccountSid: accountSid });
  return {
    workerDone: goesOn && entry.worker ? (await readRecord(environment)).worker : undefined,
    versionId: entry.worker?.versionId,
    note: async (part, installation = {}) => {
      entry = { ...entry, ...part };
      await write(installation);
    },
  };
}

async function deployWorker(options: {
  readonly journal: Journal;
  readonly environment: Environment;
  readonly cloudflare: Cloudflare;
  readonly release: Release;
  readonly secrets: Readonly<Record<string, string>> | undefined;
  readonly say: (line: string) => void;
}): Promise<Deployed["worker"]> {
  const { journal, environment, cloudflare, release, secrets, say } = options;
  const { worker: name } = environment;
  if (journal.workerDone && journal.versionId && !secrets) {
    say(`Worker ${name} has ${release.sha} already.`);
    return { ...journal.workerDone, versionId: journal.versionId };
  }
  const { url, versionId } = await wranglerDeploy({ cloudflare, name, release, secrets });
  const part = { worker: { versionId }, secrets: secrets ? ("sent" as const) : ("kept" as const) };
  await journal.note(part, { worker: { name, url, accountId: cloudflare.accountId } });
  say(`Worker ${versionId} at ${url}.`);
  return { name, url, versionId };
}

/**
 * Uploads the Worker and makes it live. The secrets that it has stay, but for those that are given.
 *
 * @param cwd - of another release's files.
 */
export async function wranglerDeploy(options: {
  readonly cloudflare: Cloudflare;
  readonly name: string;
  readonly release: Release;
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  readonly message?: string;
  readonly cwd?: string;
}): Promise<{ readonly url: string; readonly versionId: string }> {
  const { cloudflare, name, release, secrets, cwd } = options;
  const { message = `Baton ${release.version} (${release.sha})` } = options;
  try {
    const { reports } = await cloudflare.wrangler(
      [
        "deploy",
        ...["--name", name, "--tag", release.sha, "--message", message],
        ...["--var", `BATON_RELEASE:${release.sha}`],
        ...(secrets ? ["--secrets-file", "@input"] : []),
      ],
      { ...(secrets && { input: secrets }), ...(cwd && { cwd }) },
    );
    const deployed = reports.find(({ type }) => type === "deploy");
    const [target] = deployed?.targets ?? [];
    if (!deployed?.version_id || !target)
      throw new Error(
        "wrangler deployed the Worker and does not say where it is: see wrangler.toml, workers_dev.",
      );
    return { url: /^https?:/.test(target) ? target : `https://${target}`, versionId: deployed.version_id };
  } catch (error) {
    if (!(error instanceof WranglerError)) throw error;
    const lacks = /secret/i.test(error.message) && /required|missing|inherit/i.test(error.message);
    const todo = lacks
      ? "\nPut them into .dev.vars (of another environment .dev.vars.NAME), and deploy with --secrets."
      : "";
    throw new Error(`The Worker was not deployed; the Functions are as they were.\n${error.message}${todo}`);
  }
}
